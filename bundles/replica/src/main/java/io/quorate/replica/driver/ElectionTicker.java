package io.quorate.replica.driver;

import io.quorate.model.Phase;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Loop;
import org.jspecify.annotations.Nullable;

/**
 * Ticks that come faster between two terms, where much waits for one: half of a change of leader
 * would be waiting. Not for ever: a server that finds no leader soon has time. Loop thread only.
 */
public final class ElectionTicker implements Loop.Ticking {

    private static final long PERIOD_MILLIS = 2;
    private static final long LONGEST_MILLIS = 1_000;

    private final Loop loop;
    private final Clock clock;
    private final Runnable task;
    private Loop.@Nullable Ticking ticking;
    private long untilMillis;

    public ElectionTicker(Loop loop, Clock clock, Runnable task) {
        this.loop = loop;
        this.clock = clock;
        this.task = task;
    }

    public void roleChanged(Phase phase) {
        if (phase == Phase.SERVING) {
            close();
        } else if (ticking == null) {
            untilMillis = clock.nowMillis() + LONGEST_MILLIS;
            ticking = loop.every(PERIOD_MILLIS, this::tick);
        }
    }

    private void tick() {
        if (clock.nowMillis() < untilMillis) {
            task.run();
        } else {
            close();
        }
    }

    @Override
    public void close() {
        if (ticking != null) {
            ticking.close();
            ticking = null;
        }
    }
}
