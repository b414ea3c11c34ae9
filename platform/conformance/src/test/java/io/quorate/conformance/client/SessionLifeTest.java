package io.quorate.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.OpCode;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import io.quorate.conformance.RunningServer;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.io.IOException;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Sessions over restarts of the server and the end of those nobody renews; nodes that the server
 * removes by itself.
 */
@ForEveryAssembly
@Timeout(120)
class SessionLifeTest {
    @RegisterExtension
    static final RunningServer SERVER =
            RunningServer.with(
                    spec ->
                            spec.with("tickTime", 200)
                                    .with("maxSessionTimeout", 60_000)
                                    .with("extendedTypesEnabled", true)
                                    .withFlags("-Dznode.container.checkIntervalMs=300"));

    @Test
    @Requires(Requirement.DURABLE_STORAGE)
    void sessionsEphemeralsAndWatchesOutliveARestart() throws Exception {
        Events events = new Events();
        Events watch = new Events();
        try (ZooKeeper client = new ZooKeeper(SERVER.address(), 30_000, events)) {
            events.awaitState(Watcher.Event.KeeperState.SyncConnected);
            client.create(
                    "/kept",
                    "x".getBytes(UTF_8),
                    ZooDefs.Ids.OPEN_ACL_UNSAFE,
                    CreateMode.PERSISTENT);
            client.create("/kept/e", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
            client.getData("/kept", watch, null);
            long id = client.getSessionId();
            for (boolean orderly : new boolean[] {true, false}) {
                if (orderly) {
                    SERVER.server().stop();
                } else {
                    SERVER.server().kill();
                }
                events.awaitState(Watcher.Event.KeeperState.Disconnected);
                SERVER.server().start();
                events.awaitState(Watcher.Event.KeeperState.SyncConnected);
                assertThat(client.getSessionId()).isEqualTo(id);
                assertThat(client.exists("/kept/e", false).getEphemeralOwner()).isEqualTo(id);
            }
            Stat stat = client.setData("/kept", "y".getBytes(UTF_8), 0);
            assertThat(stat.getVersion()).isEqualTo(1);
            assertThat(watch.nextNode()).isEqualTo("NodeDataChanged /kept");
        }
    }

    @Test
    void aSilentSessionExpiresAndItsEphemeralsGo() throws Exception {
        Events events = new Events();
        try (ZooKeeper client = new ZooKeeper(SERVER.address(), 30_000, events)) {
            events.awaitState(Watcher.Event.KeeperState.SyncConnected);
            try (RawSession silent = RawSession.open(SERVER.port(), 1000)) {
                assertThat(silent.timeoutMillis()).isEqualTo(1000);
                assertThat(silent.call(Requests.create(1, "/silent", null, 1))).isZero();
                Events gone = new Events();
                long begin = System.nanoTime();
                assertThat(client.exists("/silent", gone)).isNotNull();
                assertThat(gone.nextNode()).isEqualTo("NodeDeleted /silent");
                long millis = (System.nanoTime() - begin) / 1_000_000;
                assertThat(millis)
                        .as("between the timeout and a tick or two more")
                        .isBetween(700L, 3000L);
                try (RawSession again = RawSession.dial(SERVER.port(), 10_000)) {
                    assertThat(again.handshake(0, 1000, silent.sessionId(), silent.password()))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void emptyContainersAndOverdueTtlNodesAreRemoved() throws Exception {
        Events events = new Events();
        try (ZooKeeper client = new ZooKeeper(SERVER.address(), 30_000, events)) {
            events.awaitState(Watcher.Event.KeeperState.SyncConnected);
            Events gone = new Events();
            client.create("/container", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.CONTAINER);
            client.create("/container/x", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            client.exists("/container", gone);
            client.delete("/container/x", -1);
            assertThat(gone.nextNode()).isEqualTo("NodeDeleted /container");
            client.create(
                    "/ttl",
                    null,
                    ZooDefs.Ids.OPEN_ACL_UNSAFE,
                    CreateMode.PERSISTENT_WITH_TTL,
                    new Stat(),
                    500);
            client.exists("/ttl", gone);
            assertThat(gone.nextNode()).isEqualTo("NodeDeleted /ttl");
        }
    }

    @Test
    void pingsKeepASessionAlive() throws IOException, InterruptedException {
        try (RawSession session = RawSession.open(SERVER.port(), 1000)) {
            session.call(Requests.create(1, "/pinged", null, 1));
            long end = System.nanoTime() + 3_000_000_000L;
            while (System.nanoTime() < end) {
                assertThat(session.call(Requests.ping())).isZero();
                Thread.sleep(300); // the pace of a client's pings
            }
            byte[] exists = Requests.header(2, OpCode.EXISTS).string("/pinged").bool(false).frame();
            assertThat(session.call(exists)).isZero();
        }
    }
}
