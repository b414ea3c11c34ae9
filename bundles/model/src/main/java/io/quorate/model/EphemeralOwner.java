package io.quorate.model;

/** Meaning of the stored {@code ephemeralOwner} of a node. Source: spec semantics section 2.3. */
public final class EphemeralOwner {

    /** Stored owner of a container. */
    public static final long CONTAINER = 0x8000_0000_0000_0000L;

    /** Largest time to live, ms. */
    public static final long TTL_MILLIS_MAX = 0xff_ffff_ffffL;

    private static final long TTL_MARK = 0xff00_0000_0000_0000L;

    private EphemeralOwner() {}

    /** What a stored owner says. */
    public enum Kind {
        PERSISTENT,
        EPHEMERAL,
        CONTAINER,
        TTL
    }

    /** Stored owner of a TTL node ({@code ttlMillis} 1 to {@link #TTL_MILLIS_MAX}). */
    public static long ttl(long ttlMillis) {
        return TTL_MARK | ttlMillis;
    }

    /** Time to live in a stored owner of kind TTL. */
    public static long ttlMillis(long owner) {
        return owner & TTL_MILLIS_MAX;
    }

    /**
     * Classifies a stored owner.
     *
     * @param extendedTypes whether {@code extendedTypesEnabled} is set; without it the top byte
     *     0xff is an ordinary session id
     */
    public static Kind kind(long owner, boolean extendedTypes) {
        if (owner == 0) {
            return Kind.PERSISTENT;
        }
        if (extendedTypes && (owner & TTL_MARK) == TTL_MARK) {
            return Kind.TTL;
        }
        return owner == CONTAINER ? Kind.CONTAINER : Kind.EPHEMERAL;
    }
}
