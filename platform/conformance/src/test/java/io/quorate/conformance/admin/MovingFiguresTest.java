package io.quorate.conformance.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.EnsembleUnderTest;
import io.quorate.bench.FourLetterClient;
import io.quorate.bench.Product;
import io.quorate.bench.ServerUnderTest;
import io.quorate.conformance.Subject;
import io.quorate.testkit.LeftOutFigures;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same load on ZooKeeper and on this server, in all roles: a figure that moves there moves
 * here, or it is left out of {@code mntr}. What is left out, and why, stands in docs/METRICS.md.
 */
@Timeout(300)
class MovingFiguresTest {

    private static final int ROUNDS = 40;

    /** Small, so that snapshots belong to the load. */
    private static final int SNAP_COUNT = 60;

    @TempDir Path directory;

    @Test
    void whatMovesThereMovesHereOrIsLeftOut() throws Exception {
        Map<String, Map<String, String>> expected = figures(Product.zooKeeper());
        Map<String, Map<String, String>> actual = figures(Subject.product());
        Map<String, Set<String>> still = new TreeMap<>();
        expected.forEach(
                (role, there) -> {
                    Set<String> moved = families(there);
                    moved.removeIf(LeftOutFigures::contain);
                    // Counts faults; the reference sees some when it loads what it wrote under
                    // load.
                    moved.remove("digest_mismatches_count");
                    moved.removeAll(families(actual.get(role)));
                    still.put(role, moved);
                });
        assertThat(still).allSatisfy((role, names) -> assertThat(names).as(role).isEmpty());
    }

    private Map<String, Map<String, String>> figures(Product product) throws Exception {
        Map<String, Map<String, String>> byRole = new TreeMap<>();
        Path place = Files.createDirectories(directory.resolve(product.name()));
        try (ServerUnderTest server =
                product.server(
                        Subject.alone(Files.createDirectories(place.resolve("alone")))
                                .with("snapCount", SNAP_COUNT))) {
            server.start();
            load(server.port());
            server.stop();
            server.start();
            load(server.port());
            byRole.put("standalone", FourLetterClient.monitor(server.port()));
        }
        try (EnsembleUnderTest ensemble =
                new EnsembleUnderTest(
                        place.resolve("together"),
                        Collections.nCopies(3, product),
                        Set.of(),
                        (id, spec) -> spec.with("snapCount", SNAP_COUNT))) {
            ensemble.start();
            long leader = ensemble.awaitLeader();
            for (long id = 1; id <= 3; id++) {
                load(ensemble.server(id).port());
            }
            byRole.put("leader", FourLetterClient.monitor(ensemble.server(leader).port()));
            byRole.put(
                    "follower",
                    FourLetterClient.monitor(ensemble.server(leader == 1 ? 2 : 1).port()));
        }
        return byRole;
    }

    private static ZooKeeper connect(int port) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client =
                new ZooKeeper(
                        "127.0.0.1:" + port,
                        10_000,
                        event -> {
                            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                                connected.countDown();
                            }
                        });
        assertThat(connected.await(30, TimeUnit.SECONDS)).isTrue();
        return client;
    }

    /** A little of everything that clients do. */
    private static void load(int port) throws Exception {
        String root = "/app" + port + "-" + System.nanoTime();
        try (ZooKeeper client = connect(port);
                ZooKeeper watcher = connect(port)) {
            client.create(root, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            watcher.addWatch(root, event -> {}, AddWatchMode.PERSISTENT_RECURSIVE);
            CountDownLatch answered = new CountDownLatch(ROUNDS);
            for (int round = 0; round < ROUNDS; round++) {
                String path = root + "/n" + round;
                byte[] data = ("value " + round).getBytes(StandardCharsets.UTF_8);
                client.create(path, data, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
                watcher.getData(path, true, null);
                watcher.getChildren(root, true);
                client.setData(path, data, -1);
                client.getData(path, false, null);
                client.getChildren(root, false);
                client.sync(root, (code, where, context) -> answered.countDown(), null);
                client.getData(path, false, null);
            }
            assertThat(answered.await(30, TimeUnit.SECONDS)).isTrue();
            try {
                client.multi(
                        List.of(
                                Op.setData(root, new byte[1], -1),
                                Op.delete(root + "/absent", -1)));
            } catch (KeeperException.NoNodeException expected) {
                // a refused one belongs to the load
            }
            client.multi(List.of(Op.setData(root, new byte[1], -1), Op.check(root, -1)));
            client.setACL(root, ZooDefs.Ids.OPEN_ACL_UNSAFE, -1);
        }
        List<ZooKeeper> many = new ArrayList<>();
        for (int at = 0; at < 5; at++) {
            many.add(connect(port));
        }
        for (ZooKeeper each : many) {
            each.close();
        }
        try (ZooKeeper later = connect(port)) {
            later.exists(root, false);
        }
    }

    /** The figures, or families of a summary, of which something is not zero. */
    private static Set<String> families(Map<String, String> monitor) {
        Set<String> moved = new TreeSet<>();
        monitor.forEach(
                (key, value) -> {
                    if (!value.matches("-?0*(\\.0+)?")) {
                        moved.add(family(key));
                    }
                });
        return moved;
    }

    private static String family(String key) {
        return key.replaceFirst("^(avg|min|max|cnt|sum|p50|p95|p99|p999)_", "")
                .replaceFirst("^(app)[0-9-]+", "$1N")
                .replaceFirst("^[0-9]+_", "N_");
    }
}
