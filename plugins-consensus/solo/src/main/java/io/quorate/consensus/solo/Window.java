package io.quorate.consensus.solo;

import java.util.Arrays;

/**
 * Bounds the proposals in flight by number and bytes. Their sizes are kept in a ring, oldest first.
 */
final class Window {

    private final int txnsMax;
    private final long bytesMax;
    private int[] sizes = new int[64];
    private int oldest;
    private int txns;
    private long bytes;

    Window(int txnsMax, long bytesMax) {
        this.txnsMax = txnsMax;
        this.bytesMax = bytesMax;
    }

    /** Whether one more proposal may start; the last one in may pass the byte bound. */
    boolean hasRoom() {
        return txns < txnsMax && bytes < bytesMax;
    }

    void enter(int size) {
        if (txns == sizes.length) {
            grow();
        }
        sizes[(oldest + txns) & (sizes.length - 1)] = size;
        txns++;
        bytes += size;
    }

    /** The oldest {@code count} are decided. */
    void leave(int count) {
        for (int i = 0; i < count; i++) {
            bytes -= sizes[oldest];
            oldest = (oldest + 1) & (sizes.length - 1);
        }
        txns -= count;
    }

    int txns() {
        return txns;
    }

    private void grow() {
        int[] larger =
                Arrays.copyOf(Arrays.copyOfRange(sizes, oldest, sizes.length), sizes.length * 2);
        System.arraycopy(sizes, 0, larger, sizes.length - oldest, oldest);
        sizes = larger;
        oldest = 0;
    }
}
