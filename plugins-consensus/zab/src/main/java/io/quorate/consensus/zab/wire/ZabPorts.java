package io.quorate.consensus.zab.wire;

import io.quorate.model.ServerId;
import io.quorate.peer.Port;

/** The ports of the protocol; both speak the language of the quorum port. */
public final class ZabPorts {

    /** The leader's listener; learners dial it. */
    public static final String QUORUM = "quorum";

    /** The listener of followers that feed observers; only if {@code observerMasterPort} is set. */
    public static final String OBSERVER = "observer";

    /** Room for what stands around a record of the greatest size: packet header, identities. */
    private static final int PACKET_EXTRA_BYTES = 64 * 1024;

    private ZabPorts() {}

    /**
     * A port of this name.
     *
     * @param self this server
     * @param bytesMax longest string or buffer accepted in a packet
     */
    public static Port port(String name, ServerId self, int bytesMax) {
        return new Port(
                name,
                dialled -> new QuorumCodec(dialled, self, bytesMax),
                0,
                bytesMax + PACKET_EXTRA_BYTES,
                Port.Security.QUORUM);
    }
}
