package io.quorate.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;

/** A watcher that keeps what it is told, and awaits what a test wants to see. */
final class Events implements Watcher {
    private static final long BOUND_SECONDS = 30;
    private final BlockingQueue<WatchedEvent> queue = new LinkedBlockingQueue<>();

    @Override
    public void process(WatchedEvent event) {
        queue.add(event);
    }

    /** The next event about a node, as {@code type path}. */
    String nextNode() throws InterruptedException {
        while (true) {
            WatchedEvent event = take();
            if (event.getType() != Event.EventType.None) {
                return event.getType() + " " + event.getPath();
            }
        }
    }

    void awaitState(Event.KeeperState state) throws InterruptedException {
        WatchedEvent event;
        do {
            event = take();
        } while (event.getType() != Event.EventType.None || event.getState() != state);
    }

    private WatchedEvent take() throws InterruptedException {
        WatchedEvent event = queue.poll(BOUND_SECONDS, TimeUnit.SECONDS);
        assertThat(event).as("an event within %d s", BOUND_SECONDS).isNotNull();
        return event;
    }

    boolean isEmpty() {
        return queue.stream().noneMatch(event -> event.getType() != Event.EventType.None);
    }
}
