package io.quorate.watches;

import io.quorate.model.Znode;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A watcher: one client connection. Extended by what the replica keeps of it. Loop thread only. */
public abstract class Watcher {

    /** Paths up to which a plain set does. */
    private static final int FEW_PATHS = 64;

    /** Paths in the data table and in the child table; null while there are none. */
    @Nullable Set<Znode> dataPaths;

    @Nullable Set<Znode> childPaths;

    /** The change this watcher last got an event of, so that one change gives one event. */
    long lastChange;

    /** True if it is the first. */
    boolean watchesData(Znode path) {
        Set<Znode> paths = with(dataPaths, path);
        dataPaths = paths;
        return paths.size() == 1;
    }

    void watchesChildren(Znode path) {
        childPaths = with(childPaths, path);
    }

    /** Very many paths are kept in a kind of set that can be walked through while it changes. */
    private static Set<Znode> with(@Nullable Set<Znode> paths, Znode path) {
        Set<Znode> result = paths == null ? new HashSet<>() : paths;
        if (result.size() == FEW_PATHS && result instanceof HashSet) {
            Set<Znode> many = ConcurrentHashMap.newKeySet(4 * FEW_PATHS);
            many.addAll(result);
            result = many;
        }
        result.add(path);
        return result;
    }

    /** True if it was the last. */
    boolean forgetsData(Znode path) {
        return dataPaths != null && dataPaths.remove(path) && dataPaths.isEmpty();
    }

    void forgetsChildren(Znode path) {
        if (childPaths != null) {
            childPaths.remove(path);
        }
    }

    Iterator<Znode> dataPathsThatMayChange() {
        if (dataPaths == null) {
            return Collections.emptyIterator();
        }
        return dataPaths instanceof HashSet
                ? List.copyOf(dataPaths).iterator()
                : dataPaths.iterator();
    }
}
