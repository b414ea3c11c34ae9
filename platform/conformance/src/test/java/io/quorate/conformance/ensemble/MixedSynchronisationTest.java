package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.JuteIn;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A leader of one kind brings learners of the other kind in step: by a difference, by a truncation,
 * by a tree. The logs tell which of them it was.
 */
@Timeout(900)
class MixedSynchronisationTest {
    @TempDir Path directory;

    static Stream<String> ledByQuorateFirst() {
        return MixedEnsemble.cases("ZQQ", "QZZ");
    }

    static Stream<String> ledByZooKeeperFirst() {
        return MixedEnsemble.cases("QZZ", "ZQQ");
    }

    static Stream<String> zooKeeperDeposedFirst() {
        return MixedEnsemble.cases("QQZ", "ZZQ");
    }

    static Stream<String> quorateDeposedFirst() {
        return MixedEnsemble.cases("ZZQ", "QQZ");
    }

    @ParameterizedTest
    @MethodSource("ledByQuorateFirst")
    void aServerThatWasAwayGetsTheDifference(String kinds) throws Exception {
        try (MixedEnsemble ensemble = new MixedEnsemble(directory, kinds)) {
            ensemble.start();
            ensemble.write(3, "/before", 20);
            ensemble.kill(1);
            ensemble.assertEveryoneServes();
            int learner = ensemble.logEnd(1);
            long leading = ensemble.servers().awaitLeader();
            int leader = ensemble.logEnd(leading);
            ensemble.write(2, "/between", 20);
            ensemble.bringBack(1);
            assertThat(ensemble.log(1, learner))
                    .containsAnyOf("Getting a diff from the leader", "gets the difference");
            assertThat(ensemble.log(leading, leader))
                    .containsAnyOf("Sending DIFF", "is sent the difference");
            ensemble.write(1, "/behind", 20);
            assertThat(ensemble.assertEqualTrees()).hasSizeGreaterThan(60);
        }
    }

    /** Servers 2 and 3 have no log that reaches back to the beginning, server 1 has nothing. */
    @ParameterizedTest
    @MethodSource("ledByZooKeeperFirst")
    void anEmptiedServerGetsTheTree(String kinds) throws Exception {
        try (MixedEnsemble ensemble =
                new MixedEnsemble(directory, kinds, (id, spec) -> spec.with("snapCount", 100))) {
            ensemble.start();
            for (int times = 0; times < 8; times++) {
                ensemble.write(3, "/before" + times, 100);
            }
            ensemble.kill(1, 2, 3);
            ensemble.empty(1);
            ensemble.purge(2);
            ensemble.purge(3);
            ensemble.launch(2, 3);
            long leading = ensemble.servers().awaitLeader();
            ensemble.write(leading, "/new-epoch", 5);
            int learner = ensemble.logEnd(1);
            int leader = ensemble.logEnd(leading);
            ensemble.bringBack(1);
            assertThat(ensemble.log(1, learner))
                    .containsAnyOf("Getting a snapshot from leader", "gets the tree");
            assertThat(ensemble.log(leading, leader))
                    .containsAnyOf("Sending snapshot", "is sent the tree");
            ensemble.write(1, "/behind", 20);
            assertThat(ensemble.assertEqualTrees()).hasSizeGreaterThan(800);
            ensemble.kill(1);
            ensemble.bringBack(1);
            assertThat(ensemble.assertEqualTrees()).hasSizeGreaterThan(800);
        }
    }

    /**
     * Server 3 leads and logs a write that nobody else gets; it comes back to a leader of the other
     * kind that has written nothing yet, which cuts that write off.
     */
    @ParameterizedTest
    @MethodSource("zooKeeperDeposedFirst")
    void aDeposedLeaderIsTruncated(String kinds) throws Exception {
        try (MixedEnsemble ensemble = new MixedEnsemble(directory, kinds)) {
            leaveTail(ensemble);
            ensemble.launch(1, 2);
            ensemble.awaitMode(2, "leader");
            int learner = ensemble.logEnd(3);
            ensemble.launch(3);
            ensemble.awaitMode(3, "follower");
            assertThat(ensemble.log(3, learner))
                    .containsAnyOf("Truncating log to get in sync", "gets a cut");
            tailIsGone(ensemble);
        }
    }

    /** As above, but the new leader has a history of its own; cutting is not enough. */
    @ParameterizedTest
    @MethodSource("quorateDeposedFirst")
    void aDeposedLeaderTakesOverTheHistoryOfTheNext(String kinds) throws Exception {
        try (MixedEnsemble ensemble = new MixedEnsemble(directory, kinds)) {
            leaveTail(ensemble);
            ensemble.launch(1, 2);
            ensemble.awaitMode(2, "leader");
            ensemble.write(2, "/next", 20);
            ensemble.launch(3);
            tailIsGone(ensemble);
        }
    }

    private static void leaveTail(MixedEnsemble ensemble) throws IOException {
        ensemble.startLedBy(3);
        ensemble.write(1, "/before", 20);
        ensemble.write(3, "/settled", 1);
        try (RawSession session = RawSession.open(ensemble.server(3).port(), 30_000)) {
            ensemble.server(1).pause();
            ensemble.server(2).pause();
            session.send(Requests.create(1, "/never-committed", null, 0));
            MixedEnsemble.await(
                    "the write is logged", () -> ensemble.hasLogged(3, "/never-committed"));
            ensemble.kill(1, 2, 3);
        }
        assertThat(ensemble.hasLogged(1, "/never-committed")).isFalse();
        assertThat(ensemble.hasLogged(2, "/never-committed")).isFalse();
    }

    private static void tailIsGone(MixedEnsemble ensemble) throws IOException {
        ensemble.server(3).awaitAnswer();
        ensemble.write(3, "/behind", 20);
        assertThat(ensemble.assertEqualTrees())
                .doesNotContainKey("/never-committed")
                .hasSizeGreaterThan(40);
        ensemble.kill(3);
        ensemble.bringBack(3);
        assertThat(ensemble.assertEqualTrees()).doesNotContainKey("/never-committed");
    }

    /** An emptied server is killed in the middle of receiving the tree, and begins again. */
    @ParameterizedTest
    @MethodSource("ledByQuorateFirst")
    void theTreeIsReceivedWhileWritesGoOn(String kinds) throws Exception {
        try (MixedEnsemble ensemble =
                new MixedEnsemble(directory, kinds, (id, spec) -> spec.with("snapCount", 1000))) {
            ensemble.start();
            fill(ensemble.server(3).port(), 4000, 2000);
            ensemble.kill(1, 2, 3);
            ensemble.empty(1);
            ensemble.purge(2);
            ensemble.purge(3);
            ensemble.launch(2, 3);
            ensemble.servers().awaitLeader();
            ensemble.server(2).awaitAnswer();
            ensemble.server(3).awaitAnswer();
            List<TravellingClient> clients = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int number = 0; number < 2; number++) {
                clients.add(
                        new TravellingClient(
                                        number,
                                        ensemble.server(2).port(),
                                        ensemble.server(3).port())
                                .open());
                threads.add(Thread.ofPlatform().start(clients.getLast()));
            }
            String receiving = kinds.startsWith("Z") ? "Getting a snapshot" : "FOLLOWING SYNCING";
            try (OfficialLoad load = new OfficialLoad(ensemble, 2, 3)) {
                for (int times = 0; times < 2; times++) {
                    int from = ensemble.logEnd(1);
                    ensemble.launch(1);
                    ensemble.awaitLog(1, from, receiving);
                    ensemble.kill(1);
                    ensemble.assertEveryoneServes();
                }
                ensemble.bringBack(1);
                load.awaitProgressBut();
                ensemble.assertEveryoneServes();
            }
            for (int number = 0; number < clients.size(); number++) {
                clients.get(number).finish();
                threads.get(number).join();
                clients.get(number).verify();
            }
            assertThat(ensemble.assertEqualTrees()).hasSizeGreaterThan(4000);
        }
    }

    private static void fill(int port, int count, int bytes) throws IOException {
        try (RawSession session = RawSession.open(port, 30_000)) {
            session.call(Requests.create(1, "/fill", null, 0));
            for (int at = 0; at < count; at += 100) {
                for (int next = at; next < at + 100; next++) {
                    session.send(Requests.create(next, "/fill/" + next, new byte[bytes], 0));
                }
                for (int next = at; next < at + 100; next++) {
                    new JuteIn(session.receive());
                }
            }
            session.call(Requests.close(1));
        }
    }
}
