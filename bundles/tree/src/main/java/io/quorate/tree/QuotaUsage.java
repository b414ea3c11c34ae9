package io.quorate.tree;

import io.quorate.model.SystemPaths;
import io.quorate.model.Znode;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PathCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeIndex;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Active quotas and their usage, kept in the {@code zookeeper_stats} nodes. Owner thread. Costs
 * nothing where no quota is set. Source: spec semantics section 10.3.
 *
 * <p>A stats node is changed in place: no zxid, no version, no event, no share in the tree digest.
 */
final class QuotaUsage {

    private static final byte[] LIMITS = SystemPaths.QUOTA_LIMITS.getBytes(StandardCharsets.UTF_8);
    private static final byte[] STATS = SystemPaths.QUOTA_STATS.getBytes(StandardCharsets.UTF_8);

    private final TreeBatch tree;
    private final NodeRecord scratch = new NodeRecord();

    /** Active prefixes; {@link Quota} knows where their texts are. */
    private final Map<Znode, Quota> active = new HashMap<>();

    /** Where the texts of one prefix are. */
    record Quota(Znode prefix, Znode limits, Znode stats) {}

    QuotaUsage(TreeBatch tree) {
        this.tree = tree;
    }

    /**
     * Finds the active prefixes again and computes every usage. Changes stats nodes: the caller
     * seals.
     */
    void rebuild() throws StorageException {
        active.clear();
        PathCursor limits = tree.index(TreeIndex.QUOTA, 0);
        while (limits.next()) {
            activate(limits.path().parent());
        }
        for (Quota quota : active.values().toArray(new Quota[0])) {
            recompute(quota);
        }
    }

    /** The quota with the longest prefix of {@code path}, or null. */
    Quota over(Znode path) {
        if (active.isEmpty()) {
            return null;
        }
        for (Znode prefix = path; !prefix.isRoot(); prefix = prefix.parent()) {
            Quota quota = active.get(prefix);
            if (quota != null) {
                return quota;
            }
        }
        return null;
    }

    void created(Znode path, int dataLength) throws StorageException {
        if (path.isAtOrBelow(SystemPaths.QUOTA)) {
            createdText(path);
        }
        adjust(over(path), 1, dataLength);
    }

    void removed(Znode path, int dataLength) throws StorageException {
        if (path.isAtOrBelow(SystemPaths.QUOTA) && hasName(path, LIMITS)) {
            active.remove(prefix(path.parent()));
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
            recompute(quota(path.parent()));
        }
    }

    private void activate(Znode quotaNode) {
        Quota quota = quota(quotaNode);
        active.put(quota.prefix(), quota);
    }

    private void adjust(Quota quota, int count, int bytes) throws StorageException {
        if (quota == null || !tree.get(quota.stats(), scratch)) {
            return;
        }
        write(
                quota,
                QuotaText.parse(scratch.data, scratch.dataOffset, scratch.dataLength)
                        .plus(count, bytes));
    }

    private void recompute(Quota quota) throws StorageException {
        long count = 0;
        long bytes = 0;
        NodeCursor nodes = tree.scan(quota.prefix());
        while (nodes.next()) {
            count++;
            bytes += Math.max(nodes.node().dataLength, 0);
        }
        if (tree.get(quota.stats(), scratch)) {
            write(quota, QuotaText.usage(count, bytes));
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

    private static Quota quota(Znode quotaNode) {
        return new Quota(prefix(quotaNode), quotaNode.child(LIMITS), quotaNode.child(STATS));
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
