package io.quorate.tree;

import io.quorate.model.Znode;
import io.quorate.runtime.PathPrefixes;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts nodes and bytes below several prefixes in one walk, however they are nested. One thread at
 * a time.
 */
final class QuotaCount {

    /** What is at and below one prefix. */
    static final class Sum {
        final Znode prefix;
        long nodes;
        long bytes;

        private Sum(Znode prefix) {
            this.prefix = prefix;
        }
    }

    private final Map<Znode, Sum> sums = new HashMap<>();

    QuotaCount(Collection<Znode> prefixes) {
        for (Znode prefix : prefixes) {
            sums.put(prefix, new Sum(prefix));
        }
    }

    /** The result for one of the prefixes. */
    @SuppressWarnings("NullAway") // asked for its prefixes only
    Sum of(Znode prefix) {
        return sums.get(prefix);
    }

    /** Counts everything; false if more than {@code nodesMax} nodes would have to be visited. */
    boolean run(TreeReader tree, long nodesMax) throws StorageException {
        long left = nodesMax;
        for (Znode top : tops()) {
            ArrayDeque<Sum> open = new ArrayDeque<>();
            for (NodeCursor nodes = tree.scan(top); nodes.next(); ) {
                if (--left < 0) {
                    return false;
                }
                Znode path = nodes.path().isRoot() ? Znode.ROOT : nodes.path();
                while (!open.isEmpty() && !path.isAtOrBelow(open.peek().prefix)) {
                    close(open);
                }
                Sum begins = sums.get(path);
                if (begins != null) {
                    open.push(begins);
                }
                if (!open.isEmpty()) {
                    open.peek().nodes++;
                    open.peek().bytes += Math.max(nodes.node().dataLength, 0);
                }
            }
            while (!open.isEmpty()) {
                close(open);
            }
        }
        return true;
    }

    /** What is below an inner prefix is below the outer one too. */
    private static void close(ArrayDeque<Sum> open) {
        Sum inner = open.pop();
        if (!open.isEmpty()) {
            open.peek().nodes += inner.nodes;
            open.peek().bytes += inner.bytes;
        }
    }

    /** The prefixes that are below no other. */
    private List<Znode> tops() {
        PathPrefixes<Znode> all = new PathPrefixes<>();
        for (Znode prefix : sums.keySet()) {
            all.put(prefix.utf8(), prefix);
        }
        List<Znode> tops = new ArrayList<>();
        for (Znode prefix : sums.keySet()) {
            List<Znode> above = new ArrayList<>(0);
            all.eachAbove(prefix.utf8(), above::add);
            if (above.isEmpty()) {
                tops.add(prefix);
            }
        }
        return tops;
    }
}
