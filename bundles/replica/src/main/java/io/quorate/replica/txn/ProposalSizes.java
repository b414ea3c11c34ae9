package io.quorate.replica.txn;

/**
 * How large the transactions are that this server proposes while it leads. Loop thread only.
 * Source: spec semantics section 13.3.
 */
public final class ProposalSizes {

    private static final int NONE = -1;

    private int last = NONE;
    private int min = NONE;
    private int max = NONE;

    public void proposed(int bytes) {
        last = bytes;
        min = min == NONE ? bytes : Math.min(min, bytes);
        max = Math.max(max, bytes);
    }

    public void reset() {
        last = NONE;
        min = NONE;
        max = NONE;
    }

    /** Bytes of the newest one; -1 if there was none. */
    public int last() {
        return last;
    }

    public int min() {
        return min;
    }

    public int max() {
        return max;
    }
}
