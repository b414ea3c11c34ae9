package io.quorate.gate.peer;

import io.netty.channel.SingleThreadEventLoop;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Slices;

/**
 * How long what links bring may be handled where it is read, in one turn of the loop: all of them
 * together as long as slices get. What is left waits, and the links that brought it are not read,
 * until its slices are done; so whoever says very much at once keeps the loop from nobody.
 *
 * <p>The first messages of each link do not count, so that who says little is not behind those who
 * say much, and the ordinary road reads no clock. Loop thread only. Source: docs/adr/0062.
 */
final class ReadTurn {

    /** Messages of one link and turn that are not timed. */
    static final int UNTIMED_MESSAGES = 16;

    /** Messages between two looks at the clock. */
    static final int STEP_MESSAGES = 4;

    private final SingleThreadEventLoop loop;
    private final Clock clock;
    private final Slices slices;
    private final Runnable over = this::over;
    private boolean counting;
    private long usedNanos;
    private long beganNanos;

    ReadTurn(SingleThreadEventLoop loop, Clock clock, Slices slices) {
        this.loop = loop;
        this.clock = clock;
        this.slices = slices;
    }

    /** A link begins with what is timed. */
    void begin() {
        if (!counting) {
            counting = true;
            loop.executeAfterEventLoopIteration(over);
        }
        beganNanos = clock.nowNanos();
    }

    /** Whether it has to stop, since the time of the turn is used up. */
    boolean isUsedUp() {
        long now = clock.nowNanos();
        usedNanos += now - beganNanos;
        beganNanos = now;
        return usedNanos >= Slices.TURN_NANOS;
    }

    /** Queues what could not be handled. */
    void later(Slices.Work rest) {
        slices.add(rest);
    }

    private void over() {
        counting = false;
        usedNanos = 0;
    }
}
