package io.quorate.runtime;

/** A thread that runs tasks one after another in the order given; blocking is allowed there. */
public interface Worker extends AutoCloseable {

    /** Queues {@code task}; any thread. Dropped after {@link #close()}. */
    void submit(Runnable task);

    /** Finishes what is queued and ends the thread; waits at most 10 s. */
    @Override
    void close();
}
