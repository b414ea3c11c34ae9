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
     * The ports the core will listen on and dial; their names are unique within the server. Empty
     * without peers.
     */
    List<Port> ports(EnsembleSettings settings);

    /** Whether an election stands beside the core. Without one, StartElection is never emitted. */
    boolean needsElection();

    /** A core that has seen no event. */
    ConsensusCore create(EnsembleSettings settings);
}
