package io.quorate.runtime;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A {@link Worker} on a daemon thread of its own. A task that throws is reported to the {@link
 * FaultPolicy}.
 */
public final class WorkerThread implements Worker {

    private static final Runnable END = () -> {};
    private static final long CLOSE_WAIT_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final FaultPolicy faults;
    private volatile boolean closed;

    /** Starts the thread under {@code name}. */
    public WorkerThread(String name, FaultPolicy faults) {
        this.faults = faults;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void submit(Runnable task) {
        if (!closed) {
            tasks.add(task);
        }
    }

    @Override
    public void close() {
        closed = true;
        tasks.add(END);
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(CLOSE_WAIT_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            for (Runnable task = tasks.take(); task != END; task = tasks.take()) {
                task.run();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (Throwable failure) { // plugins may throw what they do not declare
            faults.fatal(thread.getName(), failure);
        }
    }
}
