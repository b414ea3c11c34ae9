package io.quorate.model;

/** The flags of a create request. Source: spec client-protocol section 6.3. */
public final class CreateFlags {

    public static final int PERSISTENT = 0;
    public static final int EPHEMERAL = 1;
    public static final int PERSISTENT_SEQUENTIAL = 2;
    public static final int EPHEMERAL_SEQUENTIAL = 3;
    public static final int CONTAINER = 4;
    public static final int TTL = 5;
    public static final int TTL_SEQUENTIAL = 6;

    private CreateFlags() {}

    public static boolean isKnown(int flags) {
        return flags >= PERSISTENT && flags <= TTL_SEQUENTIAL;
    }

    public static boolean isEphemeral(int flags) {
        return flags == EPHEMERAL || flags == EPHEMERAL_SEQUENTIAL;
    }

    public static boolean isSequential(int flags) {
        return flags == PERSISTENT_SEQUENTIAL
                || flags == EPHEMERAL_SEQUENTIAL
                || flags == TTL_SEQUENTIAL;
    }

    public static boolean isTtl(int flags) {
        return flags == TTL || flags == TTL_SEQUENTIAL;
    }
}
