package io.quorate.storage.kit;

import io.quorate.model.AclEntry;
import io.quorate.model.Znode;
import io.quorate.storage.Install;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import java.util.Arrays;
import java.util.List;

/** A tree built aside and switched to as a whole. Background thread. */
final class HeapInstall implements Install {

    private static final byte[] NOTHING = {};

    private final HeapTree tree;
    private final TreeImages images;
    private HeapLoader loader;
    private SnapshotDecoder decoder;
    private byte[] rest = NOTHING;

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
    public void body(byte[] bytes, boolean last, int recordBytesMax) throws StorageException {
        if (decoder == null) {
            decoder = new SnapshotDecoder(loader, recordBytesMax);
        }
        byte[] all = bytes;
        if (rest.length > 0) {
            all = Arrays.copyOf(rest, rest.length + bytes.length);
            System.arraycopy(bytes, 0, all, rest.length, bytes.length);
        }
        int used = decoder.decode(all, 0, all.length);
        rest = used == all.length ? NOTHING : Arrays.copyOfRange(all, used, all.length);
        if (last && !decoder.done()) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT, "a snapshot ends before its terminator");
        }
        if (decoder.done() && rest.length > 0) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "there are bytes behind the terminator of a snapshot");
        }
    }

    @Override
    public void finish(long zxid, byte[] coreMark) throws StorageException {
        HeapLoader done = loader.finish(zxid, coreMark);
        loader = null;
        decoder = null;
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
    }
}
