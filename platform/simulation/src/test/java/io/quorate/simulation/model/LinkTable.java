package io.quorate.simulation.model;

import io.quorate.peer.DialId;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The links and dials of one server, and what waits for its disk before it is sent. The world knows
 * links and dials by their places here; the cores by names that are never used again.
 */
final class LinkTable {

    /** A link; on which port it is, to whom, and whether it is read. */
    record Line(LinkId link, int port, int peer, boolean paused) {}

    /** A dial under way. */
    record Attempt(DialId dial, int port) {}

    private final ArrayList<Line> lines = new ArrayList<>();
    private final ArrayList<Attempt> attempts = new ArrayList<>();
    private final ArrayDeque<LinkAction.Send> gated = new ArrayDeque<>();
    private long persisted;

    /** Only makes names. */
    private long made;

    LinkId open(int place, int port, int peer) {
        LinkId link = new LinkId(++made);
        put(lines, place, new Line(link, port, peer, false));
        return link;
    }

    /** The link at a place; null if there is none any more. */
    Line line(int place) {
        return place < lines.size() ? lines.get(place) : null;
    }

    /** The place of a link; -1 if it is over. */
    int place(LinkId link) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i) != null && lines.get(i).link().equals(link)) {
                return i;
            }
        }
        return -1;
    }

    /** Who is at the other end of a link, for people. */
    String peer(LinkId link) {
        int place = place(link);
        return place < 0 ? "nobody" : "server " + Setting.id(lines.get(place).peer());
    }

    void forget(int place) {
        LinkId link = lines.get(place).link();
        gated.removeIf(send -> send.link().equals(link));
        put(lines, place, null);
    }

    void pause(int place, boolean paused) {
        Line line = lines.get(place);
        lines.set(place, new Line(line.link(), line.port(), line.peer(), paused));
    }

    /** Bit n: the link at place n is not read. */
    long paused() {
        long bits = 0;
        for (int i = 0; i < lines.size(); i++) {
            bits |= lines.get(i) != null && lines.get(i).paused() ? 1L << i : 0;
        }
        return bits;
    }

    /** Enters a dial; its place. */
    int dials(DialId dial, int port) {
        int place = 0;
        while (place < attempts.size() && attempts.get(place) != null) {
            place++;
        }
        put(attempts, place, new Attempt(dial, port));
        return place;
    }

    Attempt takeAttempt(int place) {
        Attempt attempt = attempts.get(place);
        put(attempts, place, null);
        return attempt;
    }

    private static <T> void put(List<T> list, int place, T value) {
        while (list.size() <= place) {
            list.add(null);
        }
        list.set(place, value);
        while (!list.isEmpty() && list.getLast() == null) {
            list.removeLast();
        }
    }

    /** Sends now, or when the disk has what the message stands for. */
    void send(LinkAction.Send send, Consumer<LinkAction.Send> network) {
        if (send.after() <= persisted) {
            network.accept(send);
        } else {
            gated.add(send);
        }
    }

    void persisted(long ticket, Consumer<LinkAction.Send> network) {
        persisted = ticket;
        for (Iterator<LinkAction.Send> sends = gated.iterator(); sends.hasNext(); ) {
            LinkAction.Send send = sends.next();
            if (send.after() <= ticket) {
                sends.remove();
                network.accept(send);
            }
        }
    }
}
