package io.quorate.consensus.zab;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LogEntry;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Numbers, proposes and decides the transactions of a leader's epoch. An acknowledgement counts as
 * long as its learner is connected, so a learner that is cut back and comes again is never counted
 * for what it had before.
 *
 * <p>Before the epoch is established the whole log counts as decided: a quorum is about to accept
 * it. Source: spec quorum-protocol section 13.1.
 */
final class Broadcast implements History {

    private final Server server;
    private final Collection<LearnerFeed> feeds;
    private final Recent recent = new Recent();
    private final OwnLog own = new OwnLog();
    private final Reconfiguration reconfiguration;
    private final List<ServerId> holders = new ArrayList<>();
    private long[] acknowledged = new long[16];
    private long epoch;
    private boolean active;
    private long initial;
    private long last;
    private long decided;
    private long ownUpTo;
    private long bytes;

    Broadcast(Server server, Collection<LearnerFeed> feeds) {
        this.server = server;
        this.feeds = feeds;
        reconfiguration = new Reconfiguration(server, feeds);
        initial = server.ledger().last();
        last = initial;
        decided = initial;
    }

    /** The number of the epoch is known. */
    void prepare(long newEpoch) {
        epoch = newEpoch;
        reconfiguration.prepare(epoch);
    }

    /** A quorum has the initial history: from now on there are proposals. */
    void activate() {
        active = true;
        recent.start(Zxid.of(epoch, 1));
    }

    /** Takes a proposal; null, or why it cannot be one. */
    String propose(ConsensusEvent.Propose propose) {
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
        own.appended(server.ledger().append(entry), due);
        recent.add(entry, decided);
        bytes += entry.txn().length;
        last = due;
        return null;
    }

    long nextZxid() {
        return Math.max(last, Zxid.of(epoch, 0)) + 1;
    }

    /** Whether one more proposal may start. */
    boolean hasRoom() {
        return inFlight() < server.settings().windowTxns()
                && bytes < server.settings().windowBytes()
                && !exhausted();
    }

    /** True if the epoch has no number left. */
    boolean exhausted() {
        return Zxid.counter(nextZxid()) == Zxid.COUNTER_MAX;
    }

    int inFlight() {
        return active
                ? (int) (Math.max(last, Zxid.of(epoch, 0)) - Math.max(decided, Zxid.of(epoch, 0)))
                : 0;
    }

    /** Looks how far the proposals are decided now; true if further than before. */
    boolean advance() {
        if (!active || last == decided) {
            return false;
        }
        boolean moved = false;
        while (reconfiguration.mayCommit()) {
            long upTo = decidedUpTo();
            if (upTo <= decided) {
                break;
            }
            commit(reconfiguration.stopAt(decided, upTo));
            moved = true;
        }
        return moved;
    }

    private long decidedUpTo() {
        ownUpTo = Math.max(ownUpTo, own.upTo(server.ledger().durable()));
        if (acknowledged.length < 2 * feeds.size() + 2) {
            acknowledged = new long[4 * feeds.size() + 2];
        }
        int count = 0;
        acknowledged[count++] = ownUpTo;
        for (LearnerFeed feed : feeds) {
            if (!feed.observer()) {
                acknowledged[count++] = feed.ackedZxid();
            }
        }
        count = reconfiguration.addBounds(acknowledged, count);
        return server.rules().commitPoint().find(acknowledged, count, decided, this::decides);
    }

    private boolean decides(long upTo) {
        holders.clear();
        boolean alone = true;
        if (ownUpTo >= upTo) {
            holders.add(server.ensemble().self());
        }
        for (LearnerFeed feed : feeds) {
            alone &= !feed.isFollowerInStep();
            if (!feed.observer() && feed.ackedZxid() >= upTo) {
                holders.add(feed.id());
            }
        }
        return reconfiguration.decides(upTo, holders, alone && !holders.isEmpty());
    }

    private void commit(long upTo) {
        for (long zxid = Math.max(decided, Zxid.of(epoch, 0)) + 1; zxid <= upTo; zxid++) {
            bytes -= recent.find(zxid).txn().length;
        }
        decided = upTo;
        server.ledger().commit(upTo);
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

    Reconfiguration reconfiguration() {
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
