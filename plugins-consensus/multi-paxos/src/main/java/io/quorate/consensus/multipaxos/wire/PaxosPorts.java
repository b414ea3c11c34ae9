package io.quorate.consensus.multipaxos.wire;

import io.quorate.model.ServerId;
import io.quorate.peer.Port;

/** The ports of the protocol; both speak the same. */
public final class PaxosPorts {

    /** The leader's listener; learners dial it. */
    public static final String QUORUM = "quorum";

    /** The listener of followers that feed observers; only if {@code observerMasterPort} is set. */
    public static final String OBSERVER = "observer";

    /** Room for what stands around a record of the greatest size: frame, identities, touches. */
    private static final int FRAME_EXTRA_BYTES = 512 * 1024;

    /** How long an accepted connection may take to say who it is. */
    private static final int PREAMBLE_TIMEOUT_MILLIS = 10_000;

    private PaxosPorts() {}

    /**
     * A port of this name.
     *
     * @param self this server
     * @param bytesMax longest record of a client
     */
    public static Port port(String name, ServerId self, int bytesMax) {
        int frame = bytesMax + FRAME_EXTRA_BYTES;
        return new Port(
                name,
                dialled -> new PaxosCodec(dialled, self, frame),
                PREAMBLE_TIMEOUT_MILLIS,
                frame,
                Port.Security.QUORUM);
    }
}
