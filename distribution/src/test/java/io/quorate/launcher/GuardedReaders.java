package io.quorate.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/** Connected clients that read a node again and again which only its owner may read. */
final class GuardedReaders implements AutoCloseable {

    private static final String NODE = "/guarded";
    private static final long PAUSE_MILLIS = 50;

    private final List<ZooKeeper> clients = new ArrayList<>();
    private final ScheduledExecutorService pace = Executors.newScheduledThreadPool(2);
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong refusedWhileAway = new AtomicLong();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    /** Rises whenever the scheme goes or comes; odd while it is away. */
    private final AtomicLong absences = new AtomicLong();

    GuardedReaders(int count, List<Integer> ports) throws Exception {
        for (int i = 0; i < count; i++) {
            ZooKeeper client =
                    Clients.connect(
                            ports.get(i % ports.size()), event -> faults.add(event.toString()));
            client.addAuthInfo("digest", "ann:secret".getBytes(StandardCharsets.UTF_8));
            clients.add(client);
        }
        clients.getFirst().create(NODE, new byte[] {1}, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
        for (ZooKeeper client : clients) {
            client.sync(NODE, (rc, path, context) -> read(client), null);
        }
    }

    private void read(ZooKeeper client) {
        long before = absences.get();
        client.getData(
                NODE,
                false,
                (rc, path, context, data, stat) -> {
                    answered.incrementAndGet();
                    boolean away = before % 2 == 1 || absences.get() != before;
                    if (rc == KeeperException.Code.NOAUTH.intValue() && away) {
                        refusedWhileAway.incrementAndGet();
                    } else if (rc != KeeperException.Code.OK.intValue()) {
                        faults.add(KeeperException.Code.get(rc).toString());
                    }
                    if (!pace.isShutdown()) {
                        pace.schedule(() -> read(client), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                    }
                },
                null);
    }

    /** To be called before the scheme goes, and after it has come back. */
    void schemeGoesOrHasCome() {
        absences.incrementAndGet();
    }

    /** Returns when every client is likely to have read once more. */
    void awaitReads() throws InterruptedException {
        long enough = answered.get() + clients.size();
        while (answered.get() < enough && faults.isEmpty()) {
            Thread.sleep(PAUSE_MILLIS / 10);
        }
    }

    long answered() {
        return answered.get();
    }

    long refusedWhileAway() {
        return refusedWhileAway.get();
    }

    /** Refusals while the scheme was there, lost connections, and everything else. */
    Queue<String> faults() {
        return faults;
    }

    @Override
    public void close() throws InterruptedException, IOException {
        pace.shutdownNow();
        for (ZooKeeper client : clients) {
            client.close();
        }
    }
}
