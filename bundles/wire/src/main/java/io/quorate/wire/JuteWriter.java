package io.quorate.wire;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.Stat;
import io.quorate.model.Znode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the primitive encodings of the client protocol and of the disk files into an array that
 * grows.
 *
 * <p>One thread at a time; {@link #reset()} keeps the array, so one writer serves many messages.
 * More than 2^31-9 bytes end in an {@link OutOfMemoryError}: callers bound their messages. Source:
 * spec client-protocol section 2.
 */
public final class JuteWriter {

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;

    private byte[] array;
    private int size;

    public JuteWriter() {
        this(256);
    }

    public JuteWriter(int capacityBytes) {
        array = new byte[capacityBytes];
    }

    /** Forgets what was written, keeps the array. */
    public JuteWriter reset() {
        size = 0;
        return this;
    }

    /**
     * Forgets what was written; an array larger than {@code keepBytes} is given up for a small one.
     */
    public JuteWriter reset(int keepBytes) {
        if (array.length > keepBytes) {
            array = new byte[keepBytes];
        }
        return reset();
    }

    /** Bytes written. */
    public int size() {
        return size;
    }

    /** Cuts what was written back to {@code size} bytes. */
    public void truncate(int size) {
        if (size < 0 || size > this.size) {
            throw new IndexOutOfBoundsException("truncate " + this.size + " to " + size);
        }
        this.size = size;
    }

    /** Removes the first {@code bytes} bytes; the rest moves to the front. */
    public void dropFirst(int bytes) {
        if (bytes < 0 || bytes > size) {
            throw new IndexOutOfBoundsException("drop " + bytes + " of " + size);
        }
        System.arraycopy(array, bytes, array, 0, size - bytes);
        size -= bytes;
    }

    /** The array written into, valid up to {@link #size()} and until the next write. */
    public byte[] array() {
        return array;
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(array, size);
    }

    public JuteWriter int8(int value) {
        int at = grow(1);
        array[at] = (byte) value;
        return this;
    }

    public JuteWriter bool(boolean value) {
        return int8(value ? 1 : 0);
    }

    public JuteWriter int32(int value) {
        int at = grow(4);
        INT.set(array, at, value);
        return this;
    }

    public JuteWriter int64(long value) {
        int at = grow(8);
        LONG.set(array, at, value);
        return this;
    }

    /**
     * Overwrites the four bytes at {@code at}, which were written before: lengths and counts known
     * late.
     */
    public JuteWriter patchInt32(int at, int value) {
        if (at < 0 || at > size - 4) {
            throw new IndexOutOfBoundsException("patch at " + at + " of " + size);
        }
        INT.set(array, at, value);
        return this;
    }

    /** Bytes as they are, without a length. */
    public JuteWriter raw(byte[] source, int offset, int length) {
        int at = grow(length);
        System.arraycopy(source, offset, array, at, length);
        return this;
    }

    /** Length and bytes; null is length -1. */
    public JuteWriter buffer(byte @Nullable [] bytes) {
        return bytes == null ? int32(-1) : buffer(bytes, 0, bytes.length);
    }

    /** Length and bytes of a slice; a negative {@code length} writes null. */
    @SuppressWarnings("NullAway") // null has a negative length
    public JuteWriter buffer(byte @Nullable [] source, int offset, int length) {
        if (length < 0) {
            return int32(-1);
        }
        int at = grow(4 + length);
        INT.set(array, at, length);
        System.arraycopy(source, offset, array, at + 4, length);
        return this;
    }

    /** Text as UTF-8; null is length -1. */
    public JuteWriter ustring(@Nullable String text) {
        return buffer(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    /** A path as string; null is length -1. */
    public JuteWriter path(@Nullable Znode path) {
        return buffer(path == null ? null : path.utf8());
    }

    /** A list of paths; null is count -1. */
    public JuteWriter paths(@Nullable List<Znode> paths) {
        if (paths == null) {
            return int32(-1);
        }
        int32(paths.size());
        for (int i = 0; i < paths.size(); i++) {
            path(paths.get(i));
        }
        return this;
    }

    /** A list of strings given as UTF-8; null is count -1. */
    public JuteWriter names(@Nullable List<byte[]> names) {
        if (names == null) {
            return int32(-1);
        }
        int32(names.size());
        for (byte[] name : names) {
            buffer(name);
        }
        return this;
    }

    /** A list of ACL entries; null is count -1. */
    public JuteWriter acl(@Nullable List<AclEntry> entries) {
        if (entries == null) {
            return int32(-1);
        }
        int32(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            AclEntry entry = entries.get(i);
            int32(entry.permissions());
            identity(entry.who());
        }
        return this;
    }

    /** Scheme and id, each possibly null. */
    public JuteWriter identity(Identity who) {
        return ustring(who.scheme()).ustring(who.id());
    }

    /** The 68 bytes of a client's Stat. */
    public JuteWriter stat(Stat stat) {
        int at = grow(68);
        byte[] target = array;
        LONG.set(target, at, stat.czxid());
        LONG.set(target, at + 8, stat.mzxid());
        LONG.set(target, at + 16, stat.ctimeMillis());
        LONG.set(target, at + 24, stat.mtimeMillis());
        INT.set(target, at + 32, stat.version());
        INT.set(target, at + 36, stat.cversion());
        INT.set(target, at + 40, stat.aversion());
        LONG.set(target, at + 44, stat.ephemeralOwner());
        INT.set(target, at + 52, stat.dataLength());
        INT.set(target, at + 56, stat.numChildren());
        LONG.set(target, at + 60, stat.pzxid());
        return this;
    }

    /** Makes room for {@code bytes} and returns where they go. */
    private int grow(int bytes) {
        int at = size;
        int needed = at + bytes;
        if (needed < 0 || needed > MAX_CAPACITY) {
            throw new OutOfMemoryError("record larger than an array");
        }
        if (needed > array.length) {
            int doubled = (int) Math.min(MAX_CAPACITY, Math.max(64L, 2L * array.length));
            array = Arrays.copyOf(array, Math.max(needed, doubled));
        }
        size = needed;
        return at;
    }
}
