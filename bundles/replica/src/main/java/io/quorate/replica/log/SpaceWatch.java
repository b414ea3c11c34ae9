package io.quorate.replica.log;

import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Loop;
import io.quorate.runtime.Worker;
import io.quorate.storage.DiskUse;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the disk has its reserve and how much is stored, asked for now and then on a
 * background worker. While the reserve is gone, writes are refused and the log can still sync what
 * it has. Loop thread only.
 */
public final class SpaceWatch {

    private static final Logger LOG = LoggerFactory.getLogger(SpaceWatch.class);

    private final StorageEngine engine;
    private final Worker background;
    private final Loop loop;
    private final FaultPolicy faults;
    private boolean asking;
    private boolean reserve = true;
    private DiskUse use = new DiskUse(0, 0);

    public SpaceWatch(StorageEngine engine, Worker background, Loop loop, FaultPolicy faults) {
        this.engine = engine;
        this.background = background;
        this.loop = loop;
        this.faults = faults;
    }

    /** False while new writes are to be refused. */
    public boolean hasReserve() {
        return reserve;
    }

    /** As last measured. */
    public DiskUse use() {
        return use;
    }

    /** Asks again unless an answer is still out. */
    public void refresh() {
        if (!asking) {
            measure(() -> {});
        }
    }

    /** Asks again and runs {@code then} on the loop. */
    public void measure(Runnable then) {
        asking = true;
        background.submit(
                () -> {
                    boolean has = reserve;
                    DiskUse bytes = use;
                    try {
                        has = engine.hasReserve();
                        bytes = engine.diskUse();
                    } catch (StorageException failure) {
                        if (failure.kind() == StorageException.Kind.GONE) {
                            throw faults.fatal("there is nothing to write to", failure);
                        }
                        LOG.warn("Free space cannot be determined: {}", failure.getMessage());
                    }
                    boolean nowHas = has;
                    DiskUse nowUse = bytes;
                    loop.execute(
                            () -> {
                                asking = false;
                                use = nowUse;
                                settle(nowHas);
                                then.run();
                            });
                });
    }

    private void settle(boolean has) {
        if (has != reserve) {
            reserve = has;
            if (has) {
                LOG.info("The disk has space again: writes are accepted");
            } else {
                LOG.error("The disk is nearly full: writes are refused until space returns");
            }
        }
    }
}
