package io.quorate.consensus.kit.state;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusActions;
import io.quorate.peer.DialId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import java.util.List;

/** Where the parts of the core put their actions. Bound to the actions of one step at a time. */
public final class Outbox {

    private ConsensusActions actions;
    private long step;
    private long ids;

    public void open(ConsensusActions ofThisStep) {
        actions = ofThisStep;
        step++;
    }

    /** Number of the step. */
    public long step() {
        return step;
    }

    /** A name for a dial, a read or a transfer. */
    public long nextId() {
        return ++ids;
    }

    public void add(ConsensusAction action) {
        actions.add(action);
    }

    /** Sends once everything up to ticket {@code after} is durable; 0 = at once. */
    public void send(LinkId link, PeerMessage message, long after) {
        link(new LinkAction.Send(link, message, after));
    }

    public void send(LinkId link, PeerMessage message) {
        send(link, message, 0);
    }

    public void close(LinkId link) {
        link(new LinkAction.Close(link));
    }

    public void pause(LinkId link, boolean paused) {
        link(new LinkAction.Pause(link, paused));
    }

    public void dial(
            DialId dial,
            String port,
            List<Endpoint> endpoints,
            PeerMessage preamble,
            int timeoutMillis) {
        link(new LinkAction.Dial(dial, port, endpoints, preamble, timeoutMillis));
    }

    public void listen(String port, List<Endpoint> endpoints) {
        link(new LinkAction.Listen(port, endpoints));
    }

    private void link(LinkAction action) {
        actions.add(new ConsensusAction.Link(action));
    }
}
