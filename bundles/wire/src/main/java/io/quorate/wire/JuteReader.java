package io.quorate.wire;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.Stat;
import io.quorate.model.Znode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the primitive encodings of the client protocol and of the disk files from a slice of a byte
 * array.
 *
 * <p>Every read checks the bounds of the slice and throws {@link MalformedRecord}; nothing is
 * allocated on the word of a length or count that the remaining bytes do not cover. Values are
 * copies: the array may be reused after the read. One thread at a time; {@link #reset} allows to
 * keep one reader per loop. Source: spec client-protocol sections 1.1 and 2.
 */
public final class JuteReader {

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] EMPTY = new byte[0];

    /** Fewest bytes of an ACL entry: permissions and two empty strings. */
    private static final int MIN_ACL_ENTRY = 12;

    /** Fewest bytes of a string. */
    private static final int MIN_STRING = 4;

    private byte[] array;
    private int position;
    private int limit;
    private int maxLengthBytes = Integer.MAX_VALUE;

    /** Reader of an empty slice; {@link #reset} it before use. */
    public JuteReader() {
        this(EMPTY);
    }

    /** Reader of a whole array. */
    public JuteReader(byte[] array) {
        this(array, 0, array.length);
    }

    /** Reader of the bytes from {@code offset} to {@code limit} (exclusive). */
    public JuteReader(byte[] array, int offset, int limit) {
        reset(array, offset, limit);
    }

    /** Starts over with another slice; the length bound stays. */
    public JuteReader reset(byte[] array, int offset, int limit) {
        if (offset < 0 || limit < offset || limit > array.length) {
            throw new IndexOutOfBoundsException(
                    "slice " + offset + ".." + limit + " of " + array.length + " bytes");
        }
        this.array = array;
        this.position = offset;
        this.limit = limit;
        return this;
    }

    /**
     * Refuses strings and buffers longer than {@code maxLengthBytes} from now on (maxBuffer +
     * extra; no bound by default).
     */
    public JuteReader boundLengths(int maxLengthBytes) {
        this.maxLengthBytes = maxLengthBytes;
        return this;
    }

    /** Index in the array of the next byte. */
    public int position() {
        return position;
    }

    /** Goes to an index in the array between the offset of the slice and its limit. */
    public void position(int index) {
        if (index < 0 || index > limit) {
            throw new IndexOutOfBoundsException("position " + index + " of " + limit);
        }
        position = index;
    }

    /** Bytes left in the slice. */
    public int remaining() {
        return limit - position;
    }

    /** The array read from. */
    public byte[] array() {
        return array;
    }

    public byte int8() throws MalformedRecord {
        return array[take(1)];
    }

    /** One byte; everything but 0 is true. */
    public boolean bool() throws MalformedRecord {
        return array[take(1)] != 0;
    }

    public int int32() throws MalformedRecord {
        return (int) INT.get(array, take(4));
    }

    public long int64() throws MalformedRecord {
        return (long) LONG.get(array, take(8));
    }

    /** Text, or null for length -1. Bytes that are not UTF-8 become U+FFFD. */
    public @Nullable String ustring() throws MalformedRecord {
        int length = length();
        return length < 0 ? null : new String(array, take(length), length, StandardCharsets.UTF_8);
    }

    /** Bytes, or null for length -1. */
    public byte @Nullable [] buffer() throws MalformedRecord {
        int length = length();
        if (length <= 0) {
            return length < 0 ? null : EMPTY;
        }
        int start = take(length);
        return Arrays.copyOfRange(array, start, start + length);
    }

    /**
     * A string as path, or null for length -1. Bytes that are not UTF-8 become U+FFFD as in {@link
     * #ustring()}.
     */
    public @Nullable Znode path() throws MalformedRecord {
        int length = length();
        if (length < 0) {
            return null;
        }
        int start = take(length);
        byte[] copy = Arrays.copyOfRange(array, start, start + length);
        // Plain ASCII, nearly every path, is valid as it stands; the rest goes through the decoder
        // once so that equal texts are equal bytes.
        return Znode.ofUtf8(
                isAscii(copy)
                        ? copy
                        : new String(copy, StandardCharsets.UTF_8)
                                .getBytes(StandardCharsets.UTF_8));
    }

    /** A list of paths, or null for count -1; a null element is malformed. */
    public @Nullable List<Znode> paths() throws MalformedRecord {
        int count = count(MIN_STRING);
        if (count < 0) {
            return null;
        }
        Znode[] paths = new Znode[count];
        for (int i = 0; i < count; i++) {
            Znode path = path();
            if (path == null) {
                throw new MalformedRecord("null path in a list");
            }
            paths[i] = path;
        }
        return List.of(paths);
    }

    /** A list of strings whose elements may be null, or null for count -1. */
    public @Nullable List<@Nullable String> ustrings() throws MalformedRecord {
        int count = count(MIN_STRING);
        if (count < 0) {
            return null;
        }
        List<String> strings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            strings.add(ustring());
        }
        return strings;
    }

    /**
     * A list of ACL entries, or null for count -1. The common world:anyone lists come back as the
     * shared constants.
     */
    public @Nullable List<AclEntry> acl() throws MalformedRecord {
        int count = count(MIN_ACL_ENTRY);
        if (count < 0) {
            return null;
        }
        if (count == 1) {
            AclEntry only = aclEntry();
            return AclEntry.OPEN.get(0).equals(only) ? AclEntry.OPEN : List.of(only);
        }
        AclEntry[] entries = new AclEntry[count];
        for (int i = 0; i < count; i++) {
            entries[i] = aclEntry();
        }
        return List.of(entries);
    }

    /** Scheme and id, each possibly null. */
    @SuppressWarnings("NullAway") // null in a malformed ACL only, which is refused
    public Identity identity() throws MalformedRecord {
        String scheme = ustring();
        return new Identity(scheme, ustring());
    }

    /** The 68 bytes of a client's Stat. */
    public Stat stat() throws MalformedRecord {
        return new Stat(
                int64(), int64(), int64(), int64(), int32(), int32(), int32(), int64(), int32(),
                int32(), int64());
    }

    /**
     * The element count of a vector: -1 for a null vector, otherwise at most as many as the
     * remaining bytes can hold.
     *
     * @param minElementBytes fewest bytes one element takes, at least 1
     */
    public int count(int minElementBytes) throws MalformedRecord {
        int count = int32();
        if (count < 0) {
            // As the reference: only -1 is the null vector, other negative counts are an empty one.
            return count == -1 ? -1 : 0;
        }
        if (count > remaining() / minElementBytes) {
            throw new MalformedRecord("count larger than the rest of the record");
        }
        return count;
    }

    /** Length of a string or buffer that follows: -1 or a number of bytes that are there. */
    public int length() throws MalformedRecord {
        int length = int32();
        if (length < -1) {
            throw new MalformedRecord("negative length");
        }
        if (length > maxLengthBytes) {
            throw new MalformedRecord("length above the limit");
        }
        if (length > limit - position) {
            throw new MalformedRecord("length beyond the end of the record");
        }
        return length;
    }

    /** Steps over {@code bytes} bytes and returns the index of the first of them. */
    public int take(int bytes) throws MalformedRecord {
        int start = position;
        if (bytes > limit - start) {
            throw new MalformedRecord("record too short");
        }
        position = start + bytes;
        return start;
    }

    private AclEntry aclEntry() throws MalformedRecord {
        int permissions = int32();
        Identity who = identity();
        return new AclEntry(permissions, Identity.ANYONE.equals(who) ? Identity.ANYONE : who);
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }
}
