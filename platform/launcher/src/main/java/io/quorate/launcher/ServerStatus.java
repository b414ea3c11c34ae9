package io.quorate.launcher;

import io.quorate.config.ClientAddress;
import io.quorate.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the server of a configuration file for its role: {@code ServerStatus zoo.cfg}. Prints where
 * it looked, then the role, then the plugins the server runs with; ends with 1 where no server
 * answers, or one that does not serve yet. Used by the scripts.
 */
public final class ServerStatus {

    private static final int EXIT_FAILED = 1;
    private static final String MODE = "Mode: ";

    /** A line that ZooKeeper's servers do not have. */
    private static final String PLUGINS = "Plugins: ";

    private ServerStatus() {}

    public static void main(String... arguments) {
        try {
            ClientAddress address = ClientAddress.read(Path.of(arguments[0]));
            status(address, arguments[0]);
        } catch (ConfigurationException e) {
            fail(e.getMessage());
        }
    }

    private static void fail(@Nullable String sentence) {
        System.err.println(sentence);
        System.exit(EXIT_FAILED);
    }

    private static void status(@Nullable ClientAddress address, String file) {
        if (address == null) {
            fail("Client port not found in " + file + ", nor in the line of this server.");
            return;
        }
        System.out.println(
                "Client port found: "
                        + address.port()
                        + ". Client address: "
                        + address.host()
                        + ". Client SSL: false.");
        String answer;
        try {
            answer = FourLetterClient.ask(address.host(), address.port(), "srvr");
        } catch (IOException e) {
            System.out.println("Error contacting service. It is probably not running.");
            System.exit(EXIT_FAILED);
            return;
        }
        Optional<String> mode = answer.lines().filter(line -> line.startsWith(MODE)).findFirst();
        if (mode.isPresent()) {
            System.out.println(mode.get());
            answer.lines().filter(line -> line.startsWith(PLUGINS)).forEach(System.out::println);
        } else {
            System.out.println("The server answers, but does not tell its role: " + answer.strip());
            System.exit(EXIT_FAILED);
        }
    }
}
