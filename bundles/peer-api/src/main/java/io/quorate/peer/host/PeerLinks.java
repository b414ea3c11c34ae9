package io.quorate.peer.host;

import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.Port;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The sockets between servers, as the replica drives them: executes {@link LinkAction}s, delivers
 * {@link LinkEvent}s. An OSGi service of the peer gate; there is one user.
 *
 * <p>Thread: the replica loop only, for every method and every event. No event is delivered from
 * within {@link #execute}, so a core is never re-entered.
 *
 * <p>Differences to what a core may say: {@link LinkAction.Send#after()} is ignored, since the
 * replica hands over a gated send when it may leave; dial ids are unique over all ports, since the
 * replica renames those of its cores.
 *
 * <p>Source: consensus SPI sections 1.1 and 1.4.
 */
@ProviderType
public interface PeerLinks {

    /**
     * Declares the ports; once, before anything else. Nothing listens until a Listen.
     *
     * @param ports names are unique
     * @param sink gets every event of every port
     */
    void open(List<Port> ports, Consumer<LinkEvent> sink);

    /**
     * Where the members of the ensemble are, by name or address; called once after {@link #open}
     * and again whenever that changes. Connections from there have precedence over those of
     * strangers.
     */
    void members(Set<String> hosts);

    /** Executes an action; one on a link that is unknown or down does nothing. */
    void execute(LinkAction action);

    /**
     * Stops ({@code true}) or resumes reading a link, beside and independent of {@link
     * LinkAction.Pause}: the replica's own brake while what a link brought waits for the disk
     * (consensus SPI M11).
     */
    void hold(LinkId link, boolean held);

    /** Stops listening, closes every link; no event is delivered any more. Idempotent. */
    void close();
}
