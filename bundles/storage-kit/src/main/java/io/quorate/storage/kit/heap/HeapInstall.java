package io.quorate.storage.kit.heap;

import io.quorate.storage.Install;
import io.quorate.storage.StorageException;
import io.quorate.storage.kit.snapshot.SnapshotPieces;
import org.jspecify.annotations.Nullable;

/** A tree built aside and switched to as a whole. Background thread. */
final class HeapInstall implements Install {

    private final HeapTree tree;
    private final TreeImages images;
    private @Nullable HeapLoader loader;
    private @Nullable SnapshotPieces pieces;

    HeapInstall(HeapTree tree, TreeImages images, boolean extendedTypes) {
        this.tree = tree;
        this.images = images;
        loader = new HeapLoader(extendedTypes);
        pieces = new SnapshotPieces(loader);
    }

    @Override
    @SuppressWarnings("NullAway") // not closed yet
    public void body(byte[] bytes, boolean last) throws StorageException {
        pieces.take(bytes, last);
    }

    @Override
    @SuppressWarnings("NullAway") // not closed yet
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
