package io.quorate.consensus;

import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.Port;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes the core of one consensus protocol. An OSGi service with the property {@link #PROTOCOL},
 * chosen by {@code quorate.consensus}. Any thread, must not block.
 */
@ConsumerType
public interface ConsensusFactory {

    /** Service property that names the protocol, for example {@code solo} or {@code zab}. */
    String PROTOCOL = "consensus.protocol";

    /**
     * The protocol's name, the same as in {@link #PROTOCOL}. Its private state is kept under this
     * name: a core is given what a core of the same name has written, and nothing else ({@link
     * HardState#pluginState()}).
     */
    String protocol();

    /**
     * Whether the protocol is one of several servers. If so it is given links, an ensemble's
     * settings and its membership, and a server that stands alone refuses it; if not, it serves a
     * server that stands alone, has neither ports nor an election, and a member of an ensemble
     * refuses it. The same at every call.
     */
    boolean needsPeers();

    /**
     * Whether an election stands beside the core; only one that needs peers has one. If so a start
     * without an election plugin is refused; if not, none is made, and a StartElection is a fault.
     * The same at every call.
     */
    boolean needsElection();

    /**
     * The ports the core will listen on and dial; their names are unique within the server. Empty
     * without peers.
     */
    List<Port> ports(EnsembleSettings settings);

    /** A core that has seen no event. */
    ConsensusCore create(EnsembleSettings settings);
}
