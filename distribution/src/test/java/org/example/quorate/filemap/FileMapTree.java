package org.example.quorate.filemap;

import io.quorate.model.AclEntry;
import io.quorate.model.Znode;
import io.quorate.storage.Checkpoint;
import io.quorate.storage.DebtLimits;
import io.quorate.storage.Install;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PinnedView;
import io.quorate.storage.SnapshotBody;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageHost;
import io.quorate.storage.StorageNotice;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeReader;
import io.quorate.storage.TreeStore;
import io.quorate.storage.kit.DiskFaults;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.storage.kit.snapshot.EncodedBody;
import io.quorate.storage.kit.snapshot.QuotaCount;
import io.quorate.storage.kit.snapshot.SnapshotPieces;
import io.quorate.storage.kit.snapshot.SnapshotSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A tree whose names and stats are in memory and whose data is in the file of the newest
 * checkpoint, but for what has changed since. Views end after a while.
 */
final class FileMapTree implements TreeStore {

    /** Checkpoints that are kept, and whose log is. */
    static final int KEPT = 3;

    private final StorageHost host;
    private final Path directory;
    private final FatalErrorLatch latch;
    private final FileData files;
    private final boolean extendedTypes;
    private final DebtLimits limits;
    private final long viewNanos;
    private final Batch batch;
    private volatile TreeState published;
    private long written;
    private long checkpointed;
    private Written running;

    FileMapTree(
            StorageHost host,
            Path directory,
            FatalErrorLatch latch,
            FileData files,
            TreeState content,
            DebtLimits limits,
            long viewMillis) {
        this.host = host;
        this.directory = directory;
        this.latch = latch;
        this.files = files;
        this.extendedTypes = host.settings().extendedTypes();
        this.limits = limits;
        this.viewNanos = viewMillis * 1_000_000;
        this.batch = new Batch();
        adopt(content);
    }

    private void adopt(TreeState content) {
        batch.working = content;
        batch.sealed = content;
        published = content;
        checkpointed = written;
    }

    @Override
    public TreeBatch batch() {
        return batch;
    }

    @Override
    public TreeReader version() {
        TreeState state = published;
        return new StateReader(files) {
            @Override
            TreeState state() {
                return state;
            }

            @Override
            TreeState held() {
                return state;
            }
        };
    }

    @Override
    public PinnedView pin() {
        return new View(published);
    }

    @Override
    public boolean readsMayBlock() {
        return true;
    }

    @Override
    public boolean isResident(Znode path) {
        files.own();
        Entry entry = batch.working.find(path);
        return entry == null || files.has(entry);
    }

    @Override
    public void load(Znode path) throws StorageException {
        Entry entry = published.find(path);
        if (entry != null) {
            files.load(entry);
        }
    }

    @Override
    public long debt() {
        return written - checkpointed;
    }

    @Override
    public DebtLimits debtLimits() {
        return limits;
    }

    @Override
    public Checkpoint beginCheckpoint() {
        if (running != null) {
            throw new IllegalStateException("a checkpoint is running already");
        }
        running = new Written(published, written);
        return running;
    }

    @Override
    public long complete(Checkpoint done) {
        Written ended = running;
        running = null;
        if (ended != done) {
            throw new IllegalStateException("not the running checkpoint");
        }
        if (ended.places == null) {
            return -1;
        }
        checkpointed = ended.writtenBefore;
        TreeState before = batch.working;
        batch.working = before.moved(ended.state.nodes(), ended.places);
        batch.sealed =
                batch.sealed == before
                        ? batch.working
                        : batch.sealed.moved(ended.state.nodes(), ended.places);
        published = batch.sealed;
        return ended.notNeeded;
    }

    @Override
    public Install beginInstall() {
        return new Received();
    }

    @Override
    public long rollbackTo(long maxZxid) throws StorageException {
        if (published.position().zxid() <= maxZxid) {
            return published.position().zxid();
        }
        try {
            List<Long> all = TreeFile.list(host.disk(), directory);
            Long older = all.stream().filter(zxid -> zxid <= maxZxid).findFirst().orElse(null);
            if (older == null || all.indexOf(older) >= KEPT) {
                throw new StorageException(
                        StorageException.Kind.NEEDS_INSTALL, "no older tree is kept");
            }
            TreeState state = TreeFile.read(host.disk(), directory, older, extendedTypes);
            removeAbove(older);
            adopt(state);
            return older;
        } catch (IOException failure) {
            throw latch.fatal(DiskFaults.of(failure, "cannot go back", directory));
        }
    }

    private void removeAbove(long zxid) throws IOException {
        for (long each : TreeFile.list(host.disk(), directory)) {
            if (each > zxid) {
                host.disk().delete(TreeFile.at(directory, each));
            }
        }
        host.disk().syncDir(directory);
    }

    private SortedVersions<Entry> write(TreeState state) throws StorageException {
        latch.check();
        try {
            return TreeFile.write(host, directory, state, files);
        } catch (IOException failure) {
            StorageException fault = DiskFaults.of(failure, "cannot write a tree", directory);
            host.notice(
                    new StorageNotice(StorageNotice.Kind.CHECKPOINT_FAILED, fault.getMessage(), 0));
            throw fault;
        }
    }

    private final class Written implements Checkpoint {
        private final TreeState state;
        private final long writtenBefore;
        private volatile SortedVersions<Entry> places;
        private volatile long notNeeded = -1;

        Written(TreeState state, long writtenBefore) {
            this.state = state;
            this.writtenBefore = writtenBefore;
        }

        @Override
        public long zxid() {
            return state.position().zxid();
        }

        @Override
        public void write() throws StorageException {
            SortedVersions<Entry> all = FileMapTree.this.write(state);
            try {
                List<Long> trees = TreeFile.list(host.disk(), directory);
                notNeeded = trees.size() < KEPT ? -1 : trees.get(KEPT - 1);
            } catch (IOException unknown) {
                notNeeded = -1;
            }
            places = all;
        }
    }

    /** A version that stays for a while. */
    private final class View extends StateReader implements PinnedView {
        private final TreeState state;
        private final long untilNanos = host.clock().nowNanos() + viewNanos;
        private volatile boolean closed;

        View(TreeState state) {
            super(files);
            this.state = state;
        }

        @Override
        TreeState state() throws StorageException {
            if (closed || host.clock().nowNanos() - untilNanos > 0) {
                throw new StorageException(
                        StorageException.Kind.EXPIRED,
                        closed ? "the view is closed" : "the view has had its time");
            }
            return state;
        }

        @Override
        TreeState held() {
            return state;
        }

        @Override
        public SnapshotBody body() {
            SnapshotBody body = new EncodedBody(this);
            return bytesMax -> {
                state();
                return body.next(bytesMax);
            };
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** A tree another server sends. */
    private final class Received implements Install, SnapshotSink {
        private final SnapshotPieces pieces = new SnapshotPieces(this);
        private final Set<Integer> open = new HashSet<>();
        private TreeState state = TreeState.NOTHING;

        @Override
        public void body(byte[] bytes, boolean last) throws StorageException {
            pieces.take(bytes, last);
        }

        @Override
        public void session(long sessionId, int timeoutMillis) {
            state = state.session(sessionId, timeoutMillis);
        }

        @Override
        public void acl(int aclId, List<AclEntry> entries) {
            if (entries.equals(AclEntry.OPEN)) {
                open.add(aclId);
            } else {
                state = state.acl(aclId, entries);
            }
        }

        @Override
        public void node(byte[] path, int from, int to, NodeRecord node) throws StorageException {
            if (open.contains(node.aclId)) {
                node.aclId = NodeRecord.OPEN_ACL;
            }
            Znode at = Znode.ofUtf8(Arrays.copyOfRange(path, from, to));
            state = state.put(at, node, extendedTypes);
        }

        @Override
        public void finish(long zxid) throws StorageException {
            state = state.completed(extendedTypes);
            TreeState whole = state;
            new QuotaCount(
                            new StateReader(files) {
                                @Override
                                TreeState state() {
                                    return whole;
                                }

                                @Override
                                TreeState held() {
                                    return whole;
                                }
                            })
                    .into(this);
            state = state.swept().sealed(zxid);
            write(state);
            try {
                removeAbove(zxid);
            } catch (IOException failure) {
                throw latch.fatal(DiskFaults.of(failure, "cannot install a tree", directory));
            }
            adopt(state);
        }

        @Override
        public void confirm() {
            // Older trees go with the purge.
        }

        @Override
        public void close() {
            state = null;
        }
    }

    /** The owner's state. */
    private final class Batch extends StateReader implements TreeBatch {
        private TreeState working;
        private TreeState sealed;

        Batch() {
            super(files);
        }

        @Override
        TreeState state() {
            return working;
        }

        @Override
        TreeState held() {
            return working;
        }

        @Override
        public void put(Znode path, NodeRecord node) throws StorageException {
            working = working.put(path, node, extendedTypes);
            written += path.length() + Math.max(0, node.dataLength);
        }

        @Override
        public void counters(Znode parent, int cversion, long pzxid) throws StorageException {
            working = working.counters(parent, cversion, pzxid);
            written += Long.BYTES;
        }

        @Override
        public void remove(Znode path) throws StorageException {
            working = working.remove(path, extendedTypes);
            written += path.length();
        }

        @Override
        public int acl(List<AclEntry> list) {
            if (list.equals(AclEntry.OPEN)) {
                return NodeRecord.OPEN_ACL;
            }
            int id = working.idOf(list);
            working = working.acl(id, list);
            return id;
        }

        @Override
        public void session(long sessionId, int timeoutMillis) {
            working = working.session(sessionId, timeoutMillis);
            written += Long.BYTES;
        }

        @Override
        public long digest() {
            return working.digest();
        }

        @Override
        public void seal(long zxid) {
            working = working.sealed(zxid);
            sealed = working;
        }

        @Override
        public void publish() {
            if (sealed == working) {
                working = working.swept();
                sealed = working;
            }
            published = sealed;
        }
    }
}
