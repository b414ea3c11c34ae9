package io.quorate.storage.kit.heap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Seeded 64-bit hashes of names and numbers; the seed differs per process, so that nobody outside
 * can aim at one bucket.
 */
final class NameHash {

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FIRST = 0x9e3779b97f4a7c15L;
    private static final long SECOND = 0xd6e8feb86659fd93L;
    private static final long SEED =
            mix(System.nanoTime() ^ ((long) System.identityHashCode(new Object()) << 32), SECOND);

    private NameHash() {}

    static long of(byte[] bytes, int from, int to) {
        long hash = SEED ^ (to - from) * FIRST;
        int at = from;
        for (; at + 8 <= to; at += 8) {
            hash = mix(hash ^ (long) LONG.get(bytes, at), FIRST);
        }
        long tail = 0;
        for (; at < to; at++) {
            tail = (tail << 8) | (bytes[at] & 0xff);
        }
        return mix(hash ^ tail, SECOND);
    }

    static long of(long number) {
        return mix(number ^ SEED, FIRST);
    }

    private static long mix(long value, long factor) {
        long high = Math.unsignedMultiplyHigh(value, factor);
        long low = value * factor;
        return high ^ low ^ (value >>> 32);
    }
}
