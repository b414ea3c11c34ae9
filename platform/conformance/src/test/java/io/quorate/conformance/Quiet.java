package io.quorate.conformance;

import io.quorate.bench.FourLetterClient;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** Waits until a server that has just started is alone. */
public final class Quiet {
    private static final long BOUND_NANOS = 20_000_000_000L;
    private static final long POLL_NANOS = 20_000_000L;

    private Quiet() {}

    /**
     * Returns when no session is left. While a server starts it is asked again and again; a session
     * of such an attempt may be left over and would expire in the middle of a test.
     */
    public static void awaitNoSessions(int port) throws IOException {
        long end = System.nanoTime() + BOUND_NANOS;
        while (!"0".equals(FourLetterClient.monitor(port).get("global_sessions"))) {
            if (System.nanoTime() > end) {
                throw new IOException("sessions of the start are still there");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
