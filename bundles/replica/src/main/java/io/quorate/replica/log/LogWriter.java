package io.quorate.replica.log;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.replica.driver.PersistenceListener;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.runtime.Counter;
import io.quorate.runtime.Summary;
import io.quorate.storage.Journal;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes things durable: collects the persistence actions of a turn and hands them to the log worker
 * as one batch. While a batch is being synced the next one forms, so that a batch takes what
 * arrived during the sync before it.
 *
 * <p>All methods on the loop; {@link #write} on the worker. Order: prefix by prefix, by ticket.
 */
public final class LogWriter {

    private static final String UNWRITABLE = "the log cannot be written";

    private final StorageEngine engine;
    private final HardStateWriter hardState;
    private final HistoryChanges changes;
    private final PersistenceListener listener;
    private final ReplicaHost host;
    private final LogWriterFigures figures = new LogWriterFigures();
    private final List<Runnable> behindForming = new ArrayList<>();
    private LogBatch forming = new LogBatch();
    private LogBatch writing = new LogBatch();
    private boolean busy;
    private boolean armed;
    private long durableZxid;

    /**
     * Writes to the log of this storage.
     *
     * @param owner the protocol whose hard state is written
     * @param changes of history and membership
     * @param listener learns, on the loop, up to which ticket everything is durable, and then how
     *     each change of history ended
     */
    public LogWriter(
            StorageEngine engine,
            String owner,
            HistoryChanges changes,
            PersistenceListener listener,
            ReplicaHost host) {
        this.engine = engine;
        this.hardState = new HardStateWriter(engine.metadata(), owner);
        this.changes = changes;
        this.listener = listener;
        this.host = host;
        this.durableZxid = engine.journal().span().durable();
    }

    /** Takes a persistence action. */
    public void persist(long ticket, ConsensusAction action) {
        if (forming.actions.isEmpty()) {
            forming.cameNanos = host.clock().nowNanos();
        }
        forming.actions.add(action);
        forming.ticket = ticket;
        figures.queued();
        if (!armed && !busy) {
            armed = true;
            host.loop().atEndOfTurn(this::flush);
        }
    }

    /** Runs {@code task} on the log worker behind everything handed over so far. */
    public void behind(Runnable task) {
        flush();
        if (forming.actions.isEmpty()) {
            host.workers().log().submit(task);
        } else {
            behindForming.add(task);
        }
    }

    /**
     * Now and then: lets the log note how far it is durable, and look whether it is still there.
     */
    public void settle() {
        behind(
                () -> {
                    try {
                        engine.journal().settle();
                    } catch (StorageException failure) {
                        throw host.faults().fatal(UNWRITABLE, failure);
                    }
                });
    }

    /** Zxid up to which the log is durable. */
    public long durableZxid() {
        return durableZxid;
    }

    public List<Counter> counters() {
        return figures.counters();
    }

    public List<Summary> summaries() {
        return figures.summaries();
    }

    private void flush() {
        armed = false;
        if (busy || forming.actions.isEmpty()) {
            return;
        }
        submitForming();
        behindForming.forEach(host.workers().log()::submit);
        behindForming.clear();
    }

    private void submitForming() {
        busy = true;
        LogBatch batch = forming;
        forming = writing;
        writing = batch;
        figures.submitted(batch);
        host.workers().log().submit(this::write);
    }

    private void write() {
        LogBatch batch = writing;
        try {
            batch.begunNanos = host.clock().nowNanos();
            for (int at = 0; at < batch.actions.size(); at++) {
                write(batch, batch.actions.get(at));
            }
            long begin = host.clock().nowNanos();
            batch.durableZxid = engine.journal().sync();
            batch.endedNanos = host.clock().nowNanos();
            batch.syncedNanos = batch.endedNanos - begin;
            host.loop().execute(this::written);
        } catch (StorageException failure) {
            throw host.faults().fatal(UNWRITABLE, failure);
        }
    }

    private void write(LogBatch batch, ConsensusAction action) throws StorageException {
        Journal journal = engine.journal();
        switch (action) {
            case ConsensusAction.Append append ->
                    journal.append(append.entry().zxid(), append.entry().txn());
            case ConsensusAction.WriteHardState state -> {
                journal.sync();
                hardState.write(state.hardState());
            }
            case ConsensusAction.Truncate cut -> {
                journal.sync();
                batch.resets.add(changes.truncate(cut));
            }
            case ConsensusAction.InstallSnapshot install -> {
                journal.sync();
                hardState.forget(); // an install brings its own
                batch.resets.add(changes.install(install));
            }
            case ConsensusAction.StoreMembership membership -> {
                journal.sync();
                changes.write(membership);
            }
            default -> throw new IllegalStateException("not a persistence action: " + action);
        }
    }

    private void written() {
        LogBatch batch = writing;
        figures.written(batch);
        busy = false;
        durableZxid = batch.durableZxid;
        long ticket = batch.ticket;
        List<ConsensusEvent.HistoryReset> ended =
                batch.resets.isEmpty() ? List.of() : List.copyOf(batch.resets);
        batch.clear();
        if (ended.isEmpty()) {
            // The disk first: the next sync runs while this batch is applied.
            flush();
            listener.persisted(ticket);
        } else {
            // The worker may have changed the tree: what looks after it comes first.
            listener.persisted(ticket);
            ended.forEach(listener::historyReset);
            flush();
        }
    }
}
