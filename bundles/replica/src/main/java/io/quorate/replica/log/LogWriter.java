package io.quorate.replica.log;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.replica.membership.MembershipTracker;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Counter;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Loop;
import io.quorate.runtime.Summary;
import io.quorate.runtime.Worker;
import io.quorate.storage.Journal;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Makes things durable: collects the persistence actions of a turn and hands them to the log worker
 * as one batch. While a batch is being synced the next one forms, so that a batch takes what
 * arrived during the sync before it.
 *
 * <p>All methods on the loop; {@link #write} on the worker. Order: prefix by prefix, by ticket.
 */
public final class LogWriter {

    private final StorageEngine engine;
    private final String owner;
    private final Worker worker;
    private final Loop loop;
    private final Clock clock;
    private final FaultPolicy faults;
    private final LongConsumer persisted;
    private final Counter queued = new Counter("sync_processor_request_queued");
    private final Summary queueSize = new Summary("sync_processor_queue_size", false);
    private final Summary processMillis = new Summary("sync_process_time", false);
    private final Summary queueMillis = new Summary("sync_processor_queue_time_ms", true);
    private final Summary flushMillis = new Summary("sync_processor_queue_flush_time_ms", true);
    private final Summary queueAndFlushMillis =
            new Summary("sync_processor_queue_and_flush_time_ms", true);
    private final Summary syncMillis = new Summary("fsynctime", false);
    private final Summary batchSize = new Summary("sync_processor_batch_size", false);

    private final List<ConsensusEvent.HistoryReset> resets = new ArrayList<>();
    private HardState stored; // worker only
    private HistoryReplacer history;
    private MembershipTracker memberships;
    private Consumer<ConsensusEvent.HistoryReset> historyReset;
    private List<ConsensusAction> forming = new ArrayList<>();
    private List<ConsensusAction> writing = new ArrayList<>();
    private final List<Runnable> behindForming = new ArrayList<>();
    private long formingTicket;
    private long writingTicket;
    private long durableZxid;

    /** When the first entry of the forming batch, or of the written one, came. */
    private long formingNanos;

    private long cameNanos;
    private long begunNanos;
    private long endedNanos;
    private long syncedNanos;
    private boolean busy;
    private boolean armed;

    /**
     * @param owner the protocol whose hard state is written
     * @param persisted is told, on the loop, up to which ticket everything is durable
     */
    public LogWriter(
            StorageEngine engine,
            String owner,
            Worker worker,
            Loop loop,
            Clock clock,
            FaultPolicy faults,
            LongConsumer persisted) {
        this.engine = engine;
        this.owner = owner;
        this.worker = worker;
        this.loop = loop;
        this.clock = clock;
        this.faults = faults;
        this.persisted = persisted;
        this.durableZxid = engine.journal().span().durable();
    }

    /**
     * Where there are other servers; {@code reset} is told, on the loop, how each change of history
     * ended, after its ticket was.
     */
    public void connect(
            HistoryReplacer changes,
            MembershipTracker configurations,
            Consumer<ConsensusEvent.HistoryReset> reset) {
        history = changes;
        memberships = configurations;
        historyReset = reset;
    }

    /** Takes a persistence action. */
    public void persist(long ticket, ConsensusAction action) {
        if (forming.isEmpty()) {
            formingNanos = clock.nowNanos();
        }
        forming.add(action);
        queued.add(1);
        formingTicket = ticket;
        if (!armed && !busy) {
            armed = true;
            loop.atEndOfTurn(this::flush);
        }
    }

    /** Runs {@code task} on the log worker behind everything handed over so far. */
    public void behind(Runnable task) {
        flush();
        if (forming.isEmpty()) {
            worker.submit(task);
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
                        throw faults.fatal("the log cannot be written", failure);
                    }
                });
    }

    /** Zxid up to which the log is durable. */
    public long durableZxid() {
        return durableZxid;
    }

    public List<Counter> counters() {
        return List.of(queued);
    }

    public List<Summary> summaries() {
        return List.of(
                syncMillis,
                batchSize,
                queueSize,
                processMillis,
                queueMillis,
                flushMillis,
                queueAndFlushMillis);
    }

    private void flush() {
        armed = false;
        if (busy || forming.isEmpty()) {
            return;
        }
        submitForming();
        behindForming.forEach(worker::submit);
        behindForming.clear();
    }

    private void submitForming() {
        busy = true;
        List<ConsensusAction> batch = forming;
        forming = writing;
        writing = batch;
        writingTicket = formingTicket;
        cameNanos = formingNanos;
        queueSize.add(batch.size());
        worker.submit(this::write);
    }

    private void write() {
        try {
            begunNanos = clock.nowNanos();
            Journal journal = engine.journal();
            for (int at = 0; at < writing.size(); at++) {
                switch (writing.get(at)) {
                    case ConsensusAction.Append append ->
                            journal.append(append.entry().zxid(), append.entry().txn());
                    case ConsensusAction.WriteHardState state -> {
                        journal.sync();
                        HardStateInMetadata.write(
                                engine.metadata(), owner, stored, state.hardState());
                        stored = state.hardState();
                    }
                    case ConsensusAction.Truncate cut -> {
                        journal.sync();
                        resets.add(history.truncate(cut));
                    }
                    case ConsensusAction.InstallSnapshot install -> {
                        journal.sync();
                        stored = null; // an install brings its own
                        resets.add(history.install(install));
                    }
                    case ConsensusAction.StoreMembership membership -> {
                        journal.sync();
                        memberships.write(membership);
                    }
                    default ->
                            throw new IllegalStateException(
                                    "not a persistence action: " + writing.get(at));
                }
            }
            long begin = clock.nowNanos();
            long durable = journal.sync();
            endedNanos = clock.nowNanos();
            syncedNanos = endedNanos - begin;
            loop.execute(() -> written(durable));
        } catch (StorageException failure) {
            throw faults.fatal("the log cannot be written", failure);
        }
    }

    private void written(long durable) {
        syncMillis.add(syncedNanos / 1_000_000);
        processMillis.add((endedNanos - begunNanos) / 1_000_000);
        queueMillis.add((begunNanos - cameNanos) / 1_000_000);
        flushMillis.add((endedNanos - begunNanos) / 1_000_000);
        queueAndFlushMillis.add((endedNanos - cameNanos) / 1_000_000);
        batchSize.add(writing.size());
        writing.clear();
        busy = false;
        durableZxid = durable;
        long ticket = writingTicket;
        if (!resets.isEmpty()) {
            reset(ticket);
            return;
        }
        // The disk first: the next sync runs while this batch is applied.
        flush();
        persisted.accept(ticket);
    }

    /** The worker may have changed the tree: whoever looks after it comes first. */
    private void reset(long ticket) {
        List<ConsensusEvent.HistoryReset> ended = List.copyOf(resets);
        resets.clear();
        persisted.accept(ticket);
        ended.forEach(historyReset);
        flush();
    }
}
