package io.quorate.runtime;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A single thread that owns state: the replica's loop. On small machines it is also the event loop
 * that serves the client sockets.
 *
 * <p>Tasks given from one thread run in the order given. A task must not block.
 */
@ProviderType
public interface Loop {

    /** True on the loop's own thread. */
    boolean inLoop();

    /** Runs {@code task} on the loop, later; from any thread. */
    void execute(Runnable task);

    /**
     * Runs {@code task} once after the input of the current turn has been handled. Loop thread
     * only. Callers that ask several times a turn remember that they have asked.
     */
    void atEndOfTurn(Runnable task);

    /**
     * Runs {@code task} once in a later turn, after the input that has come meanwhile: for work
     * that is done in slices. Loop thread only.
     */
    default void nextTurn(Runnable task) {
        execute(task);
    }

    /**
     * Runs {@code task} on the loop about every {@code periodMillis} until the handle is closed.
     * Any thread.
     */
    Ticking every(long periodMillis, Runnable task);

    /** Ends the ticks of {@link #every}. */
    interface Ticking extends AutoCloseable {
        @Override
        void close();
    }
}
