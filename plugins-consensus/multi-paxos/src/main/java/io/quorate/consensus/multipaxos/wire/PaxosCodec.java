package io.quorate.consensus.multipaxos.wire;

import io.quorate.peer.PeerCodec;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The stream of a link: a preamble of the side that dialled, then frames. Whoever was dialled by a
 * server it cannot serve answers with its own preamble, so that both know why. Source: spec
 * multi-paxos section 9.
 */
final class PaxosCodec implements PeerCodec {

    private final FrameReader reader;
    private final FrameWriter writer = new FrameWriter();
    private final PaxosMessage.Preamble own;
    private final boolean dialled;
    private boolean begun;

    /** Knows the other side until it is clear that it does not speak zab; then null. */
    private OtherProtocol other;

    /**
     * Codec of a new link.
     *
     * @param dialled true at the learner
     * @param own the preamble of this server
     * @param bytesMax longest frame accepted
     */
    PaxosCodec(boolean dialled, PaxosMessage.Preamble own, int bytesMax) {
        this.dialled = dialled;
        this.own = own;
        other = new OtherProtocol(dialled, own.server());
        reader = new FrameReader(bytesMax);
    }

    @Override
    public void decode(ByteBuffer in, Consumer<PeerMessage> out) throws ProtocolViolation {
        if (other != null) {
            if (!other.isExcluded(in)) {
                return;
            }
            other = null;
        }
        if (!begun && (!dialled || reader.isAtPreamble(in))) {
            PaxosMessage.Preamble preamble = reader.preamble(in);
            if (preamble == null) {
                return;
            }
            check(preamble);
            out.accept(preamble);
        }
        begun = true;
        for (PaxosMessage next = reader.next(in); next != null; next = reader.next(in)) {
            out.accept(next);
        }
    }

    private void check(PaxosMessage.Preamble preamble) throws ProtocolViolation {
        String objection = preamble.objection(own.clusterId(), own.server());
        if (dialled) {
            throw new ProtocolViolation(
                    "server "
                            + preamble.server()
                            + " turns this one away: "
                            + (objection == null ? "it does not say why" : objection));
        }
        if (objection != null) {
            ByteBuffer answer = ByteBuffer.allocate(FrameWriter.PREAMBLE_BYTES);
            writer.write(own, answer);
            throw new ProtocolViolation(
                    "server " + preamble.server() + " is turned away: " + objection,
                    answer.array());
        }
    }

    @Override
    public int encodedBytesMax(PeerMessage message) {
        return FrameWriter.bytesMax((PaxosMessage) message);
    }

    @Override
    public void encode(PeerMessage message, ByteBuffer out) {
        writer.write((PaxosMessage) message, out);
    }
}
