package io.quorate.replica.txn;

import io.quorate.consensus.LogEntry;
import io.quorate.model.LoggedTxn;
import io.quorate.model.Outcome;
import io.quorate.model.Txn;
import io.quorate.model.TxnHeader;
import io.quorate.replica.client.CallLanes;
import io.quorate.replica.client.ClientConnectionRegistry;
import io.quorate.replica.client.ClientConnectionState;
import io.quorate.replica.client.WatchDispatcher;
import io.quorate.replica.driver.HeldView;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.log.LogTail;
import io.quorate.replica.log.Snapshotter;
import io.quorate.replica.log.TailEntry;
import io.quorate.replica.session.ClientServices;
import io.quorate.replica.session.LocalSessionTracker;
import io.quorate.replica.session.SessionTracker;
import io.quorate.runtime.Counter;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Slices;
import io.quorate.runtime.Summary;
import io.quorate.storage.Journal;
import io.quorate.storage.JournalReader;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeStore;
import io.quorate.tree.LongApply;
import io.quorate.tree.ReplicatedTree;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Applies what is committed, in order, once: tree, watch events, sessions, replies. Loop thread
 * only. Order per transaction: its events leave before its reply, and its reply before anything
 * that reads a later state.
 */
public final class CommitApplier {

    private final TreeBatch tree;
    private final Journal journal;
    private final ReplicatedTree machine;
    private final LogTail tail;
    private final WatchDispatcher watches;
    private final ClientConnectionRegistry connections;
    private final SessionTracker sessions;
    private final LocalSessionTracker locals;
    private final CallLanes lanes;
    private final Snapshotter snapshots;
    private final QuotaCounter quotas;
    private final TreeStore store;
    private final Slices slices;
    private final Consumer<Runnable> guard;
    private final ArrayDeque<Behind> behind = new ArrayDeque<>();
    private Running running;
    private long committed;
    private final Serving serving;
    private final ReplicationFigures figures;
    private final FaultPolicy faults;
    private final Summary replayed = new Summary("startup_txns_loaded", false);
    private final Summary replayMillis = new Summary("startup_txns_load_time", false);
    private final Counter commits = new Counter("commit_count");
    private Consumer<ClientConnectionState> ended;

    /** {@code guard} does work as if within a step of the core. */
    public CommitApplier(
            TreeStore store,
            Slices slices,
            Consumer<Runnable> guard,
            Journal journal,
            ReplicatedTree machine,
            LogTail tail,
            WatchDispatcher watches,
            ClientServices clients,
            CallLanes lanes,
            Snapshotter snapshots,
            QuotaCounter quotas,
            Serving serving,
            ReplicationFigures figures,
            FaultPolicy faults) {
        this.store = store;
        this.slices = slices;
        this.guard = guard;
        this.tree = store.batch();
        this.journal = journal;
        this.machine = machine;
        this.tail = tail;
        this.watches = watches;
        this.connections = clients.connections();
        this.sessions = clients.sessions();
        this.locals = clients.locals();
        this.lanes = lanes;
        this.snapshots = snapshots;
        this.quotas = quotas;
        this.serving = serving;
        this.figures = figures;
        this.faults = faults;
    }

    /** {@code sessionEnded} closes the connection of a session that has ended. */
    public void connect(Consumer<ClientConnectionState> sessionEnded) {
        ended = sessionEnded;
    }

    public Counter commits() {
        return commits;
    }

    public Summary replayed() {
        return replayed;
    }

    public Summary replayMillis() {
        return replayMillis;
    }

    public void appended(LogEntry entry) {
        tail.append(entry);
        figures.appended(entry.txn());
    }

    /**
     * Applies everything up to {@code upTo}; what is not in memory any more (or not yet, after a
     * start) is read from the log. A transaction with very many parts is applied in slices; until
     * it is done clients see the state before it, and what is committed behind it waits.
     */
    public void commit(long upTo) {
        committed = Math.max(committed, upTo);
        if (running == null) {
            goOn();
        }
    }

    private void goOn() {
        try {
            long applied = serving.appliedZxid();
            if (tail.unreadUpTo() > applied) {
                replay(applied, Math.min(committed, tail.oldestZxid() - 1));
            }
            figures.committing();
            for (TailEntry entry = tail.take(committed);
                    entry != null;
                    entry = tail.take(committed)) {
                LoggedTxn logged = entry.logged();
                if (machine.applier().isLong(logged.header(), logged.txn())) {
                    begin(entry);
                    return;
                }
                apply(logged, entry.payload().length);
                figures.applied(logged.header().timeMillis());
            }
            serving.applied(committed);
        } catch (StorageException failure) {
            throw faults.fatal("a committed transaction cannot be applied", failure);
        }
    }

    // ---- transactions that take long

    /** One of them, and the state that clients see meanwhile. */
    private record Running(LoggedTxn logged, int payloadBytes, LongApply apply, HeldView before) {}

    /** Something that must not happen before a transaction is applied. */
    private record Behind(long zxid, Runnable work) {}

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
                        machine.applier().begin(logged.header(), logged.txn(), watches),
                        before);
        running = begun;
        slices.add(() -> step(begun));
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
            throw faults.fatal("a committed transaction cannot be applied", failure);
        }
        guard.accept(
                () -> {
                    end(begun);
                    goOn();
                    doWhatWaited();
                });
        return false;
    }

    private void end(Running done) {
        running = null;
        try {
            applied(done.logged(), done.apply().outcome(), done.payloadBytes(), done.before());
            figures.committing();
            figures.applied(done.logged().header().timeMillis());
        } catch (StorageException failure) {
            throw faults.fatal("a committed transaction cannot be applied", failure);
        }
    }

    private void doWhatWaited() {
        while (!behind.isEmpty() && behind.peek().zxid() <= serving.appliedZxid()) {
            behind.poll().work().run();
        }
    }

    /** Does something once everything committed so far is applied: at once, as a rule. */
    public void whenApplied(Runnable work) {
        if (running == null && behind.isEmpty()) {
            work.run();
        } else {
            behind.add(new Behind(committed, work));
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
                throw faults.fatal("a committed transaction cannot be applied", failure);
            }
            end(begun);
            goOn();
        }
        doWhatWaited();
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
            replayed.add(count);
            replayMillis.add((System.nanoTime() - begin) / 1_000_000);
        }
    }

    private void apply(LoggedTxn logged, int payloadBytes) throws StorageException {
        TxnHeader header = logged.header();
        watches.begin(header.zxid());
        Outcome outcome = machine.applier().apply(header, logged.txn(), watches);
        applied(logged, outcome, payloadBytes, null);
    }

    /**
     * A transaction is in the tree: from here on clients may see it.
     *
     * @param before what they have seen while it was applied in slices; null if it was not
     */
    private void applied(LoggedTxn logged, Outcome outcome, int payloadBytes, HeldView before)
            throws StorageException {
        TxnHeader header = logged.header();
        long zxid = header.zxid();
        tree.seal(zxid);
        if (before != null) {
            watches.fireHeld();
            serving.applying(null);
            before.release();
        }
        quotas.applied();
        commits.add(1);
        machine.digests().applied(logged, tree.digest());
        machine.preparer().applied(header);
        serving.applied(zxid);
        snapshots.applied(payloadBytes);
        long sessionId = header.sessionId();
        switch (logged.txn()) {
            case Txn.CreateSession created -> {
                locals.becameGlobal(sessionId);
                sessions.created(sessionId, created.timeoutMillis());
            }
            case Txn.CloseSession closed -> {
                sessions.closed(sessionId);
                ClientConnectionState client = connections.ended(sessionId);
                if (client != null) {
                    lanes.committed(client, header.cxid(), zxid, outcome);
                    ended.accept(client);
                }
            }
            default -> {
                ClientConnectionState client = connections.of(sessionId);
                if (client != null) {
                    lanes.committed(client, header.cxid(), zxid, outcome);
                }
            }
        }
    }
}
