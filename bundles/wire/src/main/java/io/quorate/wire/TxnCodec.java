package io.quorate.wire;

import io.quorate.model.AclEntry;
import io.quorate.model.LoggedTxn;
import io.quorate.model.OpCode;
import io.quorate.model.Txn;
import io.quorate.model.TxnHeader;
import io.quorate.model.Znode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Transactions as they stand in the log and travel between servers: header, body, optional digest.
 * Stateless.
 *
 * <p>Reads the older forms too. Source: spec disk-format sections 4 and 5.
 */
public final class TxnCodec {

    /** Version of the digest that servers write. */
    public static final int DIGEST_VERSION = 2;

    private static final int DIGEST_BYTES = 12;
    private static final int MIN_PART_BYTES = 8;
    private static final int NONE = -1;

    private TxnCodec() {}

    /** Header and body without digest, in an array of their own. */
    public static byte[] encode(TxnHeader header, Txn txn) {
        JuteWriter out = new JuteWriter();
        encode(header, txn, out);
        return out.toByteArray();
    }

    /** Header, body and digest in an array of their own. */
    public static byte[] encode(TxnHeader header, Txn txn, long digest) {
        JuteWriter out = new JuteWriter();
        encode(header, txn, out);
        encodeDigest(digest, out);
        return out.toByteArray();
    }

    /** The bytes of a whole entry; a digest keeps its version. */
    public static byte[] encode(LoggedTxn logged) {
        JuteWriter out = new JuteWriter();
        encode(logged.header(), logged.txn(), out);
        if (logged.hasDigest()) {
            out.int32(logged.digestVersion()).int64(logged.digest());
        }
        return out.toByteArray();
    }

    /** Appends header and body; the header's type must be that of the body. */
    public static void encode(TxnHeader header, Txn txn, JuteWriter out) {
        if (header.type() != txn.type()) {
            throw new IllegalArgumentException(
                    "header of type " + header.type() + " before a body of type " + txn.type());
        }
        out.int64(header.sessionId())
                .int32(header.cxid())
                .int64(header.zxid())
                .int64(header.timeMillis())
                .int32(header.type());
        encodeBody(txn, out);
    }

    /** Appends a digest of the current version. */
    public static void encodeDigest(long digest, JuteWriter out) {
        out.int32(DIGEST_VERSION).int64(digest);
    }

    /** Appends the body alone. */
    public static void encodeBody(Txn txn, JuteWriter out) {
        switch (txn) {
            case Txn.Create t -> encodeCreate(t, out);
            case Txn.Delete t -> out.path(t.path());
            case Txn.SetData t -> out.path(t.path()).buffer(t.data()).int32(t.version());
            case Txn.SetAcl t -> out.path(t.path()).acl(t.acl()).int32(t.version());
            case Txn.Check t -> out.path(t.path()).int32(t.version());
            case Txn.Refused t -> out.int32(t.error());
            case Txn.CreateSession t -> out.int32(t.timeoutMillis());
            case Txn.CloseSession t -> {
                if (t.ephemerals() != null) {
                    out.paths(t.ephemerals());
                }
            }
            case Txn.Multi t -> encodeMulti(t, out);
        }
    }

    /** Decodes a whole entry. */
    public static LoggedTxn decode(byte[] entry) throws MalformedRecord {
        return decode(new JuteReader(entry));
    }

    /** Decodes everything left in {@code in} as one entry. */
    public static LoggedTxn decode(JuteReader in) throws MalformedRecord {
        TxnHeader header = decodeHeader(in);
        Txn txn = decodeBody(header.type(), in);
        if (in.remaining() < DIGEST_BYTES) {
            return new LoggedTxn(header, txn, false, 0, 0);
        }
        return new LoggedTxn(header, txn, true, in.int32(), in.int64());
    }

    /** Decodes the header alone. */
    public static TxnHeader decodeHeader(JuteReader in) throws MalformedRecord {
        return new TxnHeader(in.int64(), in.int32(), in.int64(), in.int64(), in.int32());
    }

    /** Decodes the body of a transaction of {@code type}; stops before a digest. */
    @SuppressWarnings("NullAway") // what is logged has an ACL
    public static Txn decodeBody(int type, JuteReader in) throws MalformedRecord {
        return switch (type) {
            case OpCode.SET_ACL -> new Txn.SetAcl(path(in), in.acl(), in.int32());
            case OpCode.RECONFIG -> new Txn.SetData(type, path(in), in.buffer(), in.int32());
            case OpCode.CREATE_SESSION -> new Txn.CreateSession(in.int32());
            case OpCode.CLOSE_SESSION -> new Txn.CloseSession(closedPaths(in));
            case OpCode.MULTI -> decodeMulti(in);
            case OpCode.CREATE,
                    OpCode.CREATE2,
                    OpCode.CREATE_CONTAINER,
                    OpCode.CREATE_TTL,
                    OpCode.DELETE,
                    OpCode.DELETE_CONTAINER,
                    OpCode.SET_DATA,
                    OpCode.CHECK,
                    OpCode.ERROR ->
                    decodePart(type, in);
            default -> throw unknown(type);
        };
    }

    /** The types that may stand in a multi. */
    private static Txn decodePart(int type, JuteReader in) throws MalformedRecord {
        return switch (type) {
            case OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER, OpCode.CREATE_TTL ->
                    decodeCreate(type, in);
            case OpCode.DELETE, OpCode.DELETE_CONTAINER -> new Txn.Delete(type, path(in));
            case OpCode.SET_DATA -> new Txn.SetData(type, path(in), in.buffer(), in.int32());
            case OpCode.CHECK -> new Txn.Check(path(in), in.int32());
            case OpCode.ERROR -> new Txn.Refused(in.int32());
            default -> throw unknown(type);
        };
    }

    private static MalformedRecord unknown(int type) {
        return new MalformedRecord("transaction type " + type);
    }

    private static void encodeCreate(Txn.Create t, JuteWriter out) {
        out.path(t.path()).buffer(t.data()).acl(t.acl());
        switch (t.type()) {
            case OpCode.CREATE_CONTAINER -> out.int32(t.parentCversion());
            case OpCode.CREATE_TTL -> out.int32(t.parentCversion()).int64(t.ttlMillis());
            case OpCode.CREATE, OpCode.CREATE2 -> out.bool(t.ephemeral()).int32(t.parentCversion());
            default -> throw new IllegalArgumentException("create of type " + t.type());
        }
    }

    @SuppressWarnings("NullAway") // what is logged has an ACL
    private static Txn decodeCreate(int type, JuteReader in) throws MalformedRecord {
        Znode path = path(in);
        byte[] data = in.buffer();
        List<AclEntry> acl = in.acl();
        return switch (type) {
            case OpCode.CREATE_CONTAINER ->
                    new Txn.Create(type, path, data, acl, false, in.int32(), NONE);
            case OpCode.CREATE_TTL ->
                    new Txn.Create(type, path, data, acl, false, in.int32(), in.int64());
            case OpCode.CREATE, OpCode.CREATE2 -> {
                boolean ephemeral = in.bool();
                // The oldest logs end here.
                int parentCversion =
                        type == OpCode.CREATE && in.remaining() == 0 ? NONE : in.int32();
                yield new Txn.Create(type, path, data, acl, ephemeral, parentCversion, NONE);
            }
            default -> throw new MalformedRecord("create of type " + type);
        };
    }

    private static void encodeMulti(Txn.Multi multi, JuteWriter out) {
        out.int32(multi.parts().size());
        for (Txn part : multi.parts()) {
            int lengthAt = out.int32(part.type()).size();
            out.int32(0);
            encodeBody(part, out);
            out.patchInt32(lengthAt, out.size() - lengthAt - 4);
        }
    }

    private static Txn decodeMulti(JuteReader in) throws MalformedRecord {
        int count = in.count(MIN_PART_BYTES);
        if (count < 0) {
            throw new MalformedRecord("multi without parts");
        }
        List<Txn> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int type = in.int32();
            int length = in.length();
            if (length < 0) {
                throw new MalformedRecord("null part of a multi");
            }
            int start = in.take(length);
            parts.add(decodePart(type, new JuteReader(in.array(), start, start + length)));
        }
        return new Txn.Multi(parts);
    }

    /**
     * The list of a closeSession, null where there is none. Twelve bytes that begin with 2 and are
     * no list of two strings are the digest of a writer that left the list out.
     */
    private static @Nullable List<Znode> closedPaths(JuteReader in) throws MalformedRecord {
        int start = in.position();
        int left = in.remaining();
        if (left == 0) {
            return null;
        }
        try {
            List<Znode> paths = in.paths();
            if (left != DIGEST_BYTES
                    || in.remaining() == 0
                    || paths == null
                    || paths.size() != DIGEST_VERSION) {
                return paths;
            }
        } catch (MalformedRecord e) {
            in.position(start);
            if (left != DIGEST_BYTES || in.int32() != DIGEST_VERSION) {
                throw e;
            }
        }
        in.position(start);
        return null;
    }

    private static Znode path(JuteReader in) throws MalformedRecord {
        Znode path = in.path();
        if (path == null) {
            throw new MalformedRecord("null path");
        }
        return path;
    }
}
