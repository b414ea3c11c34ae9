package io.quorate.launcher;

import io.quorate.bench.FreePorts;
import io.quorate.kernel.Kernel;
import io.quorate.kernel.StartFailure;
import io.quorate.testkit.module.AssemblyNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The distribution the build has laid out, booted inside the test's process with a plugin folder of
 * its own.
 */
final class Assembled {

    static final Path HOME = Path.of("target", "quorate").toAbsolutePath();

    private static final Properties ORIGINAL_PROPERTIES =
            (Properties) System.getProperties().clone();

    final Path plugins;
    final int port;
    private final Path folder;

    Assembled(Path folder) throws IOException {
        this.folder = folder;
        this.plugins = Files.createDirectories(folder.resolve("plugins"));
        try (Stream<Path> jars = Files.list(HOME.resolve("plugins"))) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, plugins.resolve(jar.getFileName()));
            }
        }
        this.port = FreePorts.next();
    }

    /**
     * Starts with these lines besides the data directory and the port; system properties of an
     * earlier server of this process are forgotten.
     */
    Kernel start(String... lines) throws IOException, StartFailure {
        System.setProperties((Properties) ORIGINAL_PROPERTIES.clone());
        System.setProperty("quorate.plugins.lookMillis", "20");
        Path file = folder.resolve("zoo.cfg");
        Files.writeString(
                file,
                "dataDir="
                        + folder.resolve("data")
                        + "\nclientPortAddress=127.0.0.1\nclientPort="
                        + port
                        + "\nadmin.enableServer=false\n4lw.commands.whitelist=*\n"
                        + String.join("\n", lines)
                        + "\n");
        return Main.start(HOME, plugins, file);
    }

    /**
     * The same with the plugins that {@link AssemblyNames#PROPERTY} names, where the lines name
     * none of that kind; alone, the server is the only voter of an ensemble if they form ensembles.
     */
    Kernel startChosen(String... lines) throws IOException, StartFailure {
        List<String> all = new ArrayList<>(List.of(lines));
        String text = String.join("\n", lines);
        if (AssemblyNames.isChosen()) {
            AssemblyNames chosen = AssemblyNames.chosen();
            chosen.keys()
                    .forEach(
                            (key, name) -> {
                                if (!text.contains(key + "=")) {
                                    all.add(key + "=" + name);
                                }
                            });
            if (chosen.formsEnsembles() && !text.contains("server.1=")) {
                Files.createDirectories(dataDir());
                Files.writeString(dataDir().resolve("myid"), "1\n");
                all.add("standaloneEnabled=false");
                all.add("initLimit=10\nsyncLimit=5");
                all.add("server.1=127.0.0.1:" + FreePorts.next() + ":" + FreePorts.next());
            }
        }
        return start(all.toArray(String[]::new));
    }

    Path dataDir() {
        return folder.resolve("data");
    }

    /** The jar of the plugin {@code name}, whatever its version. */
    Path plugin(String name) throws IOException {
        try (Stream<Path> jars = Files.list(plugins)) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith(name + "-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /**
     * As a careful user does: under a hidden name first, so that no half-copied jar is ever seen.
     */
    static void copyIn(Path source, Path target) throws IOException {
        Path hidden = target.resolveSibling("." + target.getFileName());
        Files.copy(source, hidden, StandardCopyOption.REPLACE_EXISTING);
        show(hidden, target);
    }

    /** Gives a whole file the name under which it counts. */
    static void show(Path hidden, Path target) throws IOException {
        Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE);
    }

    String ask(String word) throws IOException {
        return FourLetterClient.ask("127.0.0.1", port, word);
    }
}
