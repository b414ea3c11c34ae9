package io.quorate.testkit;

import io.quorate.model.Znode;
import io.quorate.storage.Checkpoint;
import io.quorate.storage.JournalReader;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import java.nio.charset.StandardCharsets;

/**
 * A small replica for tests of engines: transaction number n changes the node {@code /n<n mod 17>}
 * in a way that follows from n alone, so that the tree after n transactions is the same wherever it
 * is built. One thread.
 */
final class EngineScript {

    private static final int NODES = 17;

    private final StorageEngine engine;
    private final NodeRecord node = new NodeRecord();
    private long zxid;
    private long durable;

    /** Replays the journal into the tree, as a host does after opening. */
    EngineScript(StorageEngine engine) throws StorageException {
        this.engine = engine;
        TreeBatch batch = engine.tree().batch();
        zxid = batch.position().zxid();
        try (JournalReader reader = engine.journal().read(zxid)) {
            while (reader.next()) {
                apply(reader.position());
            }
        }
        batch.publish();
        durable = Math.max(zxid, engine.journal().span().durable());
    }

    long zxid() {
        return zxid;
    }

    /** Last transaction that was durable when a call returned. */
    long durable() {
        return durable;
    }

    long digest() {
        return engine.tree().batch().digest();
    }

    /** Appends, syncs, applies and publishes {@code count} more transactions. */
    void run(int count) throws StorageException {
        long target = zxid + count;
        for (long next = zxid + 1; next <= target; next++) {
            engine.journal().append(next, JournalContract.payload(next, (int) (next * 37 % 300)));
        }
        durable = engine.journal().sync();
        while (zxid < target) {
            apply(zxid + 1);
        }
        engine.tree().batch().publish();
    }

    /** A whole checkpoint, as a host has it made; returns what the store says is durable. */
    long checkpoint() throws StorageException {
        Checkpoint checkpoint = engine.tree().beginCheckpoint();
        engine.journal().sync();
        checkpoint.journalIsDurable();
        try {
            checkpoint.write();
        } finally {
            long notNeeded = engine.tree().complete(checkpoint);
            if (notNeeded >= 0) {
                engine.journal().trimBefore(notNeeded);
            }
        }
        return checkpoint.zxid();
    }

    private void apply(long next) throws StorageException {
        TreeBatch batch = engine.tree().batch();
        Znode path = path(next);
        if (!batch.get(path, node)) {
            node.created(next, next * 1000, 0);
            batch.get(Znode.ROOT, node);
            batch.counters(Znode.ROOT, node.cversion + 1, next);
            node.created(next, next * 1000, 0);
            node.aclId = NodeRecord.OPEN_ACL;
        } else {
            node.mzxid = next;
            node.version++;
        }
        node.data(("value " + next).repeat((int) (next % 5) + 1).getBytes(StandardCharsets.UTF_8));
        batch.put(path, node);
        batch.session(0x1000 + next % 5, (int) (next % 7 == 0 ? -1 : 1000 + next));
        batch.seal(next);
        zxid = next;
    }

    static Znode path(long number) {
        return Znode.of("/n" + number % NODES);
    }
}
