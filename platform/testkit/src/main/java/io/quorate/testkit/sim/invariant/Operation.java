package io.quorate.testkit.sim.invariant;

/**
 * One operation of a client on a register.
 *
 * @param client the client that asked
 * @param kind what
 * @param key which register
 * @param expected SWAP: the value it must hold
 * @param value WRITE, SWAP: the value to set; READ: the value returned
 * @param done SWAP: whether it held what was expected
 * @param fromNanos when it was asked for
 * @param toNanos when the answer came; {@link #NEVER} if none did, and it may have happened, may
 *     happen later, or not at all
 */
public record Operation(
        long client,
        Kind kind,
        String key,
        long expected,
        long value,
        boolean done,
        long fromNanos,
        long toNanos) {

    /** No answer. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Kinds of operations. */
    public enum Kind {
        WRITE,
        SWAP,
        READ
    }

    /** True if nobody knows whether it happened. */
    public boolean isUnknown() {
        return toNanos == NEVER;
    }
}
