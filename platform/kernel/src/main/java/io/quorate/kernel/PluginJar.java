package io.quorate.kernel;

import io.quorate.config.PluginTable;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.osgi.framework.Version;

/**
 * A jar of the plugin folder that may be installed.
 *
 * @param path where it lies
 * @param stamp which content of that name
 * @param symbolicName of the bundle
 * @param version of the bundle
 * @param components it describes
 * @param table of its keys; null if it has none
 */
record PluginJar(
        Path path,
        Stamp stamp,
        String symbolicName,
        Version version,
        List<ComponentSketch> components,
        PluginTable table) {

    /** The one that runs first: highest version, then the youngest file, then the last name. */
    static final Comparator<PluginJar> BEST_FIRST =
            Comparator.comparing(PluginJar::version)
                    .thenComparingLong(jar -> jar.stamp().modifiedMillis())
                    .thenComparing(PluginJar::path)
                    .reversed();

    /** The last part of the symbolic name. */
    String shortName() {
        return symbolicName.substring(symbolicName.lastIndexOf('.') + 1);
    }

    String fileName() {
        return path.getFileName().toString();
    }

    @Override
    public String toString() {
        return symbolicName + ' ' + version;
    }
}
