package io.quorate.launcher;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks a server one four-letter command and prints the answer: {@code FourLetterClient host port
 * command}. Used by the scripts.
 */
public final class FourLetterClient {

    private static final int TIMEOUT_MILLIS = 8000;

    private FourLetterClient() {}

    public static void main(String... arguments) {
        try {
            System.out.print(ask(arguments[0], Integer.parseInt(arguments[1]), arguments[2]));
        } catch (IOException e) {
            System.err.println(
                    arguments[0] + ":" + arguments[1] + " does not answer: " + e.getMessage());
            System.exit(1);
        }
    }

    static String ask(String host, int port, String command) throws IOException {
        return ask(host, port, command.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends a command with what follows it. */
    static String ask(String host, int port, byte[] request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
