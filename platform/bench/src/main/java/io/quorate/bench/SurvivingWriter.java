package io.quorate.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One session with one write in flight that goes on whatever becomes of its servers: it comes back
 * to the next one as soon as its connection is gone. A thread of its own writes; the others ask.
 */
public final class SurvivingWriter implements AutoCloseable {
    private static final int SESSION_TIMEOUT_MILLIS = 30_000;
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int HANDSHAKE_MILLIS = 500;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int OK = 0;
    private static final int NO_NODE = -101;

    private final int[] ports;
    private final String path;
    private final Thread thread;
    private final List<Long> acknowledgedNanos = new ArrayList<>();
    private @Nullable RawSession session;
    private long sessionId;
    private byte[] password;
    private int at;
    private int xid;
    private volatile boolean stopped;
    private volatile @Nullable String expired;
    private volatile int reconnects;

    /**
     * Opens the session at the first port and begins to write.
     *
     * @param ports client ports it may go to; the first one first
     */
    public SurvivingWriter(String path, int... ports) throws IOException {
        this.ports = ports.clone();
        this.path = path;
        session = RawSession.open(ports[0], SESSION_TIMEOUT_MILLIS);
        session.readTimeout(PATIENCE_MILLIS);
        sessionId = session.sessionId();
        password = session.password();
        int error = session.call(Requests.create(++xid, path, new byte[8], 0));
        if (error != OK && error != -110) {
            throw new IOException("create " + path + " answered " + error);
        }
        thread = Thread.ofPlatform().name("surviving-writer").daemon().start(this::run);
    }

    private void run() {
        long value = 0;
        while (!stopped && expired == null) {
            try {
                if (session == null) {
                    comeBack();
                    continue;
                }
                byte[] data = ByteBuffer.allocate(8).putLong(++value).array();
                int error = session.call(Requests.setData(++xid, path, data, -1));
                if (error == OK) {
                    synchronized (acknowledgedNanos) {
                        acknowledgedNanos.add(System.nanoTime());
                    }
                } else {
                    expired = "a write was answered " + error + (error == NO_NODE ? ": lost" : "");
                }
            } catch (IOException e) {
                leave();
            }
        }
    }

    private void leave() {
        try {
            if (session != null) {
                session.close();
            }
        } catch (IOException e) {
            // gone already
        }
        session = null;
    }

    private void comeBack() {
        RawSession next = null;
        try {
            next = RawSession.dial(ports[at], HANDSHAKE_MILLIS);
            if (!next.handshake(0, SESSION_TIMEOUT_MILLIS, sessionId, password)) {
                expired = "the session was not known any more";
            }
            next.readTimeout(PATIENCE_MILLIS);
            session = next;
            reconnects++;
        } catch (IOException e) {
            at = (at + 1) % ports.length;
            try {
                if (next != null) {
                    next.close();
                }
            } catch (IOException again) {
                // gone already
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    /** How often the session had to find a new connection. */
    public int reconnects() {
        return reconnects;
    }

    /** Waits until this many writes have been acknowledged since {@code sinceNanos}. */
    public void awaitWrites(int count, long sinceNanos, long boundNanos) throws IOException {
        long end = System.nanoTime() + boundNanos;
        while (since(sinceNanos).size() < count) {
            if (expired != null) {
                throw new IOException(expired);
            }
            if (System.nanoTime() > end) {
                throw new IOException("no write was acknowledged for too long");
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    /**
     * A time without any acknowledged write.
     *
     * @param nanos how long it was
     * @param endNanos when it ended, in nanoseconds after the moment asked about
     */
    public record Silence(long nanos, long endNanos) {}

    /** The longest silence between two acknowledged writes after {@code sinceNanos}. */
    public Silence longestSilence(long sinceNanos) {
        long before = sinceNanos;
        Silence longest = new Silence(0, 0);
        for (long acknowledged : since(sinceNanos)) {
            if (acknowledged - before > longest.nanos()) {
                longest = new Silence(acknowledged - before, acknowledged - sinceNanos);
            }
            before = acknowledged;
        }
        return longest;
    }

    private List<Long> since(long nanos) {
        synchronized (acknowledgedNanos) {
            int from = acknowledgedNanos.size();
            while (from > 0 && acknowledgedNanos.get(from - 1) - nanos >= 0) {
                from--;
            }
            return List.copyOf(acknowledgedNanos.subList(from, acknowledgedNanos.size()));
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(2L * PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leave();
    }
}
