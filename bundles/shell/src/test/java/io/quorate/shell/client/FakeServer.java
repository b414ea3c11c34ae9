package io.quorate.shell.client;

import io.quorate.wire.JuteWriter;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** A server's end of the wire, played by a test byte by byte. Every wait is bounded. */
public final class FakeServer implements Closeable {

    private static final int WAIT_MILLIS = 10_000;

    private final ServerSocket socket;

    public FakeServer() throws IOException {
        this(new ServerSocket());
    }

    /** A server on an unbound socket, of TLS for example. */
    public FakeServer(ServerSocket socket) throws IOException {
        this.socket = socket;
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setSoTimeout(WAIT_MILLIS);
    }

    public String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Waits for the next connection. */
    public Peer accept() throws IOException {
        return new Peer(socket.accept());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** A request frame taken apart. */
    public record Request(int xid, int opCode, byte[] body) {

        /** The body in hexadecimal. */
        public String hex() {
            return HexFormat.of().formatHex(body);
        }
    }

    /** One connection. */
    public static final class Peer implements Closeable {

        private final Socket socket;
        private final DataInputStream in;
        private final OutputStream out;

        private Peer(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(WAIT_MILLIS);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        /** The next frame without its length. */
        public byte[] frame() throws IOException {
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            return frame;
        }

        /** The next frame as a request. */
        public Request request() throws IOException {
            byte[] frame = frame();
            ByteBuffer header = ByteBuffer.wrap(frame);
            return new Request(
                    header.getInt(), header.getInt(), Arrays.copyOfRange(frame, 8, frame.length));
        }

        /** The next bytes without any framing. */
        public byte[] bytes(int count) throws IOException {
            return in.readNBytes(count);
        }

        /** Takes the connect request and grants a session; returns the request in hexadecimal. */
        public String welcome(long sessionId, int timeoutMillis) throws IOException {
            return welcome(sessionId, timeoutMillis, false);
        }

        public String welcome(long sessionId, int timeoutMillis, boolean readOnly)
                throws IOException {
            String request = HexFormat.of().formatHex(frame());
            byte[] password = new byte[16];
            Arrays.fill(password, (byte) 0xaa);
            send(
                    new JuteWriter()
                            .int32(0)
                            .int32(timeoutMillis)
                            .int64(sessionId)
                            .buffer(password)
                            .bool(readOnly));
            return request;
        }

        /** Answers with a header and, if given, a body. */
        public void reply(int xid, long zxid, int error, byte... body) throws IOException {
            send(new JuteWriter().int32(xid).int64(zxid).int32(error).raw(body, 0, body.length));
        }

        public void event(int type, String path, long zxid) throws IOException {
            send(
                    new JuteWriter()
                            .int32(-1)
                            .int64(zxid)
                            .int32(0)
                            .int32(type)
                            .int32(3)
                            .ustring(path));
        }

        public void send(JuteWriter frame) throws IOException {
            raw(
                    new JuteWriter()
                            .int32(frame.size())
                            .raw(frame.array(), 0, frame.size())
                            .toByteArray());
        }

        public void raw(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** True if the client has closed the connection; waits for it. */
        public boolean isClosedByClient() throws IOException {
            return in.read() < 0;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
