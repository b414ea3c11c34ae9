package io.quorate.storage.lmdb;

import io.quorate.model.Znode;
import io.quorate.runtime.disk.Disk;
import io.quorate.storage.NodeDigest;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageException.Kind;
import io.quorate.storage.StorageFactory.TreeSummary;
import io.quorate.storage.lmdb.map.LmdbFiles;
import io.quorate.storage.lmdb.map.OrderedMap;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads all of a tree on disk without LMDB, and compares what it comes to with what it says of
 * itself. One thread; blocking; changes nothing.
 */
final class TreeCheck {

    private static final Znode ROOT = Znode.of("");

    private final NodeRecord node = new NodeRecord();
    private final Map<Long, Znode> parents = new HashMap<>();
    private byte @Nullable [] meta;
    private long nodes;
    private long children;
    private long owned;
    private long sessions;
    private long digest;

    private TreeCheck() {}

    static TreeSummary of(Path file, Disk disk) throws StorageException {
        TreeCheck check = new TreeCheck();
        LmdbFiles.readAll(file, disk, check::take);
        return check.compared(file);
    }

    private void take(byte[] key, byte[] value) throws StorageException {
        switch (key[0]) {
            case Keys.NODE -> node(key, value);
            case Keys.OWNED -> owned++;
            case Keys.SESSION -> sessions++;
            case 'M' -> meta = value;
            default -> {
                // Its checksum was right.
            }
        }
    }

    private void node(byte[] key, byte[] value) throws StorageException {
        NodeEntry entry = NodeEntry.of(key, value);
        entry.unpack(node);
        Znode path = path(Keys.numberOf(key), entry);
        if (entry.children() > 0) {
            parents.put(entry.id(), path);
        }
        nodes++;
        children += entry.children();
        digest += NodeDigest.contribution(path, node);
    }

    /** A parent has a lower number than its children, so that it comes before them. */
    private Znode path(long parent, NodeEntry entry) throws StorageException {
        if (parent == Keys.NOWHERE) {
            return ROOT;
        }
        Znode above = parents.get(parent);
        if (above == null) {
            throw new StorageException(
                    Kind.CORRUPT,
                    "the tree has a znode without a parent: "
                            + new String(entry.name(), StandardCharsets.UTF_8));
        }
        return above.child(entry.name());
    }

    private TreeSummary compared(Path file) throws StorageException {
        Content says = Content.of(meta, OrderedMap.NOTHING);
        compare(file, "znodes", nodes, says.nodes);
        compare(file, "children", children, nodes - 1);
        compare(file, "ephemerals", owned, says.ephemerals);
        compare(file, "sessions", sessions, says.sessions);
        compare(file, "as the digest of its znodes", digest, says.digest);
        return new TreeSummary(says.position, says.counts());
    }

    private static void compare(Path file, String what, long found, long told)
            throws StorageException {
        if (found != told) {
            throw new StorageException(
                    Kind.CORRUPT,
                    "the tree has " + found + " " + what + ", and it says " + told,
                    file,
                    -1,
                    null);
        }
    }
}
