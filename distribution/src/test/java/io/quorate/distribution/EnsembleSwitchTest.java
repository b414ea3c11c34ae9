package io.quorate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code quorate ensemble switch}: an ensemble comes back with the plugin that was named, and its
 * clients have lost nothing: no acknowledged write, session, ephemeral znode, watch or counter.
 */
@Timeout(300)
class EnsembleSwitchTest {

    private static final int SESSION_MILLIS = 30_000;

    @TempDir Path folder;

    private Scripts scripts;

    @BeforeEach
    void begin() {
        scripts = new Scripts(folder);
    }

    @AfterEach
    void end() {
        scripts.close();
    }

    /** The plugins that the ensemble is moved to, one after the other. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "consensus=zab",
                "consensus=multi-paxos consensus=zab consensus=multi-paxos",
                "election=basic election=fast",
                "consensus=multi-paxos election=basic consensus=zab"
            })
    void anEnsembleMovesWithoutALoss(String moves) throws Exception {
        int port = EnsemblePorts.free();
        Process ensemble = scripts.start("quorate", Map.of(), "ensemble", "3", "local", "" + port);
        awaitServing(ensemble);
        BlockingQueue<WatchedEvent> events = new LinkedBlockingQueue<>();
        try (ZooKeeper client = connect(port, events)) {
            long session = client.getSessionId();
            client.create("/ephemeral", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
            client.create("/counter", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            assertThat(next(client)).isEqualTo("/counter/n-0000000000");
            assertThat(client.exists("/watched", event -> add(event, events))).isNull();
            int expected = 1;
            long zxid = exists(client, "/counter").getPzxid();
            for (String move : moves.split(" ")) {
                Writer writer = new Writer(port);
                writer.awaitAcknowledged();
                Process moved =
                        scripts.start("quorate", Map.of(), "ensemble", "switch", move, "local");
                awaitServing(moved);
                assertThat(ensemble.waitFor(60, TimeUnit.SECONDS)).isTrue();
                ensemble = moved;
                writer.awaitAcknowledged();
                Set<String> acknowledged = writer.end();
                assertThat(configuration(1)).contains("quorate." + move);
                assertThat(scripts.run("quorate", Map.of(), "status", "local/1/zoo.cfg").output())
                        .contains(move.replace('=', ' '));
                Stat ephemeral = exists(client, "/ephemeral");
                assertThat(ephemeral.getEphemeralOwner()).isEqualTo(session);
                assertThat(client.getSessionId()).isEqualTo(session);
                assertThat(next(client)).isEqualTo("/counter/n-000000000" + expected++);
                long later = exists(client, "/counter").getPzxid();
                assertThat(later).isGreaterThan(zxid);
                zxid = later;
                assertThat(new TreeSet<>(client.getChildren("/", false))).containsAll(acknowledged);
            }
            client.create("/watched", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            assertThat(events.poll(SESSION_MILLIS, TimeUnit.MILLISECONDS))
                    .extracting(WatchedEvent::getType, WatchedEvent::getPath)
                    .containsExactly(Watcher.Event.EventType.NodeCreated, "/watched");
        }
    }

    @Test
    void nothingIsStoppedForAPluginThatIsNotThere() throws Exception {
        Path own = Files.createDirectories(folder.resolve("local/1"));
        Files.writeString(own.resolve("zoo.cfg"), "clientPort=2181\n");
        Scripts.Ended ended =
                scripts.run("quorate", Map.of(), "ensemble", "switch", "consensus=nobody", "local");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output())
                .contains("offers quorate.consensus=nobody; there is ", "solo", "zab");
        assertThat(configuration(1)).isEqualTo("clientPort=2181\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"consensus=solo", "consensus", "storage=memory", "consensus=a b"})
    void whatNoEnsembleCanBeMovedToIsRefused(String choice) throws Exception {
        Scripts.Ended ended =
                scripts.run("quorate", Map.of(), "ensemble", "switch", choice, "local");
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(folder.resolve("local")).doesNotExist();
    }

    /** The servers stay as they were where the data of one of them cannot be used. */
    @Test
    void nothingIsChangedWhereDataCannotBeUsed() throws Exception {
        for (int id = 1; id <= 2; id++) {
            Path own = Files.createDirectories(folder.resolve("local/" + id));
            Files.writeString(own.resolve("zoo.cfg"), "clientPort=218" + id + "\n");
            Files.createDirectories(own.resolve("data/version-2"));
        }
        Files.writeString(folder.resolve("local/2/data/version-2/currentEpoch"), "none");
        Scripts.Ended ended =
                scripts.run("quorate", Map.of(), "ensemble", "switch", "consensus=zab", "local");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output())
                .contains(
                        "the data of server 2 cannot be used",
                        "currentEpoch holds \"none\"",
                        "nothing was changed");
        assertThat(configuration(1)).doesNotContain("quorate.consensus");
    }

    private String configuration(int id) throws IOException {
        return Files.readString(folder.resolve("local/" + id + "/zoo.cfg"));
    }

    private static void awaitServing(Process ensemble) throws IOException {
        BufferedReader said = ensemble.inputReader(StandardCharsets.UTF_8);
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            all.append(line).append('\n');
            if (line.startsWith("Try:")) {
                return;
            }
        }
        throw new AssertionError("the ensemble does not serve: " + all);
    }

    private static ZooKeeper connect(int port, BlockingQueue<WatchedEvent> events)
            throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        String servers = "127.0.0.1:%d,127.0.0.1:%d,127.0.0.1:%d";
        ZooKeeper client =
                new ZooKeeper(
                        servers.formatted(port, port + 1, port + 2),
                        SESSION_MILLIS,
                        event -> {
                            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                                connected.countDown();
                            } else if (event.getState() == Watcher.Event.KeeperState.Expired) {
                                events.add(event);
                            }
                        });
        assertThat(connected.await(SESSION_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
        return client;
    }

    /** What has happened to a znode; a watcher is told of the connection, too. */
    private static void add(WatchedEvent event, BlockingQueue<WatchedEvent> events) {
        if (event.getType() != Watcher.Event.EventType.None) {
            events.add(event);
        }
    }

    /**
     * The next name of a counter; the answer to a request may get lost, the connection comes back.
     */
    private static String next(ZooKeeper client) throws Exception {
        while (true) {
            try {
                return client.create(
                        "/counter/n-",
                        null,
                        ZooDefs.Ids.OPEN_ACL_UNSAFE,
                        CreateMode.PERSISTENT_SEQUENTIAL);
            } catch (KeeperException.ConnectionLossException lost) {
                assertThat(client.getState().isAlive()).isTrue();
            }
        }
    }

    private static Stat exists(ZooKeeper client, String path) throws Exception {
        while (true) {
            try {
                Stat stat = client.exists(path, false);
                assertThat(stat).as(path).isNotNull();
                return stat;
            } catch (KeeperException.ConnectionLossException lost) {
                assertThat(client.getState().isAlive()).isTrue();
            }
        }
    }

    /** Writes znodes until it is told to end, and knows which were acknowledged. */
    private static final class Writer {
        private final ZooKeeper client;
        private final Set<String> acknowledged = new TreeSet<>();
        private final Semaphore wanted = new Semaphore(0);
        private final Semaphore answered = new Semaphore(0);
        private final AtomicBoolean ended = new AtomicBoolean();
        private final Thread thread;

        Writer(int port) throws Exception {
            client = connect(port, new LinkedBlockingQueue<>());
            thread = Thread.ofPlatform().start(this::write);
        }

        private void write() {
            String prefix = "w" + Long.toHexString(client.getSessionId()) + "-";
            for (int at = 0; !ended.get(); at++) {
                boolean awaited = wanted.tryAcquire();
                try {
                    client.create(
                            "/" + prefix + at,
                            null,
                            ZooDefs.Ids.OPEN_ACL_UNSAFE,
                            CreateMode.PERSISTENT);
                    acknowledged.add(prefix + at);
                    if (awaited) {
                        answered.release();
                    }
                } catch (KeeperException lost) {
                    // Not acknowledged: it may be there or not.
                    assertThat(client.getState().isAlive()).as("the session lives").isTrue();
                    if (awaited) {
                        wanted.release();
                    }
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        /** A write that begins from now on is acknowledged. */
        void awaitAcknowledged() throws InterruptedException {
            wanted.release();
            assertThat(answered.tryAcquire(2L * SESSION_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
        }

        Set<String> end() throws InterruptedException {
            ended.set(true);
            thread.join();
            client.close();
            return acknowledged;
        }
    }
}
