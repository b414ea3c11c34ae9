package io.quorate.storage.lmdb;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.SystemPaths;
import io.quorate.model.Znode;
import io.quorate.storage.Install;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.Position;
import io.quorate.storage.StorageException;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.storage.kit.snapshot.QuotaCount;
import io.quorate.storage.kit.snapshot.SnapshotPieces;
import io.quorate.storage.kit.snapshot.SnapshotSink;
import io.quorate.storage.lmdb.map.OrderedMap;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tree built aside, in a map of its own, and switched to as a whole. Background thread. */
final class LmdbInstall implements Install, SnapshotSink {

    private static final List<AclEntry> NOBODY = List.of(new AclEntry(0, Identity.ANYONE));

    /** Memory after which what has come is written. */
    private static final long PIECE_BYTES = 16L << 20;

    private final @Nullable LmdbTree tree;
    private final Generations generations;
    private final FatalErrorLatch latch;
    private final Generations.Next next;
    private final TreeEdit edit;
    private final SnapshotPieces pieces = new SnapshotPieces(this);

    /** Numbers under which the source keeps the open ACL. */
    private final Set<Integer> openAcls = new HashSet<>();

    private OrderedMap.View base;
    private long flushed;
    private boolean finished;

    /** {@code tree} goes on from what is installed, null if there is none yet. */
    LmdbInstall(
            @Nullable LmdbTree tree,
            Generations generations,
            FatalErrorLatch latch,
            boolean extendedTypes)
            throws StorageException {
        this.tree = tree;
        this.generations = generations;
        this.latch = latch;
        next = generations.next();
        base = next.map().view();
        edit = new TreeEdit(new Content(base), extendedTypes);
    }

    @Override
    public void body(byte[] bytes, boolean last) throws StorageException {
        pieces.take(bytes, last);
        if (edit.written - flushed > PIECE_BYTES) {
            flush();
        }
    }

    private void flush() throws StorageException {
        Layer all = edit.content.overlay;
        next.map()
                .write(
                        writer -> {
                            for (Layer each = Layer.next(all, new byte[0], false);
                                    each != null;
                                    each = Layer.next(all, each.key(), true)) {
                                CheckpointWriter.set(writer, each.key(), each.value());
                            }
                        });
        base.close();
        base = next.map().view();
        edit.content.base = base;
        edit.content.overlay = null;
        edit.forget(edit.changes());
        flushed = edit.written;
    }

    @Override
    public void session(long sessionId, int timeoutMillis) throws StorageException {
        edit.session(sessionId, timeoutMillis);
    }

    @Override
    public void acl(int aclId, List<AclEntry> entries) {
        if (entries.equals(AclEntry.OPEN)) {
            openAcls.add(aclId);
        } else {
            edit.acl(aclId, entries);
        }
    }

    @Override
    public void node(byte[] path, int from, int to, NodeRecord node) throws StorageException {
        int aclId = node.aclId;
        node.aclId = known(aclId);
        edit.place(Znode.ofUtf8(Arrays.copyOfRange(path, from, to)), node);
        node.aclId = aclId;
    }

    /**
     * A fuzzy snapshot may name an ACL that it does not list; the replay of the log sets it again.
     * Until then nobody may do anything with the node.
     */
    private int known(int aclId) throws StorageException {
        if (aclId == NodeRecord.OPEN_ACL || openAcls.contains(aclId)) {
            return NodeRecord.OPEN_ACL;
        }
        boolean listed = edit.content.get(Keys.number(Keys.ACL, aclId)) != null;
        return listed ? aclId : edit.acl(NOBODY);
    }

    @Override
    public void finish(long zxid) throws StorageException {
        latch.check();
        build(zxid);
        @Nullable OrderedMap before = generations.switchTo(next);
        finished = true;
        if (tree != null && before != null) {
            tree.reload();
            tree.retireMap(before);
        }
    }

    /** The current one of this process, and none that a start finds. */
    void standIn(long zxid) throws StorageException {
        build(zxid);
        generations.standIn(next);
        finished = true;
    }

    private void build(long zxid) throws StorageException {
        complete();
        new QuotaCount(LmdbReader.of(edit.content)).into(this);
        edit.sweep();
        Content content = edit.content;
        content.position = new Position(zxid, content.digest);
        edit.put(Keys.META, content.meta());
        flush();
        base.close();
    }

    /** Adds reserved nodes that are missing. */
    private void complete() throws StorageException {
        NodeRecord node = new NodeRecord();
        node.data(new byte[0]);
        ensure(Znode.of(""), node);
        ensure(SystemPaths.ZOOKEEPER, node);
        ensure(SystemPaths.QUOTA, node);
        node.aclId = edit.acl(AclEntry.READ_ONLY);
        node.aversion = -1;
        ensure(SystemPaths.CONFIG, node);
    }

    private void ensure(Znode path, NodeRecord node) throws StorageException {
        if (edit.content.find(path.utf8(), path.length()) == null) {
            edit.place(path, node);
        }
    }

    @Override
    public void confirm() throws StorageException {
        generations.confirm();
    }

    @Override
    public void close() {
        if (!finished) {
            base.close();
            next.abandon();
            finished = true;
        }
    }
}
