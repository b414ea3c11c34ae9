package io.quorate.replica.txn;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.LogEntry;
import io.quorate.model.LoggedTxn;
import io.quorate.model.Outcome;
import io.quorate.model.TxnHeader;
import io.quorate.replica.client.WatchDispatcher;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.HeldView;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.replica.log.LogTail;
import io.quorate.replica.log.TailEntry;
import io.quorate.storage.Journal;
import io.quorate.storage.JournalReader;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeStore;
import io.quorate.tree.Applier;
import io.quorate.tree.LongApply;
import org.jspecify.annotations.Nullable;

/**
 * Applies what is committed, in order, once: tree, watch events, sessions, replies. Loop thread
 * only. Order per transaction: its events leave before its reply, and its reply before anything
 * that reads a later state.
 */
public final class CommitApplier {

    private final TreeStore store;
    private final TreeBatch tree;
    private final Journal journal;
    private final Applier applier;
    private final LogTail tail;
    private final WatchDispatcher watches;
    private final CommitEffects effects;
    private final Serving serving;
    private final CoreDriver driver;
    private final ReplicaHost host;
    private @Nullable Running running;

    /**
     * Applies to the tree of this storage.
     *
     * @param driver transactions that take long end as if within a step of its core
     */
    public CommitApplier(
            StorageEngine engine,
            Applier applier,
            LogTail tail,
            WatchDispatcher watches,
            CommitEffects effects,
            Serving serving,
            CoreDriver driver,
            ReplicaHost host) {
        this.store = engine.tree();
        this.tree = store.batch();
        this.journal = engine.journal();
        this.applier = applier;
        this.tail = tail;
        this.watches = watches;
        this.effects = effects;
        this.serving = serving;
        this.driver = driver;
        this.host = host;
    }

    /** The log holds one more, which is not decided yet. */
    public void appended(LogEntry entry) {
        tail.append(entry);
        effects.appended(entry.txn());
    }

    public void roleChanged(ConsensusAction.RoleChanged role) {
        effects.roleChanged(role);
    }

    /**
     * Applies everything up to {@code upTo}; what is not in memory any more (or not yet, after a
     * start) is read from the log. A transaction with very many parts is applied in slices; until
     * it is done clients see the state before it, and what is committed behind it waits.
     */
    public void commit(long upTo) {
        serving.committed(upTo);
        if (running == null) {
            goOn();
        }
    }

    private void goOn() {
        try {
            long applied = serving.appliedZxid();
            long committed = serving.committedZxid();
            if (tail.unreadUpTo() > applied) {
                replay(applied, Math.min(committed, tail.oldestZxid() - 1));
            }
            effects.committing();
            for (TailEntry entry = tail.take(committed);
                    entry != null;
                    entry = tail.take(committed)) {
                LoggedTxn logged = entry.logged();
                if (applier.isLong(logged.header(), logged.txn())) {
                    begin(entry);
                    return;
                }
                apply(logged, entry.payload().length);
                effects.applied(logged.header().timeMillis());
            }
            serving.applied(committed);
        } catch (StorageException failure) {
            throw host.faults().fatal("a committed transaction cannot be applied", failure);
        }
    }

    // ---- transactions that take long

    /** One of them, and the state that clients see meanwhile. */
    private record Running(LoggedTxn logged, int payloadBytes, LongApply apply, HeldView before) {}

    private void begin(TailEntry entry) {
        LoggedTxn logged = entry.logged();
        tree.publish();
        HeldView before = new HeldView(store.pin(), serving.appliedZxid()).share();
        serving.applying(before);
        watches.beginHeld(logged.header().zxid());
        Running begun =
                new Running(
                        logged,
                        entry.payload().length,
                        applier.begin(logged.header(), logged.txn(), watches),
                        before);
        running = begun;
        host.slices().addAwaited(() -> step(begun));
    }

    private boolean step(Running begun) {
        if (running != begun) {
            return false;
        }
        try {
            if (begun.apply().step()) {
                return true;
            }
        } catch (StorageException failure) {
            throw host.faults().fatal("a committed transaction cannot be applied", failure);
        }
        driver.outside(
                () -> {
                    end(begun);
                    goOn();
                    serving.doWhatWaited();
                });
        return false;
    }

    private void end(Running done) {
        running = null;
        try {
            applied(done.logged(), done.apply().outcome(), done.payloadBytes(), done.before());
            effects.committing();
            effects.applied(done.logged().header().timeMillis());
        } catch (StorageException failure) {
            throw host.faults().fatal("a committed transaction cannot be applied", failure);
        }
    }

    public boolean isApplying() {
        return running != null;
    }

    /**
     * Applies what is under way in one go: the role or the tree is about to change, or the tree is
     * sent to a learner.
     */
    public void finish() {
        while (running != null) {
            Running begun = running;
            try {
                while (begun.apply().step()) {
                    // all of it
                }
            } catch (StorageException failure) {
                throw host.faults().fatal("a committed transaction cannot be applied", failure);
            }
            end(begun);
            goOn();
        }
        serving.doWhatWaited();
    }

    /** The log has got another end and the tree another state. */
    public void treeReplaced() {
        tail.treeReplaced(journal.span().last());
    }

    private void replay(long after, long upTo) throws StorageException {
        long begin = System.nanoTime();
        long count = 0;
        try (JournalReader entries = journal.read(after)) {
            while (entries.next() && entries.position() <= upTo) {
                byte[] payload = entries.payload();
                apply(tail.decode(payload, entries.position()).logged(), payload.length);
                count++;
            }
        }
        if (count > 0) {
            effects.replayed(count, (System.nanoTime() - begin) / 1_000_000);
        }
    }

    private void apply(LoggedTxn logged, int payloadBytes) throws StorageException {
        TxnHeader header = logged.header();
        watches.begin(header.zxid());
        Outcome outcome = applier.apply(header, logged.txn(), watches);
        applied(logged, outcome, payloadBytes, null);
    }

    /**
     * A transaction is in the tree: from here on clients may see it.
     *
     * @param before what they have seen while it was applied in slices; null if it was not
     */
    private void applied(
            LoggedTxn logged, Outcome outcome, int payloadBytes, @Nullable HeldView before)
            throws StorageException {
        long zxid = logged.header().zxid();
        tree.seal(zxid);
        if (before != null) {
            watches.fireHeld();
            serving.applying(null);
            before.release();
        }
        serving.applied(zxid);
        effects.sealed(logged, tree.digest(), payloadBytes);
        effects.reply(logged, outcome);
    }
}
