package io.quorate.conformance.ensemble;

import io.quorate.testkit.module.AssemblyNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between the servers of an ensemble: whoever dials another server dials a port of its own
 * here, so that each direction between two servers can be cut. What travels in a cut direction
 * waits, as TCP lets it. Election handshakes of ZooKeeper's kind are rewritten, so that who is
 * called back calls through here as well. Any thread.
 */
final class PeerNetwork implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int HANDSHAKE_BYTES = 20;
    private static final int ADDRESS_MAX = 1000;

    /** Whether whoever dials for an election begins with the handshake of ZooKeeper. */
    private static final boolean INTRODUCES = "fast".equals(AssemblyNames.chosen().election());

    /** Bytes from one server to another, whoever dialled. */
    record Direction(long from, long to) {}

    /** Ports by which {@code from} dials {@code to}. */
    private record Way(ServerSocket quorum, ServerSocket election) {}

    private final Map<Direction, Way> ways = new ConcurrentHashMap<>();
    private final Set<Direction> cut = ConcurrentHashMap.newKeySet();
    private final List<Socket> sockets = new ArrayList<>();
    private volatile boolean closed;

    /** Opens the ports by which {@code from} reaches {@code to}, whose own ports these are. */
    void connect(long from, long to, int quorumPort, int electionPort) throws IOException {
        Way way = new Way(listening(), listening());
        ways.put(new Direction(from, to), way);
        accept(way.quorum, from, to, quorumPort, false);
        accept(way.election, from, to, electionPort, true);
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** What stands in the server line of {@code to} in the configuration of {@code from}. */
    String line(long from, long to) {
        Way way = ways.get(new Direction(from, to));
        return "127.0.0.1:" + way.quorum.getLocalPort() + ':' + way.election.getLocalPort();
    }

    void cut(long from, long to) {
        cut.add(new Direction(from, to));
    }

    void heal(long from, long to) {
        cut.remove(new Direction(from, to));
        wake();
    }

    void healAll() {
        cut.clear();
        wake();
    }

    private void wake() {
        synchronized (cut) {
            cut.notifyAll();
        }
    }

    private void accept(ServerSocket at, long from, long to, int port, boolean election) {
        Thread.startVirtualThread(
                () -> {
                    while (!closed) {
                        try {
                            Socket dialler = at.accept();
                            Thread.startVirtualThread(
                                    () -> join(dialler, from, to, port, election));
                        } catch (IOException e) {
                            return; // closed
                        }
                    }
                });
    }

    private void join(Socket dialler, long from, long to, int port, boolean election) {
        Socket target = new Socket();
        try {
            synchronized (sockets) {
                sockets.removeIf(Socket::isClosed);
                sockets.add(dialler);
                sockets.add(target);
            }
            dialler.setTcpNoDelay(true);
            target.setTcpNoDelay(true);
            await(from, to);
            await(to, from);
            target.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            if (election && INTRODUCES) {
                introduce(dialler, target, from, to);
            }
            Thread.startVirtualThread(() -> pump(target, dialler, to, from));
            pump(dialler, target, from, to);
        } catch (IOException e) {
            close(dialler);
            close(target);
        }
    }

    /** The dialler names the address where it wants to be called back: it gets one of ours. */
    private void introduce(Socket dialler, Socket target, long from, long to) throws IOException {
        InputStream in = dialler.getInputStream();
        byte[] head = in.readNBytes(HANDSHAKE_BYTES);
        OutputStream out = target.getOutputStream();
        if (head.length < HANDSHAKE_BYTES) {
            throw new IOException("no handshake");
        }
        int length = ByteBuffer.wrap(head).getInt(HANDSHAKE_BYTES - Integer.BYTES);
        if (length <= 0 || length > ADDRESS_MAX) {
            out.write(head);
            return;
        }
        in.readNBytes(length);
        String line = line(to, from);
        byte[] address =
                ("127.0.0.1" + line.substring(line.lastIndexOf(':')))
                        .getBytes(StandardCharsets.UTF_8);
        out.write(
                ByteBuffer.allocate(HANDSHAKE_BYTES + address.length)
                        .put(head, 0, HANDSHAKE_BYTES - Integer.BYTES)
                        .putInt(address.length)
                        .put(address)
                        .array());
    }

    private void pump(Socket source, Socket target, long from, long to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = source.getInputStream();
            OutputStream out = target.getOutputStream();
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                await(from, to);
                out.write(buffer, 0, got);
            }
            await(from, to); // the end of a connection does not pass a cut either
        } catch (IOException e) {
            // one end is gone: so is the other
        }
        close(source);
        close(target);
    }

    private void await(long from, long to) throws IOException {
        Direction direction = new Direction(from, to);
        synchronized (cut) {
            while (cut.contains(direction) && !closed) {
                try {
                    cut.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // gone
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        wake();
        for (Way way : ways.values()) {
            way.quorum.close();
            way.election.close();
        }
        synchronized (sockets) {
            sockets.forEach(PeerNetwork::close);
        }
    }
}
