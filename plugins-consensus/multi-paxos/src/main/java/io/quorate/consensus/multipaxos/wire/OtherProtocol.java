package io.quorate.consensus.multipaxos.wire;

import io.quorate.model.ServerId;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;

/**
 * Knows a member with zab by the first bytes of a link, and lets both sides say what is wrong:
 * whoever was dialled answers in the language of the other one. Source: spec multi-paxos section 9.
 */
final class OtherProtocol {

    /** The first packet of a learner that speaks zab: type, zxid, length, server. */
    private static final int FOLLOWER_INFO = 11;

    private static final int OBSERVER_INFO = 16;
    private static final int SERVER_AT = 16;
    private static final int PACKET_BYTES = SERVER_AT + Long.BYTES;

    /** Where a frame has its version, and the answer of a server that speaks zab a 0. */
    private static final int VERSION_AT = FrameWriter.PREFIX_BYTES;

    /** The bytes of the answer: a packet with the number of this server and no identities. */
    private static final int ANSWER_BYTES = PACKET_BYTES + Integer.BYTES;

    private final boolean dialled;
    private final ServerId self;

    OtherProtocol(boolean dialled, ServerId self) {
        this.dialled = dialled;
        this.self = self;
    }

    /**
     * Looks at the first bytes of a link and leaves them where they are.
     *
     * @return false until enough has come to tell
     * @throws ProtocolViolation if it is such a member
     */
    boolean isExcluded(ByteBuffer in) throws ProtocolViolation {
        int start = in.position();
        if (in.remaining() < Integer.BYTES) {
            return false;
        }
        int type = in.getInt(start);
        if (type != FOLLOWER_INFO && type != OBSERVER_INFO) {
            return true;
        }
        // As a frame: a short one, whose version stands where an answer has its zxid.
        if (dialled && in.remaining() > VERSION_AT && in.get(start + VERSION_AT) != 0) {
            return true;
        }
        if (in.remaining() < PACKET_BYTES) {
            return false;
        }
        throw new ProtocolViolation(
                "server "
                        + in.getLong(start + SERVER_AT)
                        + " speaks zab, this one multi-paxos: quorate.consensus must be the same on all servers",
                dialled ? new byte[0] : answer());
    }

    /**
     * A packet of zab that names this server. Its type is none that zab has, and its zxid 0: a
     * ZooKeeper server, which takes an epoch from the zxid of whatever packet comes first, takes
     * none from this one and looks for another leader.
     */
    private byte[] answer() {
        return ByteBuffer.allocate(ANSWER_BYTES)
                .putInt(FrameWriter.MAGIC)
                .putLong(0)
                .putInt(Long.BYTES)
                .putLong(self.value())
                .putInt(-1)
                .array();
    }
}
