package io.quorate.storage.kit.snapshot;

import io.quorate.model.AclEntry;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import io.quorate.wire.JuteReader;
import io.quorate.wire.MalformedRecord;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Takes the body of a snapshot (sessions, ACLs, nodes, terminator) as bytes arrive and hands its
 * parts to a sink. The end is found by parsing; there is no frame. One thread. Source: spec
 * disk-format section 6.1 (parts 2 to 5).
 */
public final class SnapshotDecoder {

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Bytes of a node behind its data: ACL id and stat. */
    private static final int NODE_TAIL = 68;

    private static final int SESSION_BYTES = 12;

    private enum Part {
        SESSION_COUNT,
        SESSIONS,
        ACL_COUNT,
        ACLS,
        NODES,
        END
    }

    /** Longest path, data or ACL list: what an array holds, with room for what stands around it. */
    public static final int RECORD_BYTES_MAX = 1 << 30;

    private final SnapshotSink sink;
    private final long recordBytesMax;
    private final NodeRecord node = new NodeRecord();
    private Part part = Part.SESSION_COUNT;
    private int left;

    /**
     * Decoder of a stream of unknown length that has seen nothing yet. It asks for more bytes until
     * a record is complete; nothing is allocated for what has not come.
     */
    public SnapshotDecoder(SnapshotSink sink) {
        this(sink, RECORD_BYTES_MAX);
    }

    /**
     * Decoder of a stream of known length. What was stored may be longer than what clients may send
     * now: the stream is the bound, and not a setting.
     *
     * @param streamBytes length of the stream
     */
    public SnapshotDecoder(SnapshotSink sink, long streamBytes) {
        this.sink = sink;
        this.recordBytesMax = Math.min(RECORD_BYTES_MAX, streamBytes);
    }

    /** True when the terminator was read; bytes behind it have not been consumed. */
    public boolean done() {
        return part == Part.END;
    }

    /**
     * Reads what is complete in {@code bytes[from, to)}.
     *
     * @return the index of the first byte not consumed; the caller hands in the rest again, with
     *     more behind it
     * @throws StorageException CORRUPT (offset: index in {@code bytes}) or what the sink throws
     */
    public int decode(byte[] bytes, int from, int to) throws StorageException {
        int at = from;
        while (part != Part.END) {
            int next =
                    switch (part) {
                        case SESSION_COUNT, ACL_COUNT -> count(bytes, at, to);
                        case SESSIONS -> session(bytes, at, to);
                        case ACLS -> acl(bytes, at, to);
                        default -> node(bytes, at, to);
                    };
            if (next < 0) {
                break;
            }
            at = next;
        }
        return at;
    }

    private int count(byte[] bytes, int at, int to) throws StorageException {
        if (to - at < 4) {
            return -1;
        }
        left = (int) INT.get(bytes, at);
        if (left < 0) {
            throw corrupt("negative count", at);
        }
        boolean none = left == 0;
        if (part == Part.SESSION_COUNT) {
            part = none ? Part.ACL_COUNT : Part.SESSIONS;
        } else {
            part = none ? Part.NODES : Part.ACLS;
        }
        return at + 4;
    }

    private int session(byte[] bytes, int at, int to) throws StorageException {
        if (to - at < SESSION_BYTES) {
            return -1;
        }
        sink.session((long) LONG.get(bytes, at), (int) INT.get(bytes, at + 8));
        if (--left == 0) {
            part = Part.ACL_COUNT;
        }
        return at + SESSION_BYTES;
    }

    private int acl(byte[] bytes, int at, int to) throws StorageException {
        int end = aclEnd(bytes, at, to);
        if (end < 0) {
            return -1;
        }
        long id = (long) LONG.get(bytes, at);
        if (id < 0 || id >= Integer.MAX_VALUE) {
            throw corrupt("ACL id " + id + " out of range", at);
        }
        try {
            List<AclEntry> entries = new JuteReader(bytes, at + 8, end).acl();
            sink.acl((int) id, entries == null ? List.of() : entries);
        } catch (MalformedRecord e) {
            throw corrupt("malformed ACL: " + e.getMessage(), at);
        }
        if (--left == 0) {
            part = Part.NODES;
        }
        return end;
    }

    /** End of the ACL record at {@code start}, -1 if it is not all there. */
    private int aclEnd(byte[] bytes, int start, int to) throws StorageException {
        int at = start + 12;
        if (at > to) {
            return -1;
        }
        int entries = Math.max(0, (int) INT.get(bytes, start + 8));
        for (int i = 0; i < entries; i++) {
            at += 4;
            for (int text = 0; text < 2; text++) {
                if (to - at < 4) {
                    return -1;
                }
                at += 4 + Math.max(0, length(bytes, at));
                if (at > to || at - start > recordBytesMax) {
                    if (at - start > recordBytesMax) {
                        throw corrupt("ACL list too long", start);
                    }
                    return -1;
                }
            }
        }
        return at;
    }

    private int node(byte[] bytes, int start, int to) throws StorageException {
        if (to - start < 5) {
            return -1;
        }
        int pathLength = length(bytes, start);
        if (pathLength < 0) {
            throw corrupt("node without path", start);
        }
        int path = start + 4;
        int pathEnd = path + pathLength;
        if (pathLength == 1 && bytes[path] == '/') {
            part = Part.END;
            return pathEnd;
        }
        if (to - pathEnd < 4 + NODE_TAIL) {
            return -1;
        }
        int dataLength = length(bytes, pathEnd);
        int data = pathEnd + 4;
        int tail = data + Math.max(0, dataLength);
        if (to - tail < NODE_TAIL) {
            return -1;
        }
        stat(bytes, tail);
        node.data = dataLength < 0 ? null : bytes;
        node.dataOffset = data;
        node.dataLength = dataLength;
        sink.node(bytes, path, pathEnd, node);
        return tail + NODE_TAIL;
    }

    private void stat(byte[] bytes, int at) throws StorageException {
        long aclId = (long) LONG.get(bytes, at);
        if (aclId != (int) aclId) {
            throw corrupt("ACL id " + aclId + " out of range", at);
        }
        node.aclId = (int) aclId;
        node.czxid = (long) LONG.get(bytes, at + 8);
        node.mzxid = (long) LONG.get(bytes, at + 16);
        node.ctimeMillis = (long) LONG.get(bytes, at + 24);
        node.mtimeMillis = (long) LONG.get(bytes, at + 32);
        node.version = (int) INT.get(bytes, at + 40);
        node.cversion = (int) INT.get(bytes, at + 44);
        node.aversion = (int) INT.get(bytes, at + 48);
        node.ephemeralOwner = (long) LONG.get(bytes, at + 52);
        node.pzxid = (long) LONG.get(bytes, at + 60);
    }

    /** A length of at least -1 and at most the bound. */
    private int length(byte[] bytes, int at) throws StorageException {
        int length = (int) INT.get(bytes, at);
        if (length < -1 || length > recordBytesMax) {
            throw corrupt("length " + length + " out of range", at);
        }
        return length;
    }

    private static StorageException corrupt(String what, int at) {
        return new StorageException(
                StorageException.Kind.CORRUPT, what + " in a snapshot", null, at, null);
    }
}
