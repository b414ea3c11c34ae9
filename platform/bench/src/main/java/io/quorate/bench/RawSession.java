package io.quorate.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * One blocking connection that speaks raw frames. Not thread-safe. Every read is bounded by the
 * timeout given at the start.
 */
public final class RawSession implements AutoCloseable {
    /** Password of a session that does not exist yet. */
    @SuppressWarnings("MutablePublicArray") // nobody writes to it
    public static final byte[] NO_PASSWORD = new byte[16];

    private static final int MAX_FRAME_BYTES = 256 << 20;
    private final Socket socket;
    private final DataInputStream in;
    private long sessionId;
    private byte[] password = NO_PASSWORD;
    private int timeoutMillis;

    private RawSession(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 16384));
    }

    /** Opens a connection without a handshake. */
    public static RawSession dial(int port, int readTimeoutMillis) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(readTimeoutMillis);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    readTimeoutMillis);
            return new RawSession(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Opens a connection and a new session. */
    public static RawSession open(int port, int sessionTimeoutMillis) throws IOException {
        RawSession session = dial(port, 30_000);
        try {
            if (!session.handshake(0, sessionTimeoutMillis, 0, NO_PASSWORD)) {
                throw new IOException("new session rejected");
            }
            return session;
        } catch (IOException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Sends a connect request and reads the answer; false means that the server rejected the
     * session.
     */
    @SuppressWarnings("NullAway") // a server sends one
    public boolean handshake(long lastZxidSeen, int sessionTimeoutMillis, long id, byte[] pass)
            throws IOException {
        send(Requests.connect(lastZxidSeen, sessionTimeoutMillis, id, pass));
        JuteIn reply = new JuteIn(receive());
        reply.int32();
        timeoutMillis = reply.int32();
        sessionId = reply.int64();
        password = reply.buffer();
        return timeoutMillis > 0;
    }

    /** Sends bytes as they are. */
    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /**
     * The next frame without its length; {@link EOFException} where the server closed the
     * connection.
     */
    public byte[] receive() throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_FRAME_BYTES) {
            throw new IOException("frame length " + length + " from the server");
        }
        byte[] frame = new byte[length];
        in.readFully(frame);
        return frame;
    }

    /** Sends a request and returns the error of its reply; events in between are dropped. */
    public int call(byte[] request) throws IOException {
        send(request);
        while (true) {
            JuteIn reply = new JuteIn(receive());
            int xid = reply.int32();
            reply.int64();
            if (xid != -1) {
                return reply.int32();
            }
        }
    }

    public long sessionId() {
        return sessionId;
    }

    public byte[] password() {
        return password.clone();
    }

    /** Negotiated timeout; 0 after a rejection. */
    public int timeoutMillis() {
        return timeoutMillis;
    }

    /** Changes the bound of one read. */
    public void readTimeout(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /** Closes the socket; the session lives on. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
