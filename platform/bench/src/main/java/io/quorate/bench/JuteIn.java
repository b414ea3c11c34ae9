package io.quorate.bench;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads reply bytes by hand. Throws {@link BufferUnderflowException} where the bytes end early. Not
 * thread-safe.
 */
public final class JuteIn {
    private final ByteBuffer in;

    /** Reads the given bytes from their start. */
    public JuteIn(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    public int int32() {
        return in.getInt();
    }

    public long int64() {
        return in.getLong();
    }

    public boolean bool() {
        return in.get() != 0;
    }

    /** A buffer, or null for length -1. */
    public byte @Nullable [] buffer() {
        int length = in.getInt();
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] value = new byte[length];
        in.get(value);
        return value;
    }

    /** A string, or null for length -1. */
    public @Nullable String string() {
        byte[] value = buffer();
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    /** A vector of strings, or null for count -1. */
    public @Nullable List<@Nullable String> strings() {
        int count = in.getInt();
        if (count == -1) {
            return null;
        }
        List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(string());
        }
        return values;
    }

    /** Everything not read yet. */
    public byte[] rest() {
        byte[] value = new byte[in.remaining()];
        in.get(value);
        return value;
    }

    /** Number of bytes not read yet. */
    public int remaining() {
        return in.remaining();
    }
}
