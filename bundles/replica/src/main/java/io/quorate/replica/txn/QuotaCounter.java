package io.quorate.replica.txn;

import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Loop;
import io.quorate.runtime.Worker;
import io.quorate.storage.PinnedView;
import io.quorate.storage.Position;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeReader;
import io.quorate.storage.TreeStore;
import io.quorate.tree.QuotaCounts;
import io.quorate.tree.QuotaFigures;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Walks over the tree for quotas, on a worker: counts what large ones use, and gathers the figures
 * of very many. Loop thread only, except for the walks.
 */
public final class QuotaCounter {

    /** Quotas whose figures are gathered at once when they are asked for. */
    private static final int GATHERED_AT_ONCE = 500;

    private final TreeStore store;
    private final TreeBatch tree;
    private final QuotaCounts counts;
    private final Worker worker;
    private final Loop loop;
    private final FaultPolicy faults;
    private Map<String, Long> figures = Map.of();
    private boolean gathering;
    private Consumer<Runnable> afterApply;

    public QuotaCounter(
            TreeStore store, QuotaCounts counts, Worker worker, Loop loop, FaultPolicy faults) {
        this.store = store;
        this.tree = store.batch();
        this.counts = counts;
        this.worker = worker;
        this.loop = loop;
        this.faults = faults;
    }

    /** {@code whenApplied} does something when no transaction is half applied. */
    public void connect(Consumer<Runnable> whenApplied) {
        afterApply = whenApplied;
    }

    /** A transaction has been applied and sealed. */
    public void applied() {
        if (counts.isDue()) {
            tree.publish();
            PinnedView view = store.pin();
            QuotaCounts.Count count = counts.begin();
            worker.submit(() -> count(count, view));
        }
    }

    private void count(QuotaCounts.Count count, PinnedView view) {
        try {
            count.run(view);
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
        loop.execute(
                () -> {
                    view.close();
                    afterApply.accept(() -> end(count));
                });
    }

    /** Not within a transaction, as it seals. */
    private void end(QuotaCounts.Count count) {
        try {
            Position position = tree.position();
            count.end();
            tree.seal(position.zxid());
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
        applied();
    }

    /** Figures for reports; those of very many quotas are as old as the report before. */
    public Map<String, Long> figures() {
        if (counts.quotas() <= GATHERED_AT_ONCE) {
            return gathered(tree);
        }
        if (!gathering) {
            gathering = true;
            tree.publish();
            PinnedView view = store.pin();
            worker.submit(
                    () -> {
                        Map<String, Long> fresh = gathered(view);
                        loop.execute(
                                () -> {
                                    view.close();
                                    figures = fresh;
                                    gathering = false;
                                });
                    });
        }
        return figures;
    }

    private Map<String, Long> gathered(TreeReader reader) {
        try {
            return QuotaFigures.perNamespace(reader);
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
    }
}
