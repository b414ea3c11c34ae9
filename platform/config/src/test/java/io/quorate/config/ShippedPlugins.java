package io.quorate.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Configurations as a server reads them that has the plugins of the distribution. */
final class ShippedPlugins {

    static final Path ROOT = root();

    /** Their tables, as they stand in the sources. */
    static final List<PluginTable> TABLES = tables();

    private ShippedPlugins() {}

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("platform/config/pom.xml"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    private static List<PluginTable> tables() {
        List<PluginTable> tables = new ArrayList<>();
        String distribution = read(ROOT.resolve("distribution/pom.xml"));
        for (String kind : List.of("plugins-storage", "plugins-consensus", "plugins-auth")) {
            try (Stream<Path> plugins = Files.list(ROOT.resolve(kind))) {
                for (Path plugin : plugins.sorted().toList()) {
                    Path table = plugin.resolve("src/main/resources").resolve(PluginTable.ENTRY);
                    String module = "<artifactId>" + plugin.getFileName() + "</artifactId>";
                    if (Files.exists(table) && distribution.contains(module)) {
                        tables.add(
                                PluginTable.read(
                                        plugin.getFileName() + ".jar", Files.readAllBytes(table)));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (ConfigurationException e) {
                throw new IllegalStateException(kind, e);
            }
        }
        return List.copyOf(tables);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ServerConfiguration configure(ConfigurationFile file, Map<String, String> jvm)
            throws ConfigurationException {
        return ServerConfiguration.from(file, jvm, TABLES);
    }

    /** What the plugins get, by plugin and property. */
    static Map<String, Object> values(ServerConfiguration configuration)
            throws ConfigurationException {
        Map<String, Object> values = new TreeMap<>();
        for (PluginTable table : TABLES) {
            configuration
                    .pluginSettings()
                    .read(table)
                    .properties()
                    .forEach(
                            (name, value) ->
                                    values.put(
                                            table.jar().replace(".jar", "") + ":" + name, value));
        }
        return values;
    }

    /** Every key of the server and of them. */
    static Stream<Key> keys() {
        return Stream.concat(
                KeyTable.SERVER.keys().stream(),
                TABLES.stream().flatMap(plugin -> plugin.table().keys().stream()));
    }

    static Key find(String name) {
        return TABLES.stream()
                .map(plugin -> plugin.table().find(name))
                .filter(key -> key != null)
                .findFirst()
                .orElseGet(() -> KeyTable.SERVER.find(name));
    }
}
