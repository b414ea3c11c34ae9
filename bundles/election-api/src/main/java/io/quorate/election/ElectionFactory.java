package io.quorate.election;

import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.Port;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes the core of one election algorithm. An OSGi service with the property {@link #ALGORITHM},
 * chosen by {@code quorate.election}. Any thread, must not block.
 */
@ConsumerType
public interface ElectionFactory {

    /** Service property that names the algorithm, for example {@code fast}. */
    String ALGORITHM = "election.algorithm";

    /** The ports the core will listen on and dial; their names are unique within the server. */
    List<Port> ports(EnsembleSettings settings);

    /** A core that has seen no event. */
    ElectionCore create(EnsembleSettings settings);
}
