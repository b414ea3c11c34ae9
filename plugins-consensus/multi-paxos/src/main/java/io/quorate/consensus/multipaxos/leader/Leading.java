package io.quorate.consensus.multipaxos.leader;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.kit.feed.Learner;
import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.leader.LeaderTerm;
import io.quorate.consensus.kit.leader.Readmission;
import io.quorate.consensus.kit.leader.Refusals;
import io.quorate.consensus.multipaxos.history.Admission;
import io.quorate.consensus.multipaxos.history.PaxosFeed;
import io.quorate.consensus.multipaxos.state.PaxosRules;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.consensus.multipaxos.wire.PaxosPorts;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.PeerMessage;
import java.util.Set;

/** One term as leader. Source: spec multi-paxos sections 4 to 8. */
public final class Leading extends LeaderTerm<PaxosFeed> {

    private final Refusals refusals = new Refusals();
    private final Admission admission;
    private final PaxosRules.Parting parting;
    private final PhaseOne phaseOne;
    private final LeaderLease lease;
    private final Readmission readmission;

    /** A term that has not begun. */
    public Leading(Parts parts) {
        super(parts.server(), PaxosPorts.QUORUM);
        admission = new Admission(server(), parts.settings().clusterId(), refusals);
        parting = parts.rules().parting();
        phaseOne = new PhaseOne(parts, links().feeds(), broadcast(), refusals);
        lease = new LeaderLease(parts, rounds(), links().feeds());
        readmission = new Readmission(server(), links().feeds());
        assemble(phaseOne, lease);
    }

    @Override
    public boolean up(LinkEvent.LinkUp up) {
        return admission.admits(up) && super.up(up);
    }

    @Override
    protected PaxosFeed feed(LinkEvent.LinkUp up, Learner.Seat seat) {
        return new PaxosFeed(server(), broadcast(), lease, parting, seat);
    }

    @Override
    protected boolean take(PaxosFeed feed, PeerMessage message) {
        boolean inStep = feed.isSynced();
        return switch ((PaxosMessage) message) {
            case PaxosMessage.Accepted it -> accepts(feed, it.upTo());
            case PaxosMessage.Submit it ->
                    inStep
                            && calls().call(
                                            feed,
                                            0,
                                            new LeaderCall.Submit(
                                                    it.sessionId(),
                                                    it.cxid(),
                                                    it.opcode(),
                                                    it.body(),
                                                    it.who()));
            case PaxosMessage.BeatAnswer it -> inStep && answers(feed, it);
            case PaxosMessage.Sync it ->
                    inStep && calls().call(feed, it.call(), new LeaderCall.Sync());
            case PaxosMessage.Revalidate it ->
                    inStep
                            && calls().call(
                                            feed,
                                            it.call(),
                                            new LeaderCall.Revalidate(
                                                    it.sessionId(), it.timeoutMillis()));
            case PaxosMessage.Hello it -> introduced(feed, it);
            case PaxosMessage.Promise it -> {
                boolean fine = phaseOne.promised(feed, it);
                activateWhenComplete();
                yield fine;
            }
            case PaxosMessage.Nack it -> phaseOne.refused(feed, it);
            case PaxosMessage.Probed it -> feed.probed(it.zxid());
            default -> fetches(feed, (PaxosMessage) message);
        };
    }

    /** What comes of a log belongs to what is fetched. */
    private boolean fetches(PaxosFeed feed, PaxosMessage message) {
        Fetching fetching = phaseOne.fetching();
        if (fetching == null || !fetching.isFrom(feed)) {
            return false;
        }
        fetching.received(message);
        activateWhenComplete();
        return true;
    }

    private boolean introduced(PaxosFeed feed, PaxosMessage.Hello hello) {
        ServerId id = admission.name(feed.link());
        if (!phaseOne.introduced(feed, id, hello)) {
            return false;
        }
        resignation().holdBack(feed);
        long promised = hello.promisedEpoch();
        if (phaseOne.isBehind(hello)
                && readmission.claimed(id, promised, phaseOne.epoch(), phaseOne.hasLasted())) {
            server().turn().look("server " + id + " has promised epoch " + promised);
        }
        return true;
    }

    /**
     * What a learner has accepted in the ballot of this term is never cut in it, so it counts
     * whatever link it was told on.
     */
    private boolean accepts(PaxosFeed feed, long upTo) {
        if (feed.stage() != LearnerFeed.Stage.OFFERED) {
            return acknowledged(feed, upTo);
        }
        if (upTo != Zxid.of(phaseOne.epoch(), 0)) {
            return false;
        }
        accepted(feed);
        return true;
    }

    private boolean answers(PaxosFeed feed, PaxosMessage.BeatAnswer answer) {
        if (!lease.answered(feed, answer)) {
            return false;
        }
        ponged(feed, answer.touches());
        return true;
    }

    @Override
    protected void came(PaxosFeed feed) {
        readmission.came(feed.id());
    }

    @Override
    protected void left(PaxosFeed feed) {
        admission.left(feed.link());
        lease.lost(feed);
    }

    @Override
    public void tick() {
        phaseOne.tick();
        lease.tick();
        super.tick();
    }

    @Override
    public void logRead(ConsensusEvent.LogRead read) {
        if (phaseOne.fetching() != null) {
            phaseOne.fetching().logRead(read);
        }
        super.logRead(read);
    }

    @Override
    public void historyReset(ConsensusEvent.HistoryReset reset) {
        if (phaseOne.fetching() != null) {
            phaseOne.fetching().historyReset(reset);
            activateWhenComplete();
        }
    }

    @Override
    public void snapshotStaged(ConsensusEvent.SnapshotStaged staged) {
        if (phaseOne.fetching() != null) {
            phaseOne.fetching().snapshotStaged(staged);
        }
    }

    @Override
    public void voterLooks(ServerId voter, Vote vote) {
        if (broadcast().active()) {
            readmission.looks(voter, vote);
        } else {
            readmission.looksEarly(voter, phaseOne, server().timing().quorumPatienceNanos());
        }
    }

    /** Nobody who takes over shall wait for a lease of this server, so it uses it no more. */
    @Override
    public void handOver(ConsensusEvent.HandOver handOver) {
        lease.stop();
        super.handOver(handOver);
    }

    @Override
    public void leave() {
        phaseOne.release();
        super.leave();
    }

    @Override
    public Set<ServerId> outside() {
        return readmission.outside();
    }
}
