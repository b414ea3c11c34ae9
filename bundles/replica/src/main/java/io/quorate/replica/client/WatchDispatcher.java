package io.quorate.replica.client;

import io.quorate.model.AclEntry;
import io.quorate.model.ErrorCode;
import io.quorate.model.Outcome;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.WatchKinds;
import io.quorate.model.Znode;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Slices;
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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets watches and sends events to connections, only to those that may read the node. Loop thread
 * only. Source: spec semantics section 8.
 */
public final class WatchDispatcher implements ChangeSink {

    private static final Logger LOG = LoggerFactory.getLogger(WatchDispatcher.class);

    private static final long CATCH_UP = -1;

    /** Watches set again in one go. */
    private static final int RESTORES_PER_STEP = 256;

    /** Watches of a connection that is gone forgotten in one go. */
    private static final int RELEASES_PER_STEP = 512;

    private final WatchIndex index = new WatchIndex();
    private final TreeReader tree;
    private final AclCheck access;
    private final ClientConnectionRegistry connections;
    private final Slices slices;
    private final FaultPolicy faults;
    private final NodeRecord node = new NodeRecord();
    private final Summary[] fired = {
        null,
        new Summary("node_created_watch_count", false),
        new Summary("node_deleted_watch_count", false),
        new Summary("node_changed_watch_count", false),
        new Summary("node_children_watch_count", false)
    };

    /** A change of a transaction that is applied in slices. */
    private record Change(int type, Znode path, @Nullable List<AclEntry> acl) {}

    /** Those so far; null while transactions are applied in one go. */
    private @Nullable List<Change> held;

    private long zxid;
    private final Telling telling = new Telling();

    public WatchDispatcher(
            TreeReader tree,
            AclCheck access,
            ClientConnectionRegistry connections,
            ReplicaHost host) {
        this.tree = tree;
        this.slices = host.slices();
        this.access = access;
        this.connections = connections;
        this.faults = host.faults();
        connections.whenGone(this::release);
    }

    public WatchIndex index() {
        return index;
    }

    /** Events fired per change, by event type. */
    public List<Summary> summaries() {
        return List.of(fired[1], fired[2], fired[3], fired[4]);
    }

    /** The changes that follow belong to this transaction. */
    public void begin(long txnZxid) {
        zxid = txnZxid;
    }

    /** The changes that follow belong to this transaction and are sent by {@link #fireHeld}. */
    public void beginHeld(long txnZxid) {
        zxid = txnZxid;
        held = new ArrayList<>();
    }

    /** The transaction is applied: its events are sent, in order. */
    @SuppressWarnings("NullAway") // beginHeld came before
    public void fireHeld() {
        List<Change> changes = held;
        held = null;
        if (index.isEmpty()) {
            return;
        }
        for (Change change : changes) {
            tell(change.type(), change.path(), change.acl());
        }
    }

    @Override
    public void changed(int eventType, Znode changedPath, int aclId) {
        if (index.isEmpty() && held == null) {
            return;
        }
        List<AclEntry> changedAcl;
        try {
            changedAcl = aclId == NodeRecord.OPEN_ACL ? AclEntry.OPEN : tree.acl(aclId);
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
        if (held != null) {
            held.add(new Change(eventType, changedPath, changedAcl));
        } else {
            tell(eventType, changedPath, changedAcl);
        }
    }

    private void tell(int eventType, Znode changedPath, @Nullable List<AclEntry> changedAcl) {
        int told = telling.tell(eventType, changedPath, changedAcl);
        if (told > 0) {
            fired[eventType].add(told);
        }
    }

    /** One change, sent to the connections that watch the node and may read it. */
    private final class Telling implements Firing {
        private int type;

        @SuppressWarnings("NullAway.Init") // given by tell
        private Znode path;

        private @Nullable List<AclEntry> acl;

        /** Made for the first watcher that gets it. */
        private @Nullable NodeEvent event;

        private int told;

        /** Returns how many hear it. */
        int tell(int eventType, Znode changedPath, @Nullable List<AclEntry> changedAcl) {
            type = eventType;
            path = changedPath;
            acl = changedAcl;
            event = null;
            told = 0;
            switch (eventType) {
                case WatchKinds.NODE_DELETED -> index.fireDeleted(changedPath, this);
                case WatchKinds.NODE_CHILDREN_CHANGED -> index.fireChildren(changedPath, this);
                default -> index.fireNode(changedPath, this);
            }
            return told;
        }

        @Override
        public void fire(Watcher watcher) {
            ClientConnectionState client = (ClientConnectionState) watcher;
            if (client.closed || !access.allows(acl, path, Permission.READ, client.identities)) {
                return;
            }
            if (event == null) {
                event = new NodeEvent(type, path, zxid);
            }
            told++;
            client.event(event);
            if (client.isOverrun()) {
                // Later: the index is being walked through.
                slices.add(() -> dropOverrun(client));
            }
        }
    }

    private boolean dropOverrun(ClientConnectionState client) {
        if (!client.closed) {
            LOG.warn(
                    "Closing {}: too many events wait for a reply it does not take",
                    client.connection);
            connections.drop(client);
        }
        return false;
    }

    /** Adds a persistent or recursive watch. */
    public Outcome add(ClientConnectionState client, Request.AddWatch request) {
        switch (request.mode()) {
            case WatchKinds.MODE_PERSISTENT -> index.watchPersistently(request.path(), client);
            case WatchKinds.MODE_PERSISTENT_RECURSIVE ->
                    index.watchRecursively(request.path(), client);
            default -> {
                return new Outcome.Refused(ErrorCode.MARSHALLING_ERROR);
            }
        }
        return new Outcome.Number(0);
    }

    /** Removes watches. */
    public Outcome remove(ClientConnectionState client, Request.WatchQuery request) {
        return found(
                request,
                isKnown(request.type()) && index.remove(request.path(), request.type(), client));
    }

    /** Looks for watches. */
    public Outcome check(ClientConnectionState client, Request.WatchQuery request) {
        return found(
                request,
                isKnown(request.type()) && index.contains(request.path(), request.type(), client));
    }

    /** Whether setting so many watches again is too much for one go. */
    public static boolean isLong(Request.SetWatches request) {
        return count(request) > RESTORES_PER_STEP;
    }

    private static int count(Request.SetWatches request) {
        return request.data().size()
                + request.exist().size()
                + request.child().size()
                + request.persistent().size()
                + request.persistentRecursive().size();
    }

    /**
     * Sets watches again after a reconnect; an event for what changed meanwhile is sent at once.
     */
    Outcome restore(ClientConnectionState client, Request.SetWatches request)
            throws StorageException {
        Restoring all = new Restoring(client, request);
        while (all.hasNext()) {
            all.next();
        }
        return Outcome.DONE;
    }

    /** The same in slices; {@code done} follows unless the connection goes meanwhile. */
    void restore(ClientConnectionState client, Request.SetWatches request, Runnable done) {
        Restoring all = new Restoring(client, request);
        slices.add(
                () -> {
                    if (client.closed) {
                        return false;
                    }
                    if (held != null) {
                        return true; // the tree holds half a transaction
                    }
                    try {
                        for (int at = 0; at < RESTORES_PER_STEP && all.hasNext(); at++) {
                            all.next();
                        }
                    } catch (StorageException failure) {
                        throw faults.fatal("tree", failure);
                    }
                    if (all.hasNext()) {
                        return true;
                    }
                    done.run();
                    return false;
                });
    }

    /** The watches of one request, one after the other. */
    private final class Restoring {

        private final ClientConnectionState client;
        private final long since;
        private final List<List<Znode>> lists;
        private int list;
        private int at;

        Restoring(ClientConnectionState client, Request.SetWatches request) {
            this.client = client;
            this.since = request.relativeZxid();
            this.lists =
                    List.of(
                            request.data(),
                            request.exist(),
                            request.child(),
                            request.persistent(),
                            request.persistentRecursive());
        }

        boolean hasNext() {
            while (list < lists.size() && at == lists.get(list).size()) {
                list++;
                at = 0;
            }
            return list < lists.size();
        }

        /** Only if there is one. */
        void next() throws StorageException {
            Znode path = lists.get(list).get(at++);
            switch (list) {
                case 0 -> data(path);
                case 1 -> exist(path);
                case 2 -> child(path);
                case 3 -> index.watchPersistently(path, client);
                default -> index.watchRecursively(path, client);
            }
        }

        private void data(Znode path) throws StorageException {
            if (!tree.get(path, node)) {
                tell(client, WatchKinds.NODE_DELETED, path);
            } else if (node.mzxid > since) {
                tell(client, WatchKinds.NODE_DATA_CHANGED, path);
            } else {
                index.watchData(path, client);
            }
        }

        private void exist(Znode path) throws StorageException {
            if (tree.get(path, node)) {
                tell(client, WatchKinds.NODE_CREATED, path);
            } else {
                index.watchData(path, client);
            }
        }

        private void child(Znode path) throws StorageException {
            if (!tree.get(path, node)) {
                tell(client, WatchKinds.NODE_DELETED, path);
            } else if (node.pzxid > since) {
                tell(client, WatchKinds.NODE_CHILDREN_CHANGED, path);
            } else {
                index.watchChildren(path, client);
            }
        }
    }

    /** Forgets every watch of a connection that is gone; many of them in slices. */
    public void release(ClientConnectionState client) {
        Iterator<Znode> data = index.takeDataPaths(client);
        Iterator<Znode> children = index.takeChildPaths(client);
        Slices.Work release =
                () -> {
                    for (int at = 0; at < RELEASES_PER_STEP; at++) {
                        if (data.hasNext()) {
                            index.forgetData(data.next(), client);
                        } else if (children.hasNext()) {
                            index.forgetChildren(children.next(), client);
                        } else {
                            return false;
                        }
                    }
                    return data.hasNext() || children.hasNext();
                };
        if (release.step()) {
            slices.add(release);
        }
    }

    private static void tell(ClientConnectionState client, int type, Znode path) {
        client.event(new NodeEvent(type, path, CATCH_UP));
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
