package io.quorate.replica;

import io.quorate.model.AclEntry;
import io.quorate.model.ErrorCode;
import io.quorate.model.Outcome;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.WatchKinds;
import io.quorate.model.Znode;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Summary;
import io.quorate.service.NodeEvent;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import io.quorate.tree.AclCheck;
import io.quorate.tree.ChangeSink;
import io.quorate.watches.Firing;
import io.quorate.watches.WatchIndex;
import io.quorate.watches.Watcher;
import java.util.List;

/**
 * Sets watches and tells connections what changed, only those that may read it. Loop thread only.
 * Source: spec semantics section 8.
 */
final class WatchDesk implements ChangeSink, Firing {

    private static final long CATCH_UP = -1;

    private final WatchIndex index = new WatchIndex();
    private final TreeReader tree;
    private final AclCheck access;
    private final FaultPolicy faults;
    private final NodeRecord node = new NodeRecord();
    private final Summary[] fired = {
        null,
        new Summary("node_created_watch_count", false),
        new Summary("node_deleted_watch_count", false),
        new Summary("node_changed_watch_count", false),
        new Summary("node_children_watch_count", false)
    };

    private long zxid;
    private List<AclEntry> acl;
    private NodeEvent event;
    private int type;
    private Znode path;
    private int told;

    WatchDesk(TreeReader tree, AclCheck access, FaultPolicy faults) {
        this.tree = tree;
        this.access = access;
        this.faults = faults;
    }

    WatchIndex index() {
        return index;
    }

    /** Events fired per change, by event type. */
    List<Summary> summaries() {
        return List.of(fired[1], fired[2], fired[3], fired[4]);
    }

    /** The changes that follow belong to this transaction. */
    void begin(long txnZxid) {
        zxid = txnZxid;
    }

    @Override
    public void changed(int eventType, Znode changedPath, int aclId) {
        if (index.isEmpty()) {
            return;
        }
        type = eventType;
        path = changedPath;
        event = null;
        told = 0;
        try {
            acl = aclId == NodeRecord.OPEN_ACL ? AclEntry.OPEN : tree.acl(aclId);
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
        switch (eventType) {
            case WatchKinds.NODE_DELETED -> index.fireDeleted(changedPath, this);
            case WatchKinds.NODE_CHILDREN_CHANGED -> index.fireChildren(changedPath, this);
            default -> index.fireNode(changedPath, this);
        }
        if (told > 0) {
            fired[eventType].add(told);
        }
    }

    @Override
    public void fire(Watcher watcher) {
        Seat seat = (Seat) watcher;
        if (!access.allows(acl, Permission.READ, seat.identities)) {
            return;
        }
        if (event == null) {
            event = new NodeEvent(type, path, zxid);
        }
        told++;
        seat.connection.event(event);
    }

    /** Adds a persistent or recursive watch. */
    Outcome add(Seat seat, Request.AddWatch request) {
        switch (request.mode()) {
            case WatchKinds.MODE_PERSISTENT -> index.watchPersistently(request.path(), seat);
            case WatchKinds.MODE_PERSISTENT_RECURSIVE ->
                    index.watchRecursively(request.path(), seat);
            default -> {
                return new Outcome.Refused(ErrorCode.MARSHALLING_ERROR);
            }
        }
        return new Outcome.Number(0);
    }

    /** Removes watches. */
    Outcome remove(Seat seat, Request.WatchQuery request) {
        return found(
                request,
                isKnown(request.type()) && index.remove(request.path(), request.type(), seat));
    }

    /** Looks for watches. */
    Outcome check(Seat seat, Request.WatchQuery request) {
        return found(
                request,
                isKnown(request.type()) && index.contains(request.path(), request.type(), seat));
    }

    /** Sets watches again after a reconnect; what changed meanwhile is told at once. */
    Outcome restore(Seat seat, Request.SetWatches request) throws StorageException {
        long since = request.relativeZxid();
        for (Znode at : request.data()) {
            if (!tree.get(at, node)) {
                tell(seat, WatchKinds.NODE_DELETED, at);
            } else if (node.mzxid > since) {
                tell(seat, WatchKinds.NODE_DATA_CHANGED, at);
            } else {
                index.watchData(at, seat);
            }
        }
        for (Znode at : request.exist()) {
            if (tree.get(at, node)) {
                tell(seat, WatchKinds.NODE_CREATED, at);
            } else {
                index.watchData(at, seat);
            }
        }
        for (Znode at : request.child()) {
            if (!tree.get(at, node)) {
                tell(seat, WatchKinds.NODE_DELETED, at);
            } else if (node.pzxid > since) {
                tell(seat, WatchKinds.NODE_CHILDREN_CHANGED, at);
            } else {
                index.watchChildren(at, seat);
            }
        }
        for (Znode at : request.persistent()) {
            index.watchPersistently(at, seat);
        }
        for (Znode at : request.persistentRecursive()) {
            index.watchRecursively(at, seat);
        }
        return Outcome.DONE;
    }

    private static void tell(Seat seat, int type, Znode path) {
        seat.connection.event(new NodeEvent(type, path, CATCH_UP));
    }

    private static Outcome found(Request.WatchQuery request, boolean found) {
        if (!isKnown(request.type())) {
            return new Outcome.Refused(ErrorCode.MARSHALLING_ERROR);
        }
        return found ? Outcome.DONE : new Outcome.Refused(ErrorCode.NO_WATCHER);
    }

    private static boolean isKnown(int type) {
        return type >= WatchKinds.TYPE_CHILDREN && type <= WatchKinds.TYPE_PERSISTENT_RECURSIVE;
    }
}
