package io.quorate.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Builds request bytes by hand: big-endian numbers, length-prefixed strings and buffers. Not
 * thread-safe.
 */
public final class JuteOut {
    private byte[] bytes = new byte[128];
    private int size;

    /** Appends one byte, 1 for true. */
    public JuteOut bool(boolean value) {
        return raw((byte) (value ? 1 : 0));
    }

    /** Appends bytes as they are. */
    public JuteOut raw(byte... value) {
        ensure(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    /** Appends a four-byte number. */
    public JuteOut int32(int value) {
        ensure(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** Appends an eight-byte number. */
    public JuteOut int64(long value) {
        return int32((int) (value >>> 32)).int32((int) value);
    }

    /** Appends a buffer; null is length -1. */
    public JuteOut buffer(byte @Nullable [] value) {
        return value == null ? int32(-1) : int32(value.length).raw(value);
    }

    /** Appends a string in UTF-8; null is length -1. */
    public JuteOut string(@Nullable String value) {
        return buffer(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes so far, without a frame length. */
    public byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** The bytes so far behind their four-byte length. */
    public byte[] frame() {
        return new JuteOut().buffer(bytes()).bytes();
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
