package io.quorate.testkit;

import io.quorate.runtime.Worker;
import java.util.ArrayDeque;

/** A worker that runs its tasks when the test says so, or at once. */
public final class ManualWorker implements Worker {

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean held;

    /** Keeps tasks back until {@link #release}. */
    public void hold() {
        held = true;
    }

    /** Runs what was kept back; from now on tasks run at once. */
    public void release() {
        held = false;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public void submit(Runnable task) {
        if (held) {
            tasks.add(task);
        } else {
            task.run();
        }
    }

    @Override
    public void close() {
        release();
    }
}
