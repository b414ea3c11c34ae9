package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.EnsembleUnderTest;
import io.quorate.bench.Product;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One of three members has another consensus than the others, as after a move that left one of them
 * out: the others agree without it, and the logs of both sides name the member and the key.
 */
@Timeout(300)
class OtherConsensusTest {

    private static final int SERVERS = 3;
    private static final int SESSION_MILLIS = 30_000;
    private static final String KEY = ": quorate.consensus must be the same on all servers";

    /** What a ZooKeeper logs when its leader's first packet is none it knows. */
    private static final String TURNED_AWAY = "First packet should have been NEWLEADER";

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
            create(ensemble, stranger % SERVERS + 1, "/a");
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

    /**
     * The stranger is a real ZooKeeper, a member as long as the others have zab: from a leader it
     * cannot follow it takes nothing, and it follows again as soon as they have zab again.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 3})
    void aZooKeeperStaysAsItIsUntilTheOthersHaveZabAgain(long stranger) throws Exception {
        List<Product> products = new ArrayList<>();
        for (long id = 1; id <= SERVERS; id++) {
            products.add(id == stranger ? Product.zooKeeper() : quorate("zab"));
        }
        long other = stranger % SERVERS + 1;
        try (EnsembleUnderTest ensemble =
                new EnsembleUnderTest(
                        directory, products, Set.of(), (id, spec) -> spec.with("tickTime", 200))) {
            ensemble.start();
            create(ensemble, stranger, "/before");
            moveOthers(ensemble, stranger, "multi-paxos");
            create(ensemble, other, "/between");
            Map<String, String> history = history(ensemble, stranger);
            assertThat(history).containsKeys("acceptedEpoch", "currentEpoch");
            int mark = log(ensemble, stranger).length();
            MixedEnsemble.await(
                    "the leader turns the ZooKeeper away, which looks for another one, again and again",
                    () -> log(ensemble, stranger).substring(mark).split(TURNED_AWAY).length > 3);
            String sentence = "server " + stranger + " speaks zab, this one multi-paxos" + KEY;
            MixedEnsemble.await(
                    "the leader says why",
                    () -> log(ensemble, ensemble.leader()).contains(sentence));
            assertThat(ensemble.server(stranger).alive()).isTrue();
            assertThat(ensemble.mode(stranger)).isNotIn("leader", "follower");
            assertThat(history(ensemble, stranger)).isEqualTo(history);
            moveOthers(ensemble, stranger, "zab");
            MixedEnsemble.await(
                    "the ZooKeeper is a member",
                    () -> ensemble.mode(stranger).matches("leader|follower"));
            try (ZooKeeper client = client(ensemble, stranger)) {
                client.sync("/", (code, path, context) -> {}, null);
                assertThat(client.getChildren("/", false)).contains("before", "between");
            }
        }
    }

    private static Product quorate(String consensus) {
        return Product.quorate(Map.of("quorate.consensus", consensus));
    }

    /** All but one stop, and go on with this consensus. The one stays up all the while. */
    private static void moveOthers(EnsembleUnderTest ensemble, long stranger, String consensus)
            throws IOException {
        for (long id = 1; id <= SERVERS; id++) {
            if (id != stranger) {
                ensemble.server(id).stop();
                ensemble.replace(id, quorate(consensus));
            }
        }
        for (long id = 1; id <= SERVERS; id++) {
            if (id != stranger) {
                ensemble.server(id).launch();
            }
        }
        for (long id = 1; id <= SERVERS; id++) {
            if (id != stranger) {
                ensemble.server(id).awaitAnswer();
            }
        }
    }

    private static ZooKeeper client(EnsembleUnderTest ensemble, long id) throws IOException {
        return new ZooKeeper(
                "127.0.0.1:" + ensemble.server(id).port(), SESSION_MILLIS, event -> {});
    }

    private static void create(EnsembleUnderTest ensemble, long id, String path) throws Exception {
        try (ZooKeeper client = client(ensemble, id)) {
            client.create(path, null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
    }

    /**
     * The epochs and logs of a server, by the names of their files. A ZooKeeper that is elected
     * writes a snapshot of what it has, whether anybody follows or not.
     */
    private static Map<String, String> history(EnsembleUnderTest ensemble, long id)
            throws IOException {
        Map<String, String> history = new TreeMap<>();
        Path version = ensemble.server(id).dataDir().resolve("version-2");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(version)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.startsWith("snapshot.")) {
                    history.put(name, HexFormat.of().formatHex(Files.readAllBytes(file)));
                }
            }
        }
        return history;
    }

    private static void awaitSentence(
            EnsembleUnderTest ensemble, long stranger, String consensus, String other)
            throws IOException {
        String here = " speaks " + consensus + ", this one " + other + KEY;
        String there = "server " + stranger + " speaks " + other + ", this one " + consensus + KEY;
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
