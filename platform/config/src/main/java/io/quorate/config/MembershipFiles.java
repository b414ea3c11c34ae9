package io.quorate.config;

import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.ServerId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files beside the static configuration file that hold the configuration of the ensemble: one
 * {@code <static>.dynamic.<version>} per configuration that came into force, and {@code
 * <static>.dynamic.next} for one that is proposed. The static file names the dynamic one.
 *
 * <p>Every file is replaced atomically and is durable when a method returns; a crash between two
 * leaves the older configuration in force and the newer one proposed. One thread at a time, which
 * waits for the disk. Source: spec quorum-protocol section 2.4.
 */
public final class MembershipFiles {

    private static final Set<String> CLIENT_KEYS = Set.of("clientPort", "clientPortAddress");
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{1,16}");

    private final Path staticFile;
    private final ServerId self;

    /**
     * The files of a server.
     *
     * @param staticFile the file the server was started with
     * @param self this server
     */
    public MembershipFiles(Path staticFile, ServerId self) {
        this.staticFile = staticFile.toAbsolutePath().normalize();
        this.self = self;
    }

    /** Where a proposed configuration stands. */
    static Path next(Path staticFile) {
        return sibling(staticFile, ".dynamic.next");
    }

    private static Path dynamic(Path staticFile, long version) {
        return sibling(staticFile, ".dynamic." + Long.toHexString(version));
    }

    private static Path sibling(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** The version in the name of a dynamic file; 0 if its end is no hexadecimal number. */
    static long versionOf(Path dynamicFile) {
        String name = dynamicFile.getFileName().toString();
        String end = name.substring(name.lastIndexOf('.') + 1);
        return end.length() < name.length() && HEX.matcher(end).matches()
                ? Long.parseUnsignedLong(end, 16)
                : 0;
    }

    /**
     * Stores a configuration that is proposed; the server will know it after a restart.
     *
     * @throws IOException if it cannot be stored: fatal
     */
    public void propose(Membership membership) throws IOException {
        replace(next(staticFile), MembershipText.format(membership));
    }

    /**
     * Stores a configuration that is in force: a dynamic file of its own, then the name of that
     * file in the static one. Membership lines the static file had until now go; a copy with them
     * stays as {@code <static>.bak}.
     *
     * @throws IOException if it cannot be stored: fatal
     */
    public void commit(Membership membership) throws IOException {
        Path dynamic = dynamic(staticFile, membership.version());
        replace(dynamic, lines(membership));
        nameInStaticFile(dynamic, membership.member(self));
        forgetProposed(membership.version());
    }

    /** Sorted, and without the version, which is in the name. */
    private static String lines(Membership membership) {
        return String.join(
                "\n",
                MembershipText.format(membership)
                        .lines()
                        .filter(line -> !line.startsWith("version="))
                        .toList());
    }

    private void nameInStaticFile(Path dynamic, @Nullable Member own) throws IOException {
        String before = Files.readString(staticFile, ConfigurationFile.ENCODING);
        boolean hasClientAddress = own != null && own.hasClientAddress();
        String after;
        try {
            String rest =
                    ConfigurationFile.without(
                            staticFile, before, key -> goes(bare(key), hasClientAddress));
            after = rest + "\ndynamicConfigFile=" + dynamic.toString().replace('\\', '/') + "\n";
            if (hasMembership(before)) {
                replace(sibling(staticFile, ".bak"), before);
            }
        } catch (ConfigurationException broken) {
            throw new IOException(broken.getMessage(), broken);
        }
        if (!after.equals(before)) {
            replace(staticFile.toRealPath(), after);
        }
    }

    private static boolean goes(String key, boolean hasClientAddress) {
        return MembershipText.isMembershipKey(key)
                || key.equals("peerType")
                || key.equals("dynamicConfigFile")
                || hasClientAddress && CLIENT_KEYS.contains(key);
    }

    private boolean hasMembership(String text) throws ConfigurationException {
        List<Entry> entries = ConfigurationFile.parse(staticFile, text).entries();
        return entries.stream()
                .anyMatch(entry -> MembershipText.isMembershipKey(bare(entry.key())));
    }

    private static String bare(String key) {
        return key.startsWith("zookeeper.") ? key.substring("zookeeper.".length()) : key;
    }

    /** A newer proposal stays. */
    @SuppressWarnings("NullAway") // the file lies in a directory
    private void forgetProposed(long committed) throws IOException {
        Path next = next(staticFile);
        if (Files.exists(next) && proposed(next).version() <= committed) {
            Files.delete(next);
            sync(next.getParent());
        }
    }

    private static Membership proposed(Path next) throws IOException {
        try {
            return MembershipText.parse(Files.readString(next, ConfigurationFile.ENCODING));
        } catch (IllegalArgumentException unreadable) {
            throw new IOException(next + ": " + unreadable.getMessage(), unreadable);
        }
    }

    /** Null if none is proposed, or one that is in force by now. */
    static @Nullable Membership proposed(Path staticFile, long committed)
            throws ConfigurationException {
        Path next = next(staticFile);
        if (!Files.exists(next)) {
            return null;
        }
        try {
            Membership proposed = proposed(next);
            return proposed.version() > committed ? proposed : null;
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the proposed configuration cannot be read: " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("NullAway") // the file lies in a directory
    private static void replace(Path file, String text) throws IOException {
        Path unfinished = sibling(file, ".tmp");
        try (FileChannel channel =
                FileChannel.open(
                        unfinished,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ConfigurationFile.ENCODING.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        sync(file.getParent());
    }

    /** So that the names in a directory survive a loss of power. */
    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
