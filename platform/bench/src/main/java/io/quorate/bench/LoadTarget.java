package io.quorate.bench;

import java.io.IOException;
import java.util.List;

/**
 * What a load is put on: one server, or all servers of an ensemble, over which the sessions are
 * spread evenly.
 */
record LoadTarget(List<ServerUnderTest> servers) {

    static LoadTarget of(ServerUnderTest server) {
        return new LoadTarget(List.of(server));
    }

    static LoadTarget of(EnsembleUnderTest ensemble) {
        return new LoadTarget(List.copyOf(ensemble.servers()));
    }

    String name() {
        return servers.getFirst().name();
    }

    int[] ports() {
        return servers.stream().mapToInt(ServerUnderTest::port).toArray();
    }

    /** Processor time of all servers. */
    long cpuNanos() throws IOException {
        long nanos = 0;
        for (ServerUnderTest server : servers) {
            nanos += ProcessFacts.cpuNanos(server.pid());
        }
        return nanos;
    }

    void start() throws IOException {
        for (ServerUnderTest server : servers) {
            server.launch();
        }
        for (ServerUnderTest server : servers) {
            server.awaitAnswer();
        }
    }

    void stop() throws IOException {
        for (ServerUnderTest server : servers) {
            server.stop();
        }
    }
}
