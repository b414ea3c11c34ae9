package io.quorate.election.basic;

import io.quorate.election.ElectionAction;
import io.quorate.election.ElectionActions;
import io.quorate.election.ElectionCore;
import io.quorate.election.ElectionEvent;
import io.quorate.election.kit.ElectionSettings;
import io.quorate.election.kit.HeardMemberships;
import io.quorate.election.kit.Introduction;
import io.quorate.election.kit.Links;
import io.quorate.election.kit.Settling;
import io.quorate.election.kit.StandingVote;
import io.quorate.election.kit.VoteOrder;
import io.quorate.election.kit.Voters;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.LinkEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Routes what happens to the poll, the links and the vote this server stands by.
 *
 * <p>Between a Begin and its decision the core asks every voter for its vote, all at once, and
 * again when its own vote changes, or after a pause if nothing was decided; it dials those it has
 * no link to. While none of them can be reached it asks the observers it knows as well, for all may
 * have moved while it was away. Otherwise it dials nobody and answers when asked. Source: spec
 * election-basic sections 3 and 4.
 */
final class BasicElectionCore implements ElectionCore {

    /** Name of the only port. */
    static final String PORT = "election";

    /** So many polls in a row a server may leave unanswered before its link is given up. */
    private static final int UNANSWERED_MAX = 2;

    private final Voters voters;
    private final Poll poll;
    private final Links links;
    private final HeardMemberships memberships;
    private final PollPause pause;
    private final StandingVote standing = new StandingVote();
    private final Map<ServerId, Integer> unanswered = new HashMap<>();
    private SplittableRandom random = new SplittableRandom(0);
    private long begunNanos;

    BasicElectionCore(ElectionSettings settings, VoteOrder order, PollPause pause) {
        this.pause = pause;
        voters = new Voters(settings.oracle());
        poll = new Poll(voters, order);
        links = new Links(voters, PORT, settings, Hello::new);
        memberships = new HeardMemberships(voters, links, settings);
    }

    @Override
    public void step(long nowNanos, ElectionEvent event, ElectionActions out) {
        switch (event) {
            case ElectionEvent.Boot boot -> {
                random = new SplittableRandom(boot.seed());
                pause.seed(random.split());
                links.change(boot.self(), boot.committed(), boot.proposed(), out);
            }
            case ElectionEvent.Begin begin -> begin(nowNanos, begin.vote(), out);
            case ElectionEvent.Standing said -> standing(said);
            case ElectionEvent.MembershipChanged changed ->
                    membershipChanged(nowNanos, changed, out);
            case ElectionEvent.Tick tick -> tick(nowNanos, out);
            case ElectionEvent.Link link -> link(nowNanos, link.event(), out);
            case ElectionEvent.OracleChanged changed -> voters.oracleSays(changed.grants());
        }
    }

    private void begin(long nowNanos, Vote vote, ElectionActions out) {
        standing.look();
        poll.begin(vote, random.nextLong(1, Long.MAX_VALUE));
        links.forgetFailures();
        pause.start(nowNanos);
        begunNanos = nowNanos;
        memberships.begin();
        unanswered.clear();
        ask(voters.others(), nowNanos, out);
        settle(nowNanos, out);
    }

    private void standing(ElectionEvent.Standing said) {
        standing.changed(said.role(), said.leader(), said.epoch(), said.zxid(), Ballot.UNKNOWN);
        if (said.role() != Role.LOOKING) {
            poll.end();
        }
    }

    private void membershipChanged(
            long nowNanos, ElectionEvent.MembershipChanged changed, ElectionActions out) {
        links.change(nowNanos, changed, poll.isRunning(), out);
        settle(nowNanos, out);
    }

    private void tick(long nowNanos, ElectionActions out) {
        settle(nowNanos, out);
        if (!poll.isRunning()) {
            return;
        }
        if (poll.isSettling() || !pause.isOver(nowNanos, haveAllAnswered())) {
            links.wantVoters(nowNanos, out);
            return;
        }
        if (nowNanos - begunNanos >= Settling.SETTLE_NANOS) {
            poll.goOnAlone();
        }
        dropTheSilent(out);
        poll.again();
        pause.next(nowNanos);
        ask(voters.others(), nowNanos, out);
        if (memberships.isLost()) {
            ask(voters.observers(), nowNanos, out);
        }
        settle(nowNanos, out);
    }

    /**
     * Whoever is there answers at once, so a link on which nothing comes is none any more at the
     * other end.
     */
    private void dropTheSilent(ElectionActions out) {
        for (ServerId server : voters.others()) {
            if (poll.hasHeard(server) || !links.isLinked(server)) {
                unanswered.remove(server);
            } else if (unanswered.merge(server, 1, Integer::sum) >= UNANSWERED_MAX) {
                unanswered.remove(server);
                links.drop(server, out);
            }
        }
    }

    private boolean haveAllAnswered() {
        return voters.others().stream()
                .allMatch(server -> poll.hasHeard(server) || !links.isLinked(server));
    }

    private void link(long nowNanos, LinkEvent event, ElectionActions out) {
        switch (event) {
            case LinkEvent.LinkUp up -> up(nowNanos, up, out);
            case LinkEvent.LinkDown down -> {
                ServerId server = links.down(down.link());
                if (server != null && poll.isRunning() && poll.forget(server)) {
                    ask(voters.others(), nowNanos, out);
                }
                settle(nowNanos, out);
            }
            case LinkEvent.DialFailed failed -> {
                links.dialFailed(failed.dial(), out);
                settle(nowNanos, out);
            }
            case LinkEvent.Received received -> {
                ServerId from = links.server(received.link());
                if (from != null) {
                    links.spoke(from);
                    hear(nowNanos, from, (BasicMessage) received.message(), out);
                    settle(nowNanos, out);
                }
            }
            case LinkEvent.LinkPressure pressure -> {
                ServerId released = links.pressure(pressure.link(), pressure.blocked());
                if (released != null && poll.isRunning()) {
                    links.send(released, question(), out);
                }
            }
            // The driver reports it to the fault policy.
            case LinkEvent.ListenFailed ignored -> {}
        }
    }

    private void up(long nowNanos, LinkEvent.LinkUp up, ElectionActions out) {
        Introduction hello = up.preamble() instanceof Hello introduced ? introduced : null;
        ServerId server = links.up(up, hello, nowNanos, out);
        if (server != null
                && poll.isRunning()
                && (voters.isVoter(server) || memberships.isLost() && voters.isMember(server))) {
            links.send(server, question(), out);
        }
    }

    private void hear(long nowNanos, ServerId from, BasicMessage message, ElectionActions out) {
        switch (message) {
            case Question question -> asked(nowNanos, from, question, out);
            case Answer answer -> answered(nowNanos, from, answer, out);
            // The gate hands it on with the link.
            case Hello ignored -> {}
        }
    }

    private void asked(long nowNanos, ServerId from, Question question, ElectionActions out) {
        boolean voter = voters.isVoter(from);
        boolean stood = !standing.looks();
        if (voter && poll.isRunning()) {
            Word word = new Word(Role.LOOKING, question.ballot());
            if (poll.hear(from, word)) {
                voters.others().stream()
                        .filter(server -> !server.equals(from))
                        .forEach(server -> ask(server, nowNanos, out));
            }
            settle(nowNanos, out);
        }
        boolean isNewer = voters.committed().version() > question.version();
        links.send(
                from,
                new Answer(question.poll(), word(), isNewer ? voters.committed() : null),
                out);
        if (voter && stood) {
            out.add(new ElectionAction.VoterLooking(from, question.ballot().vote()));
        }
    }

    private void answered(long nowNanos, ServerId from, Answer answer, ElectionActions out) {
        if (standing.looks() && memberships.passOn(answer.newer(), out)) {
            return;
        }
        if (poll.isRunning()
                && answer.poll() == poll.number()
                && voters.isVoter(from)
                && poll.hear(from, answer.word())) {
            ask(voters.others(), nowNanos, out);
        }
    }

    private void ask(Collection<ServerId> servers, long nowNanos, ElectionActions out) {
        servers.forEach(server -> ask(server, nowNanos, out));
    }

    private void ask(ServerId server, long nowNanos, ElectionActions out) {
        if (links.isLinked(server)) {
            links.send(server, question(), out);
        } else {
            links.want(server, nowNanos, out);
        }
    }

    private Question question() {
        return new Question(poll.number(), poll.ballot(), voters.committed().version());
    }

    /** What this server says of itself now. */
    private Word word() {
        if (poll.isRunning()) {
            return new Word(Role.LOOKING, poll.ballot());
        }
        return standing.looks()
                ? new Word(Role.LOOKING, Ballot.NONE)
                : new Word(standing.role(), new Ballot(standing.vote(), standing.number()));
    }

    private void settle(long nowNanos, ElectionActions out) {
        if (!poll.isRunning()) {
            return;
        }
        poll.settle(nowNanos, voter -> links.isReachable(voter, nowNanos));
        Ballot decision = poll.decision();
        if (decision != null) {
            poll.end();
            standing.decided(decision.vote(), decision.candidacy(), voters);
            out.add(new ElectionAction.Decided(decision.vote()));
        }
    }
}
