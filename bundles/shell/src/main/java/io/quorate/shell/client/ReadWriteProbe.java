package io.quorate.shell.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Asks a server whether it has a quorum, without a session. Source: spec client-protocol section
 * 12.
 */
final class ReadWriteProbe {

    private static final byte[] QUESTION = "isro".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] YES = "rw".getBytes(StandardCharsets.US_ASCII);

    private ReadWriteProbe() {}

    /**
     * True if the server says so within {@code timeoutMillis} per step; a server that cannot be
     * asked is none.
     */
    static boolean isReadWrite(
            ConnectString.Host host, SessionSettings settings, int timeoutMillis) {
        try (Socket socket = settings.sockets().createSocket()) {
            socket.setSoTimeout(timeoutMillis);
            socket.connect(new InetSocketAddress(host.name(), host.port()), timeoutMillis);
            socket.getOutputStream().write(QUESTION);
            socket.getOutputStream().flush();
            return Arrays.equals(socket.getInputStream().readNBytes(YES.length), YES);
        } catch (IOException e) {
            return false;
        }
    }
}
