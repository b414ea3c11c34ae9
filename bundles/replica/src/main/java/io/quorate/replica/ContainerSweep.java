package io.quorate.replica;

import io.quorate.consensus.LeaderCall;
import io.quorate.model.EphemeralOwner;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.runtime.Clock;
import io.quorate.runtime.FaultPolicy;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PathCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeIndex;
import io.quorate.storage.TreeReader;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.RequestCodec;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Looks for containers that have lost their last child and for nodes that have outlived their time,
 * and asks for their deletion, so many a minute at most. Only on the leader. Loop thread only.
 * Source: spec semantics section 5.
 */
final class ContainerSweep {

    private static final long MINUTE_MILLIS = 60_000;

    private final TreeReader tree;
    private final CoreDriver driver;
    private final Clock clock;
    private final FaultPolicy faults;
    private final int checkMillis;
    private final long neverUsedMillis;
    private final double perMilli;
    private final NodeRecord node = new NodeRecord();
    private final ArrayDeque<Znode> candidates = new ArrayDeque<>();
    private long nextCheckMillis;
    private long lastDeleteMillis;

    ContainerSweep(
            ReplicaSettings settings,
            TreeReader tree,
            CoreDriver driver,
            Clock clock,
            FaultPolicy faults) {
        this.tree = tree;
        this.driver = driver;
        this.clock = clock;
        this.faults = faults;
        this.checkMillis = settings.containerCheckMillis();
        this.neverUsedMillis = settings.containerNeverUsedMillis();
        this.perMilli = Math.max(1, settings.containersPerMinuteMax()) / (double) MINUTE_MILLIS;
        this.nextCheckMillis = clock.nowMillis() + checkMillis;
    }

    /** Called every few milliseconds while leading. */
    void tick() {
        long now = clock.nowMillis();
        if (now >= nextCheckMillis && candidates.isEmpty()) {
            nextCheckMillis = now + checkMillis;
            lastDeleteMillis = now;
            collect();
        }
        long allowed = (long) ((now - lastDeleteMillis) * perMilli);
        if (allowed == 0 || candidates.isEmpty()) {
            return;
        }
        lastDeleteMillis = now;
        for (long at = 0; at < allowed && !candidates.isEmpty(); at++) {
            delete(candidates.poll());
        }
    }

    private void collect() {
        try {
            long wall = clock.wallMillis();
            for (PathCursor paths = tree.index(TreeIndex.CONTAINER, 0); paths.next(); ) {
                if (tree.get(paths.path(), node) && node.childCount == 0 && isContainerDone(wall)) {
                    candidates.add(paths.path());
                }
            }
            for (PathCursor paths = tree.index(TreeIndex.TTL, 0); paths.next(); ) {
                if (tree.get(paths.path(), node)
                        && node.childCount == 0
                        && wall - node.mtimeMillis
                                > EphemeralOwner.ttlMillis(node.ephemeralOwner)) {
                    candidates.add(paths.path());
                }
            }
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
    }

    private boolean isContainerDone(long wallMillis) {
        return node.cversion > 0
                || (neverUsedMillis > 0 && wallMillis - node.mtimeMillis > neverUsedMillis);
    }

    private void delete(Znode path) {
        JuteWriter body = new JuteWriter();
        RequestCodec.encode(new Request.DeleteContainer(path), body);
        driver.call(
                new LeaderCall.Submit(
                        0, 0, OpCode.DELETE_CONTAINER, body.toByteArray(), List.of()));
    }
}
