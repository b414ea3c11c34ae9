package io.quorate.consensus.kit.state;

import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds the configuration in a transaction. Source: spec quorum-protocol section 16.2, disk-format
 * section 4.
 */
public final class Reconfigs {

    /** Session, cxid, zxid, time, type. */
    public static final int TXN_HEADER_BYTES = 32;

    private static final int TYPE_AT = 28;

    private Reconfigs() {}

    /** Whether the transaction, which has at least its header, changes the configuration. */
    public static boolean isReconfig(byte[] txn) {
        return txn[TYPE_AT] == 0
                && txn[TYPE_AT + 1] == 0
                && txn[TYPE_AT + 2] == 0
                && txn[TYPE_AT + 3] == OpCode.RECONFIG;
    }

    /** The configuration a reconfig proposes: path, then the text as data. */
    public static Membership membership(byte[] txn) throws ProtocolViolation {
        ByteBuffer body = ByteBuffer.wrap(txn);
        int at = TXN_HEADER_BYTES;
        int path = room(body, at);
        int length = room(body, at + 4 + path);
        return parse(txn, at + 8 + path, length);
    }

    private static int room(ByteBuffer body, int at) throws ProtocolViolation {
        int length = body.limit() - at < 4 ? -1 : body.getInt(at);
        if (length < 0 || length > body.limit() - at - 4) {
            throw new ProtocolViolation("a reconfiguration that is cut off");
        }
        return length;
    }

    public static Membership parse(byte[] bytes, int offset, int length) throws ProtocolViolation {
        try {
            return MembershipText.parse(new String(bytes, offset, length, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new ProtocolViolation("a configuration nobody can read: " + e.getMessage());
        }
    }
}
