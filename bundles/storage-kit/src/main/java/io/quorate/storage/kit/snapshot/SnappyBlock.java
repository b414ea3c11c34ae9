package io.quorate.storage.kit.snapshot;

import java.io.IOException;
import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * Raw Snappy blocks: length (varint), then literals and copies. Written from the published format
 * description, so that no native library is needed.
 */
final class SnappyBlock {

    private static final int HASH_BITS = 13;
    private static final int HASH_FACTOR = 0x1e35a7bd;
    private static final int MIN_MATCH = 4;
    private static final int MAX_COPY = 64;
    private static final int MAX_SHORT_LITERAL = 60;

    private final int[] table = new int[1 << HASH_BITS];
    private byte[] out = new byte[0];
    private int size;

    /** Compresses up to 64 KiB; the result is {@link #array()} up to the returned length. */
    int compress(byte[] in, int from, int to) {
        int length = to - from;
        int worst = 5 + length + length / 6 + 32;
        if (out.length < worst) {
            out = new byte[worst];
        }
        size = 0;
        varint(length);
        Arrays.fill(table, -1);
        int literal = from;
        int at = from;
        while (at + MIN_MATCH <= to) {
            int word = word(in, at);
            int slot = (word * HASH_FACTOR) >>> (32 - HASH_BITS);
            int candidate = table[slot];
            table[slot] = at;
            if (candidate < 0 || word(in, candidate) != word) {
                at += 1 + ((at - literal) >> 5);
                continue;
            }
            int match = MIN_MATCH;
            while (at + match < to && in[candidate + match] == in[at + match]) {
                match++;
            }
            literal(in, literal, at);
            copy(at - candidate, match);
            at += match;
            literal = at;
        }
        literal(in, literal, to);
        return size;
    }

    byte[] array() {
        return out;
    }

    private static int word(byte[] in, int at) {
        return (in[at] & 0xff)
                | (in[at + 1] & 0xff) << 8
                | (in[at + 2] & 0xff) << 16
                | in[at + 3] << 24;
    }

    private void varint(int value) {
        int rest = value;
        while (rest >= 0x80) {
            out[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[size++] = (byte) rest;
    }

    private void literal(byte[] in, int from, int to) {
        int length = to - from;
        if (length == 0) {
            return;
        }
        int code = length - 1;
        if (length <= MAX_SHORT_LITERAL) {
            out[size++] = (byte) (code << 2);
        } else if (code < 1 << 8) {
            out[size++] = (byte) (60 << 2);
            out[size++] = (byte) code;
        } else {
            out[size++] = (byte) (61 << 2);
            out[size++] = (byte) code;
            out[size++] = (byte) (code >>> 8);
        }
        System.arraycopy(in, from, out, size, length);
        size += length;
    }

    private void copy(int offset, int length) {
        for (int rest = length; rest > 0; ) {
            int part = Math.min(rest, MAX_COPY);
            out[size++] = (byte) ((part - 1) << 2 | 2);
            out[size++] = (byte) offset;
            out[size++] = (byte) (offset >>> 8);
            rest -= part;
        }
    }

    /**
     * Expands a block of at most {@code lengthMax} bytes; throws {@link ZipException} where it is
     * malformed.
     */
    static byte[] expand(byte[] in, int lengthMax) throws IOException {
        try {
            int at = 0;
            long length = 0;
            for (int shift = 0; ; shift += 7) {
                int octet = in[at++];
                length |= (long) (octet & 0x7f) << shift;
                if (octet >= 0) {
                    break;
                }
                if (shift > 28) {
                    throw new ZipException("malformed Snappy block");
                }
            }
            if (length > lengthMax) {
                throw new ZipException("Snappy block of " + length + " bytes");
            }
            byte[] out = new byte[(int) length];
            if (expand(in, at, out) != out.length) {
                throw new ZipException("Snappy block ends early");
            }
            return out;
        } catch (IndexOutOfBoundsException e) {
            ZipException malformed = new ZipException("malformed Snappy block");
            malformed.initCause(e);
            throw malformed;
        }
    }

    private static int expand(byte[] in, int start, byte[] out) throws ZipException {
        int at = start;
        int size = 0;
        while (at < in.length) {
            int tag = in[at++] & 0xff;
            int length = (tag >> 2) + 1;
            if ((tag & 3) == 0) {
                if (length > MAX_SHORT_LITERAL) {
                    int bytes = length - MAX_SHORT_LITERAL;
                    length = little(in, at, bytes) + 1;
                    at += bytes;
                }
                System.arraycopy(in, at, out, size, length);
                at += length;
                size += length;
                continue;
            }
            int offset;
            if ((tag & 3) == 1) {
                length = ((tag >> 2) & 7) + 4;
                offset = (tag >> 5) << 8 | (in[at++] & 0xff);
            } else {
                int bytes = (tag & 3) == 2 ? 2 : 4;
                offset = little(in, at, bytes);
                at += bytes;
            }
            if (offset <= 0) {
                throw new ZipException("malformed Snappy block");
            }
            for (int end = size + length; size < end; size++) {
                out[size] = out[size - offset];
            }
        }
        return size;
    }

    private static int little(byte[] in, int at, int bytes) {
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (in[at + i] & 0xff) << (8 * i);
        }
        return value;
    }
}
