package io.quorate.tools.convert;

import io.quorate.runtime.Clock;
import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.IoBudget;
import io.quorate.storage.StorageHost;
import io.quorate.storage.StorageNotice;
import io.quorate.storage.StorageSettings;
import java.io.PrintWriter;

/** What a storage is opened by where no server runs. Thread-safe. */
final class OfflineHost implements StorageHost {

    /** Nobody waits, so that no view ends. */
    private static final Clock STANDING =
            new Clock() {
                @Override
                public long nowNanos() {
                    return 0;
                }

                @Override
                public long wallMillis() {
                    return Clock.SYSTEM.wallMillis();
                }
            };

    private final Disk disk = new FileDisk();
    private final PrintWriter out;

    OfflineHost(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Disk disk() {
        return disk;
    }

    @Override
    public IoBudget budget() {
        return IoBudget.UNLIMITED;
    }

    /** ZNodes with a time to live are understood, whatever the server's configuration says. */
    @Override
    public StorageSettings settings() {
        StorageSettings base = StorageSettings.DEFAULTS;
        return new StorageSettings(
                base.entryBytesMax(),
                base.digestEnabled(),
                true,
                false,
                0,
                base.retainCheckpoints());
    }

    @Override
    public Clock clock() {
        return STANDING;
    }

    @Override
    public void notice(StorageNotice what) {
        out.println(what.text());
    }
}
