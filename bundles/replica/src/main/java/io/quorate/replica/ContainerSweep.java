package io.quorate.replica;

import io.quorate.consensus.LeaderCall;
import io.quorate.model.EphemeralOwner;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.runtime.Clock;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Slices;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PathCursor;
import io.quorate.storage.PinnedView;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeIndex;
import io.quorate.storage.TreeStore;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.RequestCodec;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Looks for containers that have lost their last child and for nodes that have outlived their time,
 * and asks for their deletion, so many a minute at most. Only on the leader. Loop thread only.
 * Source: spec semantics section 5.
 */
final class ContainerSweep {

    private static final long MINUTE_MILLIS = 60_000;

    /** Containers looked at in one go. */
    private static final int LOOKS_PER_STEP = 256;

    private final TreeStore store;
    private final TreeBatch tree;
    private final Slices slices;
    private final CoreDriver driver;
    private final Clock clock;
    private final FaultPolicy faults;
    private final int checkMillis;
    private final long neverUsedMillis;
    private final double perMilli;
    private final NodeRecord node = new NodeRecord();
    private final ArrayDeque<Znode> candidates = new ArrayDeque<>();

    /** What is being looked through; null if nothing is. */
    private PinnedView looking;

    private long nextCheckMillis;
    private long lastDeleteMillis;

    ContainerSweep(
            ReplicaSettings settings,
            TreeStore store,
            Slices slices,
            CoreDriver driver,
            Clock clock,
            FaultPolicy faults) {
        this.store = store;
        this.tree = store.batch();
        this.slices = slices;
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
        if (now >= nextCheckMillis && candidates.isEmpty() && looking == null) {
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

    /**
     * The term has ended: what was found in it may be another node when this server leads again.
     */
    void forget() {
        candidates.clear();
        endLooking();
    }

    private void endLooking() {
        if (looking != null) {
            looking.close();
            looking = null;
        }
    }

    /** Looks for what may go; there may be very many to look at. */
    private void collect() {
        tree.publish();
        PinnedView view = store.pin();
        looking = view;
        long wall = clock.wallMillis();
        try {
            PathCursor containers = view.index(TreeIndex.CONTAINER, 0);
            PathCursor ttls = view.index(TreeIndex.TTL, 0);
            slices.add(() -> collectSome(view, containers, ttls, wall));
        } catch (StorageException failure) {
            failed(failure);
        }
    }

    /** A view that was ended is looked through the next time. */
    private void failed(StorageException failure) {
        if (!failure.isExpired()) {
            throw faults.fatal("tree", failure);
        }
        endLooking();
    }

    private boolean collectSome(
            PinnedView view, PathCursor containers, PathCursor ttls, long wall) {
        if (looking != view) {
            return false;
        }
        try {
            for (int looks = 0; looks < LOOKS_PER_STEP; looks++) {
                if (containers.next()) {
                    addIf(view, containers.path(), () -> isContainerDone(wall));
                } else if (ttls.next()) {
                    addIf(view, ttls.path(), () -> isTimeOver(wall));
                } else {
                    endLooking();
                    return false;
                }
            }
            return true;
        } catch (StorageException failure) {
            failed(failure);
            return false;
        }
    }

    private void addIf(PinnedView view, Znode path, BooleanSupplier mayGo) throws StorageException {
        if (view.get(path, node) && node.childCount == 0 && mayGo.getAsBoolean()) {
            candidates.add(path);
        }
    }

    private boolean isTimeOver(long wallMillis) {
        return wallMillis - node.mtimeMillis > EphemeralOwner.ttlMillis(node.ephemeralOwner);
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
