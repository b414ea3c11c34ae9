package io.quorate.storage.lmdb;

import io.quorate.model.AclEntry;
import io.quorate.model.Znode;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.Position;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.storage.lmdb.map.OrderedMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The owner's working state. Owner thread only. */
final class LmdbBatch extends LmdbReader implements TreeBatch {

    private final LmdbTree tree;
    private final FatalErrorLatch latch;
    private final TreeEdit edit;
    private Content sealed;

    /** Changes of the edit that were sealed and are not published. */
    private int sealedChanges;

    private @Nullable StorageException fault;

    LmdbBatch(LmdbTree tree, FatalErrorLatch latch, TreeEdit edit) {
        this.tree = tree;
        this.latch = latch;
        this.edit = edit;
        this.sealed = edit.content;
    }

    void adopt(Content working, Content sealedState) throws StorageException {
        edit.adopt(working);
        sealed = sealedState;
        sealedChanges = 0;
    }

    long written() {
        return edit.written;
    }

    @Override
    Content content() {
        return edit.content;
    }

    @Override
    Content still() {
        return edit.content.over(tree.base());
    }

    @Override
    Content held() {
        return edit.content;
    }

    @Override
    public void put(Znode path, NodeRecord node) throws StorageException {
        check();
        edit.place(path, node);
    }

    @Override
    public void counters(Znode parent, int cversion, long pzxid) throws StorageException {
        check();
        edit.counters(parent, cversion, pzxid);
    }

    @Override
    public void remove(Znode path) throws StorageException {
        check();
        List<Znode> below = new ArrayList<>();
        for (NodeCursor nodes = scan(path); nodes.next(); ) {
            below.add(nodes.path());
        }
        for (int i = below.size() - 1; i > 0; i--) {
            edit.remove(below.get(i));
        }
        edit.remove(path);
    }

    @Override
    public int acl(List<AclEntry> list) {
        return edit.acl(list);
    }

    @Override
    public void session(long sessionId, int timeoutMillis) {
        try {
            edit.session(sessionId, timeoutMillis);
        } catch (StorageException unreadable) {
            // This method has no way to say so; the next one has.
            fault = latch.fatal(unreadable);
        }
    }

    private void check() throws StorageException {
        if (fault != null) {
            latch.check();
        }
    }

    @Override
    public long digest() {
        return edit.content.digest;
    }

    @Override
    public void seal(long zxid) {
        edit.content.position = new Position(zxid, edit.content.digest);
        sealed = edit.content.over(tree.base());
        sealedChanges = edit.changes();
    }

    @Override
    public void publish() {
        if (sealedChanges == edit.changes()) {
            try {
                edit.sweep();
            } catch (StorageException unreadable) {
                fault = latch.fatal(unreadable);
            }
            sealed = edit.content.over(tree.base());
            sealedChanges = edit.changes();
        }
        tree.publish(sealed);
        edit.forget(sealedChanges);
        sealedChanges = 0;
    }

    /** What is published is to be written; what came behind it stays above. Returns the former. */
    Content freeze(Content published) {
        Content frozen = published.over(tree.base());
        frozen.frozen = published.overlay;
        frozen.overlay = null;
        sealed = above(sealed, edit.layer(sealedChanges, sealed), published.overlay);
        edit.content.overlay = edit.layer(edit.changes(), edit.content);
        edit.content.frozen = published.overlay;
        return frozen;
    }

    /** What was to be written was not. */
    Content thaw(Content published) {
        Content again = published.over(tree.base());
        again.overlay = Layer.merged(published.frozen, published.overlay);
        again.frozen = null;
        sealed = above(sealed, Layer.merged(sealed.frozen, sealed.overlay), null);
        Content working = edit.content;
        working.overlay = Layer.merged(working.frozen, working.overlay);
        working.frozen = null;
        return again;
    }

    /** What was to be written is in the map. */
    Content rest(Content published, OrderedMap.Reads cached) {
        Content rest = published.over(tree.base());
        rest.frozen = null;
        sealed = above(sealed, sealed.overlay, null);
        edit.content.base = cached;
        edit.content.frozen = null;
        return rest;
    }

    private Content above(Content state, @Nullable Layer overlay, @Nullable Layer frozen) {
        Content other = state.over(tree.base());
        other.overlay = overlay;
        other.frozen = frozen;
        return other;
    }
}
