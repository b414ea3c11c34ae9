package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * All servers of an ensemble are replaced by those of the other kind, one at a time, on the same
 * data directories and back again, while clients write. {@code -Dconformance.rolling.rounds}
 * (default 1) is how often; every second server is killed, the others stop in order.
 */
@Timeout(1800)
class RollingReplacementTest {
    private static final int ROUNDS = Integer.getInteger("conformance.rolling.rounds", 1);
    private static final int CLIENTS = Integer.getInteger("conformance.rolling.clients", 4);
    private static final int WRITES_BETWEEN = 40;

    @TempDir Path directory;

    @Test
    void zooKeeperBecomesQuorateAndBack() throws Exception {
        try (MixedEnsemble ensemble =
                new MixedEnsemble(directory, "ZZZ", (id, spec) -> spec.with("snapCount", 400))) {
            ensemble.start();
            List<TravellingClient> clients = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int number = 0; number < CLIENTS; number++) {
                clients.add(new TravellingClient(number, ensemble.ports()).open());
                threads.add(Thread.ofPlatform().start(clients.getLast()));
            }
            try (OfficialLoad load = OfficialLoad.everywhere(ensemble)) {
                for (int round = 0; round < ROUNDS; round++) {
                    replaceAll(ensemble, 'Q', clients, load, round % 2 == 0);
                    replaceAll(ensemble, 'Z', clients, load, round % 2 == 1);
                }
            }
            for (int number = 0; number < CLIENTS; number++) {
                clients.get(number).finish();
                threads.get(number).join();
            }
            for (TravellingClient client : clients) {
                client.verify();
            }
            assertThat(ensemble.assertEqualTrees()).hasSizeGreaterThan(CLIENTS * 50);
        }
    }

    private static void replaceAll(
            MixedEnsemble ensemble,
            char kind,
            List<TravellingClient> clients,
            OfficialLoad load,
            boolean killOdd)
            throws Exception {
        for (long id = 1; id <= ensemble.size(); id++) {
            if (killOdd == (id % 2 == 1)) {
                ensemble.kill(id);
            } else {
                ensemble.server(id).stop();
            }
            ensemble.assertEveryoneServes();
            ensemble.replace(id, kind);
            ensemble.bringBack(id);
            load.awaitProgressBut();
            for (TravellingClient client : clients) {
                int goal = client.confirmed() + WRITES_BETWEEN;
                MixedEnsemble.await(
                        "writes go on",
                        () -> client.failure() != null || client.confirmed() >= goal);
                if (client.failure() != null) {
                    throw new AssertionError(client.failure());
                }
            }
        }
    }
}
