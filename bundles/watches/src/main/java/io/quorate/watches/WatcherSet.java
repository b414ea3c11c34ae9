package io.quorate.watches;

import java.util.Arrays;

/**
 * Watchers of one path with their modes: a small open-addressing table by identity. Loop thread
 * only.
 */
final class WatcherSet {

    static final int ONE_SHOT = 1;
    static final int PERSISTENT = 2;
    static final int RECURSIVE = 4;

    private Watcher[] watchers = new Watcher[2];
    private byte[] modes = new byte[2];
    private int size;
    private int recursive;

    /** Watchers with the recursive mode. */
    int recursive() {
        return recursive;
    }

    int size() {
        return size;
    }

    int capacity() {
        return watchers.length;
    }

    /** The watcher in a slot, or null. */
    Watcher at(int slot) {
        return watchers[slot];
    }

    int modesAt(int slot) {
        return modes[slot];
    }

    /** Modes of a watcher; 0 if it is not here. */
    int modes(Watcher watcher) {
        int slot = find(watcher);
        return watchers[slot] == null ? 0 : modes[slot];
    }

    /** Adds modes; returns those the watcher had before. */
    int add(Watcher watcher, int mode) {
        int slot = find(watcher);
        if (watchers[slot] != null) {
            int before = modes[slot];
            modes[slot] |= (byte) mode;
            recursive += (mode & ~before & RECURSIVE) / RECURSIVE;
            return before;
        }
        recursive += (mode & RECURSIVE) / RECURSIVE;
        if ((size + 1) * 4 > watchers.length * 3) {
            resize(watchers.length * 2);
            slot = find(watcher);
        }
        watchers[slot] = watcher;
        modes[slot] = (byte) mode;
        size++;
        return 0;
    }

    /** Removes modes; returns those the watcher had before. A watcher without modes leaves. */
    int remove(Watcher watcher, int mode) {
        int slot = find(watcher);
        if (watchers[slot] == null) {
            return 0;
        }
        int before = modes[slot];
        modes[slot] &= (byte) ~mode;
        recursive -= (before & mode & RECURSIVE) / RECURSIVE;
        if (modes[slot] == 0) {
            vacate(slot);
        }
        return before;
    }

    private int find(Watcher watcher) {
        int mask = watchers.length - 1;
        int slot = spread(watcher) & mask;
        while (watchers[slot] != null && watchers[slot] != watcher) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void vacate(int hole) {
        int mask = watchers.length - 1;
        int empty = hole;
        watchers[empty] = null;
        size--;
        for (int slot = (hole + 1) & mask; watchers[slot] != null; slot = (slot + 1) & mask) {
            int home = spread(watchers[slot]) & mask;
            if (((slot - home) & mask) >= ((slot - empty) & mask)) {
                watchers[empty] = watchers[slot];
                modes[empty] = modes[slot];
                watchers[slot] = null;
                empty = slot;
            }
        }
        if (watchers.length > 8 && size * 8 < watchers.length) {
            resize(watchers.length / 2);
        }
    }

    private void resize(int capacity) {
        Watcher[] oldWatchers = watchers;
        byte[] oldModes = modes;
        watchers = new Watcher[capacity];
        modes = new byte[capacity];
        for (int at = 0; at < oldWatchers.length; at++) {
            if (oldWatchers[at] != null) {
                int slot = find(oldWatchers[at]);
                watchers[slot] = oldWatchers[at];
                modes[slot] = oldModes[at];
            }
        }
    }

    private static int spread(Watcher watcher) {
        int hash = System.identityHashCode(watcher);
        return hash ^ (hash >>> 15);
    }

    /** A copy of the slots that can be walked while the set changes. */
    Watcher[] snapshot() {
        return Arrays.copyOf(watchers, watchers.length);
    }
}
