package io.quorate.shell.client;

import io.quorate.model.WatchKinds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The watches of a session by the paths the server knows. All watches have one listener, so a path
 * is in each set at most once.
 *
 * <p>Any thread.
 */
final class WatchBook {

    private final Set<String> data = new HashSet<>();
    private final Set<String> exists = new HashSet<>();
    private final Set<String> children = new HashSet<>();
    private final Set<String> persistent = new HashSet<>();
    private final Set<String> recursive = new HashSet<>();

    synchronized void addData(String path) {
        data.add(path);
    }

    synchronized void addExists(String path) {
        exists.add(path);
    }

    synchronized void addChildren(String path) {
        children.add(path);
    }

    /**
     * As the server keeps one mode per path and session, the newer mode replaces the older one
     * there; the book may hold both.
     */
    synchronized void addPersistent(String path, boolean isRecursive) {
        (isRecursive ? recursive : persistent).add(path);
    }

    /** Takes note of an event: one-shot watches are used up. True if somebody waits for it. */
    synchronized boolean fired(int eventType, String path) {
        boolean wanted = false;
        if (eventType != WatchKinds.NODE_CHILDREN_CHANGED) {
            wanted |= data.remove(path) | exists.remove(path);
            wanted |= hasRecursiveAtOrAbove(path);
        }
        if (eventType == WatchKinds.NODE_CHILDREN_CHANGED || eventType == WatchKinds.NODE_DELETED) {
            wanted |= children.remove(path);
        }
        return wanted | persistent.contains(path);
    }

    private boolean hasRecursiveAtOrAbove(String path) {
        String at = path;
        while (!recursive.contains(at)) {
            int slash = at.lastIndexOf('/');
            if (at.length() <= 1 || slash < 0) {
                return false;
            }
            at = slash == 0 ? "/" : at.substring(0, slash);
        }
        return true;
    }

    /** Forgets the watches of a kind on a path and names the event types their listener hears. */
    synchronized List<Integer> remove(int watcherType, String path) {
        boolean any = watcherType == WatchKinds.TYPE_ANY;
        List<Integer> events = new ArrayList<>();
        if ((any || watcherType == WatchKinds.TYPE_DATA)
                && (data.remove(path) | exists.remove(path))) {
            events.add(WatchEvent.DATA_WATCH_REMOVED);
        }
        if ((any || watcherType == WatchKinds.TYPE_CHILDREN) && children.remove(path)) {
            events.add(WatchEvent.CHILD_WATCH_REMOVED);
        }
        boolean gone =
                (any || watcherType == WatchKinds.TYPE_PERSISTENT) && persistent.remove(path);
        gone |=
                (any || watcherType == WatchKinds.TYPE_PERSISTENT_RECURSIVE)
                        && recursive.remove(path);
        if (gone) {
            events.add(WatchEvent.PERSISTENT_WATCH_REMOVED);
        }
        return events;
    }

    /**
     * The lists of a setWatches2 request in its order: data, exist, child, persistent, recursive.
     */
    synchronized List<List<String>> lists() {
        return List.of(
                List.copyOf(data),
                List.copyOf(exists),
                List.copyOf(children),
                List.copyOf(persistent),
                List.copyOf(recursive));
    }
}
