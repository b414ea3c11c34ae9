package io.quorate.replica.txn;

import io.quorate.replica.driver.Serving;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.storage.PinnedView;
import io.quorate.storage.Position;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeReader;
import io.quorate.storage.TreeStore;
import io.quorate.tree.QuotaCounts;
import io.quorate.tree.QuotaFigures;
import java.util.Map;

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
    private final Serving serving;
    private final ReplicaHost host;
    private Map<String, Long> figures = Map.of();
    private boolean gathering;

    public QuotaCounter(TreeStore store, QuotaCounts counts, Serving serving, ReplicaHost host) {
        this.store = store;
        this.tree = store.batch();
        this.counts = counts;
        this.serving = serving;
        this.host = host;
    }

    /** A transaction has been applied and sealed. */
    public void applied() {
        if (counts.isDue()) {
            tree.publish();
            PinnedView view = store.pin();
            QuotaCounts.Count count = counts.begin();
            host.workers().reads().submit(() -> count(count, view));
        }
    }

    private void count(QuotaCounts.Count count, PinnedView view) {
        try {
            count.run(view);
        } catch (StorageException failure) {
            if (failure.isExpired()) {
                host.loop().execute(() -> again(count, view));
                return;
            }
            throw host.faults().fatal("tree", failure);
        }
        host.loop()
                .execute(
                        () -> {
                            view.close();
                            serving.whenApplied(() -> end(count));
                        });
    }

    /** The storage has ended the view: the count begins anew, in a later one. */
    private void again(QuotaCounts.Count count, PinnedView view) {
        view.close();
        count.abandon();
        serving.whenApplied(this::applied);
    }

    /** Not within a transaction, as it seals. */
    private void end(QuotaCounts.Count count) {
        try {
            Position position = tree.position();
            count.end();
            tree.seal(position.zxid());
        } catch (StorageException failure) {
            throw host.faults().fatal("tree", failure);
        }
        applied();
    }

    /** Figures for reports; those of very many quotas are as old as the report before. */
    public Map<String, Long> figures() {
        if (counts.quotas() <= GATHERED_AT_ONCE) {
            return gathered(tree, figures);
        }
        if (!gathering) {
            gathering = true;
            tree.publish();
            PinnedView view = store.pin();
            Map<String, Long> before = figures;
            host.workers()
                    .reads()
                    .submit(
                            () -> {
                                Map<String, Long> fresh = gathered(view, before);
                                host.loop()
                                        .execute(
                                                () -> {
                                                    view.close();
                                                    figures = fresh;
                                                    gathering = false;
                                                });
                            });
        }
        return figures;
    }

    /** {@code before} if the view was ended meanwhile. */
    private Map<String, Long> gathered(TreeReader reader, Map<String, Long> before) {
        try {
            return QuotaFigures.perNamespace(reader);
        } catch (StorageException failure) {
            if (failure.isExpired()) {
                return before;
            }
            throw host.faults().fatal("tree", failure);
        }
    }
}
