package io.quorate.storage.lmdb;

import io.quorate.storage.TreeIndex;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Keys of the map: one byte that says what it is, then fixed numbers, big-endian.
 *
 * <p>A name that does not fit is there by its beginning and its hash; keys of that length are used
 * for nothing else, and the whole name is in the record of the node. Source: storage SPI section 2.
 */
final class Keys {

    static final byte NODE = 'N';
    static final byte ACL = 'A';
    static final byte SESSION = 'S';
    static final byte OWNED = 'E';
    static final byte CONTAINER = 'C';
    static final byte TIMED = 'T';
    static final byte QUOTA = 'Q';

    /** What the entries of the last checkpoint were before it, and at which zxid that was. */
    static final byte UNDO = 'U';

    static final byte[] UNDO_ZXID = {'V'};
    static final byte[] META = {'M'};

    /** Not in the map: that the names of a node's children have been read. */
    static final byte LISTED = 'L';

    /** Parent of the root. */
    static final long NOWHERE = 0;

    private static final int NAME_BYTES_MAX = 400;
    private static final int PREFIX_BYTES = 1 + Long.BYTES;

    private Keys() {}

    /** A node by its parent's number and {@code path[from, to)}, its name. */
    static byte[] node(long parent, byte[] path, int from, int to) {
        int length = to - from;
        if (length <= NAME_BYTES_MAX) {
            return ByteBuffer.allocate(PREFIX_BYTES + length)
                    .put(NODE)
                    .putLong(parent)
                    .put(path, from, length)
                    .array();
        }
        byte[] hash = hash(path, from, length);
        return ByteBuffer.allocate(PREFIX_BYTES + NAME_BYTES_MAX + hash.length)
                .put(NODE)
                .putLong(parent)
                .put(path, from, NAME_BYTES_MAX)
                .put(hash)
                .array();
    }

    private static byte[] hash(byte[] bytes, int from, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, from, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    static byte[] number(byte kind, long number) {
        return ByteBuffer.allocate(PREFIX_BYTES).put(kind).putLong(number).array();
    }

    /** The entry of an ephemeral node below its owner. */
    static byte[] owned(long owner, long node) {
        return ByteBuffer.allocate(PREFIX_BYTES + Long.BYTES)
                .put(OWNED)
                .putLong(owner)
                .putLong(node)
                .array();
    }

    /** What all keys of an index begin with. */
    static byte[] index(TreeIndex kind, long key) {
        return switch (kind) {
            case EPHEMERAL -> number(OWNED, key);
            case CONTAINER -> new byte[] {CONTAINER};
            case TTL -> new byte[] {TIMED};
            case QUOTA -> new byte[] {QUOTA};
        };
    }

    static byte[] undo(byte[] key) {
        byte[] undo = new byte[key.length + 1];
        undo[0] = UNDO;
        System.arraycopy(key, 0, undo, 1, key.length);
        return undo;
    }

    /** The number behind the first byte. */
    static long numberOf(byte[] key) {
        return ByteBuffer.wrap(key).getLong(1);
    }

    static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length
                && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }
}
