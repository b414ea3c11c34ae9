package io.quorate.replica;

/**
 * How large the transactions are that this server proposes while it leads. Loop thread only.
 * Source: spec semantics section 13.3.
 */
final class ProposalSizes {

    private static final int NONE = -1;

    private int last = NONE;
    private int min = NONE;
    private int max = NONE;

    void proposed(int bytes) {
        last = bytes;
        min = min == NONE ? bytes : Math.min(min, bytes);
        max = Math.max(max, bytes);
    }

    void reset() {
        last = NONE;
        min = NONE;
        max = NONE;
    }

    /** Bytes of the newest one; -1 if there was none. */
    int last() {
        return last;
    }

    int min() {
        return min;
    }

    int max() {
        return max;
    }
}
