package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.election.ElectionAction;
import io.quorate.election.ElectionCore;
import io.quorate.election.ElectionEvent;
import io.quorate.election.ElectionFactory;
import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.DialId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Several election cores, a virtual clock and a network in between that delays, refuses and loses
 * links, all from one seed. Server n listens on host {@code n}. Messages of a link keep their
 * order. Checks with every action that cores keep to their contract.
 */
final class ElectionWorld {

    private static final long MILLI = 1_000_000;
    private static final long TICK_NANOS = 10 * MILLI;

    /** One core and what it said. */
    private static final class Server {
        final ServerId id;
        final ElectionCore core;
        final Set<Endpoint> listening = new HashSet<>();
        final List<ServerId> lookingHeard = new ArrayList<>();
        Vote decided;
        boolean begun;
        boolean up = true;

        Server(ServerId id, ElectionCore core) {
            this.id = id;
            this.core = core;
        }
    }

    /** One side of a connection. */
    private record End(Server server, LinkId link) {}

    private record Due(long atNanos, long number, Server server, LinkEvent event) {}

    private final Random random;
    private final int delayMillisMax;
    private final Membership membership;
    private final Map<ServerId, Server> servers = new TreeMap<>();
    private final Map<LinkId, End> otherEnd = new HashMap<>();
    private final Map<LinkId, Server> owner = new HashMap<>();
    private final Map<LinkId, Long> lastDelivery = new HashMap<>();
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(
                    (a, b) -> {
                        int byTime = Long.compare(a.atNanos(), b.atNanos());
                        return byTime != 0 ? byTime : Long.compare(a.number(), b.number());
                    });
    private final List<String> trace = new ArrayList<>();
    private long nowNanos = 1_000 * MILLI;
    private long numbers;
    private long links;

    ElectionWorld(
            ElectionFactory factory, int voters, int observers, long seed, int delayMillisMax) {
        this.random = new Random(seed);
        this.delayMillisMax = delayMillisMax;
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= voters + observers; id++) {
            Member.Kind kind = id <= voters ? Member.Kind.PARTICIPANT : Member.Kind.OBSERVER;
            members.add(
                    new Member(
                            new ServerId(id),
                            kind,
                            List.of(new Member.Address(Integer.toString(id), 2888, 3888)),
                            null,
                            0));
        }
        membership = Membership.ofMajority(0, members);
        for (Member member : members) {
            EnsembleSettings settings =
                    new EnsembleSettings(
                            member.id(), 2_000, 10, 5, 1 << 20, 100, 1 << 20, false, Map.of());
            Server server = new Server(member.id(), factory.create(settings));
            servers.put(member.id(), server);
            step(
                    server,
                    new ElectionEvent.Boot(
                            member.id(), membership, null, seed * 31 + member.id().value()));
        }
    }

    /** Starts an election on a server with its own history as the vote. */
    void begin(long id, long epoch, long zxid) {
        begin(id, new Vote(new ServerId(id), zxid, epoch));
    }

    void begin(long id, Vote vote) {
        Server server = servers.get(new ServerId(id));
        server.decided = null;
        server.begun = true;
        step(server, new ElectionEvent.Begin(vote));
    }

    void stand(long id, Role role, long leader, long epoch, long zxid) {
        step(
                servers.get(new ServerId(id)),
                new ElectionEvent.Standing(role, new ServerId(leader), epoch, zxid));
    }

    /** Takes a server off the network for good. */
    void kill(long id) {
        Server server = servers.get(new ServerId(id));
        server.up = false;
        server.listening.clear();
        loseLinks(server);
    }

    /** Breaks every link of a server. */
    void cut(long id) {
        loseLinks(servers.get(new ServerId(id)));
    }

    private void loseLinks(Server server) {
        for (LinkId link : List.copyOf(otherEnd.keySet())) {
            if (owner.get(link) == server) {
                drop(link, LinkEvent.DownReason.RESET, LinkEvent.DownReason.RESET);
            }
        }
    }

    /** Lets virtual time pass. */
    void run(int millis) {
        long end = nowNanos + millis * MILLI;
        while (nowNanos < end) {
            nowNanos += TICK_NANOS;
            while (!queue.isEmpty() && queue.peek().atNanos() <= nowNanos) {
                Due due = queue.poll();
                if (due.server().up) {
                    step(due.server(), new ElectionEvent.Link(due.event()));
                }
            }
            for (Server server : servers.values()) {
                if (server.up) {
                    step(server, ElectionEvent.Tick.INSTANCE);
                }
            }
        }
    }

    /** What a server decided since its last begin; null if nothing yet. */
    Vote decided(long id) {
        return servers.get(new ServerId(id)).decided;
    }

    List<ServerId> lookingHeard(long id) {
        return servers.get(new ServerId(id)).lookingHeard;
    }

    /** Everything that happened, for comparing two runs. */
    List<String> trace() {
        return trace;
    }

    private void step(Server server, ElectionEvent event) {
        List<ElectionAction> actions = new ArrayList<>();
        boolean[] open = {true};
        server.core.step(
                nowNanos,
                event,
                action -> {
                    assertThat(open[0]).as("an action was added after its step").isTrue();
                    actions.add(action);
                });
        open[0] = false;
        for (ElectionAction action : actions) {
            trace.add(nowNanos + " " + server.id + " " + action);
            execute(server, action);
        }
    }

    private void execute(Server server, ElectionAction action) {
        switch (action) {
            case ElectionAction.Decided decided -> {
                assertThat(server.begun)
                        .as("server %s decided without having begun", server.id)
                        .isTrue();
                assertThat(server.decided)
                        .as("server %s decides once per begin", server.id)
                        .isNull();
                server.decided = decided.vote();
            }
            case ElectionAction.VoterLooking looking -> {
                assertThat(membership.participates(looking.server()))
                        .as("%s is a voter", looking)
                        .isTrue();
                server.lookingHeard.add(looking.server());
            }
            case ElectionAction.MembershipHeard heard -> assertThat(heard.membership()).isNotNull();
            case ElectionAction.Link link -> execute(server, link.action());
        }
    }

    private void execute(Server server, LinkAction action) {
        switch (action) {
            case LinkAction.Listen listen -> {
                server.listening.clear();
                listen.endpoints()
                        .forEach(
                                endpoint ->
                                        server.listening.add(
                                                new Endpoint(
                                                        server.id.toString(), endpoint.port())));
            }
            case LinkAction.Dial dial -> dial(server, dial);
            case LinkAction.Send send -> {
                assertThat(send.after()).as("an election has nothing durable to wait for").isZero();
                send(send.link(), send.message());
            }
            case LinkAction.Close close -> {
                if (otherEnd.containsKey(close.link())) {
                    drop(close.link(), LinkEvent.DownReason.LOCAL, LinkEvent.DownReason.CLOSED);
                }
            }
            case LinkAction.Pause pause ->
                    throw new AssertionError("an election never pauses a link");
        }
    }

    private void dial(Server dialler, LinkAction.Dial dial) {
        assertThat(dial.timeoutMillis()).isPositive();
        assertThat(dial.endpoints()).isNotEmpty();
        for (Endpoint endpoint : dial.endpoints()) {
            for (Server target : servers.values()) {
                if (target.up && target.listening.contains(endpoint)) {
                    connect(dialler, dial.dial(), dial.port(), dial.preamble(), target, endpoint);
                    return;
                }
            }
        }
        queue.add(
                new Due(
                        later(),
                        numbers++,
                        dialler,
                        new LinkEvent.DialFailed(dial.dial(), LinkEvent.DialReason.REFUSED)));
    }

    private void connect(
            Server dialler,
            DialId dial,
            String port,
            PeerMessage preamble,
            Server target,
            Endpoint endpoint) {
        LinkId here = new LinkId(++links);
        LinkId there = new LinkId(++links);
        otherEnd.put(here, new End(target, there));
        otherEnd.put(there, new End(dialler, here));
        owner.put(here, dialler);
        owner.put(there, target);
        deliver(
                new End(dialler, here),
                new LinkEvent.LinkUp(here, port, dial, null, endpoint, null));
        deliver(
                new End(target, there),
                new LinkEvent.LinkUp(
                        there,
                        port,
                        null,
                        preamble,
                        new Endpoint(dialler.id.toString(), 40_000),
                        null));
    }

    private void send(LinkId link, PeerMessage message) {
        End to = otherEnd.get(link);
        if (to != null) {
            deliver(to, new LinkEvent.Received(to.link(), message));
        }
    }

    private void drop(LinkId link, LinkEvent.DownReason here, LinkEvent.DownReason there) {
        End other = otherEnd.remove(link);
        otherEnd.remove(other.link());
        deliver(new End(owner.get(link), link), new LinkEvent.LinkDown(link, here));
        deliver(other, new LinkEvent.LinkDown(other.link(), there));
    }

    /** Events of one link keep their order. */
    private void deliver(End to, LinkEvent event) {
        long at = Math.max(later(), lastDelivery.getOrDefault(to.link(), 0L));
        lastDelivery.put(to.link(), at);
        queue.add(new Due(at, numbers++, to.server(), event));
    }

    private long later() {
        return nowNanos + (1 + random.nextInt(delayMillisMax)) * MILLI;
    }
}
