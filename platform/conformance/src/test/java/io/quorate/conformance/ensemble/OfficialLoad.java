package io.quorate.conformance.ensemble;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.zookeeper.AsyncCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/**
 * Official clients, some at each server, that mix syncs, writes and reads with several in flight. A
 * ZooKeeper follower keeps one queue of the writes and syncs it has passed on, and stops answering
 * for ever when what comes from the leader does not match it; only such a mix can tell.
 *
 * <p>All of them write one node. A read behind a sync must see the version anybody was told of
 * before that sync, but for clients of a ZooKeeper that leads. Callbacks run on the threads of the
 * clients.
 */
final class OfficialLoad implements AutoCloseable {
    private static final String SHARED = "/official-load";
    private static final int CLIENTS_PER_SERVER = 2;
    private static final int DEPTH = 6;
    private static final int ANSWERS_OF_PROGRESS = 60;
    private static final long PAUSE_AFTER_A_LOSS_MILLIS = 50;

    private final MixedEnsemble ensemble;
    private final List<Client> clients = new ArrayList<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private volatile boolean finishing;
    private volatile Throwable failure;

    /** Begins at once, at servers that serve. */
    OfficialLoad(MixedEnsemble ensemble, long... servers) throws Exception {
        this.ensemble = ensemble;
        try (ZooKeeper first = ensemble.connect(servers[0])) {
            first.create(SHARED, null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        } catch (KeeperException.NodeExistsException again) {
            // a load before this one has made it
        }
        for (long server : servers) {
            for (int number = 0; number < CLIENTS_PER_SERVER; number++) {
                clients.add(new Client(server, ensemble.connect(server)));
            }
        }
        for (Client client : clients) {
            client.begin();
        }
    }

    /** At every server. */
    static OfficialLoad everywhere(MixedEnsemble ensemble) throws Exception {
        long[] all = new long[ensemble.size()];
        for (int at = 0; at < all.length; at++) {
            all[at] = at + 1;
        }
        return new OfficialLoad(ensemble, all);
    }

    /** Waits until every client of these servers has got some more answers. */
    void awaitProgress(long... servers) throws IOException {
        for (Client client : clients) {
            for (long server : servers) {
                if (client.server == server) {
                    int goal = client.answers.get() + ANSWERS_OF_PROGRESS;
                    MixedEnsemble.await(
                            "answers of server " + server,
                            () -> failure != null || client.answers.get() >= goal);
                }
            }
        }
        check();
    }

    /** The same for every client but those of these servers. */
    void awaitProgressBut(long... down) throws IOException {
        awaitProgress(
                clients.stream()
                        .mapToLong(client -> client.server)
                        .distinct()
                        .filter(server -> LongStream.of(down).noneMatch(id -> id == server))
                        .toArray());
    }

    private void check() {
        if (failure != null) {
            throw new AssertionError(failure);
        }
    }

    /** Lets what is in flight end, closes the clients and says what went wrong. */
    @Override
    public void close() throws Exception {
        finishing = true;
        for (Client client : clients) {
            client.zooKeeper.close(1);
        }
        check();
    }

    /** One session at one server. Callbacks come one after the other. */
    private final class Client {
        final long server;
        final AtomicInteger answers = new AtomicInteger();
        private final ZooKeeper zooKeeper;
        private final Executor later =
                CompletableFuture.delayedExecutor(PAUSE_AFTER_A_LOSS_MILLIS, TimeUnit.MILLISECONDS);
        private int number;

        Client(long server, ZooKeeper zooKeeper) {
            this.server = server;
            this.zooKeeper = zooKeeper;
        }

        void begin() {
            for (int at = 0; at < DEPTH; at++) {
                next();
            }
        }

        /** Every third is a write, every third a sync with a read behind it, the rest are syncs. */
        private synchronized void next() {
            if (finishing) {
                return;
            }
            number++;
            int known = acknowledged.get();
            AsyncCallback.VoidCallback synced =
                    (result, path, context) -> answered(result, "sync", -1, 0);
            switch (number % 3) {
                case 0 ->
                        zooKeeper.setData(
                                SHARED,
                                Integer.toString(number).getBytes(StandardCharsets.US_ASCII),
                                -1,
                                (result, path, context, stat) ->
                                        answered(
                                                result,
                                                "write",
                                                stat == null ? 0 : stat.getVersion(),
                                                0),
                                null);
                case 1 -> zooKeeper.sync(SHARED, synced, null);
                default -> {
                    zooKeeper.sync(SHARED, (result, path, context) -> {}, null);
                    zooKeeper.getData(
                            SHARED,
                            false,
                            (result, path, context, data, stat) ->
                                    answered(
                                            result,
                                            "read",
                                            stat == null ? 0 : stat.getVersion(),
                                            known),
                            null);
                }
            }
        }

        private void answered(int result, String what, int version, int known) {
            switch (Code.get(result)) {
                case OK -> {
                    answers.incrementAndGet();
                    if (what.equals("write")) {
                        acknowledged.accumulateAndGet(version, Math::max);
                    } else if (version < known && what.equals("read")) {
                        stale(version, known);
                    }
                    next();
                }
                case CONNECTIONLOSS, SESSIONMOVED -> later.execute(this::next);
                case SESSIONEXPIRED -> {
                    if (!finishing) {
                        fail("its session has expired");
                    }
                }
                default -> fail(what + " ended with " + Code.get(result));
            }
        }

        /** For its own clients a ZooKeeper that leads takes a sync for done at once. */
        private void stale(int version, int known) {
            if (ensemble.isQuorate(server) || !ensemble.mode(server).equals("leader")) {
                fail("read version " + version + " behind a sync, but " + known + " was told of");
            }
        }

        private void fail(String what) {
            failure = new AssertionError("client of server " + server + ": " + what);
        }
    }

    /** How many answers all clients got. */
    int answers() {
        return clients.stream().mapToInt(client -> client.answers.get()).sum();
    }
}
