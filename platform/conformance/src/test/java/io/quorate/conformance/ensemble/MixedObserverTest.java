package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.bench.FreePorts;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import java.io.IOException;
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
    private static final int BAD_ARGUMENTS = -8;

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
            if (ensemble.isQuorate(1)) {
                sessionsAreWhereTheyWereEstablishedLast(ensemble);
            }
            serveAndCatchUp(ensemble);
            ensemble.kill(1);
            ensemble.bringBack(1);
            ensemble.server(4).awaitAnswer();
            ensemble.write(4, "/next-master", 10);
            ensemble.assertEqualTrees();
        }
    }

    /** To the leader the observer and its master are one server; the master tells them apart. */
    private static void sessionsAreWhereTheyWereEstablishedLast(MixedEnsemble ensemble)
            throws Exception {
        int observer = ensemble.server(4).port();
        int master = ensemble.server(1).port();
        ensemble.awaitMode(4, "observer");
        try (RawSession first = RawSession.open(observer, 30_000);
                RawSession second = RawSession.dial(master, 30_000);
                RawSession third = RawSession.dial(observer, 30_000)) {
            assertThat(first.call(Requests.create(1, "/moved", null, 0))).isZero();
            assertThat(second.handshake(0, 30_000, first.sessionId(), first.password())).isTrue();
            assertThat(first.call(Requests.setData(2, "/moved", null, 0)))
                    .as("a write that comes late, at the observer")
                    .isEqualTo(BAD_ARGUMENTS);
            assertThat(second.call(Requests.setData(2, "/moved", null, 0)))
                    .as("the first write that was carried out")
                    .isZero();
            assertThat(third.handshake(0, 30_000, first.sessionId(), first.password())).isTrue();
            assertThatThrownBy(() -> second.call(Requests.setData(3, "/moved", null, -1)))
                    .as("a write that comes late, at the master")
                    .isInstanceOf(IOException.class);
            assertThat(third.call(Requests.setData(3, "/moved", null, 1))).isZero();
            assertThat(third.call(Requests.close(4))).isZero();
        }
    }

    private static void serveAndCatchUp(MixedEnsemble ensemble) throws Exception {
        ensemble.awaitMode(4, "observer");
        try (OfficialLoad load = OfficialLoad.everywhere(ensemble)) {
            load.awaitProgressBut();
            ensemble.kill(2);
            ensemble.assertEveryoneServes();
            load.awaitProgressBut(2);
            ensemble.bringBack(2);
        }
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
