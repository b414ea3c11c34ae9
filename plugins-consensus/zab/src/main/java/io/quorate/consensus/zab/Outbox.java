package io.quorate.consensus.zab;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusActions;
import io.quorate.peer.DialId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkId;
import java.util.List;

/** Where the parts of the core put their actions. Bound to the actions of one step at a time. */
final class Outbox {

    private ConsensusActions actions;

    void open(ConsensusActions ofThisStep) {
        actions = ofThisStep;
    }

    void add(ConsensusAction action) {
        actions.add(action);
    }

    /** Sends once everything up to ticket {@code after} is durable; 0 = at once. */
    void send(LinkId link, ZabMessage message, long after) {
        link(new LinkAction.Send(link, message, after));
    }

    void send(LinkId link, ZabMessage message) {
        send(link, message, 0);
    }

    void close(LinkId link) {
        link(new LinkAction.Close(link));
    }

    void pause(LinkId link, boolean paused) {
        link(new LinkAction.Pause(link, paused));
    }

    void dial(DialId dial, String port, List<Endpoint> endpoints, int timeoutMillis) {
        link(new LinkAction.Dial(dial, port, endpoints, null, timeoutMillis));
    }

    void listen(String port, List<Endpoint> endpoints) {
        link(new LinkAction.Listen(port, endpoints));
    }

    private void link(LinkAction action) {
        actions.add(new ConsensusAction.Link(action));
    }
}
