package io.quorate.consensus.multipaxos.wire;

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

    /**
     * Codec of a new link.
     *
     * @param dialled true at the learner
     * @param bytesMax longest frame accepted
     */
    PaxosCodec(boolean dialled, int bytesMax) {
        awaitsPreamble = !dialled;
        reader = new FrameReader(bytesMax);
    }

    @Override
    public void decode(ByteBuffer in, Consumer<PeerMessage> out) throws ProtocolViolation {
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
