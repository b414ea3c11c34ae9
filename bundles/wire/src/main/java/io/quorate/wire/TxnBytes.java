package io.quorate.wire;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.OpCode;
import io.quorate.model.Txn;
import io.quorate.model.Znode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes a transaction takes in a log entry, a packet or a snapshot, before it is written.
 * Stateless, any thread.
 *
 * <p>Counted as the server that needs most of them writes it: ZooKeeper writes each half of a
 * surrogate pair as three bytes, so that an entry which goes through its log, or a tree that comes
 * back from it, can be larger than what was sent. Everything else is exact.
 */
public final class TxnBytes {

    /** Header in front of the body, digest behind it. */
    public static final int ENVELOPE = 32 + 12;

    /** The part count of a multi. */
    public static final int MULTI_HEAD = 4;

    /** Type and length in front of each part of a multi. */
    public static final int PART_HEAD = 8;

    private static final long LENGTH = 4;
    private static final int PERMISSIONS = 4;

    private TxnBytes() {}

    /** A whole entry: header, body, digest. */
    public static long ofEntry(Txn txn) {
        return ENVELOPE + ofBody(txn);
    }

    /** The body alone. */
    public static long ofBody(Txn txn) {
        return switch (txn) {
            case Txn.Create t -> of(t.path()) + of(t.data()) + of(t.acl()) + 4 + tail(t);
            case Txn.Delete t -> of(t.path());
            case Txn.SetData t -> of(t.path()) + of(t.data()) + 4;
            case Txn.SetAcl t -> of(t.path()) + of(t.acl()) + 4;
            case Txn.Check t -> of(t.path()) + 4;
            case Txn.Refused t -> 4;
            case Txn.CreateSession t -> 4;
            case Txn.CloseSession t -> t.ephemerals() == null ? 0 : ofPaths(t.ephemerals());
            case Txn.Multi t -> {
                long bytes = MULTI_HEAD;
                for (Txn part : t.parts()) {
                    bytes += PART_HEAD + ofBody(part);
                }
                yield bytes;
            }
        };
    }

    /** A list of ACL entries; null is a count alone. */
    public static long of(@Nullable List<AclEntry> acl) {
        long bytes = LENGTH;
        for (int at = 0; acl != null && at < acl.size(); at++) {
            bytes += of(acl.get(at).who());
        }
        return bytes;
    }

    /** One ACL entry for {@code who}. */
    public static long of(Identity who) {
        return PERMISSIONS + of(who.scheme()) + of(who.id());
    }

    /** A string; null is a length alone. */
    public static long of(@Nullable String text) {
        long bytes = LENGTH;
        for (int at = 0; text != null && at < text.length(); at++) {
            char unit = text.charAt(at);
            bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
        }
        return bytes;
    }

    /** What the types of create have behind the counter of the parent. */
    private static int tail(Txn.Create create) {
        return switch (create.type()) {
            case OpCode.CREATE_CONTAINER -> 0;
            case OpCode.CREATE_TTL -> 8;
            case OpCode.CREATE, OpCode.CREATE2 -> 1;
            default -> throw new IllegalArgumentException("create of type " + create.type());
        };
    }

    private static long ofPaths(List<Znode> paths) {
        long bytes = LENGTH;
        for (int at = 0; at < paths.size(); at++) {
            bytes += of(paths.get(at));
        }
        return bytes;
    }

    /** Paths of nodes have no surrogates; those that are no paths of nodes are never written. */
    private static long of(Znode path) {
        return LENGTH + path.length();
    }

    private static long of(byte @Nullable [] data) {
        return LENGTH + (data == null ? 0 : data.length);
    }
}
