package io.quorate.replica.txn;

import io.quorate.replica.driver.Serving;
import io.quorate.storage.LoadedContent;
import io.quorate.storage.Position;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.tree.ReplicatedTree;

/**
 * Takes over the tree that the storage has: at the start, and when another one is in force. Loop.
 */
public final class TreeLoader {

    private final StorageEngine engine;
    private final TreeBatch tree;
    private final ReplicatedTree machine;
    private final Serving serving;

    public TreeLoader(StorageEngine engine, ReplicatedTree machine, Serving serving) {
        this.engine = engine;
        this.tree = engine.tree().batch();
        this.machine = machine;
        this.serving = serving;
    }

    public TreeBatch tree() {
        return tree;
    }

    /** At the start; returns the position of the tree, below 0 if there is none. */
    public long start() throws StorageException {
        Position position = load();
        LoadedContent content = engine.loadedContent();
        machine.digests()
                .loaded(
                        position.zxid(),
                        content.hasDigest() ? content.zxid() : 0,
                        content.digest(),
                        position.digest());
        return position.zxid();
    }

    /** The log worker has put another tree in force; returns its position. */
    public long replaced() throws StorageException {
        Position position = load();
        machine.digests().loaded(position.zxid(), 0, 0, position.digest());
        return position.zxid();
    }

    private Position load() throws StorageException {
        Position position = tree.position();
        serving.replaced(Math.max(0, position.zxid()));
        machine.load();
        tree.seal(position.zxid());
        tree.publish();
        return position;
    }

    /** What was prepared by an earlier leader, and not applied, is void. */
    public void roleChanged() {
        machine.preparer().reset();
    }
}
