package io.quorate.launcher;

import io.quorate.kernel.Kernel;
import io.quorate.kernel.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server process: {@code Main path/to/zoo.cfg}. Runs until a signal stops it; a configuration
 * or an assembly that cannot work ends the process with {@link StartFailure#EXIT_CANNOT_START} and
 * one sentence on the standard error, a client port that cannot be had with {@link
 * StartFailure#EXIT_PORT_UNAVAILABLE}.
 *
 * <p>System properties: {@code quorate.home}, the unpacked distribution; {@code quorate.plugins},
 * another plugin folder; {@code quorate.started.file}, a file that is made when clients are served.
 */
public final class Main {

    private Main() {}

    public static void main(String... arguments) {
        long startNanos = System.nanoTime();
        if (arguments.length != 1) {
            refuse(
                    "the server wants exactly one argument, its configuration file",
                    StartFailure.EXIT_CANNOT_START);
        }
        try {
            ManagementPort.open();
            Kernel kernel = start(Path.of(arguments[0]));
            if (!stopsAtShutdown(kernel)) {
                return; // ordered to stop while it started
            }
            log().info(
                            "Serving after {} ms",
                            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
            tellStarted();
            ClassArchive.watch();
            kernel.awaitStop();
        } catch (StartFailure e) {
            log().debug("Cannot start", e);
            refuse(e.getMessage(), e.exitCode());
        }
    }

    /** False if the process is ending already. */
    private static boolean stopsAtShutdown(Kernel kernel) {
        try {
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofPlatform().name("stop").unstarted(() -> stop(kernel)));
            return true;
        } catch (IllegalStateException ending) {
            return false;
        }
    }

    /** Notifies the script that waits for it; the file is new, or the script has gone on. */
    private static void tellStarted() {
        String file = System.getProperty("quorate.started.file");
        if (file != null) {
            try {
                Files.createFile(Path.of(file));
            } catch (IOException e) {
                log().warn("The script that started this server cannot be told: {}", e.toString());
            }
        }
    }

    private static void refuse(@Nullable String sentence, int exitCode) {
        System.err.println("quorate: " + sentence);
        System.exit(exitCode);
    }

    /** Starts the server of the configuration file; returns when clients are served. */
    static Kernel start(Path file) throws StartFailure {
        Path home = Path.of(System.getProperty("quorate.home", ".")).toAbsolutePath().normalize();
        return start(home, home.resolve(System.getProperty("quorate.plugins", "plugins")), file);
    }

    static Kernel start(Path home, Path plugins, Path file) throws StartFailure {
        return Kernel.start(home, plugins, StartupTasks.of(file));
    }

    /** Not a static: the first logger is made while the framework starts. */
    private static Logger log() {
        return LoggerFactory.getLogger(Main.class);
    }

    private static void stop(Kernel kernel) {
        kernel.close();
        log().info("Stopped");
    }
}
