package io.quorate.replica.txn;

import io.quorate.consensus.LeaderCall;
import io.quorate.model.EphemeralOwner;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.replica.settings.ContainerSettings;
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
import org.jspecify.annotations.Nullable;

/**
 * Looks for containers that have lost their last child and for nodes that have outlived their time,
 * and asks for their deletion, so many a minute at most. Only on the leader. Loop thread only.
 * Source: spec semantics section 5.
 */
public final class ContainerSweep {

    private static final long MINUTE_MILLIS = 60_000;

    /** Containers looked at in one go. */
    private static final int LOOKS_PER_STEP = 256;

    /** A node that may go, as it was found. */
    private record Candidate(Znode path, long czxid) {}

    private final TreeStore store;
    private final TreeBatch tree;
    private final CoreDriver driver;
    private final ReplicaHost host;
    private final ContainerSettings settings;
    private final NodeRecord node = new NodeRecord();
    private final ArrayDeque<Candidate> candidates = new ArrayDeque<>();

    /** What is being looked through; null if nothing is. */
    private @Nullable PinnedView looking;

    private long nextCheckMillis;
    private long lastDeleteMillis;

    public ContainerSweep(
            ContainerSettings settings, TreeStore store, CoreDriver driver, ReplicaHost host) {
        this.settings = settings;
        this.store = store;
        this.tree = store.batch();
        this.driver = driver;
        this.host = host;
        this.nextCheckMillis = host.clock().nowMillis() + settings.checkMillis();
    }

    /** Called every few milliseconds while leading. */
    public void tick() {
        long now = host.clock().nowMillis();
        if (now >= nextCheckMillis && candidates.isEmpty() && looking == null) {
            nextCheckMillis = now + settings.checkMillis();
            lastDeleteMillis = now;
            collect();
        }
        long allowed =
                (long)
                        ((now - lastDeleteMillis)
                                * (Math.max(1, settings.perMinuteMax()) / (double) MINUTE_MILLIS));
        if (allowed == 0 || candidates.isEmpty()) {
            return;
        }
        lastDeleteMillis = now;
        for (long at = 0; at < allowed && !candidates.isEmpty(); at++) {
            deleteIfSame(candidates.poll());
        }
    }

    /**
     * The term has ended: what was found in it may be another node when this server leads again.
     */
    public void forget() {
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
        long wall = host.clock().wallMillis();
        try {
            PathCursor containers = view.index(TreeIndex.CONTAINER, 0);
            PathCursor ttls = view.index(TreeIndex.TTL, 0);
            host.slices().add(() -> collectSome(view, containers, ttls, wall));
        } catch (StorageException failure) {
            failed(failure);
        }
    }

    /** A view that was ended is looked through the next time. */
    private void failed(StorageException failure) {
        if (!failure.isExpired()) {
            throw host.faults().fatal("tree", failure);
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
            candidates.add(new Candidate(path, node.czxid));
        }
    }

    /** Clients go on meanwhile: the path may be another node's, or the node may be used again. */
    private void deleteIfSame(Candidate found) {
        try {
            if (tree.get(found.path(), node)
                    && node.czxid == found.czxid()
                    && node.childCount == 0
                    && isDone(host.clock().wallMillis())) {
                delete(found.path());
            }
        } catch (StorageException failure) {
            throw host.faults().fatal("tree", failure);
        }
    }

    private boolean isDone(long wallMillis) {
        return node.ephemeralOwner == EphemeralOwner.CONTAINER
                ? isContainerDone(wallMillis)
                : isTimeOver(wallMillis);
    }

    private boolean isTimeOver(long wallMillis) {
        return wallMillis - node.mtimeMillis > EphemeralOwner.ttlMillis(node.ephemeralOwner);
    }

    private boolean isContainerDone(long wallMillis) {
        return node.cversion > 0
                || (settings.neverUsedMillis() > 0
                        && wallMillis - node.mtimeMillis > settings.neverUsedMillis());
    }

    private void delete(Znode path) {
        JuteWriter body = new JuteWriter();
        RequestCodec.encode(new Request.DeleteContainer(path), body);
        driver.call(
                new LeaderCall.Submit(
                        0, 0, OpCode.DELETE_CONTAINER, body.toByteArray(), List.of()));
    }
}
