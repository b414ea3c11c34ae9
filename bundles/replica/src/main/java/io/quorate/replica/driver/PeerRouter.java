package io.quorate.replica.driver;

import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.peer.DialId;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.Port;
import io.quorate.peer.host.PeerLinks;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.PortUnavailable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the cores and their links: hands each event to the core that declared the port,
 * and keeps a gated send back until what it depends on is durable. Loop thread only. Source:
 * consensus SPI section 1.4, consensus SPI H7.
 */
public final class PeerRouter {

    /** A core as the links see it. */
    public static final class Owner {

        private final Consumer<LinkEvent> events;

        private Owner(Consumer<LinkEvent> events) {
            this.events = events;
        }
    }

    /** A dial of a core under the name the gate knows. */
    private record Dialled(Owner owner, DialId known) {}

    private final PeerLinks links;
    private final FaultPolicy faults;
    private final List<Port> ports = new ArrayList<>();
    private final Map<String, Owner> ownerOfPort = new HashMap<>();
    private final Map<LinkId, Owner> ownerOfLink = new HashMap<>();
    private final Map<DialId, Dialled> dials = new HashMap<>();
    private final ArrayDeque<LinkAction.Send> gated = new ArrayDeque<>();
    private long durable;
    private long lastDial;
    private @Nullable LinkId speaking;

    public PeerRouter(PeerLinks links, FaultPolicy faults) {
        this.links = links;
        this.faults = faults;
    }

    /** Before {@link #open}: these ports are a core's. */
    public Owner declare(List<Port> declared, Consumer<LinkEvent> events) {
        Owner owner = new Owner(events);
        for (Port port : declared) {
            ports.add(port);
            if (ownerOfPort.put(port.name(), owner) != null) {
                throw new IllegalStateException(
                        "the name of a port is unique in a server, but two are called "
                                + port.name());
            }
        }
        return owner;
    }

    public void open() {
        links.open(ports, this::event);
    }

    /** These configurations are in force or under way. */
    public void members(Membership committed, @Nullable Membership proposed) {
        Set<String> hosts = new HashSet<>();
        for (Membership membership : Arrays.asList(committed, proposed)) {
            if (membership != null) {
                for (Member member : membership.members().values()) {
                    member.addresses().forEach(address -> hosts.add(address.host()));
                }
            }
        }
        links.members(hosts);
    }

    public void execute(Owner owner, LinkAction action) {
        switch (action) {
            case LinkAction.Send send -> {
                if (send.after() > durable) {
                    gated.add(send);
                } else {
                    links.execute(send);
                }
            }
            case LinkAction.Listen listen -> {
                checkOwner(owner, listen.port());
                links.execute(listen);
            }
            case LinkAction.Dial dial -> {
                checkOwner(owner, dial.port());
                DialId unique = new DialId(++lastDial);
                dials.put(unique, new Dialled(owner, dial.dial()));
                links.execute(
                        new LinkAction.Dial(
                                unique,
                                dial.port(),
                                dial.endpoints(),
                                dial.preamble(),
                                dial.timeoutMillis()));
            }
            default -> links.execute(action);
        }
    }

    private void checkOwner(Owner owner, String port) {
        if (ownerOfPort.get(port) != owner) {
            throw new IllegalStateException(
                    "a core listens and dials on ports it has declared, but port "
                            + port
                            + " is none of them");
        }
    }

    /** Everything up to this ticket is durable: what waited for it leaves, in the order emitted. */
    public void persisted(long ticket) {
        durable = ticket;
        for (LinkAction.Send head = gated.peek();
                head != null && head.after() <= durable;
                head = gated.peek()) {
            links.execute(gated.poll());
        }
    }

    /** The link whose message is being handled right now; null outside. */
    public @Nullable LinkId speaking() {
        return speaking;
    }

    /** The replica's own brake on a link. */
    public void hold(LinkId link, boolean held) {
        links.hold(link, held);
    }

    public void close() {
        links.close();
    }

    private void event(LinkEvent event) {
        switch (event) {
            case LinkEvent.Received received -> {
                Owner owner = ownerOfLink.get(received.link());
                if (owner != null) {
                    speaking = received.link();
                    owner.events.accept(received);
                    speaking = null;
                }
            }
            case LinkEvent.LinkPressure pressure -> {
                Owner owner = ownerOfLink.get(pressure.link());
                if (owner != null) {
                    owner.events.accept(pressure);
                }
            }
            case LinkEvent.LinkUp up -> up(up);
            case LinkEvent.LinkDown down -> {
                Owner owner = ownerOfLink.remove(down.link());
                gated.removeIf(send -> send.link().equals(down.link()));
                if (owner != null) {
                    owner.events.accept(down);
                }
            }
            case LinkEvent.DialFailed failed -> {
                Dialled dialled = dials.remove(failed.dial());
                if (dialled != null) {
                    dialled.owner.events.accept(
                            new LinkEvent.DialFailed(dialled.known, failed.reason()));
                }
            }
            // Without one of its ports a server would live on and serve nobody.
            case LinkEvent.ListenFailed failed ->
                    throw faults.fatal("links", PortUnavailable.peer(failed.reason()));
        }
    }

    @SuppressWarnings("NullAway") // a port and a dial have their owner
    private void up(LinkEvent.LinkUp up) {
        Owner owner = ownerOfPort.get(up.port());
        ownerOfLink.put(up.link(), owner);
        if (up.dial() == null) {
            owner.events.accept(up);
            return;
        }
        DialId known = dials.remove(up.dial()).known;
        owner.events.accept(
                new LinkEvent.LinkUp(
                        up.link(), up.port(), known, up.preamble(), up.remote(), up.principal()));
    }
}
