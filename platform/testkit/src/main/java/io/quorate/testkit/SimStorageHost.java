package io.quorate.testkit;

import io.quorate.runtime.Clock;
import io.quorate.runtime.disk.Disk;
import io.quorate.storage.IoBudget;
import io.quorate.storage.StorageHost;
import io.quorate.storage.StorageNotice;
import io.quorate.storage.StorageSettings;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A storage host of tests: any disk, no limits, a clock that stands, and it remembers the notices.
 */
public final class SimStorageHost implements StorageHost {

    private final Disk disk;
    private final StorageSettings settings;
    private final AtomicLong nanos = new AtomicLong();
    private boolean refetches;
    private final List<StorageNotice> notices = new CopyOnWriteArrayList<>();

    public SimStorageHost(Disk disk, StorageSettings settings) {
        this.disk = disk;
        this.settings = settings;
    }

    /** Settings of {@link StorageSettings#DEFAULTS} without a reserve. */
    public static StorageSettings withoutReserve() {
        return withReserve(0);
    }

    /** The same with a reserve. */
    public static StorageSettings withReserve(long reserveBytes) {
        StorageSettings base = StorageSettings.DEFAULTS;
        return new StorageSettings(
                base.entryBytesMax(),
                base.digestEnabled(),
                base.extendedTypes(),
                base.acceptGaps(),
                reserveBytes,
                base.retainCheckpoints());
    }

    @Override
    public Disk disk() {
        return disk;
    }

    @Override
    public IoBudget budget() {
        return IoBudget.UNLIMITED;
    }

    @Override
    public StorageSettings settings() {
        return settings;
    }

    /** From now on this is the host of a server whose history others can send. */
    public SimStorageHost refetching() {
        refetches = true;
        return this;
    }

    @Override
    public boolean refetches() {
        return refetches;
    }

    /** A clock that only {@link #advance} moves. */
    @Override
    public Clock clock() {
        return new Clock() {
            @Override
            public long nowNanos() {
                return nanos.get();
            }

            @Override
            public long wallMillis() {
                return nanos.get() / 1_000_000;
            }
        };
    }

    /** Moves the clock. */
    public void advance(long millis) {
        nanos.addAndGet(millis * 1_000_000);
    }

    @Override
    public void notice(StorageNotice what) {
        notices.add(what);
    }

    /** Notices so far. */
    public List<StorageNotice> notices() {
        return notices;
    }
}
