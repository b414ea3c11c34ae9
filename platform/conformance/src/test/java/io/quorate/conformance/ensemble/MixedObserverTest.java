package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.FreePorts;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Observers of one kind under a leader of the other. */
@Timeout(900)
class MixedObserverTest {
    @TempDir Path directory;

    static Stream<String> withObserver() {
        return MixedEnsemble.cases("QQQz", "ZZZq");
    }

    @ParameterizedTest
    @MethodSource("withObserver")
    void anObserverServesAndCatchesUp(String kinds) throws Exception {
        try (MixedEnsemble ensemble = new MixedEnsemble(directory, kinds)) {
            ensemble.start();
            serveAndCatchUp(ensemble);
        }
    }

    /** Server 1 follows and is the master of server 4; both have the same port of masters. */
    @ParameterizedTest
    @MethodSource("withObserver")
    void anObserverLivesOnAFollower(String kinds) throws Exception {
        int port = FreePorts.next();
        try (MixedEnsemble ensemble =
                new MixedEnsemble(
                        directory,
                        kinds,
                        (id, spec) ->
                                id == 1 || id == 4
                                        ? spec.with("observerMasterPort", port)
                                        : spec)) {
            ensemble.startLedBy(3);
            serveAndCatchUp(ensemble);
            ensemble.kill(1);
            ensemble.bringBack(1);
            ensemble.server(4).awaitAnswer();
            ensemble.write(4, "/next-master", 10);
            ensemble.assertEqualTrees();
        }
    }

    private static void serveAndCatchUp(MixedEnsemble ensemble) throws Exception {
        ensemble.awaitMode(4, "observer");
        ensemble.write(4, "/through-observer", 20);
        ensemble.write(1, "/through-follower", 20);
        try (ZooKeeper client = ensemble.connect(4)) {
            client.sync("/");
            assertThat(client.exists("/through-follower-19", false)).isNotNull();
        }
        try (RawSession session = RawSession.open(ensemble.server(4).port(), 30_000);
                RawSession moved = RawSession.dial(ensemble.server(2).port(), 30_000)) {
            assertThat(session.call(Requests.create(1, "/of-observer", null, 1))).isZero();
            assertThat(moved.handshake(0, 30_000, session.sessionId(), session.password()))
                    .isTrue();
            assertThat(moved.call(Requests.create(2, "/of-voter", null, 1))).isZero();
            try (RawSession back = RawSession.dial(ensemble.server(4).port(), 30_000)) {
                assertThat(back.handshake(0, 30_000, session.sessionId(), session.password()))
                        .isTrue();
                assertThat(back.call(Requests.close(3))).isZero();
            }
        }
        ensemble.assertEqualTrees();
        ensemble.kill(4);
        ensemble.write(2, "/while-away", 20);
        ensemble.bringBack(4);
        assertThat(ensemble.assertEqualTrees()).doesNotContainKeys("/of-observer", "/of-voter");
        ensemble.kill(4);
        ensemble.empty(4);
        ensemble.bringBack(4);
        assertThat(ensemble.assertEqualTrees()).hasSizeGreaterThan(60);
        ensemble.kill(3);
        ensemble.launch(3);
        ensemble.server(4).awaitAnswer();
        ensemble.server(3).awaitAnswer();
        ensemble.write(4, "/next-leader", 20);
        ensemble.assertEqualTrees();
    }
}
