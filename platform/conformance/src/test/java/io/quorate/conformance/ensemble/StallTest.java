package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.EnsembleUnderTest;
import io.quorate.bench.FreePorts;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A leader, or the disk of a server, stands still for long, but not for as long as the sessions of
 * the clients last: nothing acknowledged is lost or out of order, no session expires, and all go
 * on.
 */
@ForEveryAssembly
@Requires(Requirement.PEERS)
@Timeout(300)
class StallTest {

    private static final long LEADER_MILLIS = Long.getLong("conformance.stall.leader", 30_000);
    private static final long DISK_MILLIS = Long.getLong("conformance.stall.disk", 10_000);
    private static final long SEED = Long.getLong("conformance.seed", 1);
    private static final int SERVERS = 3;

    @TempDir Path directory;

    @Test
    void aLeaderIsStopped() throws Exception {
        try (LoadedEnsemble loaded =
                new LoadedEnsemble(directory, SERVERS, SEED, (id, spec) -> spec)) {
            EnsembleUnderTest servers = loaded.servers();
            loaded.load("leader");
            long leader = servers.awaitLeader();
            long begun = System.nanoTime();
            servers.server(leader).pause();
            loaded.awaitProgress();
            long wentOn = System.nanoTime();
            LoadedEnsemble.pause(LEADER_MILLIS - TimeUnit.NANOSECONDS.toMillis(wentOn - begun));
            long next = servers.leader();
            assertThat(next).as("another leads").isNotIn(0L, leader);
            servers.server(leader).resume();
            loaded.endAndJudge();
            System.out.printf(
                    "server %d stopped for %d ms, all clients went on after %d ms%n",
                    leader, LEADER_MILLIS, TimeUnit.NANOSECONDS.toMillis(wentOn - begun));
        }
    }

    @Test
    @Requires(Requirement.DURABLE_STORAGE)
    void theDiskOfTheLeaderStalls() throws Exception {
        theDiskStalls(true);
    }

    @Test
    @Requires(Requirement.DURABLE_STORAGE)
    void theDiskOfAFollowerStalls() throws Exception {
        theDiskStalls(false);
    }

    private void theDiskStalls(boolean ofLeader) throws Exception {
        Map<Long, Integer> ports = new HashMap<>();
        for (long id = 1; id <= SERVERS; id++) {
            ports.put(id, FreePorts.next());
        }
        try (LoadedEnsemble loaded =
                new LoadedEnsemble(
                        directory,
                        SERVERS,
                        SEED,
                        (id, spec) -> spec.withFlags(StalledDisk.flag(ports.get(id))))) {
            loaded.load("disk");
            loaded.awaitProgress();
            long leader = loaded.servers().awaitLeader();
            long victim = ofLeader ? leader : leader % SERVERS + 1;
            int waited = stall(ports.get(victim));
            assertThat(waited).as("threads that waited for the disk").isPositive();
            loaded.endAndJudge();
            System.out.printf(
                    "the disk of server %d, %s, stood still for %d ms; then server %d leads%n",
                    victim,
                    ofLeader ? "the leader" : "a follower",
                    DISK_MILLIS,
                    loaded.servers().leader());
        }
    }

    private static int stall(int port) throws IOException, InterruptedException {
        try (StalledDisk disk = StalledDisk.of(port)) {
            disk.standStill(DISK_MILLIS);
            return disk.waited();
        }
    }
}
