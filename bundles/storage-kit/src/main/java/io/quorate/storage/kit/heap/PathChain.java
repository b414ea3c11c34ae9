package io.quorate.storage.kit.heap;

import java.util.Arrays;

/**
 * The directories on the way to the one found last, so that the next path begins where it parts
 * from that one: in a deep tree a step costs a comparison of paths and not a walk from the root.
 * Good while nothing of it is frozen or removed. One thread.
 */
final class PathChain {

    private static final byte[] NOTHING = {};

    private Directory[] open = new Directory[16];

    /** Lengths of their paths, ascending; the root's is 0. */
    private int[] ends = new int[16];

    private int count;
    private byte[] path = NOTHING;
    private long epoch;

    /** Nothing is known any more. */
    void clear() {
        Arrays.fill(open, 0, count, null);
        count = 0;
        path = NOTHING;
    }

    /** Begins anew at the root, which belongs to {@code now}. */
    void begin(Directory root, long now) {
        clear();
        epoch = now;
        open[0] = root;
        count = 1;
    }

    /**
     * Index of the last directory that is on the way to the first {@code length} bytes of {@code
     * wanted}; -1 if none is, or if they belong to another epoch than {@code now}.
     */
    int level(byte[] wanted, int length, long now) {
        if (count == 0 || epoch != now) {
            return -1;
        }
        int known = ends[count - 1];
        int parts = Arrays.mismatch(wanted, 0, length, path, 0, known);
        int common = parts < 0 ? known : parts;
        int at = Arrays.binarySearch(ends, 0, count, common);
        if (at < 0) {
            return -at - 2; // it ends before the paths part, where both go on with a slash
        }
        return common == 0 || common == length || wanted[common] == '/' ? at : at - 1;
    }

    Directory directory(int level) {
        return open[level];
    }

    int end(int level) {
        return ends[level];
    }

    /** Goes back to {@code level} and on to directories on the way to {@code wanted}. */
    void turn(int level, byte[] wanted) {
        Arrays.fill(open, level + 1, count, null);
        count = level + 1;
        path = wanted;
    }

    /** The next directory on the way; its path ends at {@code end}. */
    void push(Directory directory, int end) {
        if (count == open.length) {
            open = Arrays.copyOf(open, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
        }
        open[count] = directory;
        ends[count++] = end;
    }
}
