package io.quorate.storage.kit.heap;

/**
 * A node whose data has an array of its own, so that changes of the record do not copy it.
 * Immutable.
 *
 * @param record packed node without data
 * @param data the data, not to be changed
 */
record LargeLeaf(byte[] record, byte[] data) {

    /** Longest data kept in the record, bytes. */
    static final int INLINE_MAX = 4096;
}
