package io.quorate.launcher;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;

/** Connected official clients. */
final class Clients {

    private static final int SESSION_MILLIS = 20_000;

    private Clients() {}

    static ZooKeeper connect(int port) throws IOException, InterruptedException {
        return connect(port, event -> {});
    }

    /** {@code watcher} is told of every state after the first connection. */
    static ZooKeeper connect(int port, Watcher watcher) throws IOException, InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client =
                new ZooKeeper(
                        "127.0.0.1:" + port,
                        SESSION_MILLIS,
                        event -> {
                            if (connected.getCount() == 0) {
                                watcher.process(event);
                            } else if (event.getState()
                                    == Watcher.Event.KeeperState.SyncConnected) {
                                connected.countDown();
                            }
                        });
        if (!connected.await(SESSION_MILLIS, TimeUnit.MILLISECONDS)) {
            client.close();
            throw new IOException("no session within " + SESSION_MILLIS + " ms");
        }
        return client;
    }
}
