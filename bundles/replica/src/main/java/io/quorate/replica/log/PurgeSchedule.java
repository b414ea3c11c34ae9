package io.quorate.replica.log;

import io.quorate.runtime.Clock;
import io.quorate.runtime.Worker;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has old files deleted every so many hours, and once at the start ({@code autopurge.*}). Loop
 * thread only; the deleting is background work.
 */
public final class PurgeSchedule {

    private static final Logger LOG = LoggerFactory.getLogger(PurgeSchedule.class);

    private final long intervalNanos;
    private final StorageEngine engine;
    private final Worker background;
    private final Clock clock;
    private long dueNanos;

    /** {@code intervalHours} 0 or less: never. */
    public PurgeSchedule(int intervalHours, StorageEngine engine, Worker background, Clock clock) {
        this.intervalNanos = intervalHours <= 0 ? 0 : TimeUnit.HOURS.toNanos(intervalHours);
        this.engine = engine;
        this.background = background;
        this.clock = clock;
        this.dueNanos = clock.nowNanos();
    }

    public void tick() {
        if (intervalNanos == 0 || clock.nowNanos() - dueNanos < 0) {
            return;
        }
        dueNanos = clock.nowNanos() + intervalNanos;
        background.submit(this::purge);
    }

    private void purge() {
        try {
            List<String> removed = engine.purge();
            LOG.info("Purge removed {} files {}", removed.size(), removed);
        } catch (StorageException failure) {
            LOG.error("Purge failed: {}", failure.getMessage());
        }
    }
}
