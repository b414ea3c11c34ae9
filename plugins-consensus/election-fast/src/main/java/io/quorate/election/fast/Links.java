package io.quorate.election.fast;

import io.quorate.election.ElectionAction;
import io.quorate.election.ElectionActions;
import io.quorate.model.Member;
import io.quorate.model.ServerId;
import io.quorate.peer.DialId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * At most one link to each server. Anybody may dial anybody, but only links dialled by the server
 * with the greater id stay: a server that dials a greater one closes and is called back, one that
 * is dialled by a smaller one closes and calls back.
 *
 * <p>Nothing waits to be sent: a message for a server without a link, or with one that is blocked,
 * is dropped, and the current vote is sent when there is a link again (consensus SPI L6). Source:
 * spec quorum-protocol section 5.1.
 */
final class Links {

    /** Links and dials to servers that are in no configuration; a joiner needs one. */
    static final int STRANGERS_MAX = 64;

    private final Voters voters;
    private final FastSettings settings;
    private final DuplicateServerIdDetector duplicates;
    private final Map<ServerId, LinkId> linkOf = new HashMap<>();
    private final Map<LinkId, ServerId> serverOf = new HashMap<>();
    private final Set<LinkId> blocked = new HashSet<>();
    private final Map<DialId, Attempt> attempts = new HashMap<>();
    private final Map<ServerId, DialPause> pauses = new HashMap<>();
    private Handshake handshake;
    private long dials;
    private long legacyObservers;

    /** A dial under way, and where to go if it fails. */
    private record Attempt(ServerId server, List<List<Endpoint>> others) {}

    Links(Voters voters, FastSettings settings) {
        this.voters = voters;
        this.settings = settings;
        this.duplicates = new DuplicateServerIdDetector(voters::self);
    }

    /** What this server says of itself when it dials; null while it has no address. */
    void introduceAs(Handshake own) {
        handshake = own;
    }

    ServerId server(LinkId link) {
        return serverOf.get(link);
    }

    boolean isLinked(ServerId server) {
        return linkOf.containsKey(server);
    }

    /**
     * Whether a server can be heard, or will be soon: there is a link, a dial under way, or a
     * call-back due.
     */
    boolean isReachable(ServerId server, long nowNanos) {
        DialPause pause = pauses.get(server);
        return isLinked(server)
                || isDialled(server)
                || (pause != null && pause.awaitsCall(nowNanos));
    }

    private boolean isDialled(ServerId server) {
        return attempts.values().stream().anyMatch(attempt -> attempt.server().equals(server));
    }

    void send(ServerId server, Notification notification, ElectionActions out) {
        LinkId link = linkOf.get(server);
        if (link != null && !blocked.contains(link)) {
            out.add(new ElectionAction.Link(new LinkAction.Send(link, notification, 0)));
        }
    }

    /** Dials a member that has no link, unless a dial is under way or failed just now. */
    void want(ServerId server, long nowNanos, ElectionActions out) {
        if (isLinked(server) || isDialled(server) || server.equals(voters.self())) {
            return;
        }
        DialPause pause = pauses.computeIfAbsent(server, any -> new DialPause());
        if (pause.mayDial(nowNanos)) {
            pause.dialled(nowNanos);
            dial(server, waysTo(server), out);
        }
    }

    /** A new election: nobody waits because of what failed before. */
    void forgetFailures() {
        pauses.values().forEach(DialPause::reset);
    }

    private List<List<Endpoint>> waysTo(ServerId server) {
        return voters.waysTo(server).stream().map(Links::electionAddresses).toList();
    }

    static List<Endpoint> electionAddresses(Member member) {
        return member.addresses().stream()
                .map(address -> new Endpoint(address.host(), address.electionPort()))
                .toList();
    }

    private void dial(ServerId server, List<List<Endpoint>> ways, ElectionActions out) {
        if (ways.isEmpty() || handshake == null) {
            return;
        }
        DialId dial = new DialId(++dials);
        attempts.put(dial, new Attempt(server, ways.subList(1, ways.size())));
        out.add(
                new ElectionAction.Link(
                        new LinkAction.Dial(
                                dial,
                                FastElectionCore.PORT,
                                ways.getFirst(),
                                handshake,
                                settings.dialTimeoutMillis())));
    }

    void dialFailed(DialId dial, ElectionActions out) {
        Attempt attempt = attempts.remove(dial);
        if (attempt != null && !isLinked(attempt.server())) {
            dial(attempt.server(), attempt.others(), out);
        }
    }

    /**
     * Applies the rule to a new connection.
     *
     * @return the server it is a link to, or null if it does not stay
     */
    ServerId up(LinkEvent.LinkUp up, long nowNanos, ElectionActions out) {
        return up.dial() != null ? dialled(up, nowNanos, out) : accepted(up, out);
    }

    private ServerId dialled(LinkEvent.LinkUp up, long nowNanos, ElectionActions out) {
        Attempt attempt = attempts.remove(up.dial());
        if (attempt == null) {
            close(up.link(), out);
            return null;
        }
        ServerId server = attempt.server();
        if (server.compareTo(voters.self()) > 0) {
            close(up.link(), out);
            if (!isLinked(server)) {
                pauses.computeIfAbsent(server, any -> new DialPause()).knocked(nowNanos);
            }
            return null;
        }
        return keep(server, up.link(), out);
    }

    private ServerId accepted(LinkEvent.LinkUp up, ElectionActions out) {
        if (!(up.preamble() instanceof Handshake hello)) {
            close(up.link(), out);
            return null;
        }
        duplicates.look(
                hello, up.remote(), waysTo(hello.sender()).stream().flatMap(List::stream).toList());
        if (hello.sender().equals(voters.self())) {
            close(up.link(), out);
            return null;
        }
        ServerId server =
                hello.sender().equals(Handshake.LEGACY_OBSERVER)
                        ? new ServerId(--legacyObservers)
                        : hello.sender();
        boolean stranger = !voters.isMember(server) && !isLinked(server) && !isDialled(server);
        if (stranger && strangers() >= STRANGERS_MAX) {
            close(up.link(), out);
            return null;
        }
        if (server.compareTo(voters.self()) > 0) {
            return keep(server, up.link(), out);
        }
        close(up.link(), out);
        LinkId previous = linkOf.remove(server);
        if (previous != null) {
            serverOf.remove(previous);
            blocked.remove(previous);
            close(previous, out);
        }
        if (!isDialled(server)) {
            List<Endpoint> given = hello.reachableAddresses();
            dial(server, given.isEmpty() ? waysTo(server) : List.of(given), out);
        }
        return null;
    }

    private long strangers() {
        return linkOf.keySet().stream().filter(server -> !voters.isMember(server)).count()
                + attempts.values().stream()
                        .filter(attempt -> !voters.isMember(attempt.server()))
                        .count();
    }

    private ServerId keep(ServerId server, LinkId link, ElectionActions out) {
        LinkId previous = linkOf.put(server, link);
        if (previous != null) {
            serverOf.remove(previous);
            blocked.remove(previous);
            close(previous, out);
        }
        serverOf.put(link, server);
        return server;
    }

    /** A server spoke, so its link is worth dialling again at once should it break. */
    void spoke(ServerId server) {
        DialPause pause = pauses.get(server);
        if (pause != null) {
            pause.reset();
        }
    }

    /** The server that has no link any more; null if the link was none that counts. */
    ServerId down(LinkId link) {
        blocked.remove(link);
        ServerId server = serverOf.remove(link);
        if (server != null) {
            linkOf.remove(server);
        }
        return server;
    }

    /** The server that can be sent to again; null if none. */
    ServerId pressure(LinkId link, boolean isBlocked) {
        if (!serverOf.containsKey(link)) {
            return null;
        }
        if (isBlocked) {
            blocked.add(link);
            return null;
        }
        return blocked.remove(link) ? serverOf.get(link) : null;
    }

    /**
     * Closes the links of servers that moved or left, so that they are dialled where they are now.
     */
    void follow(Map<ServerId, List<Endpoint>> before, ElectionActions out) {
        for (Map.Entry<ServerId, LinkId> entry : new ArrayList<>(linkOf.entrySet())) {
            List<Endpoint> old = before.get(entry.getKey());
            Member member = voters.member(entry.getKey());
            if (old != null && (member == null || !electionAddresses(member).equals(old))) {
                serverOf.remove(entry.getValue());
                blocked.remove(entry.getValue());
                linkOf.remove(entry.getKey());
                close(entry.getValue(), out);
            }
        }
        pauses.keySet().removeIf(server -> !voters.isMember(server));
    }

    private static void close(LinkId link, ElectionActions out) {
        out.add(new ElectionAction.Link(new LinkAction.Close(link)));
    }
}
