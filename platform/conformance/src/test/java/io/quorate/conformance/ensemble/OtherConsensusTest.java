package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.EnsembleUnderTest;
import io.quorate.bench.Product;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One of three members has another consensus than the others, as after a move that left one of them
 * out: the others agree without it, and the logs of both sides name the member and the key.
 */
@Timeout(300)
class OtherConsensusTest {

    private static final int SERVERS = 3;
    private static final int SESSION_MILLIS = 30_000;

    @TempDir Path directory;

    /** Server 3 is the one that elections prefer. */
    @ParameterizedTest
    @CsvSource({
        "multi-paxos,zab,1,fast",
        "multi-paxos,zab,3,fast",
        "zab,multi-paxos,1,fast",
        "zab,multi-paxos,3,fast",
        "zab,multi-paxos,3,basic",
        "multi-paxos,zab,3,basic"
    })
    void theOthersGoOnAndBothSidesSayWhy(
            String consensus, String other, long stranger, String election) throws Exception {
        List<Product> products = new ArrayList<>();
        for (long id = 1; id <= SERVERS; id++) {
            products.add(
                    Product.quorate(
                            Map.of(
                                    "quorate.consensus",
                                    id == stranger ? other : consensus,
                                    "quorate.election",
                                    election)));
        }
        try (EnsembleUnderTest ensemble =
                new EnsembleUnderTest(
                        directory, products, Set.of(), (id, spec) -> spec.with("tickTime", 200))) {
            for (int id = 1; id <= SERVERS; id++) {
                ensemble.server(id).launch();
            }
            for (long id = 1; id <= SERVERS; id++) {
                if (id != stranger) {
                    ensemble.server(id).awaitAnswer();
                }
            }
            String one = "127.0.0.1:" + ensemble.server(stranger % SERVERS + 1).port();
            try (ZooKeeper client = new ZooKeeper(one, SESSION_MILLIS, event -> {})) {
                client.create("/a", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
            awaitSentence(ensemble, stranger, consensus, other);
            long leader = ensemble.awaitLeader();
            assertThat(leader).isNotEqualTo(stranger);
            assertThat(ensemble.server(stranger).alive()).isTrue();
            assertThat(ensemble.mode(stranger)).isNotIn("leader", "follower");
            // Its turn to be right.
            ensemble.server(stranger).stop();
            ensemble.replace(
                    stranger,
                    Product.quorate(
                            Map.of("quorate.consensus", consensus, "quorate.election", election)));
            ensemble.server(stranger).launch();
            ensemble.server(stranger).awaitAnswer();
            MixedEnsemble.await(
                    "the server follows", () -> ensemble.mode(stranger).matches("leader|follower"));
        }
    }

    private static void awaitSentence(
            EnsembleUnderTest ensemble, long stranger, String consensus, String other)
            throws IOException {
        String end = ": quorate.consensus must be the same on all servers";
        String here = " speaks " + consensus + ", this one " + other + end;
        String there = "server " + stranger + " speaks " + other + ", this one " + consensus + end;
        MixedEnsemble.await(
                "both sides say it",
                () ->
                        log(ensemble, stranger).contains(here)
                                && (log(ensemble, stranger % SERVERS + 1).contains(there)
                                        || log(ensemble, (stranger + 1) % SERVERS + 1)
                                                .contains(there)));
    }

    private static String log(EnsembleUnderTest ensemble, long id) {
        try {
            return ensemble.server(id).log();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
