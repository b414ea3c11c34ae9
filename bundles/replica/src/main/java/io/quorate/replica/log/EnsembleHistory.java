package io.quorate.replica.log;

import io.quorate.consensus.ConsensusAction;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;

/**
 * The history of this server where there are others: what learners are given of it, how a leader
 * replaces it, and how far it is known to be decided. Loop thread only.
 */
public final class EnsembleHistory {

    private final HistoryReplacer replacer;
    private final LogReads reads;
    private final SnapshotStreams streams;
    private final CommitMark mark;
    private final LogWriter log;
    private final Serving serving;
    private final ReplicaHost host;

    /**
     * The history that this storage has.
     *
     * @param finishApplying applies what is committed and only half applied
     */
    public EnsembleHistory(
            StorageEngine engine,
            HistoryReplacer replacer,
            LogWriter log,
            Runnable finishApplying,
            CoreDriver driver,
            Serving serving,
            ReplicaHost host) {
        this.replacer = replacer;
        this.log = log;
        this.serving = serving;
        this.host = host;
        long tree = Math.max(0, engine.tree().batch().position().zxid());
        this.reads =
                new LogReads(
                        engine.journal(),
                        replacer.recent(),
                        tree,
                        host.workers().reads(),
                        host.loop(),
                        driver);
        this.streams = new SnapshotStreams(engine.tree(), driver, finishApplying, host);
        this.mark = new CommitMark(engine);
    }

    public HistoryReplacer replacer() {
        return replacer;
    }

    /** How far the log counts as decided when the server starts. */
    public long committedMark(long treeZxid, long lastZxid) throws StorageException {
        return mark.read(treeZxid, lastZxid);
    }

    public void tick() {
        long committed = serving.appliedZxid();
        if (!mark.isDue(committed)) {
            return;
        }
        mark.handedOver(committed);
        log.behind(
                () -> {
                    try {
                        mark.write(committed);
                    } catch (StorageException failure) {
                        throw host.faults().fatal("the commit mark cannot be written", failure);
                    }
                });
    }

    public void appended(ConsensusAction.Append append) {
        replacer.recent().append(append.entry(), log.durableZxid());
        reads.appended(append.entry().zxid());
    }

    public void stage(ConsensusAction.StageSnapshot chunk) {
        replacer.stagings().stage(chunk);
    }

    public void stage(ConsensusAction.StageEntry entry) {
        replacer.stagings().stage(entry);
    }

    public void readLog(ConsensusAction.ReadLog read) {
        reads.read(read);
    }

    public void readSnapshot(ConsensusAction.ReadSnapshot read) {
        streams.read(read);
    }

    public void cancel(long id) {
        reads.cancel(id);
        streams.cancel(id);
        replacer.stagings().cancel(id);
    }

    /** A new tree is in force. */
    public void treeReplaced(long zxid) {
        reads.restart(zxid);
    }
}
