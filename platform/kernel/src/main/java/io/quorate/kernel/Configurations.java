package io.quorate.kernel;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;

/**
 * Hands configurations to components and takes them back. Configuration Admin delivers every change
 * on one thread of its own, in order; so when the event of one more, meaningless change arrives,
 * all changes before it have taken effect.
 */
final class Configurations {

    private static final String BARRIER_PID = "io.quorate.kernel.barrier";

    private final FrameworkHost host;
    private final ConfigurationAdmin admin;
    private final Deque<Configuration> given = new ArrayDeque<>();

    Configurations(FrameworkHost host) {
        this.host = host;
        this.admin = host.service(ConfigurationAdmin.class);
    }

    void give(String pid, Map<String, Object> settings) throws StartFailure {
        try {
            Configuration configuration = admin.getConfiguration(pid, "?");
            given.push(configuration);
            configuration.update(new Hashtable<>(settings));
        } catch (IOException e) {
            throw new StartFailure("cannot configure " + pid + ": " + e.getMessage(), e);
        }
    }

    /** Gives a plugin its settings; they are not taken back but go with the framework. */
    void lend(String pid, Map<String, Object> settings) {
        try {
            admin.getConfiguration(pid, "?").update(new Hashtable<>(settings));
        } catch (IOException e) {
            throw new IllegalStateException("configurations live in memory", e);
        }
    }

    /** In the order given. */
    List<String> pids() {
        List<String> pids = new ArrayList<>();
        given.descendingIterator()
                .forEachRemaining(configuration -> pids.add(configuration.getPid()));
        return pids;
    }

    /**
     * Returns when every component has seen what it was given; recovery of a large data directory
     * is part of that.
     */
    void settle() {
        CountDownLatch arrived = new CountDownLatch(1);
        ConfigurationListener listener =
                event -> {
                    if (event.getPid().equals(BARRIER_PID)
                            && event.getType() == ConfigurationEvent.CM_UPDATED) {
                        arrived.countDown();
                    }
                };
        var registration =
                host.context().registerService(ConfigurationListener.class, listener, null);
        try {
            admin.getConfiguration(BARRIER_PID, "?")
                    .update(new Hashtable<>(Map.of("at", System.nanoTime())));
            arrived.await();
        } catch (IOException e) {
            throw new IllegalStateException("configurations live in memory", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            registration.unregister();
        }
    }

    /** Takes everything back, last given first. */
    void takeBack() {
        while (!given.isEmpty()) {
            try {
                given.pop().delete();
            } catch (IOException e) {
                throw new IllegalStateException("configurations live in memory", e);
            }
        }
        settle();
    }
}
