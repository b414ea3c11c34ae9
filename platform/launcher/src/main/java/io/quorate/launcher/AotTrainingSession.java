package io.quorate.launcher;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a server is asked in the training run. Not a client: it knows the bytes of six requests and
 * reads the replies' error codes only.
 */
final class AotTrainingSession implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int CREATE = 1;
    private static final int DELETE = 2;
    private static final int GET_DATA = 4;
    private static final int SET_DATA = 5;
    private static final int SYNC = 9;
    private static final int CLOSE = -11;
    private static final int PASSWORD_BYTES = 16;
    private static final byte[] PATH = "/rehearsal".getBytes(StandardCharsets.UTF_8);
    private static final byte[] DATA = new byte[100];

    private final ByteBuffer frame = ByteBuffer.allocate(512);
    private Socket socket;
    private DataInputStream in;
    private long sessionId;
    private byte[] password = new byte[PASSWORD_BYTES];
    private int xid;

    /** Opens a session. */
    AotTrainingSession(int port) throws IOException {
        connect(port);
    }

    /** The session goes on at another server, or at the same one. */
    void moveTo(int port) throws IOException {
        socket.close();
        connect(port);
    }

    private void connect(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        frame.clear().position(Integer.BYTES);
        frame.putInt(0).putLong(0).putInt(TIMEOUT_MILLIS).putLong(sessionId);
        buffer(password);
        frame.put((byte) 0);
        send();
        int length = in.readInt();
        in.skipNBytes(2L * Integer.BYTES);
        sessionId = in.readLong();
        password = in.readNBytes(in.readInt());
        in.skipNBytes(length - 3L * Integer.BYTES - Long.BYTES - password.length);
    }

    /** Waits until the server has what the leader has. */
    void sync() throws IOException {
        begin(SYNC);
        buffer(PATH);
        exchange();
    }

    /** Creates a znode, writes it, reads it with a watch and deletes it. */
    void round() throws IOException {
        begin(CREATE);
        buffer(PATH);
        buffer(DATA);
        frame.putInt(1).putInt(31);
        buffer("world".getBytes(StandardCharsets.UTF_8));
        buffer("anyone".getBytes(StandardCharsets.UTF_8));
        frame.putInt(0);
        exchange();
        begin(SET_DATA);
        buffer(PATH);
        buffer(DATA);
        frame.putInt(-1);
        exchange();
        begin(GET_DATA);
        buffer(PATH);
        frame.put((byte) 1);
        exchange();
        begin(DELETE);
        buffer(PATH);
        frame.putInt(-1);
        exchange();
    }

    private void begin(int type) {
        frame.clear().position(Integer.BYTES);
        frame.putInt(++xid).putInt(type);
    }

    private void buffer(byte[] bytes) {
        frame.putInt(bytes.length).put(bytes);
    }

    private void send() throws IOException {
        frame.putInt(0, frame.position() - Integer.BYTES);
        socket.getOutputStream().write(frame.array(), 0, frame.position());
    }

    /** Sends the request and reads up to its reply; watch events in between are read over. */
    private void exchange() throws IOException {
        send();
        int answered;
        do {
            int length = in.readInt();
            answered = in.readInt();
            in.skipNBytes(Long.BYTES);
            int error = in.readInt();
            in.skipNBytes(length - 2L * Integer.BYTES - Long.BYTES);
            if (answered == xid && error != 0) {
                throw new IOException("the server answers with error " + error);
            }
        } while (answered != xid);
    }

    @Override
    public void close() throws IOException {
        try (Socket _ = socket) {
            begin(CLOSE);
            exchange();
        }
    }
}
