package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What clients do with sessions and nodes means the same through servers of both kinds, whichever
 * leads. Server 3 leads, server 1 follows and is of the other kind, server 2 is of the leader's.
 */
@Timeout(900)
class MixedSessionTest {
    private static final int SHORT_MILLIS = 4_000;

    @TempDir Path directory;

    static Stream<String> ledByQuorateFirst() {
        return MixedEnsemble.cases("ZQQ", "QZZ");
    }

    @ParameterizedTest
    @MethodSource("ledByQuorateFirst")
    void sessionsAndNodesMeanTheSame(String kinds) throws Exception {
        try (MixedEnsemble ensemble =
                new MixedEnsemble(
                        directory,
                        kinds,
                        (id, spec) ->
                                spec.with("enforceQuota", true)
                                        .withFlags("-Dznode.container.checkIntervalMs=500"))) {
            ensemble.startLedBy(3);
            watches(ensemble);
            multi(ensemble);
            accessControl(ensemble);
            quota(ensemble);
            sessionMoves(ensemble);
            closedSession(ensemble);
            expiredSession(ensemble);
            containersAndTtl(ensemble);
            ensemble.assertEqualTrees();
        }
    }

    private static void watches(MixedEnsemble ensemble) throws Exception {
        for (long id = 1; id <= 3; id++) {
            String path = "/watched" + id;
            CountDownLatch seen = new CountDownLatch(3);
            try (ZooKeeper watching = ensemble.connect(id);
                    ZooKeeper changing = ensemble.connect(id % 3 + 1)) {
                watching.exists(path, event -> seen.countDown());
                changing.create(path, null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
                watching.sync(path);
                watching.getData(path, event -> seen.countDown(), null);
                watching.getChildren(path, event -> seen.countDown());
                changing.setData(path, bytes("new"), 0);
                changing.create(path + "/child", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
                assertThat(seen.await(20, TimeUnit.SECONDS)).as("events at %d", id).isTrue();
            }
        }
    }

    private static void multi(MixedEnsemble ensemble) throws Exception {
        for (long id = 1; id <= 3; id++) {
            try (ZooKeeper client = ensemble.connect(id)) {
                String path = "/multi" + id;
                client.multi(
                        List.of(
                                Op.create(path, null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                                Op.setData(path, bytes("a"), 0),
                                Op.check(path, 1)));
                assertThatThrownBy(
                                () ->
                                        client.multi(
                                                List.of(
                                                        Op.setData(path, bytes("b"), 1),
                                                        Op.delete("/no-such-node", -1))))
                        .isInstanceOf(KeeperException.NoNodeException.class);
                String first =
                        client.create(
                                path + "/s-",
                                null,
                                Ids.OPEN_ACL_UNSAFE,
                                CreateMode.PERSISTENT_SEQUENTIAL);
                assertThat(first).isEqualTo(path + "/s-0000000000");
            }
            for (long reader = 1; reader <= 3; reader++) {
                try (ZooKeeper client = ensemble.connect(reader)) {
                    client.sync("/");
                    assertThat(client.getData("/multi" + id, false, null)).isEqualTo(bytes("a"));
                }
            }
        }
    }

    private static void accessControl(MixedEnsemble ensemble) throws Exception {
        for (long id = 1; id <= 3; id++) {
            String path = "/secret" + id;
            try (ZooKeeper owner = ensemble.connect(id);
                    ZooKeeper stranger = ensemble.connect(id % 3 + 1)) {
                owner.addAuthInfo("digest", bytes("me:secret"));
                owner.create(path, bytes("x"), Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
                stranger.sync(path);
                assertThatThrownBy(() -> stranger.getData(path, false, null))
                        .isInstanceOf(KeeperException.NoAuthException.class);
                assertThatThrownBy(() -> stranger.setData(path, null, -1))
                        .isInstanceOf(KeeperException.NoAuthException.class);
                stranger.addAuthInfo("digest", bytes("me:secret"));
                assertThat(stranger.setData(path, bytes("y"), -1).getVersion()).isEqualTo(1);
            }
        }
    }

    private static void quota(MixedEnsemble ensemble) throws Exception {
        try (ZooKeeper client = ensemble.connect(2)) {
            for (String path :
                    new String[] {
                        "/limited", "/zookeeper/quota/limited",
                    }) {
                client.create(path, null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
            client.create(
                    "/zookeeper/quota/limited/zookeeper_limits",
                    bytes("count=-1,bytes=-1,byteHardLimit=-1;countHardLimit=4"),
                    Ids.OPEN_ACL_UNSAFE,
                    CreateMode.PERSISTENT);
            client.create(
                    "/zookeeper/quota/limited/zookeeper_stats",
                    bytes("count=1,bytes=0"),
                    Ids.OPEN_ACL_UNSAFE,
                    CreateMode.PERSISTENT);
        }
        for (long id = 1; id <= 3; id++) {
            try (ZooKeeper client = ensemble.connect(id)) {
                client.create("/limited/" + id, null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
        }
        for (long id = 1; id <= 3; id++) {
            try (ZooKeeper client = ensemble.connect(id)) {
                assertThatThrownBy(
                                () ->
                                        client.create(
                                                "/limited/more",
                                                null,
                                                Ids.OPEN_ACL_UNSAFE,
                                                CreateMode.PERSISTENT))
                        .as("quota at %d", id)
                        .isInstanceOf(KeeperException.QuotaExceededException.class);
            }
        }
    }

    /** A session goes round the servers; the server it has left takes nothing from it any more. */
    private static void sessionMoves(MixedEnsemble ensemble) throws IOException {
        RawSession before = RawSession.open(ensemble.server(1).port(), 30_000);
        assertThat(before.call(Requests.create(1, "/moving", null, 1))).isZero();
        for (long id : new long[] {2, 3, 1, 3}) {
            RawSession next = RawSession.dial(ensemble.server(id).port(), 30_000);
            assertThat(next.handshake(0, 30_000, before.sessionId(), before.password()))
                    .as("server %d takes the session", id)
                    .isTrue();
            assertThat(next.call(Requests.setData(2, "/moving", bytes("at " + id), -1))).isZero();
            assertThat(refused(before)).as("the connection left for %d", id).isTrue();
            before.close();
            before = next;
        }
        assertThat(before.call(Requests.close(3))).isZero();
        before.close();
        awaitAbsence(ensemble, "/moving");
    }

    /** True if a write is answered by SESSIONMOVED or by the end of the connection. */
    private static boolean refused(RawSession session) {
        try {
            return session.call(Requests.setData(9, "/moving", bytes("late"), -1)) == -118;
        } catch (IOException closed) {
            return true;
        }
    }

    private static void closedSession(MixedEnsemble ensemble) throws Exception {
        for (long id = 1; id <= 3; id++) {
            String path = "/ephemeral" + id;
            try (ZooKeeper client = ensemble.connect(id)) {
                client.create(path, null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
                long session = client.getSessionId();
                for (long reader = 1; reader <= 3; reader++) {
                    try (ZooKeeper other = ensemble.connect(reader)) {
                        other.sync("/");
                        Stat stat = other.exists(path, false);
                        assertThat(stat).as("%s at %d", path, reader).isNotNull();
                        assertThat(stat.getEphemeralOwner()).isEqualTo(session);
                    }
                }
            }
            awaitAbsence(ensemble, path);
        }
    }

    private static void expiredSession(MixedEnsemble ensemble) throws IOException {
        for (long id = 1; id <= 3; id++) {
            try (RawSession session = RawSession.open(ensemble.server(id).port(), SHORT_MILLIS)) {
                assertThat(session.call(Requests.create(1, "/expiring" + id, null, 1))).isZero();
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2 * SHORT_MILLIS);
                while (System.nanoTime() < end) {
                    assertThat(session.call(Requests.ping())).isZero();
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SHORT_MILLIS / 4));
                }
            }
        }
        for (long id = 1; id <= 3; id++) {
            awaitAbsence(ensemble, "/expiring" + id);
        }
    }

    private static void containersAndTtl(MixedEnsemble ensemble) throws Exception {
        for (long id = 1; id <= 3; id++) {
            try (ZooKeeper client = ensemble.connect(id)) {
                String path = "/container" + id;
                client.create(path, null, Ids.OPEN_ACL_UNSAFE, CreateMode.CONTAINER);
                client.create(path + "/c", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
                client.delete(path + "/c", -1);
                client.create(
                        "/ttl" + id,
                        null,
                        Ids.OPEN_ACL_UNSAFE,
                        CreateMode.PERSISTENT_WITH_TTL,
                        new Stat(),
                        300);
            }
        }
        for (long id = 1; id <= 3; id++) {
            awaitAbsence(ensemble, "/container" + id);
            awaitAbsence(ensemble, "/ttl" + id);
        }
    }

    private static void awaitAbsence(MixedEnsemble ensemble, String path) throws IOException {
        for (long id = 1; id <= ensemble.size(); id++) {
            try (RawSession session = RawSession.open(ensemble.server(id).port(), 30_000)) {
                MixedEnsemble.await(
                        path + " disappears at " + id,
                        () -> {
                            try {
                                return session.call(Requests.getData(1, path, false)) == -101;
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
                session.call(Requests.close(2));
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
