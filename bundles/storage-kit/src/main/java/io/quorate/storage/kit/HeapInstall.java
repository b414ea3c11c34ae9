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

    /** The first {@link #kept} bytes wait for the rest of their record. */
    private byte[] rest = NOTHING;

    private int kept;

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
        if (decoder == null) {
            decoder = new SnapshotDecoder(loader);
        }
        byte[] from = bytes;
        int to = bytes.length;
        if (kept > 0) {
            keep(bytes, 0);
            from = rest;
            to = kept;
        }
        int used = decoder.decode(from, 0, to);
        int left = to - used;
        if (from == rest) {
            System.arraycopy(rest, used, rest, 0, left);
            kept = left;
        } else {
            keep(bytes, used);
        }
        if (last && !decoder.done()) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT, "a snapshot ends before its terminator");
        }
        if (decoder.done() && kept > 0) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "there are bytes behind the terminator of a snapshot");
        }
    }

    /** Adds what is at and behind {@code from} to what waits for the rest of its record. */
    private void keep(byte[] bytes, int from) throws StorageException {
        int more = bytes.length - from;
        long needed = (long) kept + more;
        if (needed > rest.length) {
            if (needed > SnapshotDecoder.RECORD_BYTES_MAX) {
                throw new StorageException(
                        StorageException.Kind.CORRUPT, "a record of a snapshot is too long");
            }
            rest = Arrays.copyOf(rest, (int) Math.max(needed, 2L * kept));
        }
        System.arraycopy(bytes, from, rest, kept, more);
        kept += more;
    }

    @Override
    public void finish(long zxid) throws StorageException {
        HeapLoader done = loader.finish(zxid);
        loader = null;
        decoder = null;
        rest = NOTHING;
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
