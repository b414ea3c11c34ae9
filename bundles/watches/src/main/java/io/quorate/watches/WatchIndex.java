package io.quorate.watches;

import io.quorate.model.WatchKinds;
import io.quorate.model.Znode;
import io.quorate.runtime.PathPrefixes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All watches of this server: the data table (data, exists, persistent and recursive watches) and
 * the child table (child and persistent watches). Which clients may get an event is the caller's to
 * judge. Loop thread only.
 *
 * <p>Source: spec semantics section 8.
 */
public final class WatchIndex {

    /** Of a kind that can be walked through while it changes. */
    private final Map<Znode, WatcherSet> data = new ConcurrentHashMap<>();

    private final Map<Znode, WatcherSet> children = new HashMap<>();
    private int watches;
    private int dataWatches;
    private int dataWatchers;

    /** Paths of the data table with recursive watchers. */
    private final PathPrefixes<WatcherSet> recursive = new PathPrefixes<>();

    private long change;

    /** A one-shot data (or exists) watch. */
    public void watchData(Znode path, Watcher watcher) {
        addData(path, watcher, WatcherSet.ONE_SHOT);
    }

    /** A one-shot child watch. */
    public void watchChildren(Znode path, Watcher watcher) {
        addChildren(path, watcher, WatcherSet.ONE_SHOT);
    }

    /** A persistent watch. */
    public void watchPersistently(Znode path, Watcher watcher) {
        addData(path, watcher, WatcherSet.PERSISTENT);
        addChildren(path, watcher, WatcherSet.PERSISTENT);
    }

    /** A persistent watch of a whole subtree. */
    public void watchRecursively(Znode path, Watcher watcher) {
        addData(path, watcher, WatcherSet.RECURSIVE);
    }

    /** True if nobody watches anything: nothing can fire. */
    public boolean isEmpty() {
        return watches == 0;
    }

    /** Node created or its data changed: watchers of the node and recursive ones above it. */
    public void fireNode(Znode path, Firing firing) {
        if (watches == 0) {
            return;
        }
        change++;
        fireData(path, firing);
    }

    /**
     * Node deleted: watchers of its data, recursive ones above, watchers of its children; each
     * once.
     */
    public void fireDeleted(Znode path, Firing firing) {
        if (watches == 0) {
            return;
        }
        change++;
        fireData(path, firing);
        fireTable(children, path, firing);
    }

    /** A child came or went: child watchers of the parent. */
    public void fireChildren(Znode parent, Firing firing) {
        if (watches == 0) {
            return;
        }
        change++;
        fireTable(children, parent, firing);
    }

    /**
     * True if {@code watcher} has a watch of the watcher type (one of {@link WatchKinds}) at {@code
     * path}.
     */
    public boolean contains(Znode path, int type, Watcher watcher) {
        return switch (type) {
            case WatchKinds.TYPE_DATA -> has(data, path, watcher, WatcherSet.ONE_SHOT);
            case WatchKinds.TYPE_CHILDREN -> has(children, path, watcher, WatcherSet.ONE_SHOT);
            case WatchKinds.TYPE_PERSISTENT -> has(data, path, watcher, WatcherSet.PERSISTENT);
            case WatchKinds.TYPE_PERSISTENT_RECURSIVE ->
                    has(data, path, watcher, WatcherSet.RECURSIVE);
            default -> has(data, path, watcher, -1) || has(children, path, watcher, -1);
        };
    }

    /** Removes the watches of a watcher type; false if there was none. */
    public boolean remove(Znode path, int type, Watcher watcher) {
        return switch (type) {
            case WatchKinds.TYPE_DATA -> removeData(path, watcher, WatcherSet.ONE_SHOT);
            case WatchKinds.TYPE_CHILDREN -> removeChildren(path, watcher, WatcherSet.ONE_SHOT);
            case WatchKinds.TYPE_PERSISTENT ->
                    removeData(path, watcher, WatcherSet.PERSISTENT)
                            | removeChildren(path, watcher, WatcherSet.PERSISTENT);
            case WatchKinds.TYPE_PERSISTENT_RECURSIVE ->
                    removeData(path, watcher, WatcherSet.RECURSIVE);
            default -> removeData(path, watcher, -1) | removeChildren(path, watcher, -1);
        };
    }

    /**
     * The paths of the data table where a watcher is that will not come back; each is to be {@link
     * #forgetData forgotten}. So many of them may be there that it takes a while.
     */
    public Iterator<Znode> takeDataPaths(Watcher watcher) {
        Set<Znode> paths = watcher.dataPaths;
        watcher.dataPaths = null;
        if (paths != null && !paths.isEmpty()) {
            dataWatchers--;
        }
        return paths == null ? Collections.emptyIterator() : paths.iterator();
    }

    /** The same of the child table and {@link #forgetChildren}. */
    public Iterator<Znode> takeChildPaths(Watcher watcher) {
        Set<Znode> paths = watcher.childPaths;
        watcher.childPaths = null;
        return paths == null ? Collections.emptyIterator() : paths.iterator();
    }

    /** Drops a watcher from one path of the data table. */
    public void forgetData(Znode path, Watcher watcher) {
        removeData(path, watcher, -1);
    }

    /** Drops a watcher from one path of the child table. */
    public void forgetChildren(Znode path, Watcher watcher) {
        removeChildren(path, watcher, -1);
    }

    /** Watches in all: entries of both tables. */
    public int size() {
        return watches;
    }

    /** Watches of the data table. */
    public int dataWatches() {
        return dataWatches;
    }

    /** Watchers with watches of the data table. */
    public int dataWatchers() {
        return dataWatchers;
    }

    /** Paths of the data table. */
    public int dataPaths() {
        return data.size();
    }

    /**
     * The data table, path by path, in any order. May be walked through while watches come and go;
     * those are seen or not.
     */
    public Iterator<PathWatchers> walkData() {
        Iterator<Map.Entry<Znode, WatcherSet>> entries = data.entrySet().iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public PathWatchers next() {
                Map.Entry<Znode, WatcherSet> entry = entries.next();
                WatcherSet set = entry.getValue();
                List<Watcher> watchers = new ArrayList<>(set.size());
                for (int slot = 0; slot < set.capacity(); slot++) {
                    if (set.at(slot) != null) {
                        watchers.add(set.at(slot));
                    }
                }
                return new PathWatchers(entry.getKey(), watchers);
            }
        };
    }

    /** A path and its watchers. */
    public record PathWatchers(Znode path, List<Watcher> watchers) {}

    /** Whether a watcher has watches of the data table. */
    public boolean hasData(Watcher watcher) {
        return watcher.dataPaths != null && !watcher.dataPaths.isEmpty();
    }

    /** The paths of one watcher in the data table; may be walked through in the same way. */
    public Iterator<Znode> walkData(Watcher watcher) {
        return watcher.dataPathsThatMayChange();
    }

    private void fireData(Znode path, Firing firing) {
        fireTable(data, path, firing);
        if (!recursive.isEmpty()) {
            recursive.eachAbove(path.utf8(), set -> fireRecursive(set, firing));
        }
    }

    private void fireRecursive(WatcherSet set, Firing firing) {
        for (int slot = 0; slot < set.capacity(); slot++) {
            Watcher watcher = set.at(slot);
            if (watcher != null && (set.modesAt(slot) & WatcherSet.RECURSIVE) != 0) {
                tell(watcher, firing);
            }
        }
    }

    private void fireTable(Map<Znode, WatcherSet> table, Znode path, Firing firing) {
        WatcherSet set = table.get(path);
        if (set == null) {
            return;
        }
        for (Watcher watcher : set.snapshot()) {
            if (watcher == null) {
                continue;
            }
            if ((set.modes(watcher) & WatcherSet.ONE_SHOT) != 0) {
                if (table == data) {
                    removeData(path, watcher, WatcherSet.ONE_SHOT);
                } else {
                    removeChildren(path, watcher, WatcherSet.ONE_SHOT);
                }
            }
            tell(watcher, firing);
        }
    }

    private void tell(Watcher watcher, Firing firing) {
        if (watcher.lastChange != change) {
            watcher.lastChange = change;
            firing.fire(watcher);
        }
    }

    private void addData(Znode path, Watcher watcher, int mode) {
        WatcherSet set = data.computeIfAbsent(path, key -> new WatcherSet());
        int before = set.add(watcher, mode);
        if (before == 0) {
            watches++;
            dataWatches++;
            if (watcher.watchesData(path)) {
                dataWatchers++;
            }
        }
        if (mode == WatcherSet.RECURSIVE && set.recursive() == 1 && isAboveSomething(path)) {
            recursive.put(path.utf8(), set);
        }
    }

    private void addChildren(Znode path, Watcher watcher, int mode) {
        if (children.computeIfAbsent(path, key -> new WatcherSet()).add(watcher, mode) == 0) {
            watches++;
            watcher.watchesChildren(path);
        }
    }

    /** A watch may be set on the empty path, which is no node: the root is a slash. */
    private static boolean isAboveSomething(Znode path) {
        return path.utf8().length > 0;
    }

    private boolean removeData(Znode path, Watcher watcher, int mode) {
        WatcherSet set = data.get(path);
        if (set == null) {
            return false;
        }
        int before = set.remove(watcher, mode);
        if ((before & mode & WatcherSet.RECURSIVE) != 0
                && set.recursive() == 0
                && isAboveSomething(path)) {
            recursive.remove(path.utf8());
        }
        if (before != 0 && (before & ~mode) == 0) {
            watches--;
            dataWatches--;
            if (watcher.forgetsData(path)) {
                dataWatchers--;
            }
            dropIfEmpty(data, path, set);
        }
        return (before & mode) != 0;
    }

    private boolean removeChildren(Znode path, Watcher watcher, int mode) {
        WatcherSet set = children.get(path);
        if (set == null) {
            return false;
        }
        int before = set.remove(watcher, mode);
        if (before != 0 && (before & ~mode) == 0) {
            watches--;
            watcher.forgetsChildren(path);
            dropIfEmpty(children, path, set);
        }
        return (before & mode) != 0;
    }

    private static void dropIfEmpty(Map<Znode, WatcherSet> table, Znode path, WatcherSet set) {
        if (set.size() == 0) {
            table.remove(path);
        }
    }

    private static boolean has(
            Map<Znode, WatcherSet> table, Znode path, Watcher watcher, int mode) {
        WatcherSet set = table.get(path);
        return set != null && (set.modes(watcher) & mode) != 0;
    }
}
