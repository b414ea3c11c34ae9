package io.quorate.shell.client;

import io.quorate.wire.JuteReader;
import io.quorate.wire.JuteWriter;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server that carries length-prefixed frames. Source: spec client-protocol
 * section 1.
 *
 * <p>One thread reads; any thread may send or close. A read that times out loses nothing: the bytes
 * got so far stay for the next read.
 */
final class Link implements Closeable {

    private static final int FIRST_BUFFER_BYTES = 8 << 10;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final int maxFrameBytes;
    private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
    private int begin;
    private int end;
    private volatile long lastSentNanos = System.nanoTime();

    private Link(Socket socket, int maxFrameBytes) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.maxFrameBytes = maxFrameBytes;
    }

    /** Connects to the first address of a host that accepts. */
    static Link open(ConnectString.Host host, SessionSettings settings, int connectTimeoutMillis)
            throws IOException {
        IOException last = null;
        for (InetAddress address : InetAddress.getAllByName(host.name())) {
            Socket socket = settings.sockets().createSocket();
            try {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(connectTimeoutMillis);
                socket.connect(new InetSocketAddress(address, host.port()), connectTimeoutMillis);
                return new Link(socket, settings.maxReplyBytes());
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw last;
    }

    /** Sends a frame: the length and what the writer holds. */
    synchronized void send(JuteWriter frame) throws IOException {
        byte[] bytes = new byte[4 + frame.size()];
        System.arraycopy(new JuteWriter(4).int32(frame.size()).array(), 0, bytes, 0, 4);
        System.arraycopy(frame.array(), 0, bytes, 4, frame.size());
        out.write(bytes);
        out.flush();
        lastSentNanos = System.nanoTime();
    }

    long lastSentNanos() {
        return lastSentNanos;
    }

    /**
     * The next frame without its length, or null if it is not complete within {@code timeoutMillis}
     * (at least 1).
     */
    @Nullable JuteReader read(int timeoutMillis) throws IOException {
        long deadline = System.nanoTime() + timeoutMillis * 1_000_000L;
        while (true) {
            int length = end - begin >= 4 ? lengthAtBegin() : 0;
            if (end - begin >= 4 && end - begin - 4 >= length) {
                byte[] frame = Arrays.copyOfRange(buffer, begin + 4, begin + 4 + length);
                begin += 4 + length;
                return new JuteReader(frame);
            }
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000L;
            if (leftMillis <= 0 || !fill((int) leftMillis)) {
                return null;
            }
        }
    }

    private int lengthAtBegin() throws IOException {
        int length = ByteBuffer.wrap(buffer).getInt(begin);
        if (length < 0 || length > maxFrameBytes) {
            throw new IOException(
                    "frame of "
                            + (length & 0xffffffffL)
                            + " bytes exceeds the limit of "
                            + maxFrameBytes);
        }
        return length;
    }

    /** Reads some bytes; false after {@code timeoutMillis} without any. */
    private boolean fill(int timeoutMillis) throws IOException {
        if (begin > 0) {
            System.arraycopy(buffer, begin, buffer, 0, end - begin);
            end -= begin;
            begin = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(4L + maxFrameBytes, 2L * buffer.length));
        }
        socket.setSoTimeout(timeoutMillis);
        try {
            int got = in.read(buffer, end, buffer.length - end);
            if (got < 0) {
                throw new EOFException("the server closed the connection");
            }
            end += got;
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nobody can do anything about a socket that fails to close.
        }
    }
}
