package io.quorate.storage.lmdb;

import io.quorate.storage.NodeRecord;
import io.quorate.storage.kit.node.PackedNode;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A node as it stands in the map: its own number, how many children it has, its record.
 *
 * @param key under which it is
 * @param id number that its children's keys begin with
 */
record NodeEntry(byte[] key, long id, int children, byte[] record) {

    private static final int RECORD_AT = Long.BYTES + Integer.BYTES;

    static NodeEntry of(byte[] key, byte[] value) {
        ByteBuffer from = ByteBuffer.wrap(value);
        return new NodeEntry(
                key,
                from.getLong(),
                from.getInt(),
                Arrays.copyOfRange(value, RECORD_AT, value.length));
    }

    byte[] value() {
        return ByteBuffer.allocate(RECORD_AT + record.length)
                .putLong(id)
                .putInt(children)
                .put(record)
                .array();
    }

    NodeEntry grown(int more) {
        return new NodeEntry(key, id, children + more, record);
    }

    NodeEntry with(byte[] newRecord) {
        return new NodeEntry(key, id, children, newRecord);
    }

    void unpack(NodeRecord into) {
        PackedNode.unpack(record, into);
        into.childCount = children;
    }

    byte[] name() {
        return Arrays.copyOfRange(record, PackedNode.nameStart(record), PackedNode.nameEnd(record));
    }
}
