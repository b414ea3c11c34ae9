package io.quorate.runtime;

import java.util.ArrayDeque;

/**
 * Work of a loop that may take long, done in slices: all of it together gets {@link #TURN_NANOS} of
 * a turn, then what has come in meanwhile is handled. Queued work takes turns with the others, so
 * that small work is not behind large; work that others wait for takes every second step, however
 * much is queued. Loop thread only.
 */
public final class Slices {

    /** How long a turn may be taken up by what can wait. */
    public static final long TURN_NANOS = 2_000_000;

    /** Work that can be left off and taken up again. */
    @FunctionalInterface
    public interface Work {

        /** Does some of it, a fraction of a millisecond; false when nothing is left to do. */
        boolean step();
    }

    private final Loop loop;
    private final Clock clock;
    private final ArrayDeque<Work> queue = new ArrayDeque<>();
    private final ArrayDeque<Work> awaited = new ArrayDeque<>();
    private boolean scheduled;
    private boolean held;
    private boolean othersNext;
    private long longestNanos;

    public Slices(Loop loop, Clock clock) {
        this.loop = loop;
        this.clock = clock;
    }

    /** Queues work; it begins in a later turn. */
    public void add(Work work) {
        queue.add(work);
        schedule();
    }

    /** Queues work that others wait for. */
    public void addAwaited(Work work) {
        awaited.add(work);
        schedule();
    }

    /** Nothing that is queued goes on until {@link #resume}. */
    public void hold() {
        held = true;
    }

    /** What waits goes on, in a later turn. */
    public void resume() {
        held = false;
        if (!isEmpty()) {
            schedule();
        }
    }

    /** Whether anything waits. */
    public boolean isEmpty() {
        return queue.isEmpty() && awaited.isEmpty();
    }

    /** The time by which something that begins now and gets {@code nanos} has to give way. */
    public long endOf(long nanos) {
        return clock.nowNanos() + nanos;
    }

    /** Whether that time has come. */
    public boolean isOver(long endNanos) {
        return clock.nowNanos() - endNanos >= 0;
    }

    /** The longest turn that slices have taken so far; for tests and reports. */
    public long longestNanos() {
        return longestNanos;
    }

    private void schedule() {
        if (!scheduled && !held) {
            scheduled = true;
            loop.nextTurn(this::turn);
        }
    }

    private void turn() {
        scheduled = false;
        long begin = clock.nowNanos();
        long now = begin;
        while (!held && !isEmpty() && now - begin < TURN_NANOS) {
            ArrayDeque<Work> from =
                    awaited.isEmpty() || othersNext && !queue.isEmpty() ? queue : awaited;
            othersNext = from == awaited;
            Work work = from.poll();
            if (work.step()) {
                from.add(work);
            }
            now = clock.nowNanos();
        }
        longestNanos = Math.max(longestNanos, now - begin);
        if (!held && !isEmpty()) {
            schedule();
        }
    }
}
