package io.quorate.storage.filelog;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.LoggedTxn;
import io.quorate.storage.JournalReader;
import io.quorate.storage.LoadedContent;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeDigest;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.Position;
import io.quorate.storage.SessionCursor;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageHost;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeReader;
import io.quorate.tree.AclRules;
import io.quorate.tree.ChangeSink;
import io.quorate.tree.ReplicatedTree;
import io.quorate.tree.TreeSettings;
import io.quorate.wire.TxnCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/** An engine whose journal has been replayed into its tree, as the replica does it. */
final class Replayed implements AutoCloseable {

    private static final TreeSettings SETTINGS =
            new TreeSettings(true, false, false, true, true, false);

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

    final StorageEngine engine;
    final ReplicatedTree machine;
    int txns;
    int mismatches;

    private Replayed(StorageEngine engine) {
        this.engine = engine;
        this.machine =
                new ReplicatedTree(engine.tree().batch(), SETTINGS, NO_SCHEMES, () -> mismatches++);
    }

    /** Opens a data directory and replays everything. */
    static Replayed open(Path data, StorageHost host) throws Exception {
        return open(data, host, FilelogSettings.DEFAULTS);
    }

    static Replayed open(Path data, StorageHost host, FilelogSettings own) throws Exception {
        Replayed opened =
                new Replayed(new FilelogFactory(own).open(new StorageDirs(data, data), host));
        opened.replay();
        return opened;
    }

    private void replay() throws Exception {
        TreeBatch batch = engine.tree().batch();
        Position position = batch.position();
        LoadedContent content = engine.loadedContent();
        machine.load();
        batch.seal(position.zxid());
        machine.digests()
                .loaded(
                        position.zxid(),
                        content.hasDigest() ? content.zxid() : 0,
                        content.digest(),
                        position.digest());
        try (JournalReader reader = engine.journal().read(position.zxid())) {
            while (reader.next()) {
                apply(TxnCodec.decode(reader.payload()));
            }
        }
        batch.publish();
    }

    void apply(LoggedTxn txn) throws Exception {
        TreeBatch batch = engine.tree().batch();
        machine.applier().apply(txn.header(), txn.txn(), ChangeSink.NONE);
        batch.seal(txn.header().zxid());
        machine.digests().applied(txn, batch.digest());
        txns++;
    }

    TreeReader tree() {
        return engine.tree().version();
    }

    /** The lines of an {@code expected-tree.txt} without comments, sorted. */
    List<String> lines() throws Exception {
        return lines(tree());
    }

    static List<String> lines(TreeReader tree) throws Exception {
        TreeSet<String> lines = new TreeSet<>();
        for (SessionCursor session = tree.sessions(); session.next(); ) {
            lines.add(
                    "session 0x"
                            + Long.toHexString(session.sessionId())
                            + " "
                            + session.timeoutMillis());
        }
        for (NodeCursor nodes = tree.scan(); nodes.next(); ) {
            lines.add(line(tree, nodes));
        }
        return new ArrayList<>(lines);
    }

    private static String line(TreeReader tree, NodeCursor at) throws Exception {
        NodeRecord node = at.node();
        String data =
                node.dataLength < 0
                        ? "null"
                        : node.dataLength == 0
                                ? "(empty)"
                                : HexFormat.of()
                                        .formatHex(
                                                node.data,
                                                node.dataOffset,
                                                node.dataOffset + node.dataLength);
        List<String> acl = new ArrayList<>();
        for (AclEntry entry : tree.acl(node.aclId)) {
            acl.add(entry.permissions() + ":" + entry.who().scheme() + ":" + entry.who().id());
        }
        String path = at.path().isRoot() ? "/" : at.path().toString();
        return path
                + " | "
                + data
                + " | "
                + acl
                + " | "
                + hex(node.czxid)
                + " "
                + hex(node.mzxid)
                + " "
                + hex(node.pzxid)
                + " "
                + node.ctimeMillis
                + " "
                + node.mtimeMillis
                + " "
                + node.version
                + " "
                + node.cversion
                + " "
                + node.aversion
                + " "
                + hex(node.ephemeralOwner)
                + " | "
                + node.childCount
                + " | "
                + NodeDigest.contribution(at.path(), node);
    }

    private static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }

    @Override
    public void close() {
        engine.close();
    }
}
