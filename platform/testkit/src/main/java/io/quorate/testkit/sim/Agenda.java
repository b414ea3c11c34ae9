package io.quorate.testkit.sim;

import java.util.PriorityQueue;

/**
 * What will happen when, in virtual time. Things due at the same moment happen in the order they
 * were entered.
 */
public final class Agenda {

    private record Entry(long atNanos, long number, Runnable task) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long nowNanos = 1_000_000_000L;
    private long numbers;
    private long urgent = Long.MIN_VALUE;

    /** The present. */
    public long nowNanos() {
        return nowNanos;
    }

    /** Enters something for later; what lies in the past happens now. */
    public void at(long nanos, Runnable task) {
        entries.add(new Entry(Math.max(nanos, nowNanos), numbers++, task));
    }

    /** Enters something for {@code nanos} from now. */
    public void in(long nanos, Runnable task) {
        at(nowNanos + nanos, task);
    }

    /** As {@link #in}, before everything else that is due at the same moment. */
    public void beforeOthersIn(long nanos, Runnable task) {
        entries.add(new Entry(nowNanos + nanos, urgent++, task));
    }

    /** Lets everything happen that is due up to then. */
    public void runUntil(long nanos) {
        while (!entries.isEmpty() && entries.peek().atNanos() <= nanos) {
            Entry entry = entries.poll();
            nowNanos = entry.atNanos();
            entry.task().run();
        }
        nowNanos = Math.max(nowNanos, nanos);
    }

    /** Lets time pass. */
    public void runMillis(long millis) {
        runUntil(nowNanos + millis * 1_000_000L);
    }
}
