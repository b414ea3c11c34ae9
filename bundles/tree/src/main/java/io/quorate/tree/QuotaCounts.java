package io.quorate.tree;

import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;

/**
 * The usages of quotas over so much that they are counted off the owner's thread. Owner thread,
 * except for {@link Count#run}.
 */
public final class QuotaCounts {

    private final QuotaUsage usage;

    QuotaCounts(QuotaUsage usage) {
        this.usage = usage;
    }

    /** Active quotas. */
    public int quotas() {
        return usage.size();
    }

    /** Whether something is to be counted and no count is under way. */
    public boolean isDue() {
        return usage.isCountDue();
    }

    /** Begins a count; the tree is published, so that its version is the one to walk over. */
    public Count begin() {
        QuotaUsage.Counting counting = usage.beginCount();
        return new Count() {
            @Override
            public void run(TreeReader version) throws StorageException {
                counting.run(version);
            }

            @Override
            public void abandon() {
                counting.abandon();
            }

            @Override
            public void end() throws StorageException {
                counting.end();
            }
        };
    }

    /** One count. */
    public interface Count {

        /** Walks over the version in which it began; any thread. */
        void run(TreeReader version) throws StorageException;

        /**
         * Puts the result, and what has changed since, into the stats nodes. Changes the tree: the
         * caller seals with the position it has.
         */
        void end() throws StorageException;

        /** It cannot be finished: what it would have counted is due again. */
        void abandon();
    }
}
