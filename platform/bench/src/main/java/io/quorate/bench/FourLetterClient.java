package io.quorate.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Asks a server by four-letter commands. */
public final class FourLetterClient {
    private static final int TIMEOUT_MILLIS = 30_000;

    private FourLetterClient() {}

    /** The raw answer. */
    public static String ask(int port, String command) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The lines of {@code mntr} by key, without the {@code zk_} prefix. */
    public static Map<String, String> monitor(int port) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : ask(port, "mntr").split("\n")) {
            int tab = line.indexOf('\t');
            if (line.startsWith("zk_") && tab > 0) {
                values.put(line.substring(3, tab), line.substring(tab + 1).trim());
            }
        }
        return values;
    }
}
