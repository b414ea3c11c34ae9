package io.quorate.storage.lmdb;

import io.quorate.model.Znode;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeStore;
import io.quorate.storage.lmdb.map.OrderedMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of the tree is in memory, and how more of it comes there. Source: storage SPI F20. */
final class Residence {

    private static final byte[] YES = {1};

    /** The owner hides what a checkpoint changes until it looks below it. */
    private static final long NEWEST = -1;

    private final NodeCache cache;

    Residence(NodeCache cache) {
        this.cache = cache;
    }

    NodeCache cache() {
        return cache;
    }

    /** A read would wait; never seen outside. */
    private static final class Cold extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Cold() {
            super(null, null, false, false);
        }
    }

    /** Reads what is in memory. */
    private final class Warm implements OrderedMap.Reads {

        @Override
        public byte @Nullable [] get(byte[] key) {
            byte[] known = cache.get(key);
            if (known == null) {
                throw new Cold();
            }
            return known == NodeCache.ABSENT ? null : known;
        }

        @Override
        public List<OrderedMap.Entry> range(byte[] from, boolean exclusive, int max) {
            throw new Cold();
        }
    }

    /**
     * Reads by way of what is in memory, and enters what was read.
     *
     * @param readIn state of the cache that the reads belong to; {@link #NEWEST}: that of each read
     */
    private record Cached(NodeCache cache, long readIn, OrderedMap.Reads below)
            implements OrderedMap.Reads {

        @Override
        public byte @Nullable [] get(byte[] key) throws StorageException {
            byte[] known = cache.get(key);
            if (known != null) {
                return known == NodeCache.ABSENT ? null : known;
            }
            long in = readIn == NEWEST ? cache.generation() : readIn;
            byte[] value = below.get(key);
            cache.put(in, key, value);
            return value;
        }

        @Override
        public List<OrderedMap.Entry> range(byte[] from, boolean exclusive, int max)
                throws StorageException {
            return below.range(from, exclusive, max);
        }
    }

    /** Owner: the newest checkpoint, by way of what of it is in memory. */
    OrderedMap.Reads over(OrderedMap.Reads below) {
        return new Cached(cache, NEWEST, below);
    }

    /** Owner: whether a node of that state can be read without the map. */
    boolean has(Content state, Znode path) {
        try {
            Content warm = state.over(new Warm());
            NodeEntry found = warm.find(path.utf8(), path.length());
            if (found == null) {
                return true;
            }
            acl(warm, found);
            return !isListed(found) || cache.get(listed(found)) != null;
        } catch (Cold elsewhere) {
            return false;
        } catch (StorageException impossible) {
            throw new IllegalStateException("nothing was read", impossible);
        }
    }

    /** Read worker: brings it into memory. */
    void load(Content state, OrderedMap map, Znode path) throws StorageException {
        long readIn = cache.generation();
        try (OrderedMap.View view = map.view()) {
            Content loading = state.over(new Cached(cache, readIn, view));
            NodeEntry found = loading.find(path.utf8(), path.length());
            if (found == null) {
                return;
            }
            acl(loading, found);
            if (isListed(found)) {
                Walk children = new Walk(loading, Keys.number(Keys.NODE, found.id()));
                while (children.next()) {
                    // It is enough that the pages have been read.
                }
                cache.put(readIn, listed(found), YES);
            }
        }
    }

    private static void acl(Content state, NodeEntry entry) throws StorageException {
        NodeRecord node = new NodeRecord();
        entry.unpack(node);
        if (node.aclId != NodeRecord.OPEN_ACL) {
            state.get(Keys.number(Keys.ACL, node.aclId));
        }
    }

    private static boolean isListed(NodeEntry entry) {
        return entry.children() > 0 && entry.children() <= TreeStore.RESIDENT_CHILDREN;
    }

    private static byte[] listed(NodeEntry entry) {
        return Keys.number(Keys.LISTED, entry.id());
    }
}
