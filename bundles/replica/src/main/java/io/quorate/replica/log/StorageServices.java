package io.quorate.replica.log;

import io.quorate.replica.driver.WriteThrottle;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.runtime.Loop;
import io.quorate.storage.StorageEngine;
import java.util.List;

/** What is done with the storage now and then. Loop thread, and background work. */
public final class StorageServices {

    private static final long SPACE_MILLIS = 1000;
    private static final long SETTLE_MILLIS = 1000;

    private final StorageEngine engine;
    private final LogWriter log;
    private final Snapshotter snapshots;
    private final PurgeSchedule purge;
    private final SpaceWatch space;
    private final WriteThrottle throttle;
    private final ReplicaHost host;

    public StorageServices(
            StorageEngine engine,
            LogWriter log,
            Snapshotter snapshots,
            PurgeSchedule purge,
            SpaceWatch space,
            WriteThrottle throttle,
            ReplicaHost host) {
        this.engine = engine;
        this.log = log;
        this.snapshots = snapshots;
        this.purge = purge;
        this.space = space;
        this.throttle = throttle;
        this.host = host;
    }

    /** Begins to look after room and log; what it returns ends that. */
    public List<Loop.Ticking> start() {
        if (engine.wantsCheckpoint()) {
            snapshots.want();
        }
        space.refresh();
        host.workers().background().submit(snapshots::prepareLog);
        return List.of(
                host.loop().every(SPACE_MILLIS, space::refresh),
                host.loop().every(SETTLE_MILLIS, log::settle));
    }

    /** {@code calm}: no transaction is half applied, so that a checkpoint may begin. */
    public void tick(boolean calm) {
        if (calm) {
            snapshots.checkDue();
        }
        throttle.tick();
        purge.tick();
    }

    /** Runs {@code task} on the log worker behind everything handed over so far. */
    public void behind(Runnable task) {
        log.behind(task);
    }

    /** When nothing is handed over any more. Any thread; waits. */
    public void close() {
        host.workers().close();
        engine.close();
    }
}
