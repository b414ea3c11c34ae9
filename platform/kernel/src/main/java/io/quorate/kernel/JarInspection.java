package io.quorate.kernel;

import io.quorate.config.ConfigurationException;
import io.quorate.config.PluginTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * Looks at a jar of the plugin folder before the framework does, which trusts what it reads: every
 * read here has a bound, and what passes is small enough for the framework to read again.
 */
final class JarInspection {

    static final long MAX_JAR_BYTES = 64L << 20;
    static final int MAX_ENTRIES = 20_000;
    static final int MAX_DIRECTORY_BYTES = 4 << 20;
    static final int MAX_MANIFEST_BYTES = 1 << 20;
    static final int MAX_DESCRIPTION_BYTES = 1 << 20;
    static final long MAX_UNPACKED_BYTES = 256L << 20;

    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String COMPONENTS = "Service-Component";

    /** The last record of a zip file, and the longest comment that may follow it. */
    private static final int END_BYTES = 22;

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_COMMENT_BYTES = 0xffff;
    private static final int END_ENTRIES_AT = 10;
    private static final int END_DIRECTORY_BYTES_AT = 12;
    private static final int END_COMMENT_AT = 20;

    private JarInspection() {}

    /**
     * Reads what must be known of a jar before it is installed.
     *
     * @throws UnfitPlugin if the framework is not to see it
     */
    static PluginJar admit(Path path, Stamp stamp) throws UnfitPlugin {
        if (stamp.special() != null) {
            throw UnfitPlugin.forGood("it is " + stamp.special());
        }
        if (stamp.size() > MAX_JAR_BYTES) {
            throw tooLarge("the jar", stamp.size(), MAX_JAR_BYTES);
        }
        try {
            checkDirectory(path);
            try (ZipFile zip = new ZipFile(path.toFile())) {
                checkUnpacked(zip);
                return read(path, stamp, zip);
            }
        } catch (AccessDeniedException e) {
            throw UnfitPlugin.forGood("it may not be read");
        } catch (IOException | IllegalArgumentException e) {
            throw UnfitPlugin.forGood("it is no jar, or not a whole one: " + oneLine(e));
        }
    }

    private static UnfitPlugin tooLarge(String what, long found, long most) {
        return UnfitPlugin.forGood(
                what + " is too large: " + found + " bytes, " + most + " at the most");
    }

    static String oneLine(Exception e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
    }

    /** Before anything reads the whole list of entries into memory. */
    private static void checkDirectory(Path path) throws IOException, UnfitPlugin {
        ByteBuffer tail;
        try (FileChannel file = FileChannel.open(path)) {
            long from = Math.max(0, file.size() - END_BYTES - END_COMMENT_BYTES);
            tail = ByteBuffer.allocate(END_BYTES + END_COMMENT_BYTES);
            file.position(from);
            while (tail.hasRemaining() && file.read(tail) >= 0) {
                // a channel may read less than asked for
            }
            tail.flip().order(ByteOrder.LITTLE_ENDIAN);
        }
        for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END_SIGNATURE
                    && Short.toUnsignedInt(tail.getShort(at + END_COMMENT_AT))
                            == tail.limit() - at - END_BYTES) {
                int entries = Short.toUnsignedInt(tail.getShort(at + END_ENTRIES_AT));
                if (entries > MAX_ENTRIES) {
                    throw UnfitPlugin.forGood(
                            "it has too many entries: " + MAX_ENTRIES + " at the most");
                }
                long bytes = Integer.toUnsignedLong(tail.getInt(at + END_DIRECTORY_BYTES_AT));
                if (bytes > MAX_DIRECTORY_BYTES) {
                    throw tooLarge("its list of entries", bytes, MAX_DIRECTORY_BYTES);
                }
                return;
            }
        }
        throw new IOException("the end of a zip file is not there");
    }

    private static void checkUnpacked(ZipFile zip) throws UnfitPlugin {
        long bytes = zip.stream().mapToLong(entry -> Math.max(0, entry.getSize())).sum();
        if (bytes > MAX_UNPACKED_BYTES || bytes < 0) {
            throw tooLarge("what it unpacks to", bytes, MAX_UNPACKED_BYTES);
        }
    }

    private static PluginJar read(Path path, Stamp stamp, ZipFile zip)
            throws IOException, UnfitPlugin {
        ZipEntry entry = zip.getEntry(MANIFEST);
        if (entry == null) {
            throw UnfitPlugin.forGood("it is no bundle: it has no manifest");
        }
        byte[] text = read(zip, entry, "its manifest", MAX_MANIFEST_BYTES);
        Attributes headers = new Manifest(new ByteArrayInputStream(text)).getMainAttributes();
        String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
        if (name == null || name.isBlank()) {
            throw UnfitPlugin.forGood("it is no bundle: its manifest has no Bundle-SymbolicName");
        }
        PluginJar jar =
                new PluginJar(
                        path,
                        stamp,
                        name.split(";", 2)[0].strip(),
                        version(headers),
                        components(zip, headers),
                        table(path, zip));
        checkNames(jar);
        return jar;
    }

    private static PluginTable table(Path path, ZipFile zip) throws IOException, UnfitPlugin {
        ZipEntry entry = zip.getEntry(PluginTable.ENTRY);
        if (entry == null) {
            return null;
        }
        byte[] text = read(zip, entry, "its table of keys", PluginTable.BYTES_MAX);
        try {
            return PluginTable.read(path.getFileName().toString(), text);
        } catch (ConfigurationException e) {
            throw UnfitPlugin.forGood(e.getMessage());
        }
    }

    /** A table must not speak for another plugin: its keys carry a name of this one. */
    private static void checkNames(PluginJar jar) throws UnfitPlugin {
        if (jar.table() == null) {
            return;
        }
        Set<String> names = new TreeSet<>(Set.of(jar.shortName()));
        jar.components().forEach(component -> names.addAll(component.properties().values()));
        for (String plugin : jar.table().plugins()) {
            if (!names.contains(plugin)) {
                throw UnfitPlugin.forGood(
                        "its table of keys "
                                + PluginTable.ENTRY
                                + " is broken: it has keys quorate."
                                + plugin
                                + ".*, but the plugin is "
                                + String.join(", ", names));
            }
        }
    }

    private static Version version(Attributes headers) throws UnfitPlugin {
        try {
            return Version.parseVersion(headers.getValue(Constants.BUNDLE_VERSION));
        } catch (IllegalArgumentException e) {
            throw UnfitPlugin.forGood("its Bundle-Version is none: " + oneLine(e));
        }
    }

    private static List<ComponentSketch> components(ZipFile zip, Attributes headers)
            throws IOException, UnfitPlugin {
        String names = headers.getValue(COMPONENTS);
        if (names == null) {
            return List.of();
        }
        List<ComponentSketch> components = new ArrayList<>();
        Predicate<String> listed = listed(names);
        int bytes = 0;
        for (ZipEntry entry : zip.stream().filter(e -> listed.test(e.getName())).toList()) {
            byte[] xml = read(zip, entry, entry.getName(), MAX_DESCRIPTION_BYTES - bytes);
            bytes += xml.length;
            try {
                components.addAll(ComponentDescriptions.read(xml));
            } catch (IOException e) {
                throw UnfitPlugin.forGood(
                        entry.getName() + " describes no component: " + oneLine(e));
            }
        }
        return List.copyOf(components);
    }

    /** Names as the header gives them; the last part of a path may hold asterisks. */
    private static Predicate<String> listed(String header) {
        List<String> patterns = new ArrayList<>();
        for (String clause : header.split(",")) {
            String name = clause.split(";", 2)[0].strip();
            if (!name.isEmpty()) {
                patterns.add(name);
            }
        }
        return name -> patterns.stream().anyMatch(pattern -> matches(pattern, name));
    }

    /**
     * An asterisk stands for any part of a name without a slash. Only the last one passed is ever
     * tried anew: a regular expression would try all of them, which with many has no end.
     */
    private static boolean matches(String pattern, String name) {
        int at = 0;
        int asterisk = -1;
        int behind = 0;
        for (int next = 0; next < name.length(); ) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                asterisk = at++;
                behind = next;
            } else if (at < pattern.length() && pattern.charAt(at) == name.charAt(next)) {
                at++;
                next++;
            } else if (asterisk >= 0 && name.charAt(behind) != '/') {
                at = asterisk + 1;
                next = ++behind;
            } else {
                return false;
            }
        }
        return pattern.substring(at).chars().allMatch(rest -> rest == '*');
    }

    private static byte[] read(ZipFile zip, ZipEntry entry, String what, int most)
            throws IOException, UnfitPlugin {
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw tooLarge(what, Math.max(entry.getSize(), bytes.length), most);
            }
            return bytes;
        }
    }
}
