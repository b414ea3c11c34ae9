package io.quorate.storage.lmdb;

import io.quorate.storage.StorageException;
import io.quorate.storage.lmdb.map.OrderedMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest checkpoint, by way of what of it is in memory. Owner thread only. */
record CachedReads(NodeCache cache, OrderedMap.Reads below) implements OrderedMap.Reads {

    @Override
    public byte @Nullable [] get(byte[] key) throws StorageException {
        byte[] known = cache.get(key);
        if (known != null) {
            return known == NodeCache.ABSENT ? null : known;
        }
        long readIn = cache.generation();
        byte[] value = below.get(key);
        cache.put(readIn, key, value);
        return value;
    }

    @Override
    public List<OrderedMap.Entry> range(byte[] from, boolean exclusive, int max)
            throws StorageException {
        return below.range(from, exclusive, max);
    }
}
