package io.quorate.consensus.multipaxos.wire;

import io.quorate.model.ServerId;
import io.quorate.peer.PeerCodec;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The stream of a link: a preamble of the side that dialled, then frames. Source: spec multi-paxos
 * section 9.
 */
final class PaxosCodec implements PeerCodec {

    private final FrameReader reader;
    private final FrameWriter writer = new FrameWriter();
    private boolean awaitsPreamble;

    /** Knows the other side until it is clear that it does not speak zab; then null. */
    private OtherProtocol other;

    /**
     * Codec of a new link.
     *
     * @param dialled true at the learner
     * @param self this server
     * @param bytesMax longest frame accepted
     */
    PaxosCodec(boolean dialled, ServerId self, int bytesMax) {
        awaitsPreamble = !dialled;
        other = new OtherProtocol(dialled, self);
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
        if (awaitsPreamble) {
            PaxosMessage.Preamble preamble = reader.preamble(in);
            if (preamble == null) {
                return;
            }
            awaitsPreamble = false;
            out.accept(preamble);
        }
        for (PaxosMessage next = reader.next(in); next != null; next = reader.next(in)) {
            out.accept(next);
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
