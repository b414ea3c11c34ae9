package io.quorate.consensus.zab.learner;

import io.quorate.consensus.zab.state.Outbox;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.peer.LinkId;
import java.util.ArrayDeque;

/** What a learner is sent; while its history is being replaced it waits here and at the sender. */
final class Inbox {

    private final Outbox out;
    private final LinkId link;
    private final ArrayDeque<ZabMessage> held = new ArrayDeque<>();
    private boolean paused;

    Inbox(Outbox out, LinkId link) {
        this.out = out;
        this.link = link;
    }

    void add(ZabMessage message) {
        held.add(message);
    }

    /** The next message, or null if there is none. */
    ZabMessage poll() {
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
