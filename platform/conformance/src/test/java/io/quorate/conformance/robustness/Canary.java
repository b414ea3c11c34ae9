package io.quorate.conformance.robustness;

import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A well-behaved client that keeps writing and reading beside the trouble, and knows how long it
 * had to wait at worst.
 */
final class Canary implements AutoCloseable {
    private static final String PATH = "/canary";
    private final RawSession session;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final Thread thread;
    private volatile IOException failure;
    private volatile long worstNanos;
    private volatile long rounds;

    Canary(int port) throws IOException {
        session = RawSession.open(port, 30_000);
        session.call(Requests.create(1, PATH, new byte[1], 0));
        thread = Thread.ofPlatform().name("canary").start(this::run);
    }

    private void run() {
        int xid = 1;
        try {
            while (!stop.get()) {
                long begin = System.nanoTime();
                expectSuccess(
                        session.call(Requests.setData(++xid, PATH, new byte[] {(byte) xid}, -1)));
                expectSuccess(session.call(Requests.getData(++xid, PATH, false)));
                worstNanos = Math.max(worstNanos, System.nanoTime() - begin);
                rounds++;
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private static void expectSuccess(int error) throws IOException {
        if (error != 0) {
            throw new IOException("the canary got error " + error);
        }
    }

    /** Forgets what was worst so far. */
    void restart() {
        worstNanos = 0;
    }

    long worstMillis() {
        return worstNanos / 1_000_000;
    }

    /** Stops and reports the number of rounds; fails if the canary ever failed. */
    long rest() throws IOException {
        stop.set(true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
        session.call(Requests.close(Integer.MAX_VALUE));
        session.close();
        return rounds;
    }

    @Override
    public void close() throws IOException {
        stop.set(true);
        session.close();
    }
}
