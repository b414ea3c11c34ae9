package io.quorate.replica;

import io.quorate.model.ServerId;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.Port;
import io.quorate.peer.host.PeerLinks;
import io.quorate.testkit.sim.SimNetwork;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The sockets of a server in the simulated network. */
final class SimulatedLinks implements PeerLinks {

    private final SimNetwork network;
    private final ServerId self;
    private final SimulatedLoop loop;
    private final Set<LinkId> paused = new HashSet<>();
    private final Set<LinkId> held = new HashSet<>();

    SimulatedLinks(SimNetwork network, ServerId self, SimulatedLoop loop) {
        this.network = network;
        this.self = self;
        this.loop = loop;
    }

    @Override
    public void open(List<Port> ports, Consumer<LinkEvent> sink) {
        network.attach(self, ports, (port, event) -> loop.execute(() -> sink.accept(event)));
    }

    @Override
    public void members(Set<String> hosts) {}

    @Override
    public void execute(LinkAction action) {
        if (action instanceof LinkAction.Pause pause) {
            brake(paused, pause.link(), pause.paused());
        } else {
            network.execute(self, action);
        }
    }

    @Override
    public void hold(LinkId link, boolean stop) {
        brake(held, link, stop);
    }

    private void brake(Set<LinkId> which, LinkId link, boolean stop) {
        boolean before = paused.contains(link) || held.contains(link);
        if (stop) {
            which.add(link);
        } else {
            which.remove(link);
        }
        boolean after = paused.contains(link) || held.contains(link);
        if (before != after) {
            network.execute(self, new LinkAction.Pause(link, after));
        }
    }

    @Override
    public void close() {}
}
