package io.quorate.watches;

import io.quorate.model.Znode;
import java.util.HashSet;
import java.util.Set;

/**
 * Somebody who watches: one client connection. Extended by the replica's seat of a connection. Loop
 * thread only.
 */
public abstract class Watcher {

    /** Paths in the data table and in the child table; null while there are none. */
    Set<Znode> dataPaths;

    Set<Znode> childPaths;

    /** The change this watcher was last told of, so that one change is told once. */
    long lastChange;

    void watchesData(Znode path) {
        if (dataPaths == null) {
            dataPaths = new HashSet<>();
        }
        dataPaths.add(path);
    }

    void watchesChildren(Znode path) {
        if (childPaths == null) {
            childPaths = new HashSet<>();
        }
        childPaths.add(path);
    }

    void forgetsData(Znode path) {
        if (dataPaths != null) {
            dataPaths.remove(path);
        }
    }

    void forgetsChildren(Znode path) {
        if (childPaths != null) {
            childPaths.remove(path);
        }
    }
}
