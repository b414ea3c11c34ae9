package io.quorate.launcher;

import io.quorate.kernel.Kernel;
import io.quorate.kernel.ServerSetup;
import io.quorate.kernel.StartFailure;
import java.nio.file.Path;
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

    private Main() {}

    public static void main(String... arguments) {
        if (arguments.length != 1) {
            System.err.println("quorate: the server wants exactly one argument, its configuration file");
            System.exit(EXIT_CANNOT_START);
        }
        Logger log = LoggerFactory.getLogger("server");
        try {
            Path home = Path.of(System.getProperty("quorate.home", ".")).toAbsolutePath().normalize();
            Path plugins = home.resolve(System.getProperty("quorate.plugins", "plugins"));
            ServerSetup setup = Setup.read(Path.of(arguments[0]));
            Kernel kernel = Kernel.start(home, plugins, setup);
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(kernel, log)));
            log.info("Started {} ms after the process", System.currentTimeMillis() - startedMillis());
            if (Boolean.getBoolean("quorate.stopAfterStart")) {
                System.exit(0);
            }
            kernel.awaitStop();
        } catch (StartFailure e) {
            log.debug("Cannot start", e);
            System.err.println("quorate: " + e.getMessage());
            System.exit(EXIT_CANNOT_START);
        }
    }

    private static void stop(Kernel kernel, Logger log) {
        kernel.close();
        log.info("Stopped");
    }

    private static long startedMillis() {
        return ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
    }
}
