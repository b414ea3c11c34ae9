package io.quorate.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Bytes of one simulated file: what programs see, what is durable, and the changes in between.
 * Guarded by the disk.
 */
final class SimInode {

    private static final int SECTOR_BYTES = 512;

    /** A write, or (without bytes) a cut. */
    private record Change(int at, byte[] bytes) {}

    /** Present name. */
    Path path;

    private final List<Change> pending = new ArrayList<>();
    private Image seen = new Image();
    private Image durable = new Image();

    int size() {
        return seen.size;
    }

    byte[] content() {
        return Arrays.copyOf(seen.bytes, seen.size);
    }

    int read(int at, byte[] into, int offset, int length) {
        if (at >= seen.size) {
            return -1;
        }
        int count = Math.min(length, seen.size - at);
        System.arraycopy(seen.bytes, at, into, offset, count);
        return count;
    }

    void write(int at, byte[] bytes) {
        seen.write(at, bytes, 0, bytes.length);
        pending.add(new Change(at, bytes));
    }

    void truncate(int size) {
        if (size < seen.size) {
            seen.truncate(size);
            pending.add(new Change(size, null));
        }
    }

    void sync() {
        for (Change change : pending) {
            durable.apply(change);
        }
        pending.clear();
    }

    /**
     * What was not durable never will be, though programs go on seeing it: a system that could not
     * write its pages calls them clean. Only writing the bytes again helps.
     */
    void syncFailed() {
        pending.clear();
    }

    /**
     * Power loss: every sector of every change since the last sync may or may not have reached the
     * platter.
     */
    void crash(Random random, SimDisk.Survival survival) {
        for (Change change : pending) {
            if (change.bytes() == null) {
                if (survival.survives(random)) {
                    durable.apply(change);
                }
                continue;
            }
            int length = change.bytes().length;
            for (int from = 0; from < length; ) {
                int untilBoundary = SECTOR_BYTES - (change.at() + from) % SECTOR_BYTES;
                int count = Math.min(untilBoundary, length - from);
                if (survival.survives(random)) {
                    durable.write(change.at() + from, change.bytes(), from, count);
                }
                from += count;
            }
        }
        pending.clear();
        seen = durable.copy();
    }

    private static final class Image {

        private byte[] bytes = {};
        private int size;

        void apply(Change change) {
            if (change.bytes() == null) {
                truncate(change.at());
            } else {
                write(change.at(), change.bytes(), 0, change.bytes().length);
            }
        }

        void write(int at, byte[] from, int offset, int length) {
            int end = Math.addExact(at, length);
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
            }
            System.arraycopy(from, offset, bytes, at, length);
            size = Math.max(size, end);
        }

        void truncate(int to) {
            if (to < size) {
                Arrays.fill(bytes, to, size, (byte) 0);
                size = to;
            }
        }

        Image copy() {
            Image copy = new Image();
            copy.bytes = bytes.clone();
            copy.size = size;
            return copy;
        }
    }
}
