package io.quorate.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of loopback for servers that are started, killed and started again. They lie below the
 * range the system takes for outgoing connections, so that none of those takes a server's port
 * while the server is not up; none is given twice by one process. For any thread.
 */
public final class FreePorts {
    private static final int LOWEST = 10_000;
    private static final int USUAL_START_OF_OUTGOING = 32_768;
    private static final int TRIES = 1_000;
    private static final Path OUTGOING = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    private static final Set<Integer> GIVEN = new HashSet<>();

    private FreePorts() {}

    /**
     * A port nobody listens on now.
     *
     * @throws IOException if a thousand tries found none
     */
    public static synchronized int next() throws IOException {
        int end = startOfOutgoing();
        for (int attempt = 0; attempt < TRIES; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, end);
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new IOException("no free port between " + LOWEST + " and " + end);
    }

    /** Whether nobody listens on this port of loopback now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** First port of the range of outgoing connections, or one that leaves enough to choose. */
    private static int startOfOutgoing() throws IOException {
        try {
            int start = Integer.parseInt(Files.readString(OUTGOING).strip().split("\\s+")[0]);
            return start > LOWEST + TRIES ? start : USUAL_START_OF_OUTGOING;
        } catch (NoSuchFileException otherSystem) {
            return USUAL_START_OF_OUTGOING;
        }
    }
}
