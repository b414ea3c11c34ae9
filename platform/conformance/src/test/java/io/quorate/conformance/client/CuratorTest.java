package io.quorate.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.conformance.RunningServer;
import io.quorate.testkit.matrix.ForEveryAssembly;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.framework.recipes.barriers.DistributedBarrier;
import org.apache.curator.framework.recipes.barriers.DistributedDoubleBarrier;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderSelector;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessReadWriteLock;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;
import org.apache.curator.framework.recipes.locks.Lease;
import org.apache.curator.framework.recipes.nodes.GroupMember;
import org.apache.curator.framework.recipes.nodes.PersistentNode;
import org.apache.curator.framework.recipes.nodes.PersistentTtlNode;
import org.apache.curator.framework.recipes.queue.SimpleDistributedQueue;
import org.apache.curator.framework.recipes.shared.SharedCount;
import org.apache.curator.framework.recipes.watch.PersistentWatcher;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The recipes and caches of Curator 5.9. */
@ForEveryAssembly
@Timeout(60)
class CuratorTest {
    private static final int BOUND_SECONDS = 20;

    @RegisterExtension
    static final RunningServer SERVER =
            RunningServer.with(spec -> spec.with("extendedTypesEnabled", true));

    private CuratorFramework first;
    private CuratorFramework second;

    @BeforeEach
    void connect() {
        first = client();
        second = client();
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private static CuratorFramework client() {
        CuratorFramework client =
                CuratorFrameworkFactory.newClient(
                        SERVER.address(), 15_000, 15_000, new RetryOneTime(100));
        client.start();
        return client;
    }

    @Test
    void aMutexHasOneHolder() throws Exception {
        InterProcessMutex mine = new InterProcessMutex(first, "/mutex");
        InterProcessMutex theirs = new InterProcessMutex(second, "/mutex");
        mine.acquire();
        assertThat(theirs.acquire(300, TimeUnit.MILLISECONDS)).isFalse();
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> acquire(theirs));
        mine.release();
        assertThat(waiting.get(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean acquire(InterProcessMutex mutex) {
        try {
            boolean acquired = mutex.acquire(BOUND_SECONDS, TimeUnit.SECONDS);
            mutex.release();
            return acquired;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSemaphoreHasAsManyLeasesAsAgreed() throws Exception {
        InterProcessSemaphoreV2 mine = new InterProcessSemaphoreV2(first, "/semaphore", 2);
        InterProcessSemaphoreV2 theirs = new InterProcessSemaphoreV2(second, "/semaphore", 2);
        Lease one = mine.acquire();
        Lease two = theirs.acquire();
        assertThat(theirs.acquire(300, TimeUnit.MILLISECONDS)).isNull();
        mine.returnLease(one);
        Lease three = theirs.acquire(BOUND_SECONDS, TimeUnit.SECONDS);
        assertThat(three).isNotNull();
        theirs.returnAll(List.of(two, three));
    }

    @Test
    void readersShareAndAWriterIsAlone() throws Exception {
        InterProcessReadWriteLock mine = new InterProcessReadWriteLock(first, "/readwrite");
        InterProcessReadWriteLock theirs = new InterProcessReadWriteLock(second, "/readwrite");
        mine.readLock().acquire();
        assertThat(theirs.readLock().acquire(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        theirs.readLock().release();
        assertThat(theirs.writeLock().acquire(300, TimeUnit.MILLISECONDS)).isFalse();
        mine.readLock().release();
        assertThat(theirs.writeLock().acquire(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        theirs.writeLock().release();
    }

    @Test
    void leadershipPassesOn() throws Exception {
        LeaderLatch mine = new LeaderLatch(first, "/latch", "first");
        LeaderLatch theirs = new LeaderLatch(second, "/latch", "second");
        mine.start();
        assertThat(mine.await(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        theirs.start();
        assertThat(theirs.hasLeadership()).isFalse();
        mine.close();
        assertThat(theirs.await(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(theirs.getLeader().getId()).isEqualTo("second");
        theirs.close();
    }

    @Test
    void selectedLeadersTakeTurns() throws Exception {
        CountDownLatch turns = new CountDownLatch(2);
        List<LeaderSelector> selectors = new ArrayList<>();
        for (CuratorFramework client : List.of(first, second)) {
            LeaderSelector selector =
                    new LeaderSelector(
                            client,
                            "/selector",
                            new LeaderSelectorListenerAdapter() {
                                @Override
                                public void takeLeadership(CuratorFramework leader) {
                                    turns.countDown();
                                }
                            });
            selector.start();
            selectors.add(selector);
        }
        assertThat(turns.await(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        selectors.forEach(LeaderSelector::close);
    }

    @Test
    void aCacheFollowsTheTree() throws Exception {
        first.create().creatingParentsIfNeeded().forPath("/cache/a", "1".getBytes(UTF_8));
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (CuratorCache cache = CuratorCache.build(second, "/cache")) {
            cache.listenable()
                    .addListener(
                            (type, before, after) -> {
                                String data =
                                        after == null || after.getData() == null
                                                ? ""
                                                : new String(after.getData(), UTF_8);
                                events.add(
                                        type
                                                + " "
                                                + (after == null ? before : after).getPath()
                                                + " "
                                                + data);
                            });
            cache.start();
            List<String> initial = List.of(next(events), next(events));
            assertThat(initial)
                    .anyMatch(event -> event.startsWith("NODE_CREATED /cache "))
                    .contains("NODE_CREATED /cache/a 1");
            first.setData().forPath("/cache/a", "2".getBytes(UTF_8));
            assertThat(next(events)).isEqualTo("NODE_CHANGED /cache/a 2");
            first.create().forPath("/cache/a/b", "3".getBytes(UTF_8));
            assertThat(next(events)).isEqualTo("NODE_CREATED /cache/a/b 3");
            first.delete().deletingChildrenIfNeeded().forPath("/cache/a");
            assertThat(next(events)).startsWith("NODE_DELETED /cache/a/b");
            assertThat(next(events)).startsWith("NODE_DELETED /cache/a");
            assertThat(cache.size()).isEqualTo(1);
        }
    }

    @Test
    @SuppressWarnings(
            "deprecation") // old caches are what many applications still use; they live on one-shot
    // watches
    void theOldCachesFollowToo() throws Exception {
        first.create().creatingParentsIfNeeded().forPath("/old/a", "1".getBytes(UTF_8));
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (var tree = new org.apache.curator.framework.recipes.cache.TreeCache(second, "/old");
                var children =
                        new org.apache.curator.framework.recipes.cache.PathChildrenCache(
                                second, "/old", true);
                var node =
                        new org.apache.curator.framework.recipes.cache.NodeCache(
                                second, "/old/a")) {
            tree.getListenable()
                    .addListener((client, event) -> events.add("tree " + event.getType()));
            tree.start();
            children.start(
                    org.apache.curator.framework.recipes.cache.PathChildrenCache.StartMode
                            .BUILD_INITIAL_CACHE);
            node.start(true);
            while (!next(events).equals("tree INITIALIZED")) {
                continue;
            }
            children.getListenable()
                    .addListener((client, event) -> events.add("children " + event.getType()));
            node.getListenable().addListener(() -> events.add("node changed"));
            first.setData().forPath("/old/a", "2".getBytes(UTF_8));
            assertThat(List.of(next(events), next(events), next(events)))
                    .containsExactlyInAnyOrder(
                            "tree NODE_UPDATED", "children CHILD_UPDATED", "node changed");
            first.create().forPath("/old/b");
            assertThat(List.of(next(events), next(events)))
                    .containsExactlyInAnyOrder("tree NODE_ADDED", "children CHILD_ADDED");
            first.delete().forPath("/old/b");
            assertThat(List.of(next(events), next(events)))
                    .containsExactlyInAnyOrder("tree NODE_REMOVED", "children CHILD_REMOVED");
        }
    }

    private static String next(BlockingQueue<String> events) throws InterruptedException {
        String event = events.poll(BOUND_SECONDS, TimeUnit.SECONDS);
        assertThat(event).as("an event within %d s", BOUND_SECONDS).isNotNull();
        return event;
    }

    @Test
    void barriersHoldAndOpen() throws Exception {
        DistributedBarrier barrier = new DistributedBarrier(first, "/barrier");
        barrier.setBarrier();
        DistributedBarrier other = new DistributedBarrier(second, "/barrier");
        assertThat(other.waitOnBarrier(300, TimeUnit.MILLISECONDS)).isFalse();
        barrier.removeBarrier();
        assertThat(other.waitOnBarrier(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();

        DistributedDoubleBarrier mine = new DistributedDoubleBarrier(first, "/double", 2);
        DistributedDoubleBarrier theirs = new DistributedDoubleBarrier(second, "/double", 2);
        CompletableFuture<Boolean> entered =
                CompletableFuture.supplyAsync(() -> enterAndLeave(theirs));
        assertThat(enterAndLeave(mine)).isTrue();
        assertThat(entered.get(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean enterAndLeave(DistributedDoubleBarrier barrier) {
        try {
            return barrier.enter(BOUND_SECONDS, TimeUnit.SECONDS)
                    && barrier.leave(BOUND_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void persistentNodesComeBack() throws Exception {
        try (PersistentNode node =
                        new PersistentNode(
                                first,
                                CreateMode.EPHEMERAL,
                                false,
                                "/persistent",
                                "x".getBytes(UTF_8));
                PersistentTtlNode ttl =
                        new PersistentTtlNode(
                                first, "/persistent-ttl", 60_000, "y".getBytes(UTF_8))) {
            node.start();
            ttl.start();
            assertThat(node.waitForInitialCreate(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(ttl.waitForInitialCreate(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
            second.sync().forPath("/persistent");
            second.delete().forPath("/persistent");
            CountDownLatch back = new CountDownLatch(1);
            Watcher created = event -> back.countDown();
            if (second.checkExists().usingWatcher(created).forPath("/persistent") == null) {
                assertThat(back.await(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(second.getData().forPath("/persistent")).asString().isEqualTo("x");
        }
    }

    @Test
    void countersCount() throws Exception {
        DistributedAtomicLong mine =
                new DistributedAtomicLong(first, "/atomic", new RetryOneTime(10));
        DistributedAtomicLong theirs =
                new DistributedAtomicLong(second, "/atomic", new RetryOneTime(10));
        for (int i = 0; i < 20; i++) {
            assertThat(mine.increment().succeeded()).isTrue();
            assertThat(theirs.add(2L).succeeded()).isTrue();
        }
        assertThat(mine.get().postValue()).isEqualTo(60);
        try (SharedCount one = new SharedCount(first, "/shared", 7);
                SharedCount two = new SharedCount(second, "/shared", 7)) {
            one.start();
            two.start();
            BlockingQueue<String> seen = new LinkedBlockingQueue<>();
            two.addListener(
                    new org.apache.curator.framework.recipes.shared.SharedCountListener() {
                        @Override
                        public void countHasChanged(
                                org.apache.curator.framework.recipes.shared.SharedCountReader
                                        reader,
                                int count) {
                            seen.add("count " + count);
                        }

                        @Override
                        public void stateChanged(
                                CuratorFramework client,
                                org.apache.curator.framework.state.ConnectionState state) {
                            // not of interest here
                        }
                    });
            assertThat(one.trySetCount(one.getVersionedValue(), 9)).isTrue();
            assertThat(next(seen)).isEqualTo("count 9");
        }
    }

    @Test
    void aQueueKeepsItsOrder() throws Exception {
        SimpleDistributedQueue mine = new SimpleDistributedQueue(first, "/queue");
        SimpleDistributedQueue theirs = new SimpleDistributedQueue(second, "/queue");
        for (int i = 0; i < 10; i++) {
            mine.offer(Integer.toString(i).getBytes(UTF_8));
        }
        for (int i = 0; i < 10; i++) {
            assertThat(theirs.poll(BOUND_SECONDS, TimeUnit.SECONDS))
                    .asString()
                    .isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void membersOfAGroupSeeEachOther() throws Exception {
        BlockingQueue<String> joined = new LinkedBlockingQueue<>();
        try (PersistentWatcher watcher = new PersistentWatcher(first, "/group", true);
                GroupMember one = new GroupMember(first, "/group", "one");
                GroupMember two = new GroupMember(second, "/group", "two")) {
            watcher.getListenable()
                    .addListener(event -> joined.add(event.getType() + " " + event.getPath()));
            watcher.start();
            one.start();
            two.start();
            Collection<String> members = new ArrayList<>();
            while (!members.containsAll(List.of("/group/one", "/group/two"))) {
                String event = next(joined);
                if (event.startsWith("NodeCreated ")) {
                    members.add(event.substring(12));
                }
            }
        }
    }

    @Test
    @SuppressWarnings("deprecation") // people still use it
    void transactionsAndContainersWork() throws Exception {
        first.createContainers("/tx");
        first.inTransaction()
                .create()
                .forPath("/tx/a")
                .and()
                .setData()
                .forPath("/tx/a", new byte[3])
                .and()
                .commit();
        assertThat(second.checkExists().forPath("/tx/a").getDataLength()).isEqualTo(3);
    }
}
