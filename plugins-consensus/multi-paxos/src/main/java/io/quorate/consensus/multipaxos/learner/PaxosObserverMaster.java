package io.quorate.consensus.multipaxos.learner;

import io.quorate.consensus.kit.feed.Learner;
import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.leader.Refusals;
import io.quorate.consensus.kit.learner.FollowerLog;
import io.quorate.consensus.kit.learner.ObserverMaster;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.multipaxos.history.Admission;
import io.quorate.consensus.multipaxos.history.PaxosFeed;
import io.quorate.consensus.multipaxos.history.TermWords;
import io.quorate.consensus.multipaxos.state.PaxosRules;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.consensus.multipaxos.wire.PaxosPorts;
import io.quorate.model.ServerId;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;

/**
 * An acceptor in step as the master of observers. It speaks for the ballot of its leader and names
 * that in its Prepare; it grants nothing, and nothing an observer says is counted.
 *
 * <p>Source: spec multi-paxos section 8.
 */
final class PaxosObserverMaster extends ObserverMaster<PaxosFeed> {

    /** What it serves under: who leads, in which cluster, on which link. */
    record Ballot(long clusterId, ServerId leader, LinkId upstream) {}

    private final Ballot ballot;
    private final PaxosCalls calls;
    private final PaxosRules.Parting parting;
    private final TermWords words = new TermWords();
    private final Admission admission;

    PaxosObserverMaster(
            Server server,
            Ballot ballot,
            FollowerLog log,
            PaxosCalls calls,
            PaxosRules.Parting parting,
            Refusals refusals,
            long epoch) {
        super(server, PaxosPorts.OBSERVER, log, calls.queue(), calls.answers(), epoch);
        this.ballot = ballot;
        this.calls = calls;
        this.parting = parting;
        admission = new Admission(server, ballot.clusterId(), refusals);
    }

    @Override
    protected boolean admits(LinkEvent.LinkUp up) {
        return admission.admits(up);
    }

    @Override
    protected PaxosFeed feed(Learner.Seat seat) {
        return new PaxosFeed(server(), this, words, parting, seat);
    }

    @Override
    protected boolean take(PaxosFeed feed, PeerMessage message) {
        return switch ((PaxosMessage) message) {
            case PaxosMessage.Hello it -> introduced(feed, it);
            case PaxosMessage.Promise it -> promised(feed, it);
            case PaxosMessage.Probed it -> feed.probed(it.zxid());
            case PaxosMessage.Accepted it -> accepted(feed, it.upTo());
            default -> feed.isSynced() && asks(feed, (PaxosMessage) message);
        };
    }

    private boolean introduced(PaxosFeed feed, PaxosMessage.Hello hello) {
        if (feed.stage() != LearnerFeed.Stage.GREETING || !hello.observer()) {
            return false;
        }
        feed.introduced(admission.name(feed.link()), true);
        server().out()
                .send(
                        feed.link(),
                        new PaxosMessage.Prepare(ballot.clusterId(), epoch(), ballot.leader()));
        return true;
    }

    private boolean promised(PaxosFeed feed, PaxosMessage.Promise promise) {
        if (feed.stage() != LearnerFeed.Stage.PROMISING || promise.epoch() != epoch()) {
            return false;
        }
        feed.stands(
                promise.last(), promise.acceptedEpoch(), promise.committed(), promise.needsTree());
        promised(feed);
        return true;
    }

    /** What an observer in step says. */
    private boolean asks(PaxosFeed feed, PaxosMessage message) {
        switch (message) {
            case PaxosMessage.BeatAnswer it -> {
                return answers(feed, it);
            }
            case PaxosMessage.Submit it -> calls.forward(ballot.upstream(), feed, it);
            case PaxosMessage.Sync it -> calls.forward(ballot.upstream(), feed, it);
            case PaxosMessage.Revalidate it -> calls.forward(ballot.upstream(), feed, it);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean answers(PaxosFeed feed, PaxosMessage.BeatAnswer answer) {
        long number = answer.number();
        if (number != feed.pingsAnswered() + 1 || number > feed.pingsSent()) {
            return false;
        }
        feed.ponged();
        touched(feed, answer.touches());
        return true;
    }

    @Override
    protected void left(PaxosFeed feed) {
        admission.left(feed.link());
    }
}
