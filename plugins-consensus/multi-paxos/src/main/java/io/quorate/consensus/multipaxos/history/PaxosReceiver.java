package io.quorate.consensus.multipaxos.history;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.learner.LeaderWords;
import io.quorate.consensus.kit.learner.LearnerSync;
import io.quorate.consensus.kit.learner.Upstream;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.model.Membership;
import io.quorate.model.Zxid;
import io.quorate.peer.PeerMessage;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes over the log of another server: what differs goes, what is missing comes, and only when all
 * of it is here does the log count as accepted in the new ballot. Source: spec multi-paxos section
 * 6.
 */
public abstract class PaxosReceiver extends LearnerSync {

    private static final byte[] NOTHING = {};

    private long probe;
    private long probed;

    protected PaxosReceiver(
            Server server, Upstream upstream, LeaderWords words, Consumer<String> failure) {
        super(server, upstream, words, failure);
    }

    @Override
    protected void take(PeerMessage message) {
        switch ((PaxosMessage) message) {
            case PaxosMessage.Accept it ->
                    proposal(new LogEntry(it.zxid(), it.txn()), it.membership());
            case PaxosMessage.Commit it -> commit(it.upTo());
            case PaxosMessage.Probe it -> lookAt(it.zxid());
            case PaxosMessage.Difference it -> difference(it.from(), it.chosen());
            case PaxosMessage.Tree it -> copy(it.zxid());
            case PaxosMessage.TreeBytes it -> stage(it.bytes(), false);
            case PaxosMessage.TreeEnd it -> stage(NOTHING, true);
            default -> other((PaxosMessage) message);
        }
    }

    /** Takes what is no part of a log. */
    protected abstract void other(PaxosMessage message);

    /**
     * Between the last transaction and the start of an epoch that is known to be chosen there is
     * nothing, so a log is never cut below that.
     */
    private void difference(long from, long chosen) {
        long committed = server().durableState().committed();
        long last = server().durableState().last();
        long common =
                Zxid.counter(committed) == 0 ? Math.min(last, Math.max(from, committed)) : from;
        if (common < Math.min(last, committed)) {
            differs(
                    true,
                    "the other log is the same up to "
                            + Zxid.text(from)
                            + " only, but "
                            + Zxid.text(committed)
                            + " is chosen here");
        } else if (common == last) {
            difference(chosen);
        } else {
            cut(common, chosen);
        }
    }

    private void lookAt(long zxid) {
        if (probe != 0) {
            fail("a probe came out of turn");
            return;
        }
        probed = zxid;
        probe = server().out().nextId();
        server().out().add(new ConsensusAction.ReadLog(probe, zxid, 1));
    }

    /** What was read of the own log. */
    public void logRead(ConsensusEvent.LogRead read) {
        if (read.read() != probe || probe == 0) {
            return;
        }
        server().out().add(new ConsensusAction.CancelRead(probe));
        probe = 0;
        List<LogEntry> entries = read.entries();
        boolean found = !entries.isEmpty() && entries.getFirst().zxid() <= probed;
        long chosen = server().durableState().committed();
        server().out()
                .send(
                        upstream().link(),
                        new PaxosMessage.Probed(
                                found ? entries.getFirst().zxid() : Math.min(chosen, probed)));
    }

    /** The history is complete: it must go on where what came ends. */
    protected void complete(long epoch, long previous, Membership announced) {
        boolean linked =
                previous == received()
                        || Zxid.counter(previous) == 0
                        || Zxid.counter(received()) == 0;
        if (linked) {
            accept(epoch, announced);
        } else {
            fail(
                    "the epoch begins behind "
                            + Zxid.text(previous)
                            + ", but what came ends with "
                            + Zxid.text(received()));
        }
    }

    @Override
    public void abandon() {
        if (probe != 0) {
            server().out().add(new ConsensusAction.CancelRead(probe));
            probe = 0;
        }
        super.abandon();
    }
}
