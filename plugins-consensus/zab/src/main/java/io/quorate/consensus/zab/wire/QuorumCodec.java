package io.quorate.consensus.zab.wire;

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

    /** A link of a server that speaks multi-paxos begins so; its number follows. */
    private static final int MULTI_PAXOS = 0x4d505831; // MPX1

    private static final int MULTI_PAXOS_SERVER_AT = 13;

    private final PacketReader reader;
    private final boolean dialled;

    /** Whether nothing has come yet that tells which protocol the other side speaks. */
    private boolean unknown;

    private @Nullable SnapshotWalk snapshot;

    /**
     * Codec of a new link.
     *
     * @param dialled true at the learner
     * @param bytesMax longest string or buffer accepted in a packet
     */
    QuorumCodec(boolean dialled, int bytesMax) {
        this.dialled = dialled;
        unknown = !dialled;
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
        if (unknown && !speaksZab(in)) {
            return;
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

    /** False until enough has come to tell; says who it is that speaks another protocol. */
    private boolean speaksZab(ByteBuffer in) throws ProtocolViolation {
        int start = in.position();
        if (in.remaining() < Integer.BYTES) {
            return false;
        }
        if (in.getInt(start) != MULTI_PAXOS) {
            unknown = false;
            return true;
        }
        if (in.remaining() < MULTI_PAXOS_SERVER_AT + Long.BYTES) {
            return false;
        }
        throw new ProtocolViolation(
                "server "
                        + in.getLong(start + MULTI_PAXOS_SERVER_AT)
                        + " speaks multi-paxos, this one zab: quorate.consensus must be the same on all servers");
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
