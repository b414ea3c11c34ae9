package io.quorate.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The distribution as the build has just laid it out. */
final class Distribution {

    static final Path HOME = Path.of("target", "quorate").toAbsolutePath();

    private Distribution() {}

    /** Every jar of ours: bundles, plugins, launcher and shell. */
    static List<Path> ownJars() throws IOException {
        try (Stream<Path> all = Files.walk(HOME)) {
            return all.filter(p -> p.toString().endsWith(".jar"))
                    .filter(p -> symbolicName(p).startsWith("io.quorate."))
                    .sorted()
                    .toList();
        }
    }

    static Manifest manifest(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty for a jar that is no bundle. */
    static String symbolicName(Path jar) {
        Manifest manifest = manifest(jar);
        String name =
                manifest == null
                        ? null
                        : manifest.getMainAttributes().getValue("Bundle-SymbolicName");
        return name == null ? "" : name.split(";")[0];
    }
}
