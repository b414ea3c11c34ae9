package io.quorate.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.conformance.RunningServer;
import io.quorate.testkit.matrix.ForEveryAssembly;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.ClientInfo;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the Java client of ZooKeeper 3.9.5 can do, each test below a node of its own. */
@ForEveryAssembly
@Tag(ForEveryAssembly.COVERING)
@Timeout(60)
class ZooKeeperClientTest {
    private static final List<ACL> OPEN = ZooDefs.Ids.OPEN_ACL_UNSAFE;

    @RegisterExtension
    static final RunningServer SERVER =
            RunningServer.with(spec -> spec.with("extendedTypesEnabled", true));

    private final List<ZooKeeper> clients = new ArrayList<>();
    private ZooKeeper client;
    private String root;

    @BeforeEach
    void connect(TestInfo test) throws Exception {
        client = newClient(new Events(), "");
        root = "/" + test.getTestMethod().orElseThrow().getName();
        client.create(root, null, OPEN, CreateMode.PERSISTENT);
    }

    @AfterEach
    void close() throws InterruptedException {
        for (ZooKeeper each : clients) {
            each.close();
        }
    }

    private ZooKeeper newClient(Events events, String chroot) throws Exception {
        ZooKeeper created = new ZooKeeper(SERVER.address() + chroot, 10_000, events);
        clients.add(created);
        events.awaitState(Watcher.Event.KeeperState.SyncConnected);
        return created;
    }

    @Test
    void nodesAreCreatedReadChangedAndDeleted() throws Exception {
        Stat created = new Stat();
        assertThat(
                        client.create(
                                root + "/a",
                                "one".getBytes(UTF_8),
                                OPEN,
                                CreateMode.PERSISTENT,
                                created))
                .isEqualTo(root + "/a");
        assertThat(created.getDataLength()).isEqualTo(3);
        Stat changed = client.setData(root + "/a", "three".getBytes(UTF_8), 0);
        assertThat(changed.getVersion()).isEqualTo(1);
        assertThat(changed.getMzxid()).isGreaterThan(changed.getCzxid());
        assertThat(client.getData(root + "/a", false, null)).asString().isEqualTo("three");
        assertThatThrownBy(() -> client.setData(root + "/a", null, 0))
                .isInstanceOf(KeeperException.BadVersionException.class);
        assertThatThrownBy(() -> client.delete(root, -1))
                .isInstanceOf(KeeperException.NotEmptyException.class);
        assertThat(client.getChildren(root, false)).containsExactly("a");
        client.delete(root + "/a", 1);
        assertThat(client.exists(root + "/a", false)).isNull();
        assertThat(client.exists(root, false).getCversion()).isEqualTo(2);
        assertThatThrownBy(() -> client.getData(root + "/a", false, null))
                .isInstanceOf(KeeperException.NoNodeException.class);
    }

    @Test
    void sequentialNamesCountTheCreations() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(client.create(root + "/n-", null, OPEN, CreateMode.PERSISTENT_SEQUENTIAL))
                    .isEqualTo(root + "/n-000000000" + i);
        }
        assertThat(client.create(root + "/e-", null, OPEN, CreateMode.EPHEMERAL_SEQUENTIAL))
                .isEqualTo(root + "/e-0000000003");
    }

    @Test
    void ephemeralsGoWithTheirSession() throws Exception {
        ZooKeeper other = newClient(new Events(), "");
        other.create(root + "/e", null, OPEN, CreateMode.EPHEMERAL);
        assertThat(client.exists(root + "/e", false).getEphemeralOwner())
                .isEqualTo(other.getSessionId());
        assertThat(other.getEphemerals(root)).containsExactly(root + "/e");
        assertThatThrownBy(() -> other.create(root + "/e/x", null, OPEN, CreateMode.PERSISTENT))
                .isInstanceOf(KeeperException.NoChildrenForEphemeralsException.class);
        Events gone = new Events();
        client.exists(root + "/e", gone);
        other.close();
        assertThat(gone.nextNode()).isEqualTo("NodeDeleted " + root + "/e");
        assertThat(client.exists(root + "/e", false)).isNull();
    }

    @Test
    void containersAndTtlNodesAreCreated() throws Exception {
        client.create(root + "/c", null, OPEN, CreateMode.CONTAINER);
        client.create(root + "/c/x", null, OPEN, CreateMode.PERSISTENT);
        Stat stat = new Stat();
        client.create(root + "/t", null, OPEN, CreateMode.PERSISTENT_WITH_TTL, stat, 100_000);
        String name =
                client.create(
                        root + "/t-",
                        null,
                        OPEN,
                        CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL,
                        stat,
                        100_000);
        assertThat(name).isEqualTo(root + "/t-0000000002");
        assertThat(client.getAllChildrenNumber(root)).isEqualTo(4);
    }

    @Test
    void aMultiHappensAsAWholeOrNotAtAll() throws Exception {
        List<OpResult> results =
                client.multi(
                        List.of(
                                Op.create(
                                        root + "/a",
                                        "x".getBytes(UTF_8),
                                        OPEN,
                                        CreateMode.PERSISTENT),
                                Op.setData(root + "/a", "y".getBytes(UTF_8), 0),
                                Op.check(root + "/a", 1),
                                Op.create(root + "/a/b", null, OPEN, CreateMode.EPHEMERAL),
                                Op.delete(root + "/a/b", -1)));
        assertThat(results).hasSize(5).noneMatch(OpResult.ErrorResult.class::isInstance);
        assertThatThrownBy(
                        () ->
                                client.multi(
                                        List.of(
                                                Op.create(
                                                        root + "/b",
                                                        null,
                                                        OPEN,
                                                        CreateMode.PERSISTENT),
                                                Op.check(root + "/a", 7),
                                                Op.delete(root + "/a", -1))))
                .isInstanceOfSatisfying(
                        KeeperException.BadVersionException.class,
                        failure ->
                                assertThat(failure.getResults())
                                        .extracting(
                                                result -> ((OpResult.ErrorResult) result).getErr())
                                        .containsExactly(0, -103, -2));
        assertThat(client.getChildren(root, false)).containsExactly("a");
        List<OpResult> reads =
                client.multi(
                        List.of(
                                Op.getData(root + "/a"),
                                Op.getChildren(root),
                                Op.getData(root + "/no")));
        assertThat(((OpResult.GetDataResult) reads.get(0)).getData()).asString().isEqualTo("y");
        assertThat(((OpResult.GetChildrenResult) reads.get(1)).getChildren()).containsExactly("a");
        assertThat(((OpResult.ErrorResult) reads.get(2)).getErr()).isEqualTo(-101);
    }

    @Test
    void oneShotWatchesFireOnce() throws Exception {
        Events data = new Events();
        Events children = new Events();
        assertThat(client.exists(root + "/a", data)).isNull();
        client.getChildren(root, children);
        ZooKeeper other = newClient(new Events(), "");
        other.create(root + "/a", null, OPEN, CreateMode.PERSISTENT);
        assertThat(data.nextNode()).isEqualTo("NodeCreated " + root + "/a");
        assertThat(children.nextNode()).isEqualTo("NodeChildrenChanged " + root);
        client.getData(root + "/a", data, null);
        other.setData(root + "/a", new byte[1], -1);
        other.setData(root + "/a", new byte[2], -1);
        assertThat(data.nextNode()).isEqualTo("NodeDataChanged " + root + "/a");
        client.sync(root);
        assertThat(data.isEmpty()).isTrue();
        assertThat(children.isEmpty()).isTrue();
    }

    @Test
    void persistentAndRecursiveWatchesStay() throws Exception {
        Events persistent = new Events();
        Events recursive = new Events();
        client.addWatch(root, persistent, AddWatchMode.PERSISTENT);
        client.addWatch(root, recursive, AddWatchMode.PERSISTENT_RECURSIVE);
        ZooKeeper other = newClient(new Events(), "");
        other.create(root + "/a", null, OPEN, CreateMode.PERSISTENT);
        other.create(root + "/a/b", null, OPEN, CreateMode.PERSISTENT);
        other.setData(root, new byte[1], -1);
        other.delete(root + "/a/b", -1);
        assertThat(recursive.nextNode()).isEqualTo("NodeCreated " + root + "/a");
        assertThat(recursive.nextNode()).isEqualTo("NodeCreated " + root + "/a/b");
        assertThat(recursive.nextNode()).isEqualTo("NodeDataChanged " + root);
        assertThat(recursive.nextNode()).isEqualTo("NodeDeleted " + root + "/a/b");
        assertThat(persistent.nextNode()).isEqualTo("NodeChildrenChanged " + root);
        assertThat(persistent.nextNode()).isEqualTo("NodeDataChanged " + root);
        client.removeWatches(root, recursive, Watcher.WatcherType.PersistentRecursive, false);
        assertThat(recursive.nextNode()).isEqualTo("PersistentWatchRemoved " + root);
        other.delete(root + "/a", -1);
        assertThat(persistent.nextNode()).isEqualTo("NodeChildrenChanged " + root);
        assertThat(recursive.isEmpty()).isTrue();
    }

    @Test
    void aclsAreCheckedAgainstDigestIds() throws Exception {
        client.addAuthInfo("digest", "alice:secret".getBytes(UTF_8));
        client.create(
                root + "/own",
                "mine".getBytes(UTF_8),
                ZooDefs.Ids.CREATOR_ALL_ACL,
                CreateMode.PERSISTENT);
        ZooKeeper other = newClient(new Events(), "");
        assertThatThrownBy(() -> other.getData(root + "/own", false, null))
                .isInstanceOf(KeeperException.NoAuthException.class);
        other.addAuthInfo("digest", "alice:secret".getBytes(UTF_8));
        assertThat(other.getData(root + "/own", false, null)).asString().isEqualTo("mine");
        assertThat(other.whoAmI()).extracting(ClientInfo::getAuthScheme).contains("digest", "ip");
        List<ACL> readOnly =
                Arrays.asList( // the client asks it for null
                        new ACL(ZooDefs.Perms.READ, new Id("world", "anyone")),
                        new ACL(
                                ZooDefs.Perms.ALL,
                                client.getACL(root + "/own", null).get(0).getId()));
        client.setACL(root + "/own", readOnly, 0);
        ZooKeeper third = newClient(new Events(), "");
        assertThat(third.getData(root + "/own", false, null)).asString().isEqualTo("mine");
        assertThat(third.getACL(root + "/own", null).get(1).getId().getId()).isEqualTo("alice:x");
        assertThatThrownBy(() -> third.setData(root + "/own", null, -1))
                .isInstanceOf(KeeperException.NoAuthException.class);
        assertThatThrownBy(
                        () ->
                                third.create(
                                        root + "/bad",
                                        null,
                                        Arrays.asList(new ACL(31, new Id("nosuch", "x"))),
                                        CreateMode.PERSISTENT))
                .isInstanceOf(KeeperException.InvalidACLException.class);
    }

    @Test
    void aWrongAuthSchemeEndsTheClient() throws Exception {
        Events events = new Events();
        ZooKeeper other = newClient(events, "");
        other.addAuthInfo("nosuch", new byte[1]);
        events.awaitState(Watcher.Event.KeeperState.AuthFailed);
    }

    @Test
    void aChrootIsAFolderOfTheTree() throws Exception {
        Events events = new Events();
        ZooKeeper inside = newClient(events, root);
        inside.create("/a", "x".getBytes(UTF_8), OPEN, CreateMode.PERSISTENT);
        assertThat(client.getData(root + "/a", false, null)).asString().isEqualTo("x");
        assertThat(inside.exists("/a", events)).isNotNull();
        client.delete(root + "/a", -1);
        assertThat(events.nextNode()).isEqualTo("NodeDeleted /a");
        assertThat(inside.getChildren("/", false)).isEmpty();
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        int count = 2000;
        CountDownLatch done = new CountDownLatch(2 * count);
        List<Integer> order = new ArrayList<>();
        List<Integer> versions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            client.setData(
                    root,
                    Integer.toString(i).getBytes(UTF_8),
                    i,
                    (code, path, context, stat) -> {
                        order.add(code == 0 ? number : -1);
                        done.countDown();
                    },
                    null);
            client.getData(
                    root,
                    false,
                    (code, path, context, data, stat) -> {
                        versions.add(stat.getVersion());
                        done.countDown();
                    },
                    null);
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < count; i++) {
            assertThat(order.get(i)).isEqualTo(i);
            assertThat(versions.get(i)).isEqualTo(i + 1);
        }
    }

    @Test
    void aMegabyteFits() throws Exception {
        byte[] data = new byte[1_000_000];
        data[999_999] = 7;
        client.create(root + "/big", data, OPEN, CreateMode.PERSISTENT);
        assertThat(client.getData(root + "/big", false, null)).isEqualTo(data);
    }
}
