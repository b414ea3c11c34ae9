package io.quorate.simulation.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The states that were met: for each its fingerprint of 64 bits, the state it was first reached
 * from, and by which move. About 28 bytes for each. Any thread.
 */
final class Visited {

    /** A state was met at the depth that is being looked at now, or is on it itself. */
    static final int NEAR = -1;

    /** A state was met before. */
    static final int FAR = -2;

    private static final int SHARDS = 64;
    private static final int SHARD_BITS = 6;
    private static final int BLOCK_BITS = 14;
    private static final int BLOCK_MASK = (1 << BLOCK_BITS) - 1;

    /** States of one part of the fingerprints. */
    private static final class Shard {
        private long[] fingerprints = new long[1 << 8];
        private int[] places = new int[1 << 8];

        /** Parent and move, in the order in which states were met. */
        private final List<int[]> origins = new ArrayList<>();

        private int size;
        private int sizeBefore;

        synchronized int add(long fingerprint, int parent, int move) {
            int at = slot(fingerprints, fingerprint);
            if (fingerprints[at] != 0) {
                return places[at] >= sizeBefore ? NEAR : FAR;
            }
            fingerprints[at] = fingerprint;
            places[at] = size;
            if (size >> BLOCK_BITS == origins.size()) {
                origins.add(new int[2 << BLOCK_BITS]);
            }
            int[] block = origins.get(size >> BLOCK_BITS);
            block[2 * (size & BLOCK_MASK)] = parent;
            block[2 * (size & BLOCK_MASK) + 1] = move;
            size++;
            if (size > fingerprints.length / 4 * 3) {
                grow();
            }
            return size - 1;
        }

        private static int slot(long[] table, long fingerprint) {
            int mask = table.length - 1;
            int at = (int) (fingerprint >>> SHARD_BITS) & mask;
            while (table[at] != 0 && table[at] != fingerprint) {
                at = at + 1 & mask;
            }
            return at;
        }

        private void grow() {
            long[] larger = new long[2 * fingerprints.length];
            int[] largerPlaces = new int[larger.length];
            for (int i = 0; i < fingerprints.length; i++) {
                if (fingerprints[i] != 0) {
                    int at = slot(larger, fingerprints[i]);
                    larger[at] = fingerprints[i];
                    largerPlaces[at] = places[i];
                }
            }
            fingerprints = larger;
            places = largerPlaces;
        }

        synchronized int[] cameFrom(int place) {
            int[] block = origins.get(place >> BLOCK_BITS);
            int at = 2 * (place & BLOCK_MASK);
            return new int[] {block[at], block[at + 1]};
        }

        synchronized int size() {
            return size;
        }

        synchronized void goDeeper() {
            sizeBefore = size;
        }
    }

    private final Shard[] shards = new Shard[SHARDS];

    Visited() {
        Arrays.setAll(shards, any -> new Shard());
    }

    /**
     * Enters a state.
     *
     * @param fingerprint stands for it
     * @param parent -1 if it is the first one
     * @return its number; {@link #NEAR} or {@link #FAR} if it was met before
     */
    int add(long fingerprint, int parent, int move) {
        int shard = (int) fingerprint & SHARDS - 1;
        int place = shards[shard].add(fingerprint == 0 ? 1 : fingerprint, parent, move);
        return place < 0 ? place : place << SHARD_BITS | shard;
    }

    /** The states of the next depth are looked at now. */
    void goDeeper() {
        for (Shard shard : shards) {
            shard.goDeeper();
        }
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

    /** 64 bits that stand for so many numbers. */
    static long fingerprint(int[] numbers, int length, int salt) {
        long hash = length * 0x9e3779b97f4a7c15L + salt;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ numbers[i]) * 0xff51afd7ed558ccdL;
            hash = Long.rotateLeft(hash, 29) + 0x52dce729;
        }
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        hash = (hash ^ hash >>> 29) * 0x9e3779b97f4a7c15L;
        return hash ^ hash >>> 32;
    }
}
