package io.quorate.testkit;

import io.quorate.runtime.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A loop that the test turns by hand, on the test's thread. */
public final class ManualLoop implements Loop {

    private static final int TURNS_MAX = 1_000_000;

    private final VirtualClock clock;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final ArrayDeque<Runnable> endOfTurn = new ArrayDeque<>();
    private final List<Periodic> periodic = new ArrayList<>();

    public ManualLoop(VirtualClock clock) {
        this.clock = clock;
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        endOfTurn.add(task);
    }

    @Override
    public Ticking every(long periodMillis, Runnable task) {
        Periodic entry = new Periodic(periodMillis, task);
        periodic.add(entry);
        return () -> periodic.remove(entry);
    }

    /** Runs the first task that is queued, if there is one. */
    public void step() {
        Runnable task = tasks.isEmpty() ? endOfTurn.poll() : tasks.poll();
        if (task != null) {
            task.run();
        }
    }

    /** Runs everything that is queued, and what that queues. */
    public void settle() {
        for (int turn = 0; !tasks.isEmpty() || !endOfTurn.isEmpty(); turn++) {
            if (turn > TURNS_MAX) {
                throw new IllegalStateException("the loop does not come to rest");
            }
            Runnable task = tasks.poll();
            (task == null ? endOfTurn.poll() : task).run();
        }
    }

    /** Lets time pass in small steps, running what falls due. */
    public void advanceMillis(long millis, long stepMillis) {
        for (long passed = 0; passed < millis; passed += stepMillis) {
            clock.advanceMillis(stepMillis);
            for (Periodic entry : List.copyOf(periodic)) {
                entry.advance(stepMillis);
            }
            settle();
        }
    }

    private final class Periodic {

        private final long periodMillis;
        private final Runnable task;
        private long waitedMillis;

        private Periodic(long periodMillis, Runnable task) {
            this.periodMillis = periodMillis;
            this.task = task;
        }

        private void advance(long millis) {
            waitedMillis += millis;
            if (waitedMillis >= periodMillis) {
                waitedMillis = 0;
                tasks.add(task);
            }
        }
    }
}
