package io.quorate.runtime;

/**
 * The only place that may stop the process. Called when an invariant is broken or the disk has
 * failed: a server that doubts its state must not serve. Thread-safe.
 */
public interface FaultPolicy {

    /**
     * Reports the fault and stops the server. Real policies do not return; the one of tests records
     * the fault and returns an exception to throw, so callers write {@code throw faults.fatal(…)}.
     *
     * @param where name of the invariant or thread, for people
     * @param cause what happened
     */
    RuntimeException fatal(String where, Throwable cause);

    /** As above with a sentence instead of a cause. */
    default RuntimeException fatal(String where, String sentence) {
        return fatal(where, new IllegalStateException(sentence));
    }
}
