package io.quorate.gate.client;

import io.quorate.model.Request;
import io.quorate.wire.ConnectCodec;
import io.quorate.wire.ConnectRequest;
import io.quorate.wire.ConnectResponse;
import io.quorate.wire.JuteReader;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.MalformedRecord;
import io.quorate.wire.ReplyHeader;
import io.quorate.wire.RequestCodec;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.HexFormat;

/** A client that sends what it is told, byte for byte. */
final class RawClient implements AutoCloseable {

    private static final int READ_TIMEOUT_MILLIS = 10_000;

    final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    RawClient(InetSocketAddress address) throws IOException {
        this(address, 0);
    }

    RawClient(InetSocketAddress address, int receiveBytes) throws IOException {
        this(new Socket(), address, receiveBytes);
    }

    /** Over a socket of any kind that is not connected yet. */
    RawClient(Socket socket, InetSocketAddress address) throws IOException {
        this(socket, address, 0);
    }

    private RawClient(Socket socket, InetSocketAddress address, int receiveBytes)
            throws IOException {
        this.socket = socket;
        if (receiveBytes > 0) {
            socket.setReceiveBufferSize(receiveBytes);
        }
        socket.connect(address, READ_TIMEOUT_MILLIS);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    static byte[] connectFrame() {
        JuteWriter frame = new JuteWriter();
        ConnectCodec.encodeFrame(
                new ConnectRequest(0, 0, 30_000, 0, new byte[16], false, false), frame);
        return frame.toByteArray();
    }

    static byte[] frame(int xid, Request request) {
        JuteWriter frame = new JuteWriter();
        RequestCodec.encodeFrame(xid, request, frame);
        return frame.toByteArray();
    }

    RawClient send(byte[] bytes) throws IOException {
        out.write(bytes);
        return this;
    }

    RawClient send(String hex) throws IOException {
        return send(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    RawClient send(int xid, Request request) throws IOException {
        return send(frame(xid, request));
    }

    /** Shakes hands and answers the response. */
    ConnectResponse join() throws IOException, MalformedRecord {
        send(connectFrame());
        return ConnectCodec.decodeResponse(new JuteReader(frame()));
    }

    /** Payload of the next frame. */
    byte[] frame() throws IOException {
        byte[] payload = new byte[in.readInt()];
        in.readFully(payload);
        return payload;
    }

    ReplyHeader header() throws IOException, MalformedRecord {
        return ReplyHeader.decode(new JuteReader(frame()));
    }

    /** Everything up to the end; a reset counts as one. */
    byte[] rest() throws IOException {
        try {
            return in.readAllBytes();
        } catch (SocketException reset) {
            return new byte[0];
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
