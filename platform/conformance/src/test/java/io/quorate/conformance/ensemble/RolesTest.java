package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.bench.EnsembleUnderTest;
import io.quorate.bench.FourLetterClient;
import io.quorate.bench.FreePorts;
import io.quorate.bench.Product;
import io.quorate.bench.RawSession;
import io.quorate.conformance.Subject;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Roles and sessions of real processes with the official client. Where a test names the kinds of
 * server, Z is a ZooKeeper: it shows that the reference does the same.
 */
@ForEveryAssembly
@Requires(Requirement.PEERS)
@Timeout(600)
class RolesTest {

    private static final int SESSION_MILLIS = 10_000;
    private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir Path directory;

    private EnsembleUnderTest ensemble(
            String kinds, Set<Long> observers, Map<String, ?> keys, String... flags)
            throws IOException {
        Subject.assumeOneLanguage(kinds);
        List<Product> products = new ArrayList<>();
        for (char kind : kinds.toCharArray()) {
            products.add(Subject.ofKind(kind));
        }
        return new EnsembleUnderTest(
                directory,
                products,
                observers,
                (id, spec) -> {
                    var changed = spec.with("tickTime", 500).withFlags(flags);
                    for (Map.Entry<String, ?> key : keys.entrySet()) {
                        changed = changed.with(key.getKey(), key.getValue());
                    }
                    return changed;
                });
    }

    /** A client whose connection states are kept. */
    private static final class Client implements AutoCloseable {
        private final LinkedBlockingQueue<KeeperState> states = new LinkedBlockingQueue<>();
        private final ZooKeeper zooKeeper;

        Client(String addresses, int timeoutMillis, boolean canBeReadOnly) throws IOException {
            zooKeeper =
                    new ZooKeeper(
                            addresses,
                            timeoutMillis,
                            event -> {
                                if (event.getPath() == null) {
                                    states.add(event.getState());
                                }
                            },
                            canBeReadOnly);
        }

        void await(KeeperState state) throws InterruptedException {
            KeeperState seen;
            do {
                seen = states.poll(60, TimeUnit.SECONDS);
                assertThat(seen).as("a change of state to " + state).isNotNull();
            } while (seen != state);
        }

        @Override
        public void close() throws InterruptedException {
            zooKeeper.close();
        }
    }

    private static String address(EnsembleUnderTest ensemble, long id) {
        return "127.0.0.1:" + ensemble.server(id).port();
    }

    private static void until(Callable<Boolean> holds) throws Exception {
        long end = System.nanoTime() + BOUND_NANOS;
        while (!holds.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static boolean awaits(Callable<?> call) throws Exception {
        try {
            call.call();
            return true;
        } catch (KeeperException.ConnectionLossException retry) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZZZ", "QQQ"})
    void theMinoritySideServesReaders(String kinds) throws Exception {
        // Without local sessions ZooKeeper has none to give to readers; here they have one anyway.
        boolean local = kinds.startsWith("Z");
        try (EnsembleUnderTest ensemble =
                ensemble(
                        kinds,
                        Set.of(),
                        Map.of("localSessionsEnabled", local),
                        "-Dreadonlymode.enabled=true")) {
            ensemble.start();
            ensemble.awaitLeader();
            try (Client writer = new Client(address(ensemble, 1), SESSION_MILLIS, false)) {
                writer.await(KeeperState.SyncConnected);
                writer.zooKeeper.create(
                        "/node", new byte[] {7}, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
            ensemble.server(2).kill();
            ensemble.server(3).kill();
            until(() -> ensemble.mode(1).equals("read-only"));
            assertThat(FourLetterClient.ask(ensemble.server(1).port(), "isro")).isEqualTo("ro");
            assertThat(FourLetterClient.ask(ensemble.server(1).port(), "srvr"))
                    .contains("\nREAD-ONLY mode; serving only read-only clients\n");
            assertThatThrownBy(() -> RawSession.open(ensemble.server(1).port(), SESSION_MILLIS))
                    .as("a client that does not want that")
                    .isInstanceOf(IOException.class);
            try (Client reader = new Client(ensemble.addresses(), SESSION_MILLIS, true)) {
                reader.await(KeeperState.ConnectedReadOnly);
                assertThat(reader.zooKeeper.getData("/node", false, null)).containsExactly(7);
                assertThatThrownBy(
                                () ->
                                        reader.zooKeeper.create(
                                                "/no",
                                                null,
                                                Ids.OPEN_ACL_UNSAFE,
                                                CreateMode.PERSISTENT))
                        .isInstanceOf(KeeperException.NotReadOnlyException.class);
                assertThatThrownBy(() -> reader.zooKeeper.setData("/node", null, -1))
                        .isInstanceOf(KeeperException.NotReadOnlyException.class);
                ensemble.server(2).launch();
                ensemble.server(3).launch();
                reader.await(KeeperState.SyncConnected);
                until(
                        () ->
                                awaits(
                                        () ->
                                                reader.zooKeeper.create(
                                                        "/yes-",
                                                        null,
                                                        Ids.OPEN_ACL_UNSAFE,
                                                        CreateMode.PERSISTENT_SEQUENTIAL)));
            }
        }
    }

    private static int sessions(EnsembleUnderTest ensemble, long id, String kind)
            throws IOException {
        return Integer.parseInt(
                FourLetterClient.monitor(ensemble.server(id).port()).get(kind + "_sessions"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZZZ", "QQQ", "QQZ", "ZZQ"})
    void aLocalSessionBecomesGlobalWhenItCreatesAnEphemeralNode(String kinds) throws Exception {
        try (EnsembleUnderTest ensemble =
                ensemble(
                        kinds,
                        Set.of(),
                        Map.of(
                                "localSessionsEnabled",
                                true,
                                "localSessionsUpgradingEnabled",
                                true))) {
            ensemble.start();
            ensemble.awaitLeader();
            for (long id = 1; id <= 3; id++) {
                long server = id;
                until(() -> sessions(ensemble, server, "local") == 0);
                int before = sessions(ensemble, id, "global");
                try (Client client = new Client(address(ensemble, id), SESSION_MILLIS, false)) {
                    client.await(KeeperState.SyncConnected);
                    client.zooKeeper.create(
                            "/p" + id, null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
                    assertThat(sessions(ensemble, id, "local")).isOne();
                    assertThat(sessions(ensemble, id, "global")).isEqualTo(before);
                    client.zooKeeper.create(
                            "/e" + id, null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
                    assertThat(sessions(ensemble, id, "local")).isZero();
                    assertThat(sessions(ensemble, id, "global")).isEqualTo(before + 1);
                    assertThat(client.zooKeeper.exists("/e" + id, false).getEphemeralOwner())
                            .isEqualTo(client.zooKeeper.getSessionId());
                }
                until(() -> sessions(ensemble, server, "global") == before);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZZZ", "QQQ"})
    void withoutUpgradingItMayNotCreateOne(String kinds) throws Exception {
        try (EnsembleUnderTest ensemble =
                ensemble(kinds, Set.of(), Map.of("localSessionsEnabled", true))) {
            ensemble.start();
            ensemble.awaitLeader();
            for (long id = 1; id <= 3; id++) {
                String path = "/e" + id;
                try (Client client = new Client(address(ensemble, id), SESSION_MILLIS, false)) {
                    client.await(KeeperState.SyncConnected);
                    assertThatThrownBy(
                                    () ->
                                            client.zooKeeper.create(
                                                    path,
                                                    null,
                                                    Ids.OPEN_ACL_UNSAFE,
                                                    CreateMode.EPHEMERAL))
                            .isInstanceOf(KeeperException.EphemeralOnLocalSessionException.class);
                    client.zooKeeper.create(path, null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
                }
            }
        }
    }

    /** Server 1 is the master, 2 leads, 3 observes. */
    @ParameterizedTest
    @ValueSource(strings = {"ZZZ", "QQQ", "ZZQ", "QQZ"})
    void anObserverServesThroughAFollower(String kinds) throws Exception {
        int port = FreePorts.next();
        try (EnsembleUnderTest ensemble =
                ensemble(kinds, Set.of(3L), Map.of("observerMasterPort", port))) {
            ensemble.start();
            assertThat(ensemble.awaitLeader()).isEqualTo(2);
            until(() -> ensemble.mode(3).equals("observer"));
            assertThat(observersOf(ensemble, 1)).isEqualTo("1");
            assertThat(observersOf(ensemble, 2)).isEqualTo("0");
            RawSession leaders = RawSession.open(ensemble.server(2).port(), 2000);
            try (Client client = new Client(address(ensemble, 3), 2000, false);
                    RawSession moved = RawSession.dial(ensemble.server(3).port(), 5000)) {
                client.await(KeeperState.SyncConnected);
                client.zooKeeper.create("/e", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
                assertThat(moved.handshake(0, 2000, leaders.sessionId(), leaders.password()))
                        .as("a session of the leader is renewed through the master")
                        .isTrue();
                TimeUnit.MILLISECONDS.sleep(5000);
                client.zooKeeper.sync("/");
                assertThat(client.zooKeeper.exists("/e", false))
                        .as("alive after more than two time-outs")
                        .isNotNull();
                assertThat(client.states).isEmpty();
            } finally {
                leaders.close();
            }
        }
    }

    private static String observersOf(EnsembleUnderTest ensemble, long id) throws IOException {
        return FourLetterClient.monitor(ensemble.server(id).port()).get("synced_observers");
    }

    @Test
    void theWeightOfAServerDecides() throws Exception {
        try (EnsembleUnderTest ensemble =
                ensemble("QQQ", Set.of(), Map.of("group.1", "1:2:3", "weight.1", 3))) {
            ensemble.start();
            ensemble.awaitLeader();
            try (Client client = new Client(address(ensemble, 1), SESSION_MILLIS, false)) {
                client.await(KeeperState.SyncConnected);
                ensemble.server(2).kill();
                ensemble.server(3).kill();
                until(
                        () ->
                                awaits(
                                        () ->
                                                client.zooKeeper.create(
                                                        "/alone-",
                                                        null,
                                                        Ids.OPEN_ACL_UNSAFE,
                                                        CreateMode.PERSISTENT_SEQUENTIAL)));
            }
            ensemble.server(2).launch();
            ensemble.server(3).launch();
            until(() -> ensemble.mode(2).equals("follower") && ensemble.mode(3).equals("follower"));
            ensemble.server(1).kill();
            until(() -> ensemble.mode(2).isEmpty() && ensemble.mode(3).isEmpty());
            TimeUnit.SECONDS.sleep(3);
            assertThat(ensemble.leader())
                    .as("two of three servers with two of five votes")
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZZ", "QQ"})
    void anOracleSpeaksForOneOfTwo(String kinds) throws Exception {
        Path oracle = Files.writeString(directory.resolve("oracle"), "0");
        try (EnsembleUnderTest ensemble = ensemble(kinds, Set.of(), Map.of("oraclePath", oracle))) {
            ensemble.start();
            assertThat(ensemble.awaitLeader()).isEqualTo(2);
            Files.writeString(oracle, "1");
            ensemble.server(2).kill();
            until(() -> ensemble.mode(1).equals("leader"));
            try (Client client = new Client(address(ensemble, 1), SESSION_MILLIS, false)) {
                client.await(KeeperState.SyncConnected);
                client.zooKeeper.create("/alone", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
        }
    }

    @Test
    void aLeaderMayBeToldToHaveNoClients() throws Exception {
        try (EnsembleUnderTest ensemble =
                ensemble("QQQ", Set.of(), Map.of(), "-Dzookeeper.leaderServes=no")) {
            for (long id = 1; id <= 3; id++) {
                ensemble.server(id).launch();
            }
            until(() -> ensemble.mode(1).equals("follower") && ensemble.mode(2).equals("follower"));
            assertThat(FourLetterClient.ask(ensemble.server(3).port(), "srvr"))
                    .isEqualTo("This ZooKeeper instance is not currently serving requests\n");
            try (Client client = new Client(ensemble.addresses(), SESSION_MILLIS, false)) {
                client.await(KeeperState.SyncConnected);
                client.zooKeeper.create("/e", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
            }
        }
    }

    @Test
    void aLeaderThatStoodStillExpiresNobody() throws Exception {
        try (EnsembleUnderTest ensemble =
                ensemble("QQQ", Set.of(), Map.of("tickTime", 1000, "syncLimit", 10))) {
            ensemble.start();
            long leader = ensemble.awaitLeader();
            long follower = leader == 1 ? 2 : 1;
            try (Client client = new Client(address(ensemble, follower), 2000, false);
                    RawSession silent = RawSession.open(ensemble.server(leader).port(), 2000)) {
                client.await(KeeperState.SyncConnected);
                client.zooKeeper.create("/e", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
                long session = client.zooKeeper.getSessionId();
                ensemble.server(leader).pause();
                TimeUnit.MILLISECONDS.sleep(6000);
                ensemble.server(leader).resume();
                assertThat(client.zooKeeper.exists("/e", false).getEphemeralOwner())
                        .isEqualTo(session);
                client.zooKeeper.create("/after", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
                assertThat(client.zooKeeper.exists("/e", false)).isNotNull();
                assertThat(client.states).isEmpty();
                until(() -> !alive(ensemble, leader, silent.sessionId()));
            }
        }
    }

    private static boolean alive(EnsembleUnderTest ensemble, long id, long session)
            throws IOException {
        return FourLetterClient.ask(ensemble.server(id).port(), "dump")
                .contains("0x" + Long.toHexString(session));
    }
}
