package io.quorate.tree;

import io.quorate.model.SystemPaths;
import io.quorate.model.Znode;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PathCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeIndex;
import io.quorate.storage.TreeReader;
import java.util.Map;
import java.util.TreeMap;

/**
 * Limits and usage of all quotas, summed per namespace (first path component), under the names of
 * {@code mntr}. A hard limit counts before a soft one; what has no limit is left out. Source: spec
 * semantics section 13.4.
 */
public final class QuotaFigures {

    private static final String COUNT_LIMIT = "_quota_count_limit_per_namespace";
    private static final String BYTES_LIMIT = "_quota_bytes_limit_per_namespace";
    private static final String COUNT_USAGE = "_quota_count_usage_per_namespace";
    private static final String BYTES_USAGE = "_quota_bytes_usage_per_namespace";

    private QuotaFigures() {}

    /**
     * Figures of the quotas in {@code tree}, by metric name without prefix. The thread that may
     * read the tree.
     */
    public static Map<String, Long> perNamespace(TreeReader tree) throws StorageException {
        Map<String, Long> figures = new TreeMap<>();
        NodeRecord node = new NodeRecord();
        for (PathCursor limits = tree.index(TreeIndex.QUOTA, 0); limits.next(); ) {
            Znode quota = limits.path().parent();
            String namespace = namespace(quota);
            if (namespace.isEmpty() || !tree.get(limits.path(), node)) {
                continue;
            }
            QuotaText limit = QuotaText.parse(node.data, node.dataOffset, node.dataLength);
            add(figures, namespace + COUNT_LIMIT, hardFirst(limit.countHardLimit(), limit.count()));
            add(figures, namespace + BYTES_LIMIT, hardFirst(limit.byteHardLimit(), limit.bytes()));
            if (tree.get(quota.child(SystemPaths.QUOTA_STATS), node)) {
                QuotaText usage = QuotaText.parse(node.data, node.dataOffset, node.dataLength);
                add(figures, namespace + COUNT_USAGE, usage.count());
                add(figures, namespace + BYTES_USAGE, usage.bytes());
            }
        }
        return figures;
    }

    private static long hardFirst(long hard, long soft) {
        return hard == QuotaText.NONE ? soft : hard;
    }

    private static void add(Map<String, Long> figures, String name, long value) {
        if (value != QuotaText.NONE) {
            figures.merge(name, value, Long::sum);
        }
    }

    /** {@code /zookeeper/quota/a/b} belongs to {@code a}. */
    private static String namespace(Znode quota) {
        String path = quota.toString().substring(SystemPaths.QUOTA.length());
        int end = path.indexOf('/', 1);
        return path.isEmpty() ? "" : path.substring(1, end < 0 ? path.length() : end);
    }
}
