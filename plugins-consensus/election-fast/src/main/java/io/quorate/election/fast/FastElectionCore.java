package io.quorate.election.fast;

import io.quorate.election.ElectionAction;
import io.quorate.election.ElectionActions;
import io.quorate.election.ElectionCore;
import io.quorate.election.ElectionEvent;
import io.quorate.election.kit.HeardMemberships;
import io.quorate.election.kit.Introduction;
import io.quorate.election.kit.Links;
import io.quorate.election.kit.StandingVote;
import io.quorate.election.kit.VoteOrder;
import io.quorate.election.kit.Voters;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Routes what happens to the round, the links and the vote this server stands by.
 *
 * <p>Between a Begin and its decision the core looks: it sends every voter its proposal, again
 * after each silence, and dials those it has no link to; while none of them can be reached it asks
 * the observers it knows as well, for all may have moved while it was away. Otherwise it dials
 * nobody of its own accord and speaks when asked. Source: spec quorum-protocol sections 5 to 7.
 */
final class FastElectionCore implements ElectionCore {

    /** Name of the only port. */
    static final String PORT = "election";

    /**
     * At most so often a server without a vote is answered while this server looks itself: two
     * strangers would answer each other for ever.
     */
    private static final long STRANGER_ANSWER_NANOS = 100_000_000L;

    /**
     * So long a vote that came before the round waits for it: a server that hears sooner of a
     * leader's end has voted, and votes once, while others still follow. Nobody knows what became
     * of older ones.
     */
    private static final long EARLY_NANOS = 1_000_000_000L;

    private record Early(Notification said, long heardNanos) {}

    private final FastSettings settings;
    private final Voters voters;
    private final Round round;
    private final Links links;
    private final HeardMemberships memberships;
    private final Silence silence;
    private final StandingVote standing = new StandingVote();
    private final Map<ServerId, Early> early = new HashMap<>();
    private final Map<ServerId, Long> strangersAnswered = new HashMap<>();
    private long legacyObservers;

    FastElectionCore(FastSettings settings, VoteOrder order, VoteMatch match) {
        this.settings = settings;
        voters = new Voters(settings.shared().oracle());
        round = new Round(voters, order, match);
        links = new Links(voters, PORT, settings.shared(), this::introduction);
        memberships = new HeardMemberships(voters, links, settings.shared());
        silence = new Silence(settings.silenceMillisMin(), settings.silenceMillisMax());
    }

    @Override
    public void step(long nowNanos, ElectionEvent event, ElectionActions out) {
        switch (event) {
            case ElectionEvent.Boot boot ->
                    links.change(boot.self(), boot.committed(), boot.proposed(), out);
            case ElectionEvent.Begin begin -> begin(nowNanos, begin.vote(), out);
            case ElectionEvent.Standing said -> standing(said);
            case ElectionEvent.MembershipChanged changed ->
                    membershipChanged(nowNanos, changed, out);
            case ElectionEvent.Tick tick -> tick(nowNanos, out);
            case ElectionEvent.Link link -> link(nowNanos, link.event(), out);
            case ElectionEvent.OracleChanged changed -> voters.oracleSays(changed.grants());
        }
    }

    /** Number of the running or last round. */
    long roundNumber() {
        return round.number();
    }

    private Introduction introduction(ServerId self, List<Endpoint> addresses) {
        return settings.manyAddresses()
                ? new Handshake(Handshake.Form.MANY_ADDRESSES, self, addresses)
                : new Handshake(Handshake.Form.ONE_ADDRESS, self, addresses.subList(0, 1));
    }

    /** What a dialler said of itself, observers of old releases with a name of their own. */
    private @Nullable Introduction introduced(LinkEvent.LinkUp up) {
        if (!(up.preamble() instanceof Handshake hello)) {
            return null;
        }
        return hello.sender().equals(Handshake.LEGACY_OBSERVER)
                ? new Handshake(hello.form(), new ServerId(--legacyObservers), hello.addresses())
                : hello;
    }

    private void begin(long nowNanos, Vote vote, ElectionActions out) {
        standing.look();
        round.begin(vote);
        links.forgetFailures();
        silence.start(nowNanos);
        memberships.begin();
        tellAll(nowNanos, out);
        Map<ServerId, Early> before = new HashMap<>(early);
        early.clear();
        before.forEach(
                (from, heard) -> {
                    if (round.decision() == null
                            && links.isLinked(from)
                            && nowNanos - heard.heardNanos() <= EARLY_NANOS) {
                        hear(nowNanos, from, heard.said(), out);
                    }
                });
        settle(nowNanos, out);
    }

    private void standing(ElectionEvent.Standing said) {
        standing.changed(said.role(), said.leader(), said.epoch(), said.zxid(), round.number());
        if (said.role() != Role.LOOKING) {
            round.end();
            early.clear();
        }
    }

    private void membershipChanged(
            long nowNanos, ElectionEvent.MembershipChanged changed, ElectionActions out) {
        links.change(nowNanos, changed, round.isRunning(), out);
        settle(nowNanos, out);
    }

    private void tick(long nowNanos, ElectionActions out) {
        settle(nowNanos, out);
        if (!round.isRunning()) {
            return;
        }
        if (silence.isOver(nowNanos)) {
            round.silent();
            tellAll(nowNanos, out);
            if (memberships.isLost()) {
                tell(voters.observers(), nowNanos, out);
            }
            settle(nowNanos, out);
        } else {
            links.wantVoters(nowNanos, out);
        }
    }

    private void link(long nowNanos, LinkEvent event, ElectionActions out) {
        switch (event) {
            case LinkEvent.LinkUp up -> {
                ServerId server = links.up(up, introduced(up), nowNanos, out);
                if (server != null
                        && round.isRunning()
                        && (voters.isVoter(server)
                                || memberships.isLost() && voters.isMember(server))) {
                    links.send(server, current(), out);
                }
            }
            case LinkEvent.LinkDown down -> {
                links.down(down.link());
                settle(nowNanos, out);
            }
            case LinkEvent.DialFailed failed -> {
                links.dialFailed(failed.dial(), out);
                settle(nowNanos, out);
            }
            case LinkEvent.Received received -> {
                ServerId from = links.server(received.link());
                if (from != null && received.message() instanceof Notification notification) {
                    links.spoke(from);
                    hear(nowNanos, from, notification, out);
                    settle(nowNanos, out);
                }
            }
            case LinkEvent.LinkPressure pressure -> {
                ServerId released = links.pressure(pressure.link(), pressure.blocked());
                if (released != null) {
                    links.send(released, current(), out);
                }
            }
            // The driver reports it to the fault policy.
            case LinkEvent.ListenFailed ignored -> {}
        }
    }

    private void hear(long nowNanos, ServerId from, Notification said, ElectionActions out) {
        if (standing.looks() && memberships.passOn(said.committed(), out)) {
            return;
        }
        if (!voters.isVoter(from)) {
            answerStranger(nowNanos, from, said, out);
        } else if (!standing.looks()) {
            if (said.state() == Role.LOOKING) {
                links.send(from, current(), out);
                out.add(new ElectionAction.VoterLooking(from, said.vote()));
                early.put(from, new Early(said, nowNanos));
            } else {
                early.remove(from);
            }
        } else if (!round.isRunning()) {
            early.put(from, new Early(said, nowNanos));
        } else {
            silence.broken(nowNanos);
            if (said.state() == Role.LOOKING && said.round() < round.number()) {
                links.send(from, current(), out);
            }
            if (round.take(from, said)) {
                tellAll(nowNanos, out);
            }
        }
    }

    private void answerStranger(
            long nowNanos, ServerId from, Notification said, ElectionActions out) {
        if (said.state() != Role.LOOKING) {
            return;
        }
        if (standing.looks()) {
            Long last = strangersAnswered.get(from);
            if (last != null && nowNanos - last < STRANGER_ANSWER_NANOS) {
                return;
            }
            if (strangersAnswered.size()
                    >= 2 * Links.STRANGERS_MAX + voters.committed().members().size()) {
                strangersAnswered.clear();
            }
            strangersAnswered.put(from, nowNanos);
        }
        links.send(from, current(), out);
    }

    private void tellAll(long nowNanos, ElectionActions out) {
        tell(voters.others(), nowNanos, out);
    }

    private void tell(Collection<ServerId> servers, long nowNanos, ElectionActions out) {
        Notification current = current();
        for (ServerId server : servers) {
            if (links.isLinked(server)) {
                links.send(server, current, out);
            } else {
                links.want(server, nowNanos, out);
            }
        }
    }

    private Notification current() {
        return round.isRunning()
                ? Notification.of(
                        Role.LOOKING, round.proposal(), round.number(), voters.committed())
                : Notification.of(
                        standing.role(), standing.vote(), standing.number(), voters.committed());
    }

    private void settle(long nowNanos, ElectionActions out) {
        if (!round.isRunning()) {
            return;
        }
        round.settle(nowNanos, voter -> links.isReachable(voter, nowNanos));
        Vote decision = round.decision();
        if (decision != null) {
            round.end();
            early.clear();
            strangersAnswered.clear();
            standing.decided(decision, round.number(), voters);
            out.add(new ElectionAction.Decided(decision));
        }
    }
}
