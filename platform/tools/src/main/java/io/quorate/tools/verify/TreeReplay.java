package io.quorate.tools.verify;

import io.quorate.model.Identity;
import io.quorate.model.LoggedTxn;
import io.quorate.model.Znode;
import io.quorate.model.Zxid;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.Position;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeCounts;
import io.quorate.storage.kit.heap.HeapLoader;
import io.quorate.storage.kit.heap.HeapTree;
import io.quorate.storage.kit.heap.TreeImages;
import io.quorate.storage.kit.snapshot.SnapshotTrailer;
import io.quorate.tree.AclRules;
import io.quorate.tree.ChangeSink;
import io.quorate.tree.ReplicatedTree;
import io.quorate.tree.TreeSettings;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Applies the log to a tree in memory, as a start does, and compares the digest after each
 * transaction that carries one. One thread. Source: spec disk-format sections 7 to 9, semantics
 * section 16.
 */
final class TreeReplay {

    private static final long PUBLISH_EVERY = 1000;

    /** ZNodes with a time to live are understood, whatever the server's configuration says. */
    private static final TreeSettings SETTINGS =
            new TreeSettings(true, false, false, true, true, false);

    /** Applying asks nobody; only who prepares does. */
    private static final AclRules NO_SCHEMES =
            new AclRules() {
                @Override
                public boolean isValid(Identity entry) {
                    return false;
                }

                @Override
                public boolean isAuthenticated(Identity who) {
                    return false;
                }

                @Override
                public boolean matches(Identity who, Identity entry) {
                    return false;
                }
            };

    private final TreeBatch batch;
    private final HeapTree tree;
    private final ReplicatedTree machine;
    private long applied;
    private long compared;
    private long mismatches;
    private long current;
    private long firstMismatch = -1;

    /** A replay on top of {@code content}, which is at {@code zxid}. */
    TreeReplay(HeapLoader content, long zxid, SnapshotTrailer trailer) throws StorageException {
        tree = new HeapTree(content, TreeImages.NONE);
        batch = tree.batch();
        machine = new ReplicatedTree(batch, SETTINGS, NO_SCHEMES, this::mismatch);
        current = zxid;
        long digest = batch.position().digest();
        machine.load();
        batch.seal(zxid);
        batch.publish();
        machine.digests()
                .loaded(
                        zxid,
                        trailer.hasDigest() ? trailer.digestZxid() : 0,
                        trailer.digest(),
                        digest);
        mismatches = 0; // that of the snapshot is told with the snapshot
        firstMismatch = -1;
    }

    private void mismatch() {
        mismatches++;
        if (firstMismatch < 0) {
            firstMismatch = current;
        }
    }

    /** Applies the next transaction. */
    void apply(LoggedTxn txn) throws StorageException {
        current = txn.header().zxid();
        machine.applier().apply(txn.header(), txn.txn(), ChangeSink.NONE);
        batch.seal(current);
        machine.digests().applied(txn, batch.digest());
        if (txn.hasDigest()) {
            compared++;
        }
        if (++applied % PUBLISH_EVERY == 0) {
            batch.publish();
        }
    }

    /** Says what the tree has come to. */
    void report(Report report) {
        batch.publish();
        Position position = tree.version().position();
        TreeCounts counts = tree.version().counts();
        report.fact(
                "tree",
                Zxid.text(position.zxid())
                        + " after "
                        + applied
                        + " transactions of the log: "
                        + counts.nodes()
                        + " znodes, "
                        + counts.sessions()
                        + " sessions, digest "
                        + position.digest()
                        + (compared == 0
                                ? ", which no transaction tells"
                                : ", compared after " + compared));
        if (mismatches > 0) {
            report.attention(
                    "the tree after "
                            + Zxid.text(firstMismatch)
                            + " is not the one the leader had: its digest differs there, and after "
                            + (mismatches - 1)
                            + " later transactions",
                    "a member takes the whole tree of the ensemble after"
                            + " `quorate history discard zoo.cfg`; of a lone server restore a copy");
        }
    }

    /** The data of a znode; null if there is none. */
    byte @Nullable [] data(Znode path) throws StorageException {
        NodeRecord node = new NodeRecord();
        if (!tree.version().get(path, node) || node.dataLength < 0) {
            return null;
        }
        return Arrays.copyOfRange(node.data, node.dataOffset, node.dataOffset + node.dataLength);
    }
}
