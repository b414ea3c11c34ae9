package io.quorate.simulation.model;

import java.util.Arrays;

/**
 * The states that were met: for each its fingerprint of 64 bits, the state it was first reached
 * from, and by which move. Any thread.
 */
final class Visited {

    private static final int SHARDS = 64;
    private static final int SHARD_BITS = 6;

    /** States of one part of the fingerprints. */
    private static final class Shard {
        private long[] fingerprints = new long[1 << 10];
        private int[] parents = new int[1 << 10];
        private int[] moves = new int[1 << 10];
        private int[] index = new int[1 << 12];
        private int size;

        synchronized int add(long fingerprint, int parent, int move) {
            if (2 * size >= index.length) {
                grow();
            }
            int at = slot(fingerprint);
            if (index[at] != 0) {
                return -1;
            }
            if (size == fingerprints.length) {
                fingerprints = Arrays.copyOf(fingerprints, size + size / 2);
                parents = Arrays.copyOf(parents, fingerprints.length);
                moves = Arrays.copyOf(moves, fingerprints.length);
            }
            fingerprints[size] = fingerprint;
            parents[size] = parent;
            moves[size] = move;
            index[at] = ++size;
            return size - 1;
        }

        private int slot(long fingerprint) {
            int mask = index.length - 1;
            int at = (int) (fingerprint >>> SHARD_BITS) & mask;
            while (index[at] != 0 && fingerprints[index[at] - 1] != fingerprint) {
                at = at + 1 & mask;
            }
            return at;
        }

        private void grow() {
            index = new int[2 * index.length];
            for (int i = 0; i < size; i++) {
                index[slot(fingerprints[i])] = i + 1;
            }
        }

        synchronized int[] cameFrom(int place) {
            return new int[] {parents[place], moves[place]};
        }

        synchronized int size() {
            return size;
        }
    }

    private final Shard[] shards = new Shard[SHARDS];

    Visited() {
        Arrays.setAll(shards, any -> new Shard());
    }

    /**
     * Enters a state.
     *
     * @param parent -1 if it is the first one
     * @return its number; -1 if it was met before
     */
    int add(int[] state, int parent, int move) {
        long fingerprint = fingerprint(state);
        int shard = (int) fingerprint & SHARDS - 1;
        int place = shards[shard].add(fingerprint, parent, move);
        return place < 0 ? -1 : place << SHARD_BITS | shard;
    }

    /** The state a state was first reached from, and the code of the move. */
    int[] cameFrom(int state) {
        return shards[state & SHARDS - 1].cameFrom(state >>> SHARD_BITS);
    }

    long size() {
        long size = 0;
        for (Shard shard : shards) {
            size += shard.size();
        }
        return size;
    }

    private static long fingerprint(int[] state) {
        long hash = state.length * 0x9e3779b97f4a7c15L;
        for (int number : state) {
            hash = (hash ^ number) * 0xff51afd7ed558ccdL;
            hash = Long.rotateLeft(hash, 29) + 0x52dce729;
        }
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        hash = (hash ^ hash >>> 29) * 0x9e3779b97f4a7c15L;
        return hash ^ hash >>> 32;
    }
}
