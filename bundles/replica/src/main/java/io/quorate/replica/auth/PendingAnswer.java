package io.quorate.replica.auth;

import io.quorate.auth.AuthCompletion;
import io.quorate.auth.AuthResult;
import io.quorate.runtime.Loop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The answer a scheme owes: the first one counts, from any thread at any time, and none counts
 * after the connection has stopped waiting. A plugin that keeps this object for ever keeps nothing
 * of the connection alive.
 *
 * <p>{@link #complete} any thread; everything else loop thread only.
 */
public final class PendingAnswer implements AuthCompletion {

    private static final AuthResult NO_ANSWER = AuthResult.refused("the scheme gave no answer");

    private static final Object LATER = new Object();

    private final Loop loop;

    /**
     * Null while the plugin's call has not returned, {@link #LATER} after that, then the answer.
     */
    private final AtomicReference<@Nullable Object> state = new AtomicReference<>();

    /** Takes what comes after the call has returned; null once nobody waits. */
    private @Nullable Consumer<AuthResult> waiting;

    public PendingAnswer(Loop loop) {
        this.loop = loop;
    }

    /**
     * The plugin's call has returned.
     *
     * @param later called once, on the loop, with an answer that is not there yet
     * @return the answer if it is there, in which case {@code later} is not called; else null
     */
    public @Nullable AuthResult returned(Consumer<AuthResult> later) {
        if (state.compareAndSet(null, LATER)) {
            waiting = later;
            return null;
        }
        return (AuthResult) state.get();
    }

    @Override
    public void complete(AuthResult result) {
        AuthResult answer = result == null ? NO_ANSWER : result;
        if (!state.compareAndSet(null, answer) && state.compareAndSet(LATER, answer)) {
            try {
                loop.execute(() -> end(answer));
            } catch (RejectedExecutionException closing) {
                // The server stops, and the connection with it.
            }
        }
    }

    /** The connection waits no longer than until now; what it waited for is {@code answer}. */
    public void end(AuthResult answer) {
        Consumer<AuthResult> taker = waiting;
        if (taker != null) {
            waiting = null;
            taker.accept(answer);
        }
    }

    /** The connection has gone. */
    public void abandon() {
        waiting = null;
    }
}
