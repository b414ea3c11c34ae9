package io.quorate.testkit.sim;

import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkId;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;

/** Sends that wait for the disk; those of one link leave in the order emitted. */
final class GatedSends {

    private final Consumer<LinkAction.Send> network;
    private final ArrayDeque<LinkAction.Send> waiting = new ArrayDeque<>();
    private long persisted;

    GatedSends(Consumer<LinkAction.Send> network) {
        this.network = network;
    }

    void send(LinkAction.Send send) {
        if (send.after() <= persisted) {
            network.accept(send);
        } else {
            waiting.add(send);
        }
    }

    void persisted(long ticket) {
        persisted = ticket;
        for (Iterator<LinkAction.Send> sends = waiting.iterator(); sends.hasNext(); ) {
            LinkAction.Send send = sends.next();
            if (send.after() <= ticket) {
                sends.remove();
                network.accept(send);
            }
        }
    }

    void forget(LinkId link) {
        waiting.removeIf(send -> send.link().equals(link));
    }
}
