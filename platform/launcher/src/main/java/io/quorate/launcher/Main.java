package io.quorate.launcher;

import io.quorate.config.ConfigurationException;
import io.quorate.config.ServerConfiguration;
import io.quorate.kernel.Choice;
import io.quorate.kernel.Kernel;
import io.quorate.kernel.ServerSetup;
import io.quorate.kernel.StartFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server process: {@code Main path/to/zoo.cfg}. Runs until a signal stops it; a configuration or an assembly that cannot work ends the process with
 * {@link #EXIT_CANNOT_START} and one sentence on the standard error.
 *
 * <p>System properties: {@code quorate.home}, the unpacked distribution; {@code quorate.plugins}, another plugin folder.
 */
public final class Main {

    /** Exit code of a server that could not start. */
    public static final int EXIT_CANNOT_START = 2;

    private static final Logger LOG = LoggerFactory.getLogger("server");

    private Main() {}

    public static void main(String... arguments) {
        long startNanos = System.nanoTime();
        if (arguments.length != 1) {
            refuse("the server wants exactly one argument, its configuration file");
        }
        try {
            Kernel kernel = start(Path.of(arguments[0]));
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(kernel)));
            LOG.info("Serving after {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
            kernel.awaitStop();
        } catch (StartFailure e) {
            LOG.debug("Cannot start", e);
            refuse(e.getMessage());
        }
    }

    private static void refuse(String sentence) {
        System.err.println("quorate: " + sentence);
        System.exit(EXIT_CANNOT_START);
    }

    /** Starts the server of the configuration file; returns when clients are served. */
    static Kernel start(Path file) throws StartFailure {
        Path home = Path.of(System.getProperty("quorate.home", ".")).toAbsolutePath().normalize();
        return start(home, home.resolve(System.getProperty("quorate.plugins", "plugins")), file);
    }

    static Kernel start(Path home, Path plugins, Path file) throws StartFailure {
        ServerConfiguration configuration = read(file);
        configuration.systemProperties().forEach(System::setProperty);
        configuration.warnings().forEach(LOG::warn);
        return Kernel.start(home, plugins, setup(configuration));
    }

    private static ServerConfiguration read(Path file) throws StartFailure {
        try {
            Map<String, String> jvm = new TreeMap<>();
            System.getProperties().stringPropertyNames().forEach(name -> jvm.put(name, System.getProperty(name)));
            return ServerConfiguration.read(file, jvm);
        } catch (ConfigurationException e) {
            throw new StartFailure(e.getMessage(), e);
        }
    }

    private static ServerSetup setup(ServerConfiguration configuration) {
        List<Choice> choices = configuration.plugins().stream()
                .map(plugin -> new Choice(plugin.key(), plugin.property(), plugin.value(), plugin.settings()))
                .toList();
        return new ServerSetup(choices, configuration.configurations());
    }

    private static void stop(Kernel kernel) {
        kernel.close();
        LOG.info("Stopped");
    }
}
