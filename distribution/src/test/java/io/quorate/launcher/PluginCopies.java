package io.quorate.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes plugins out of a plugin: the same classes under another version or another name. */
final class PluginCopies {

    private PluginCopies() {}

    /** Writes beside the target first, so that no half-written jar is ever seen. */
    static void write(Path jar, String symbolicName, String version, Path target)
            throws IOException {
        write(jar, symbolicName, version, target, Map.of());
    }

    /** The same with these entries, by name, in place of the plugin's own or beside them. */
    static void write(
            Path jar, String symbolicName, String version, Path target, Map<String, byte[]> own)
            throws IOException {
        Path hidden = target.resolveSibling("." + target.getFileName());
        try (JarFile from = new JarFile(jar.toFile())) {
            Manifest manifest = new Manifest(from.getManifest());
            manifest.getMainAttributes().putValue("Bundle-SymbolicName", symbolicName);
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (OutputStream out = Files.newOutputStream(hidden);
                    JarOutputStream to = new JarOutputStream(out, manifest)) {
                for (Enumeration<JarEntry> all = from.entries(); all.hasMoreElements(); ) {
                    JarEntry entry = all.nextElement();
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)
                            && !own.containsKey(entry.getName())) {
                        to.putNextEntry(new JarEntry(entry.getName()));
                        from.getInputStream(entry).transferTo(to);
                    }
                }
                for (Map.Entry<String, byte[]> each : own.entrySet()) {
                    to.putNextEntry(new JarEntry(each.getKey()));
                    to.write(each.getValue());
                }
            }
        }
        Assembled.show(hidden, target);
    }
}
