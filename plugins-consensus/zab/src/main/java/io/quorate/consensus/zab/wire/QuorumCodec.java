package io.quorate.consensus.zab.wire;

import io.quorate.model.ServerId;
import io.quorate.peer.PeerCodec;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The stream of a link on the quorum port: packets without a frame, interrupted by a tree after
 * SNAP. Source: spec quorum-protocol sections 9, 11.5.
 */
public final class QuorumCodec implements PeerCodec {

    private final PacketReader reader;
    private final boolean dialled;

    /** Knows the other side until it is clear that it speaks zab; then null. */
    private @Nullable OtherProtocol other;

    private @Nullable SnapshotWalk snapshot;

    /**
     * Codec of a new link.
     *
     * @param dialled true at the learner
     * @param self this server
     * @param bytesMax longest string or buffer accepted in a packet
     */
    QuorumCodec(boolean dialled, ServerId self, int bytesMax) {
        this.dialled = dialled;
        other = new OtherProtocol(dialled, self);
        reader = new PacketReader(dialled, bytesMax);
    }

    @Override
    public void decode(ByteBuffer in, Consumer<PeerMessage> out) throws ProtocolViolation {
        PacketRuns runs = new PacketRuns(out);
        try {
            decode(in, out, runs);
        } finally {
            runs.end();
        }
    }

    private void decode(ByteBuffer in, Consumer<PeerMessage> out, PacketRuns runs)
            throws ProtocolViolation {
        if (other != null) {
            if (!other.isExcluded(in)) {
                return;
            }
            other = null;
        }
        while (true) {
            if (snapshot != null) {
                if (!snapshot.take(in, out)) {
                    return;
                }
                snapshot = null;
            }
            if (!reader.next(in)) {
                return;
            }
            ZabMessage message = reader.message();
            if (message == null) {
                continue; // a packet of a type nobody knows is passed over
            }
            runs.add(message);
            if (dialled && message instanceof ZabMessage.Snap) {
                snapshot = new SnapshotWalk();
            }
        }
    }

    @Override
    public int encodedBytesMax(PeerMessage message) {
        return PacketWriter.bytesMax((ZabMessage) message);
    }

    @Override
    public void encode(PeerMessage message, ByteBuffer out) {
        PacketWriter.write((ZabMessage) message, out);
    }
}
