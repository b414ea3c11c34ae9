package io.quorate.storage.kit.snapshot;

import io.quorate.model.SystemPaths;
import io.quorate.model.Znode;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PathCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeIndex;
import io.quorate.storage.TreeReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Counts the usage of all quotas anew, as after loading a snapshot. Source: spec semantics section
 * 10.3.
 */
public final class QuotaCount {

    private final TreeReader tree;

    /** Counts in {@code tree}. */
    public QuotaCount(TreeReader tree) {
        this.tree = tree;
    }

    /** Rewrites the usage nodes that exist; nothing of them but the data changes. */
    public void into(SnapshotSink target) throws StorageException {
        NodeRecord usage = new NodeRecord();
        for (PathCursor limits = tree.index(TreeIndex.QUOTA, 0); limits.next(); ) {
            Znode quota = limits.path().parent();
            Znode stats = quota.child(SystemPaths.QUOTA_STATS);
            if (tree.get(stats, usage)) {
                byte[] utf8 = quota.utf8();
                usage.data(
                        count(
                                Znode.ofUtf8(
                                        Arrays.copyOfRange(
                                                utf8, SystemPaths.QUOTA.length(), utf8.length))));
                target.node(stats.utf8(), 0, stats.length(), usage);
            }
        }
    }

    private byte[] count(Znode top) throws StorageException {
        long nodes = 0;
        long bytes = 0;
        for (NodeCursor below = tree.scan(top); below.next(); ) {
            nodes++;
            bytes += Math.max(0, below.node().dataLength);
        }
        return ("count=" + nodes + ",bytes=" + bytes).getBytes(StandardCharsets.UTF_8);
    }
}
