package io.quorate.consensus.zab.wire;

import io.quorate.model.ServerId;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;

/**
 * Knows a member with multi-paxos by the first bytes of a link, and lets both sides say what is
 * wrong: whoever was dialled answers in the language of the other one. A ZooKeeper server never
 * sees such an answer. Source: spec multi-paxos section 9.
 */
final class OtherProtocol {

    private static final int MAGIC = 0x4d505831; // MPX1

    /** Where the number of the server stands in the preamble of a dialler, and in an answer. */
    private static final int DIALLER_AT = 13;

    private static final int ANSWERER_AT = 16;

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
        if (in.getInt(start) != MAGIC) {
            return true;
        }
        int serverAt = dialled ? ANSWERER_AT : DIALLER_AT;
        if (in.remaining() < serverAt + Long.BYTES) {
            return false;
        }
        throw new ProtocolViolation(
                "server "
                        + in.getLong(start + serverAt)
                        + " speaks multi-paxos, this one zab: quorate.consensus must be the same on all servers",
                dialled ? new byte[0] : introduction());
    }

    /** The first packet of a learner, from which multi-paxos knows who speaks zab. */
    private byte[] introduction() {
        ZabMessage.LearnerInfo introduction =
                new ZabMessage.LearnerInfo(false, 0, self, ZabMessage.PROTOCOL_VERSION, 0);
        ByteBuffer packet = ByteBuffer.allocate(PacketWriter.bytesMax(introduction));
        PacketWriter.write(introduction, packet);
        byte[] bytes = new byte[packet.position()];
        packet.flip().get(bytes);
        return bytes;
    }
}
