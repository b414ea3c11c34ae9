package io.quorate.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Plugins that nobody has touched take their classes from copies on the class path, where the
 * archive of preloaded classes covers more of a class than it does for bundles: its lambdas and its
 * profiles. A plugin that was replaced, or whose package another jar of the plugin folder has as
 * well, is a bundle like any other. Only for plugins that are held for good, never for those that
 * are exchanged while the server runs. See docs/adr/0015.
 */
final class ClassPathPlugins {

    /** Where the copies lie in a distribution. */
    static final String FOLDER = "lib/class-path";

    private ClassPathPlugins() {}

    /**
     * The packages to be taken from the class path, separated by commas.
     *
     * @param jars of the plugin folder that may be installed
     */
    static String packages(Feature feature, Path home, Path pluginFolder, List<Path> jars)
            throws StartFailure {
        List<Path> added = new ArrayList<>(jars);
        feature.plugins().forEach(came -> added.remove(pluginFolder.resolve(came.fileName())));
        StringJoiner packages = new StringJoiner(",");
        for (Map.Entry<ArtifactId, String> entry : feature.onClassPath().entrySet()) {
            Path plugin = pluginFolder.resolve(entry.getKey().fileName());
            Path copy = home.resolve(FOLDER).resolve(entry.getKey().fileName());
            if (jars.contains(plugin)
                    && Files.exists(copy)
                    && areEqual(plugin, copy)
                    && added.stream().noneMatch(jar -> has(jar, entry.getValue()))) {
                packages.add(entry.getValue());
            }
        }
        return packages.toString();
    }

    private static boolean areEqual(Path plugin, Path copy) throws StartFailure {
        try {
            return Files.mismatch(plugin, copy) < 0;
        } catch (IOException e) {
            throw new StartFailure("cannot read " + plugin + ": " + e.getMessage(), e);
        }
    }

    private static boolean has(Path jar, String name) {
        String folder = name.replace('.', '/') + '/';
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(JarEntry::getName).anyMatch(entry -> entry.startsWith(folder));
        } catch (IOException unreadable) {
            return false; // said when it is installed
        }
    }
}
