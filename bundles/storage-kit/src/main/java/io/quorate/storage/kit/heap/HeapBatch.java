package io.quorate.storage.kit.heap;

import io.quorate.model.AclEntry;
import io.quorate.model.Znode;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.Position;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import java.util.ArrayList;
import java.util.List;

/** The owner's working state. Owner thread only. */
final class HeapBatch extends HeapReader implements TreeBatch {

    private final HeapTree tree;
    private final UndoLog undo = new UndoLog();
    private final HeapWriter writer;

    /** Something was sealed since the last version. */
    private boolean unpublished;

    HeapBatch(HeapTree tree, boolean extendedTypes) {
        this.tree = tree;
        writer = new HeapWriter(new HeapState(), new AclTable(), extendedTypes, undo);
    }

    /** Goes on from what a loader has built, as the new version. */
    void adopt(HeapLoader content) {
        writer.state = content.state();
        writer.acls = content.acls();
        writer.epoch = Math.max(writer.epoch, content.epoch());
        undo.clear();
        release();
    }

    long written() {
        return writer.written;
    }

    @Override
    HeapState state() {
        return writer.state;
    }

    @Override
    HeapState frozen() {
        writer.epoch++;
        return writer.state;
    }

    @Override
    HeapState unchecked() {
        return writer.state;
    }

    @Override
    public boolean get(Znode path, NodeRecord into) {
        Object entry = writer.find(path.utf8());
        if (entry == null) {
            return false;
        }
        Entries.unpack(entry, into);
        return true;
    }

    @Override
    public void put(Znode path, NodeRecord node) throws StorageException {
        if (path.isRoot()) {
            writer.root(node);
            return;
        }
        byte[] utf8 = path.utf8();
        int slash = path.lastSlash();
        writer.place(parent(path, slash), utf8, 0, slash + 1, utf8.length, node);
    }

    @Override
    public void counters(Znode parent, int cversion, long pzxid) throws StorageException {
        byte[] utf8 = parent.utf8();
        int end = parent.isRoot() ? 0 : utf8.length;
        Directory directory = writer.directory(utf8, end);
        if (directory == null) {
            throw missing(parent);
        }
        writer.counters(directory, utf8, end, cversion, pzxid);
    }

    @Override
    public void remove(Znode path) throws StorageException {
        if (path.isRoot()) {
            throw missing(path);
        }
        int slash = path.lastSlash();
        Directory parent = parent(path, slash);
        Object before = parent.child(path.utf8(), slash + 1, path.length());
        if (before == null) {
            throw missing(path);
        }
        if (before instanceof Directory directory && directory.count > 0) {
            removeBelow(path);
            remove(path);
            return;
        }
        writer.remove(parent, before, path.utf8(), slash + 1);
    }

    private void removeBelow(Znode path) throws StorageException {
        List<Znode> doomed = new ArrayList<>();
        for (NodeCursor nodes = scan(path); nodes.next(); ) {
            doomed.add(nodes.path());
        }
        for (int i = doomed.size() - 1; i > 0; i--) {
            remove(doomed.get(i));
        }
    }

    private Directory parent(Znode path, int slash) throws StorageException {
        Directory parent =
                slash < 0 || path.utf8()[0] != '/' ? null : writer.directory(path.utf8(), slash);
        if (parent == null) {
            throw missing(path.parent());
        }
        return parent;
    }

    private static StorageException missing(Znode path) {
        return new StorageException(StorageException.Kind.CORRUPT, "no node at " + path);
    }

    @Override
    public int acl(List<AclEntry> list) {
        return writer.acls.intern(list, writer.state, writer.epoch);
    }

    @Override
    public void session(long sessionId, int timeoutMillis) {
        HeapState state = writer.state;
        int before = timeoutMillis(state, sessionId);
        boolean known = before >= 0;
        undo.session(sessionId, before);
        if (timeoutMillis >= 0) {
            state.sessions =
                    Indexes.put(
                            state.sessions,
                            new Indexes.Session(sessionId, timeoutMillis),
                            writer.epoch);
            state.sessionCount += known ? 0 : 1;
        } else if (known) {
            state.sessions = Indexes.remove(state.sessions, sessionId, writer.epoch);
            state.sessionCount--;
        }
        writer.written += Long.BYTES;
    }

    @Override
    public long digest() {
        return writer.state.digest;
    }

    @Override
    public void seal(long zxid) {
        writer.state.position = new Position(zxid, writer.state.digest);
        undo.clear();
        unpublished = true;
    }

    @Override
    public void publish() {
        boolean sweep = undo.isEmpty() && writer.acls.hasIdle();
        if (sweep) {
            writer.acls.sweep(writer.state, writer.epoch);
        } else if (!unpublished) {
            return;
        }
        if (undo.isEmpty()) {
            release();
        } else {
            UndoLog redo = takeBack();
            release();
            apply(redo);
        }
    }

    /** The working state becomes the current version. */
    private void release() {
        tree.publish(new HeapVersion(writer.state.copy()));
        writer.epoch++;
        unpublished = false;
    }

    /** Goes back to the last seal and returns how to come here again. */
    private UndoLog takeBack() {
        UndoLog changes = undo.split();
        apply(changes);
        return undo.split();
    }

    private void apply(UndoLog changes) {
        try {
            changes.undo(this);
        } catch (StorageException e) {
            throw new IllegalStateException("changes cannot be taken back", e);
        }
    }
}
