package io.quorate.election.kit;

import io.quorate.election.ElectionAction;
import io.quorate.election.ElectionActions;
import io.quorate.election.ElectionEvent;
import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.peer.DialId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * At most one link to each server. Anybody may dial anybody, but only links dialled by the server
 * with the greater id stay: a server that dials a greater one closes and is called back, one that
 * is dialled by a smaller one closes and calls back.
 *
 * <p>Nothing waits to be sent: a message for a server without a link, or with one that is blocked,
 * is dropped, and the current vote is sent when there is a link again (consensus SPI L6).
 *
 * <p>Thread: that of the core. Source: spec quorum-protocol section 5.1.
 */
public final class Links {

    /** Links and dials to servers that are in no configuration; a joiner needs one. */
    public static final int STRANGERS_MAX = 64;

    private final Voters voters;
    private final OwnPort port;
    private final DuplicateServerIdDetector duplicates;
    private final Map<ServerId, LinkId> linkOf = new HashMap<>();
    private final Map<LinkId, ServerId> serverOf = new HashMap<>();
    private final Set<LinkId> blocked = new HashSet<>();
    private final Map<DialId, Attempt> attempts = new HashMap<>();
    private final Map<ServerId, DialPause> pauses = new HashMap<>();
    private long dials;

    /** A dial under way, and where to go if it fails. */
    private record Attempt(ServerId server, List<List<Endpoint>> others) {}

    /**
     * None yet.
     *
     * @param voters kept; changed by {@link #change}
     * @param port name of the election port
     * @param introductions what a server says of itself when it dials, of its id and its election
     *     addresses, of which there is one at least
     */
    public Links(
            Voters voters,
            String port,
            ElectionSettings settings,
            BiFunction<ServerId, List<Endpoint>, Introduction> introductions) {
        this.voters = voters;
        this.port = new OwnPort(port, settings, introductions);
        this.duplicates = new DuplicateServerIdDetector(voters::self);
    }

    /**
     * The configurations are known, or have changed: listens where the member line says, and closes
     * the links of servers that moved or left, so that they are dialled where they are now. A
     * server that left the configuration itself stays where it is.
     *
     * @param proposed null if none
     */
    public void change(
            ServerId self, Membership committed, Membership proposed, ElectionActions out) {
        Map<ServerId, List<Endpoint>> before = new HashMap<>();
        if (voters.committed() != null) {
            for (ServerId server : voters.committed().members().keySet()) {
                before.put(server, electionAddresses(voters.member(server)));
            }
        }
        voters.change(self, committed, proposed);
        port.listen(voters.member(self), out);
        follow(before, out);
    }

    /**
     * The configurations have changed: {@link #change}; and while one is proposed, or an election
     * runs, all voters are dialled.
     */
    public void change(
            long nowNanos,
            ElectionEvent.MembershipChanged changed,
            boolean electing,
            ElectionActions out) {
        change(voters.self(), changed.committed(), changed.proposed(), out);
        if (changed.proposed() != null || electing) {
            wantVoters(nowNanos, out);
        }
    }

    /** The server at the other end; null if the link is none that counts. */
    public ServerId server(LinkId link) {
        return serverOf.get(link);
    }

    /** Whether there is a link to a server. */
    public boolean isLinked(ServerId server) {
        return linkOf.containsKey(server);
    }

    /**
     * Whether a server can be heard, or will be soon: there is a link, a dial under way, or a
     * call-back due.
     */
    public boolean isReachable(ServerId server, long nowNanos) {
        DialPause pause = pauses.get(server);
        return isLinked(server)
                || isDialled(server)
                || (pause != null && pause.awaitsCall(nowNanos));
    }

    private boolean isDialled(ServerId server) {
        return attempts.values().stream().anyMatch(attempt -> attempt.server().equals(server));
    }

    /** Sends a message if the server has a link that is not blocked, else drops it. */
    public void send(ServerId server, PeerMessage message, ElectionActions out) {
        LinkId link = linkOf.get(server);
        if (link != null && !blocked.contains(link)) {
            out.add(new ElectionAction.Link(new LinkAction.Send(link, message, 0)));
        }
    }

    /** Dials a member that has no link, unless a dial is under way or failed just now. */
    public void want(ServerId server, long nowNanos, ElectionActions out) {
        if (isLinked(server) || isDialled(server) || server.equals(voters.self())) {
            return;
        }
        DialPause pause = pauses.computeIfAbsent(server, any -> new DialPause());
        if (pause.mayDial(nowNanos)) {
            pause.dialled(nowNanos);
            dial(server, waysTo(server), out);
        }
    }

    /** Dials all voters that have no link: {@link #want}. */
    public void wantVoters(long nowNanos, ElectionActions out) {
        voters.others().forEach(server -> want(server, nowNanos, out));
    }

    /** A new election: nobody waits because of what failed before. */
    public void forgetFailures() {
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
        if (ways.isEmpty() || !port.mayDial()) {
            return;
        }
        DialId dial = new DialId(++dials);
        attempts.put(dial, new Attempt(server, ways.subList(1, ways.size())));
        port.dial(dial, ways.getFirst(), out);
    }

    /** A dial has failed; the next address is tried, if there is another one. */
    public void dialFailed(DialId dial, ElectionActions out) {
        Attempt attempt = attempts.remove(dial);
        if (attempt != null && !isLinked(attempt.server())) {
            dial(attempt.server(), attempt.others(), out);
        }
    }

    /**
     * Applies the rule to a new connection.
     *
     * @param hello what an accepted one said of its dialler; null on the side that dialled
     * @return the server it is a link to, or null if it does not stay
     */
    public ServerId up(
            LinkEvent.LinkUp up, Introduction hello, long nowNanos, ElectionActions out) {
        return up.dial() != null ? dialled(up, nowNanos, out) : accepted(up, hello, out);
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

    private ServerId accepted(LinkEvent.LinkUp up, Introduction hello, ElectionActions out) {
        if (hello == null) {
            close(up.link(), out);
            return null;
        }
        duplicates.look(
                hello, up.remote(), waysTo(hello.sender()).stream().flatMap(List::stream).toList());
        if (hello.sender().equals(voters.self())) {
            close(up.link(), out);
            return null;
        }
        ServerId server = hello.sender();
        boolean stranger = !voters.isMember(server) && !isLinked(server) && !isDialled(server);
        if (stranger && strangers() >= STRANGERS_MAX) {
            close(up.link(), out);
            return null;
        }
        if (server.compareTo(voters.self()) > 0) {
            return keep(server, up.link(), out);
        }
        close(up.link(), out);
        drop(server, out);
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
        drop(server, out);
        linkOf.put(server, link);
        serverOf.put(link, server);
        return server;
    }

    /** A server spoke, so its link is worth dialling again at once should it break. */
    public void spoke(ServerId server) {
        DialPause pause = pauses.get(server);
        if (pause != null) {
            pause.reset();
        }
    }

    /** The server that has no link any more; null if the link was none that counts. */
    public ServerId down(LinkId link) {
        blocked.remove(link);
        ServerId server = serverOf.remove(link);
        if (server != null) {
            linkOf.remove(server);
        }
        return server;
    }

    /** Gives up the link of a server that does not speak; it may be dialled again. */
    public void drop(ServerId server, ElectionActions out) {
        LinkId link = linkOf.remove(server);
        if (link != null) {
            serverOf.remove(link);
            blocked.remove(link);
            close(link, out);
        }
    }

    /** The server that can be sent to again; null if none. */
    public ServerId pressure(LinkId link, boolean isBlocked) {
        if (!serverOf.containsKey(link)) {
            return null;
        }
        if (isBlocked) {
            blocked.add(link);
            return null;
        }
        return blocked.remove(link) ? serverOf.get(link) : null;
    }

    private void follow(Map<ServerId, List<Endpoint>> before, ElectionActions out) {
        for (Map.Entry<ServerId, LinkId> entry : new ArrayList<>(linkOf.entrySet())) {
            List<Endpoint> old = before.get(entry.getKey());
            Member member = voters.member(entry.getKey());
            if (old != null && (member == null || !electionAddresses(member).equals(old))) {
                drop(entry.getKey(), out);
            }
        }
        pauses.keySet().removeIf(server -> !voters.isMember(server));
    }

    private static void close(LinkId link, ElectionActions out) {
        out.add(new ElectionAction.Link(new LinkAction.Close(link)));
    }
}
