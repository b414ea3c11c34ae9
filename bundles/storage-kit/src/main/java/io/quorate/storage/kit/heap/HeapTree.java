package io.quorate.storage.kit.heap;

import io.quorate.storage.Checkpoint;
import io.quorate.storage.Install;
import io.quorate.storage.PinnedView;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeReader;
import io.quorate.storage.TreeStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole tree on the heap: a copy-on-write trie with owner epochs. The owner changes nodes of
 * the current epoch in place and copies older ones; sealing raises the epoch, publishing is one
 * volatile write. A published version never changes and costs only what has been copied since.
 *
 * <p>Threads as in {@link TreeStore}; what is durable is up to the {@link TreeImages}.
 */
public final class HeapTree implements TreeStore {

    private final TreeImages images;
    private final boolean extendedTypes;
    private final HeapBatch batch;

    @SuppressWarnings("NullAway.Init") // given when the first content is adopted
    private volatile HeapVersion published;

    private @Nullable HeapCheckpoint running;
    private long checkpointed;

    /**
     * A tree with the content of a loader, whose position was set by {@link HeapLoader#finish}; the
     * loader must not be used again.
     */
    public HeapTree(HeapLoader content, TreeImages images) {
        this.images = images;
        extendedTypes = content.extendedTypes();
        batch = new HeapBatch(this, extendedTypes);
        adopt(content);
    }

    /** An empty tree: the reserved nodes, zxid 0. */
    public static HeapTree empty(boolean extendedTypes, TreeImages images) throws StorageException {
        return new HeapTree(new HeapLoader(extendedTypes).finish(0), images);
    }

    @Override
    public TreeBatch batch() {
        return batch;
    }

    @Override
    public TreeReader version() {
        return published;
    }

    void publish(HeapVersion version) {
        published = version;
    }

    @Override
    public PinnedView pin() {
        return new HeapVersion.Pinned(published);
    }

    @Override
    public long debt() {
        return batch.written() - checkpointed;
    }

    @Override
    public Checkpoint beginCheckpoint() {
        if (running != null) {
            throw new IllegalStateException("a checkpoint is running already");
        }
        running = new HeapCheckpoint(published, batch.written());
        return running;
    }

    @Override
    public long complete(Checkpoint done) {
        HeapCheckpoint ended = running;
        if (ended == null || ended != done) {
            throw new IllegalStateException("not the running checkpoint");
        }
        running = null;
        if (!ended.durable) {
            return -1;
        }
        checkpointed = ended.written;
        return images.needLog() ? -1 : ended.zxid();
    }

    @Override
    public Install beginInstall() {
        return new HeapInstall(this, images, extendedTypes);
    }

    /** Takes over the content of a loader; nobody else uses the tree meanwhile. */
    void adopt(HeapLoader content) {
        batch.adopt(content);
        checkpointed = batch.written();
    }

    @Override
    public long rollbackTo(long maxZxid) throws StorageException {
        long now = published.position().zxid();
        if (now <= maxZxid) {
            return now;
        }
        Optional<HeapLoader> older = images.load(maxZxid);
        if (older.isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.NEEDS_INSTALL,
                    "no image of at most zxid 0x" + Long.toHexString(maxZxid) + " is stored");
        }
        adopt(older.get());
        return published.position().zxid();
    }

    /** A version being written. */
    private final class HeapCheckpoint implements Checkpoint {
        private final HeapVersion version;
        private final long written;
        private volatile boolean durable;

        HeapCheckpoint(HeapVersion version, long written) {
            this.version = version;
            this.written = written;
        }

        @Override
        public long zxid() {
            return version.position().zxid();
        }

        @Override
        public void journalIsDurable() throws StorageException {
            images.journalIsDurable();
        }

        @Override
        public void write() throws StorageException {
            images.write(version);
            durable = true;
        }
    }
}
