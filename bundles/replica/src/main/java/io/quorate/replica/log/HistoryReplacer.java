package io.quorate.replica.log;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LogEntry;
import io.quorate.replica.membership.MembershipTracker;
import io.quorate.runtime.Slices;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Cuts and replaces history: the log worker changes log and tree. Where it changes the tree the
 * phase is SYNCING, so no client is served; whatever reads the tree in slices waits meanwhile.
 *
 * <p>Source: consensus SPI C2, C4, consensus SPI section 1.5.
 */
public final class HistoryReplacer implements HistoryChanges {

    private final StorageEngine engine;
    private final String owner;
    private final TreeBatch tree;
    private final LogTail tail;
    private final RecentLog recent;
    private final SnapshotReceiver stagings;
    private final Slices slices;
    private final MembershipTracker memberships;
    private final ArrayDeque<Staging> installing = new ArrayDeque<>();
    private int pending;
    private volatile boolean changed;

    public HistoryReplacer(
            StorageEngine engine,
            String owner,
            LogTail tail,
            RecentLog recent,
            SnapshotReceiver stagings,
            MembershipTracker memberships,
            Slices slices) {
        this.memberships = memberships;
        this.engine = engine;
        this.owner = owner;
        this.tree = engine.tree().batch();
        this.tail = tail;
        this.recent = recent;
        this.stagings = stagings;
        this.slices = slices;
    }

    RecentLog recent() {
        return recent;
    }

    SnapshotReceiver stagings() {
        return stagings;
    }

    /** Loop: while true nobody but the log worker may look at the tree. */
    public boolean isPending() {
        return pending > 0;
    }

    /** Loop: the log ends there from now on, in the eyes of everybody but the disk. */
    public void announce(ConsensusAction.Truncate cut) {
        tree.publish();
        begin();
        tail.cut(cut.after());
        recent.cut(cut.after());
    }

    /** Loop: the same for a new tree. */
    @SuppressWarnings("NullAway") // what is installed was staged
    public void announce(ConsensusAction.InstallSnapshot install) {
        begin();
        Staging staging = stagings.take(install.transfer());
        if (install.keepTail()) {
            tail.dropUpTo(install.zxid());
        } else {
            tail.cut(install.zxid());
            tail.dropUpTo(install.zxid());
            recent.restart(install.zxid());
        }
        for (LogEntry entry : staging.entries()) {
            if (entry.zxid() > recent.last()) {
                tail.append(entry);
                recent.append(entry, install.zxid());
            }
        }
        synchronized (installing) {
            installing.add(staging);
        }
    }

    private void begin() {
        pending++;
        slices.hold();
    }

    /** Loop: the answer has arrived, and what the worker has changed is taken over. */
    public void done() {
        if (--pending == 0) {
            slices.resume();
        }
    }

    /** Loop: whether the worker has put another tree in force since the last call. */
    public boolean tookOver() {
        boolean took = changed;
        changed = false;
        return took;
    }

    /** Log worker; everything before is durable. */
    @Override
    public ConsensusEvent.HistoryReset truncate(ConsensusAction.Truncate cut)
            throws StorageException {
        long position = engine.tree().version().position().zxid();
        if (position > cut.after()) {
            try {
                engine.tree().rollbackTo(cut.after());
                changed = true;
            } catch (StorageException failure) {
                if (failure.kind() != StorageException.Kind.NEEDS_INSTALL) {
                    throw failure;
                }
                return reset(cut.ticket(), false);
            }
        }
        if (engine.journal().span().last() > cut.after()) {
            engine.journal().truncateAfter(cut.after());
        }
        return reset(cut.ticket(), true);
    }

    /** Log worker; everything before is durable. */
    @Override
    public ConsensusEvent.HistoryReset install(ConsensusAction.InstallSnapshot wanted)
            throws StorageException {
        Staging staging;
        synchronized (installing) {
            staging = installing.remove();
        }
        List<LogEntry> entries = staging.entries();
        PendingInstall pendingInstall =
                PendingInstall.begin(
                        engine,
                        wanted.zxid(),
                        owner,
                        wanted.hardState(),
                        wanted.keepTail(),
                        entries);
        staging.install().finish(wanted.zxid());
        changed = true;
        pendingInstall.finish(engine);
        staging.install().confirm();
        return reset(wanted.ticket(), true);
    }

    @Override
    public void write(ConsensusAction.StoreMembership membership) throws StorageException {
        memberships.write(membership);
    }

    private ConsensusEvent.HistoryReset reset(long ticket, boolean ok) {
        long position = engine.tree().version().position().zxid();
        return new ConsensusEvent.HistoryReset(
                ticket, Math.max(position, engine.journal().span().last()), position, ok);
    }
}
