package io.quorate.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A closed loop of load: every session keeps a fixed number of requests in flight. One thread, one
 * selector, no allocation per operation.
 *
 * <p>Sessions stay open between windows. An error reply or a lost connection fails the run.
 */
public final class LoadRun implements AutoCloseable {
    /** Longer than the machine may need to come to rest between two windows of one run. */
    private static final int SESSION_TIMEOUT_MILLIS = 600_000;

    private static final int BUFFER_BYTES = 64 << 10;
    private static final int REPLY_HEADER_BYTES = 16;
    private static final int SELECT_MILLIS = 1000;
    private static final long SILENCE_NANOS = 120_000_000_000L;
    private final Selector selector;
    private final Operations operations;
    private final int depth;
    private final Lane[] lanes;
    private final Latencies reads = new Latencies();
    private final Latencies writes = new Latencies();
    private long inFlight;
    private long done;
    private boolean filling;
    private @Nullable IOException failure;

    public LoadRun(int port, int sessions, int depth, Operations operations) throws IOException {
        this(new int[] {port}, sessions, depth, operations);
    }

    /** Sessions are spread over the ports in turn. */
    public LoadRun(int[] ports, int sessions, int depth, Operations operations) throws IOException {
        this.operations = operations;
        this.depth = depth;
        this.selector = Selector.open();
        this.lanes = new Lane[sessions];
        for (int i = 0; i < sessions; i++) {
            lanes[i] = new Lane(ports[i % ports.length]);
        }
    }

    /** Result of one window. */
    public record Window(long operations, long nanos, Latencies reads, Latencies writes) {
        public double perSecond() {
            return operations * 1e9 / nanos;
        }
    }

    /**
     * Keeps the load up for the given time, then waits for the replies on their way. Latencies are
     * valid until the next window.
     */
    public Window run(long durationNanos) throws IOException {
        reads.clear();
        writes.clear();
        done = 0;
        filling = true;
        long begin = System.nanoTime();
        long end = begin + durationNanos;
        for (Lane lane : lanes) {
            lane.fill(begin);
        }
        long lastReply = begin;
        long seen = 0;
        while (inFlight > 0) {
            selector.select(this::ready, SELECT_MILLIS);
            if (failure != null) {
                throw failure;
            }
            long now = System.nanoTime();
            filling = filling && now - end < 0;
            if (done != seen) {
                seen = done;
                lastReply = now;
            } else if (now - lastReply > SILENCE_NANOS) {
                throw new IOException(
                        "no reply for "
                                + SILENCE_NANOS / 1_000_000_000
                                + " s, "
                                + inFlight
                                + " requests in flight");
            }
        }
        return new Window(done, System.nanoTime() - begin, reads, writes);
    }

    /** Runs until the operations are used up. */
    public Window runAll() throws IOException {
        return run(Long.MAX_VALUE / 4);
    }

    private void ready(SelectionKey key) {
        try {
            ((Lane) key.attachment()).ready();
        } catch (IOException e) {
            failure = e;
        }
    }

    @Override
    public void close() throws IOException {
        for (Lane lane : lanes) {
            if (lane != null) {
                lane.close();
            }
        }
        selector.close();
    }

    /** A server that grants the sessions of a run their time. */
    static ServerSpec withLongSessions(ServerSpec spec) {
        return spec.with("maxSessionTimeout", SESSION_TIMEOUT_MILLIS);
    }

    /** One session. */
    private final class Lane {
        private final SocketChannel channel;
        private final SelectionKey key;
        private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
        private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
        private final long[] sentAt = new long[depth];
        private final boolean[] isRead = new boolean[depth];
        private int sent;
        private int received;

        Lane(int port) throws IOException {
            channel =
                    SocketChannel.open(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.write(
                    ByteBuffer.wrap(
                            Requests.connect(
                                    0, SESSION_TIMEOUT_MILLIS, 0, RawSession.NO_PASSWORD)));
            ByteBuffer reply = ByteBuffer.allocate(4 + 37);
            while (reply.hasRemaining()) {
                if (channel.read(reply) < 0) {
                    throw new EOFException("server refused a session");
                }
            }
            channel.configureBlocking(false);
            key = channel.register(selector, SelectionKey.OP_READ, this);
        }

        void ready() throws IOException {
            if (key.isWritable()) {
                flush();
            }
            if (!key.isReadable()) {
                return;
            }
            if (channel.read(in) < 0) {
                throw new EOFException("server closed a connection under load");
            }
            long now = System.nanoTime();
            in.flip();
            while (takeReply(now)) {
                inFlight--;
                done++;
            }
            in.compact();
            fill(now);
        }

        private boolean takeReply(long now) throws IOException {
            if (in.remaining() < 4) {
                return false;
            }
            int at = in.position();
            int length = in.getInt(at);
            if (length < REPLY_HEADER_BYTES || length > BUFFER_BYTES - 4) {
                throw new IOException("reply of " + length + " bytes");
            }
            if (in.remaining() < 4 + length) {
                return false;
            }
            int error = in.getInt(at + 16);
            if (in.getInt(at + 4) != received + 1 || error != 0) {
                throw new IOException(
                        "reply xid "
                                + in.getInt(at + 4)
                                + " after "
                                + received
                                + ", error "
                                + error);
            }
            int slot = received++ % depth;
            (isRead[slot] ? reads : writes).record(now - sentAt[slot]);
            in.position(at + 4 + length);
            return true;
        }

        void fill(long now) throws IOException {
            while (filling
                    && sent - received < depth
                    && mayBegin()
                    && out.remaining() >= Operations.MAX_FRAME_BYTES) {
                Operations.Kind kind = operations.next(out, sent + 1);
                if (kind == Operations.Kind.NONE) {
                    filling = false;
                    break;
                }
                int slot = sent++ % depth;
                sentAt[slot] = now;
                isRead[slot] = kind == Operations.Kind.READ;
                inFlight++;
            }
            flush();
        }

        /** Whether a request may go out that belongs to none which wait for an answer. */
        private boolean mayBegin() {
            int together = operations.together();
            return together == 1 || sent == received || sent % together != 0;
        }

        private void flush() throws IOException {
            if (out.position() > 0) {
                out.flip();
                channel.write(out);
                out.compact();
            }
            int interest =
                    out.position() > 0
                            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                            : SelectionKey.OP_READ;
            if (key.interestOps() != interest) {
                key.interestOps(interest);
            }
        }

        void close() throws IOException {
            // The answer is not awaited; callers that need the session gone await its effects.
            channel.write(ByteBuffer.wrap(Requests.close(sent + 1)));
            channel.close();
        }
    }
}
