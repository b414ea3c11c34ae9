package io.quorate.storage.lmdb;

import io.quorate.model.Znode;
import io.quorate.storage.Checkpoint;
import io.quorate.storage.DebtLimits;
import io.quorate.storage.Install;
import io.quorate.storage.PinnedView;
import io.quorate.storage.Position;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageHost;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeReader;
import io.quorate.storage.TreeStore;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.storage.kit.log.FileJournal;
import io.quorate.storage.lmdb.map.OrderedMap;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The tree: what is in no checkpoint in memory, the rest in an ordered map on disk.
 *
 * <p>What is read is looked for in three places: changes since the newest checkpoint was begun,
 * changes that are being written, the map. As the second hides all that writing changes in the map,
 * it makes no difference whether a view of the map was opened before the batch or after it.
 *
 * <p>Threads as in {@link TreeStore}. Source: storage SPI F19, F20.
 */
final class LmdbTree implements TreeStore {

    private static final long VERSION_NANOS = 10_000_000_000L;

    private final StorageHost host;
    private final FatalErrorLatch latch;
    private final LmdbSettings own;
    private final Generations generations;
    private final CheckpointWriter writer;
    private final Residence residence;
    private final LmdbBatch batch;

    /** Views and maps that somebody may still be reading, in the order of their ends. */
    private final Queue<Retired> retired =
            new PriorityQueue<>(Comparator.comparingLong(Retired::untilNanos));

    private OrderedMap.View base;
    private volatile Content published;
    private @Nullable Written running;
    private long checkpointed;

    private record Retired(AutoCloseable what, long untilNanos) {}

    LmdbTree(StorageHost host, FatalErrorLatch latch, LmdbSettings own, Generations generations)
            throws StorageException {
        this.host = host;
        this.latch = latch;
        this.own = own;
        this.generations = generations;
        residence = new Residence(new NodeCache(own.cacheBytes()));
        writer = new CheckpointWriter(host, latch);
        base = generations.current().view();
        published = Content.load(base);
        batch =
                new LmdbBatch(
                        this, latch, new TreeEdit(published, host.settings().extendedTypes()));
        adopt(published);
    }

    /** Goes on from what the current map says; nobody else uses the tree meanwhile. */
    void reload() throws StorageException {
        retire(base);
        base = generations.current().view();
        adopt(Content.load(base));
    }

    private void adopt(Content content) throws StorageException {
        residence.cache().clear();
        batch.adopt(content.over(residence.over(base)), content);
        published = content;
        checkpointed = batch.written();
    }

    /** The log that checkpoints are taken of; before the first. */
    void behind(FileJournal log) {
        writer.behind(log);
    }

    /** Somebody may be reading a version of it; that does not take long. */
    private void retire(AutoCloseable what) {
        retire(what, VERSION_NANOS);
    }

    /** Nothing of it is read longer than a view lasts. */
    void retireMap(AutoCloseable map) {
        retire(map, own.viewNanos() + VERSION_NANOS);
    }

    private void retire(AutoCloseable what, long nanos) {
        retired.add(new Retired(what, host.clock().nowNanos() + nanos));
    }

    /** Ends whatever is still being read. */
    void close() {
        retired.forEach(each -> close(each.what));
        retired.clear();
        close(base);
    }

    /**
     * Position of the checkpoint before the newest, -1 if there is none: the log behind it stays.
     */
    long checkpointBefore() throws StorageException {
        try (OrderedMap.View view = generations.current().view()) {
            return CheckpointWriter.before(view);
        }
    }

    private void closeRetired() {
        long now = host.clock().nowNanos();
        for (Retired oldest = retired.peek();
                oldest != null && now - oldest.untilNanos > 0;
                oldest = retired.peek()) {
            retired.remove();
            close(oldest.what);
        }
    }

    private static void close(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception ignored) {
            // Views and maps throw nothing when they are closed.
        }
    }

    OrderedMap.Reads base() {
        return base;
    }

    @Override
    public TreeBatch batch() {
        return batch;
    }

    @Override
    public TreeReader version() {
        return LmdbReader.of(published);
    }

    void publish(Content version) {
        published = version;
    }

    @Override
    public PinnedView pin() {
        closeRetired();
        Content version = published;
        long until = host.clock().nowNanos() + own.viewNanos();
        try {
            OrderedMap.View view = generations.current().view();
            retire(view, own.viewNanos());
            return new LmdbView(version.over(view), view, host.clock(), until);
        } catch (StorageException failure) {
            return LmdbView.ended(version, host.clock());
        }
    }

    @Override
    public boolean readsMayBlock() {
        return true;
    }

    @Override
    public boolean isResident(Znode path) {
        return residence.has(batch.content(), path);
    }

    @Override
    public void load(Znode path) throws StorageException {
        latch.check();
        residence.load(published, generations.current(), path);
    }

    @Override
    public long debt() {
        return batch.written() - checkpointed;
    }

    @Override
    public DebtLimits debtLimits() {
        return own.debtLimits();
    }

    @Override
    public Checkpoint beginCheckpoint() {
        if (running != null) {
            throw new IllegalStateException("a checkpoint is running already");
        }
        closeRetired();
        published = batch.freeze(published);
        running = new Written(published, batch.written());
        return running;
    }

    @Override
    public long complete(Checkpoint done) {
        Written ended = running;
        if (ended == null || ended != done) {
            throw new IllegalStateException("not the running checkpoint");
        }
        running = null;
        OrderedMap.View written = ended.view;
        if (written == null) {
            published = batch.thaw(published);
            return -1;
        }
        checkpointed = ended.writtenBefore;
        retire(base);
        base = written;
        published = batch.rest(published, residence.over(base));
        closeRetired();
        // The log behind the checkpoint before stays until the purge: one may go back to it.
        return -1;
    }

    @Override
    public Install beginInstall() throws StorageException {
        latch.check();
        return new LmdbInstall(this, generations, latch, host.settings().extendedTypes());
    }

    @Override
    public long rollbackTo(long maxZxid) throws StorageException {
        latch.check();
        Position now = published.position;
        if (now.zxid() <= maxZxid) {
            return now.zxid();
        }
        if (Content.load(base).position.zxid() > maxZxid) {
            writer.undo(generations.current(), maxZxid);
        }
        reload();
        return published.position.zxid();
    }

    private final class Written implements Checkpoint {
        private final Content content;
        private final long writtenBefore;
        private volatile OrderedMap.@Nullable View view;

        Written(Content content, long writtenBefore) {
            this.content = content;
            this.writtenBefore = writtenBefore;
        }

        @Override
        public long zxid() {
            return content.position.zxid();
        }

        @Override
        public void journalIsDurable() throws StorageException {
            writer.journalIsDurable();
        }

        @Override
        public void write() throws StorageException {
            OrderedMap map = generations.current();
            writer.write(map, content);
            OrderedMap.View after = map.view();
            residence.cache().advance(content.frozen);
            view = after;
        }
    }
}
