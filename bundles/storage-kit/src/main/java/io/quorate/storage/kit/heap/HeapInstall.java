package io.quorate.storage.kit.heap;

import io.quorate.model.AclEntry;
import io.quorate.model.Znode;
import io.quorate.storage.Install;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import io.quorate.storage.kit.snapshot.SnapshotPieces;
import java.util.List;

/** A tree built aside and switched to as a whole. Background thread. */
final class HeapInstall implements Install {

    private final HeapTree tree;
    private final TreeImages images;
    private HeapLoader loader;
    private SnapshotPieces pieces;

    HeapInstall(HeapTree tree, TreeImages images, boolean extendedTypes) {
        this.tree = tree;
        this.images = images;
        loader = new HeapLoader(extendedTypes);
    }

    @Override
    public void acl(int id, List<AclEntry> list) throws StorageException {
        loader.acl(id, list);
    }

    @Override
    public void session(long sessionId, int timeoutMillis) throws StorageException {
        loader.session(sessionId, timeoutMillis);
    }

    @Override
    public void node(Znode path, NodeRecord node) throws StorageException {
        byte[] utf8 = path.utf8();
        loader.node(utf8, 0, path.isRoot() ? 0 : utf8.length, node);
    }

    @Override
    public void body(byte[] bytes, boolean last) throws StorageException {
        if (pieces == null) {
            pieces = new SnapshotPieces(loader);
        }
        pieces.take(bytes, last);
    }

    @Override
    public void finish(long zxid) throws StorageException {
        HeapLoader done = loader.finish(zxid);
        close();
        images.install(done.version());
        tree.adopt(done);
    }

    @Override
    public void confirm() throws StorageException {
        images.confirm();
    }

    @Override
    public void close() {
        loader = null;
        pieces = null;
    }
}
