package io.quorate.conformance.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.FourLetterClient;
import io.quorate.bench.ProcessFacts;
import io.quorate.bench.ServerUnderTest;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What must be as before once the trouble is over: sessions, watches, ephemerals, connections,
 * descriptors.
 */
record Counts(long sessions, long watches, long ephemerals, long connections, long descriptors) {
    private static final long BOUND_NANOS = 60_000_000_000L;
    private static final long POLL_NANOS = 50_000_000L;
    private static final int DESCRIPTOR_SLACK =
            8; // log and snapshot files, class files opened late

    static Counts of(ServerUnderTest server) throws IOException {
        Map<String, String> monitor = FourLetterClient.monitor(server.port());
        return new Counts(
                Long.parseLong(monitor.get("global_sessions")),
                Long.parseLong(monitor.get("watch_count")),
                Long.parseLong(monitor.get("ephemerals_count")),
                Long.parseLong(monitor.get("num_alive_connections")),
                ProcessFacts.descriptors(server.pid()));
    }

    /**
     * Waits until the server is back at these counts; sessions of lost connections take their
     * timeout.
     */
    void awaitOn(ServerUnderTest server) throws IOException {
        long end = System.nanoTime() + BOUND_NANOS;
        Counts now = of(server);
        while (!now.isBack(this) && System.nanoTime() < end) {
            LockSupport.parkNanos(POLL_NANOS);
            now = of(server);
        }
        assertThat(now.isBack(this)).as("%s is back at %s", now, this).isTrue();
    }

    private boolean isBack(Counts before) {
        return sessions <= before.sessions
                && watches <= before.watches
                && ephemerals <= before.ephemerals
                && connections <= before.connections
                && descriptors <= before.descriptors + DESCRIPTOR_SLACK;
    }
}
