package io.quorate.replica;

import io.quorate.consensus.LogEntry;
import io.quorate.model.LoggedTxn;
import io.quorate.model.Outcome;
import io.quorate.model.Txn;
import io.quorate.model.TxnHeader;
import io.quorate.runtime.Counter;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Summary;
import io.quorate.storage.Journal;
import io.quorate.storage.JournalReader;
import io.quorate.storage.Position;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.tree.ReplicatedTree;
import java.util.function.Consumer;

/**
 * Applies what is committed, in order, once: tree, watch events, sessions, replies. Loop thread
 * only. Order per transaction: its events leave before its reply, and its reply before anything
 * that reads a later state.
 */
final class CommitDesk {

    private final TreeBatch tree;
    private final Journal journal;
    private final ReplicatedTree machine;
    private final LogTail tail;
    private final WatchDesk watches;
    private final Seats seats;
    private final SessionDesk sessions;
    private final LocalSessionDesk locals;
    private final CallLanes lanes;
    private final SnapshotDesk snapshots;
    private final QuotaDesk quotas;
    private final Serving serving;
    private final ReplicationFigures figures;
    private final FaultPolicy faults;
    private final Summary replayed = new Summary("startup_txns_loaded", false);
    private final Summary replayMillis = new Summary("startup_txns_load_time", false);
    private final Counter commits = new Counter("commit_count");
    private Consumer<Seat> ended;

    CommitDesk(
            TreeBatch tree,
            Journal journal,
            ReplicatedTree machine,
            LogTail tail,
            WatchDesk watches,
            ClientDesks clients,
            CallLanes lanes,
            SnapshotDesk snapshots,
            QuotaDesk quotas,
            Serving serving,
            ReplicationFigures figures,
            FaultPolicy faults) {
        this.tree = tree;
        this.journal = journal;
        this.machine = machine;
        this.tail = tail;
        this.watches = watches;
        this.seats = clients.seats();
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
    void connect(Consumer<Seat> sessionEnded) {
        ended = sessionEnded;
    }

    Counter commits() {
        return commits;
    }

    Summary replayed() {
        return replayed;
    }

    Summary replayMillis() {
        return replayMillis;
    }

    void appended(LogEntry entry) {
        tail.append(entry);
        figures.appended(entry.txn());
    }

    /**
     * Applies everything up to {@code upTo}; what is not in memory any more (or not yet, after a
     * start) is read from the log.
     */
    void commit(long upTo) {
        try {
            long applied = serving.appliedZxid();
            if (tail.unreadUpTo() > applied) {
                replay(applied, Math.min(upTo, tail.oldestZxid() - 1));
            }
            figures.committing();
            for (TailEntry entry = tail.take(upTo); entry != null; entry = tail.take(upTo)) {
                apply(entry.logged(), entry.payload().length);
                figures.applied(entry.logged().header().timeMillis());
            }
            serving.applied(upTo);
        } catch (StorageException failure) {
            throw faults.fatal("a committed transaction cannot be applied", failure);
        }
    }

    /** The log has got another end and the tree another state. */
    void treeReplaced() {
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
        long zxid = header.zxid();
        watches.begin(zxid);
        Outcome outcome = machine.applier().apply(header, logged.txn(), watches);
        tree.seal(zxid, Position.NO_MARK);
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
                Seat seat = seats.ended(sessionId);
                if (seat != null) {
                    lanes.committed(seat, header.cxid(), zxid, outcome);
                    ended.accept(seat);
                }
            }
            default -> {
                Seat seat = seats.of(sessionId);
                if (seat != null) {
                    lanes.committed(seat, header.cxid(), zxid, outcome);
                }
            }
        }
    }
}
