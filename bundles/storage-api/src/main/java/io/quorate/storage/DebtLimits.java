package io.quorate.storage;

/**
 * How many bytes that are in no checkpoint an engine wants to have, see {@link TreeStore#debt}. The
 * host looks at them before it takes a write of a client; what is decided is always applied, so a
 * server that follows a busier leader can be above both, and what is under way when a limit is
 * reached ({@code quorate.window.megabytes} at most) comes on top.
 *
 * @param softBytes from here on a checkpoint is due whatever else says so, and clients' writes are
 *     taken more and more slowly
 * @param hardBytes from here on no write of a client is taken before the debt has fallen; above
 *     {@code softBytes}
 */
public record DebtLimits(long softBytes, long hardBytes) {

    /** The engine bears any debt. */
    public static final DebtLimits NONE = new DebtLimits(Long.MAX_VALUE - 1, Long.MAX_VALUE);

    /** Checks that the limits are positive and in order. */
    public DebtLimits {
        if (softBytes <= 0 || hardBytes <= softBytes) {
            throw new IllegalArgumentException(
                    "limits of debt are 0 < soft < hard, not " + softBytes + " and " + hardBytes);
        }
    }
}
