package io.quorate.consensus.kit.leader;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.feed.History;
import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.state.Recent;
import io.quorate.consensus.kit.state.Server;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import java.util.Collection;

/**
 * Numbers, proposes and decides the transactions of a leader's epoch.
 *
 * <p>Before the epoch is established the whole log counts as decided: a quorum is about to accept
 * it. Source: spec quorum-protocol section 13.1.
 */
public final class Broadcast implements History {

    private final Server server;
    private final Recent recent = new Recent();
    private final Reconfiguration reconfiguration;
    private final CommitCounter counter;
    private long epoch;
    private boolean active;
    private long initial;
    private long last;
    private long decided;
    private long bytes;

    public Broadcast(Server server, Collection<? extends LearnerFeed> feeds) {
        this.server = server;
        reconfiguration = new Reconfiguration(server, feeds);
        counter = new CommitCounter(server, feeds, reconfiguration);
        beginBehind(server.durableState().last());
    }

    private void beginBehind(long zxid) {
        initial = zxid;
        last = zxid;
        decided = zxid;
    }

    /** The epoch is known, and the log holds its initial history. */
    public void prepare(long newEpoch) {
        beginBehind(server.durableState().last());
        epoch = newEpoch;
        reconfiguration.prepare(epoch);
    }

    /** A quorum has the initial history: from now on there are proposals. */
    public void activate() {
        active = true;
        recent.start(Zxid.of(epoch, 1));
    }

    /** Takes a proposal; null, or why it cannot be one. */
    public String propose(ConsensusEvent.Propose propose) {
        long due = nextZxid();
        if (!active || propose.zxid() != due || Zxid.counter(due) == Zxid.COUNTER_MAX) {
            return "proposed "
                    + Zxid.text(propose.zxid())
                    + " where "
                    + Zxid.text(due)
                    + " was due";
        }
        if (propose.membership() != null) {
            reconfiguration.proposed(due, propose.membership());
        }
        LogEntry entry = new LogEntry(due, propose.txn());
        counter.appended(server.durableState().append(entry), due);
        recent.add(entry, decided);
        bytes += entry.txn().length;
        last = due;
        return null;
    }

    public long nextZxid() {
        return Math.max(last, Zxid.of(epoch, 0)) + 1;
    }

    /** Whether one more proposal may start. */
    public boolean hasRoom() {
        return inFlight() < server.settings().ensemble().windowTxns()
                && bytes < server.settings().ensemble().windowBytes()
                && !exhausted();
    }

    /** True if the epoch has no number left. */
    public boolean exhausted() {
        return Zxid.counter(nextZxid()) == Zxid.COUNTER_MAX;
    }

    public int inFlight() {
        return active
                ? (int) (Math.max(last, Zxid.of(epoch, 0)) - Math.max(decided, Zxid.of(epoch, 0)))
                : 0;
    }

    /** Looks how far the proposals are decided now; true if further than before. */
    public boolean advance() {
        if (!active || last == decided) {
            return false;
        }
        boolean moved = false;
        while (reconfiguration.mayCommit()) {
            long upTo = counter.decidedUpTo(decided);
            if (upTo <= decided) {
                break;
            }
            commit(reconfiguration.stopAt(decided, upTo));
            moved = true;
        }
        return moved;
    }

    private void commit(long upTo) {
        for (long zxid = Math.max(decided, Zxid.of(epoch, 0)) + 1; zxid <= upTo; zxid++) {
            bytes -= recent.find(zxid).txn().length;
        }
        decided = upTo;
        server.durableState().commit(upTo);
        reconfiguration.committed(upTo);
    }

    @Override
    public LogEntry after(long zxid) {
        long base = Zxid.of(epoch, 0);
        return zxid >= initial ? recent.find(Math.max(zxid, base) + 1) : null;
    }

    @Override
    public ServerId designated(long zxid) {
        return reconfiguration.designated(zxid);
    }

    @Override
    public Membership announced() {
        return reconfiguration.announced();
    }

    public Reconfiguration reconfiguration() {
        return reconfiguration;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public boolean active() {
        return active;
    }

    @Override
    public long last() {
        return last;
    }

    @Override
    public long decided() {
        return decided;
    }

    @Override
    public long lastNumber() {
        return Math.max(last, Zxid.of(epoch, 0));
    }
}
