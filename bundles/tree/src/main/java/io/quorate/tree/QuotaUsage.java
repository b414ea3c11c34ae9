package io.quorate.tree;

import io.quorate.model.SystemPaths;
import io.quorate.model.Znode;
import io.quorate.runtime.PathPrefixes;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PathCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeIndex;
import io.quorate.storage.TreeReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Active quotas and their usage, kept in the {@code zookeeper_stats} nodes. Owner thread. Costs
 * nothing where no quota is set. Source: spec semantics section 10.3.
 *
 * <p>A stats node is changed in place: no zxid, no version, no event, no share in the tree digest.
 * What a new stats node has to show is counted when its transaction ends, once for all of them, and
 * where that is more than {@link #COUNTED_AT_ONCE} nodes by a {@link Counting} elsewhere, a moment
 * later: a request must not make its server walk over the tree.
 */
final class QuotaUsage {

    private static final byte[] LIMITS = SystemPaths.QUOTA_LIMITS.getBytes(StandardCharsets.UTF_8);
    private static final byte[] STATS = SystemPaths.QUOTA_STATS.getBytes(StandardCharsets.UTF_8);

    /** Nodes that are counted within a transaction. */
    static final int COUNTED_AT_ONCE = 1_000;

    private final TreeBatch tree;
    private final NodeRecord scratch = new NodeRecord();

    /** Active prefixes; {@link Quota} knows where their texts are. */
    private final Map<Znode, Quota> active = new HashMap<>();

    /** The same but for the root, whose quota charges nobody. */
    private PathPrefixes<Quota> prefixes = new PathPrefixes<>();

    /** Those, active or not, whose usage is not known yet. */
    private final Map<Znode, Quota> uncounted = new LinkedHashMap<>();

    /** The same as far as the transaction under way has made them. */
    private final List<Quota> fresh = new ArrayList<>();

    private @Nullable Counting running;

    /** One prefix: where its texts are, and how far its usage is known. */
    static final class Quota {
        private final Znode prefix;
        private final Znode limits;
        private final Znode stats;

        /** The count under way for it; null while its usage is known, or not being counted. */
        private @Nullable Counting counting;

        /** Whether its usage is to be counted: changes before that need not be noted. */
        private boolean unknown;

        /** Changes since the count under way began. */
        private long moreNodes;

        private long moreBytes;

        private Quota(Znode prefix, Znode limits, Znode stats) {
            this.prefix = prefix;
            this.limits = limits;
            this.stats = stats;
        }

        Znode prefix() {
            return prefix;
        }

        Znode limits() {
            return limits;
        }

        Znode stats() {
            return stats;
        }
    }

    QuotaUsage(TreeBatch tree) {
        this.tree = tree;
    }

    /** Active quotas. */
    int size() {
        return active.size();
    }

    /**
     * Finds the active prefixes again and computes every usage. Changes stats nodes: the caller
     * seals.
     */
    void rebuild() throws StorageException {
        active.clear();
        prefixes = new PathPrefixes<>();
        uncounted.clear();
        fresh.clear();
        running = null;
        PathCursor limits = tree.index(TreeIndex.QUOTA, 0);
        while (limits.next()) {
            activate(limits.path().parent());
        }
        QuotaCount count = new QuotaCount(active.keySet());
        count.run(tree, Long.MAX_VALUE);
        for (Quota quota : active.values()) {
            show(quota, count.of(quota.prefix));
        }
    }

    /** The transaction under way has been carried out: what it has asked for is counted. */
    void settle() throws StorageException {
        if (fresh.isEmpty()) {
            return;
        }
        List<Znode> prefixes = new ArrayList<>(fresh.size());
        for (Quota quota : fresh) {
            prefixes.add(quota.prefix);
        }
        QuotaCount count = new QuotaCount(prefixes);
        if (count.run(tree, COUNTED_AT_ONCE)) {
            for (Quota quota : fresh) {
                uncounted.remove(quota.prefix);
                quota.unknown = false;
                show(quota, count.of(quota.prefix));
            }
        }
        fresh.clear();
    }

    /** Whether usages are to be counted elsewhere and nobody does it. */
    boolean isCountDue() {
        return running == null && !uncounted.isEmpty();
    }

    /** Begins to count what is due, in a version of the tree that is the same as this one. */
    Counting beginCount() {
        running = new Counting(List.copyOf(uncounted.values()));
        uncounted.clear();
        return running;
    }

    /**
     * Usages that are counted elsewhere; made and ended by the owner, counted by any one thread.
     */
    final class Counting {
        private final List<Quota> quotas;
        private final QuotaCount count;

        private Counting(List<Quota> quotas) {
            this.quotas = quotas;
            List<Znode> prefixes = new ArrayList<>(quotas.size());
            for (Quota quota : quotas) {
                quota.counting = this;
                quota.unknown = false;
                quota.moreNodes = 0;
                quota.moreBytes = 0;
                prefixes.add(quota.prefix);
            }
            this.count = new QuotaCount(prefixes);
        }

        /** The quota with this prefix if it is counted here, else null. */
        private @Nullable Quota find(Znode prefix) {
            for (Quota quota : quotas) {
                if (quota.prefix.equals(prefix)) {
                    return quota;
                }
            }
            return null;
        }

        /** Walks over the version in which it began. */
        void run(TreeReader version) throws StorageException {
            count.run(version, Long.MAX_VALUE);
        }

        /** Owner thread: nothing was counted; it is due again. */
        void abandon() {
            if (running != this) {
                return; // another tree meanwhile
            }
            running = null;
            for (Quota quota : quotas) {
                if (quota.counting == this) {
                    quota.counting = null;
                    quota.unknown = true;
                    uncounted.put(quota.prefix, quota);
                }
            }
        }

        /** Owner thread: shows what was counted, and what has changed since. The caller seals. */
        void end() throws StorageException {
            if (running != this) {
                return; // another tree meanwhile
            }
            running = null;
            for (Quota quota : quotas) {
                if (quota.counting == this) {
                    quota.counting = null;
                    QuotaCount.Sum sum = count.of(quota.prefix);
                    sum.nodes += quota.moreNodes;
                    sum.bytes += quota.moreBytes;
                    show(quota, sum);
                }
            }
        }
    }

    /** The quota with the longest prefix of {@code path}, or null. */
    @Nullable Quota over(Znode path) {
        return prefixes.isEmpty() ? null : prefixes.nearest(path.utf8());
    }

    void created(Znode path, int dataLength) throws StorageException {
        if (path.isAtOrBelow(SystemPaths.QUOTA)) {
            createdText(path);
        }
        adjust(over(path), 1, dataLength);
    }

    void removed(Znode path, int dataLength) throws StorageException {
        if (path.isAtOrBelow(SystemPaths.QUOTA) && hasName(path, LIMITS)) {
            Znode prefix = prefix(path.parent());
            active.remove(prefix);
            prefixes.remove(prefix.utf8());
        }
        adjust(over(path), -1, -dataLength);
    }

    void resized(Znode path, int growth) throws StorageException {
        adjust(over(path), 0, growth);
    }

    private void createdText(Znode path) throws StorageException {
        if (hasName(path, LIMITS)) {
            activate(path.parent());
        } else if (hasName(path, STATS)) {
            count(path.parent());
        }
    }

    private void activate(Znode quotaNode) {
        Quota quota = known(quotaNode);
        active.put(quota.prefix(), quota);
        if (!quota.prefix().isRoot()) {
            prefixes.put(quota.prefix().utf8(), quota);
        }
    }

    /** A stats node has appeared. */
    private void count(Znode quotaNode) {
        Quota quota = known(quotaNode);
        quota.counting = null;
        if (!quota.unknown) {
            quota.unknown = true;
            uncounted.put(quota.prefix, quota);
            fresh.add(quota);
        }
    }

    private Quota known(Znode quotaNode) {
        Znode prefix = prefix(quotaNode);
        Quota known = active.get(prefix);
        if (known == null) {
            known = uncounted.get(prefix);
        }
        if (known == null && running != null) {
            known = running.find(prefix);
        }
        return known != null
                ? known
                : new Quota(prefix, quotaNode.child(LIMITS), quotaNode.child(STATS));
    }

    private void adjust(@Nullable Quota quota, int count, int bytes) throws StorageException {
        if (quota == null || quota.unknown) {
            return;
        }
        if (quota.counting != null) {
            quota.moreNodes += count;
            quota.moreBytes += bytes;
        } else if (tree.get(quota.stats(), scratch)) {
            write(
                    quota,
                    QuotaText.parse(scratch.data, scratch.dataOffset, scratch.dataLength)
                            .plus(count, bytes));
        }
    }

    private void show(Quota quota, QuotaCount.Sum sum) throws StorageException {
        if (tree.get(quota.stats(), scratch)) {
            write(quota, QuotaText.usage(sum.nodes, sum.bytes));
        }
    }

    /** {@link #scratch} holds the stats node. */
    private void write(Quota quota, QuotaText text) throws StorageException {
        byte[] bytes = text.toBytes();
        int end = scratch.dataOffset + Math.max(scratch.dataLength, 0);
        if (scratch.data == null
                || !Arrays.equals(bytes, 0, bytes.length, scratch.data, scratch.dataOffset, end)) {
            scratch.data(bytes);
            tree.put(quota.stats(), scratch);
        }
    }

    /**
     * {@code /a/b} for {@code /zookeeper/quota/a/b}; the root for {@code /zookeeper/quota} itself.
     */
    private static Znode prefix(Znode quotaNode) {
        int begin = SystemPaths.QUOTA.length();
        return quotaNode.length() <= begin
                ? Znode.ROOT
                : Znode.copyOf(quotaNode.utf8(), begin, quotaNode.length() - begin);
    }

    private static boolean hasName(Znode path, byte[] name) {
        int slash = path.lastSlash();
        return Arrays.equals(path.utf8(), slash + 1, path.length(), name, 0, name.length);
    }
}
