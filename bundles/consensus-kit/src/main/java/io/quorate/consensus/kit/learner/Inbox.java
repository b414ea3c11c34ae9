package io.quorate.consensus.kit.learner;

import io.quorate.consensus.kit.state.Outbox;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import java.util.ArrayDeque;

/** What a learner is sent; while its history is being replaced it waits here and at the sender. */
final class Inbox {

    private final Outbox out;
    private final LinkId link;
    private final ArrayDeque<PeerMessage> held = new ArrayDeque<>();
    private boolean paused;

    Inbox(Outbox out, LinkId link) {
        this.out = out;
        this.link = link;
    }

    void add(PeerMessage message) {
        held.add(message);
    }

    /** The next message, or null if there is none. */
    PeerMessage poll() {
        return held.poll();
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    void pause(boolean on) {
        paused = on;
        out.pause(link, on);
    }

    boolean isPaused() {
        return paused;
    }
}
