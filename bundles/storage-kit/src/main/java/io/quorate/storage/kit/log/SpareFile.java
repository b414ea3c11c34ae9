package io.quorate.storage.kit.log;

import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
import io.quorate.runtime.disk.OpenMode;
import io.quorate.storage.IoBudget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The next journal file, made ready under a name that nobody takes for data: header and zeros are
 * durable before the file is renamed. So a data file never lacks a header, and the first append to
 * a file is as quick as any other.
 *
 * <p>Background thread makes it, log worker takes it.
 */
final class SpareFile {

    private static final long STEP_BYTES = 1 << 20;
    private static final String PREFIX = "spare-";
    private static final String SUFFIX = ".zeros";

    /** A file that is ready; still open. */
    record Ready(Path path, DiskFile file, long size) {}

    private final Disk disk;
    private final Path directory;
    private final AtomicInteger names = new AtomicInteger();
    private @Nullable Ready ready;
    private boolean closed;

    SpareFile(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    static boolean isSpare(String name) {
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    }

    synchronized boolean isReady() {
        return ready != null;
    }

    /** Makes a file of {@code bytes} ready unless one is. */
    void prepare(long bytes, IoBudget budget) throws IOException {
        if (isReady()) {
            return;
        }
        Ready made = make(bytes, budget);
        if (!offer(made)) {
            drop(made);
        }
    }

    private synchronized boolean offer(Ready made) {
        if (closed || ready != null) {
            return false;
        }
        ready = made;
        return true;
    }

    /** The file that is ready, or a new one of {@code bytes}. */
    Ready take(long bytes) throws IOException {
        synchronized (this) {
            Ready taken = ready;
            ready = null;
            if (taken != null) {
                return taken;
            }
        }
        return make(bytes, IoBudget.UNLIMITED);
    }

    /** Deletes what is ready. */
    void close() throws IOException {
        Ready left;
        synchronized (this) {
            closed = true;
            left = ready;
            ready = null;
        }
        if (left != null) {
            drop(left);
        }
    }

    private Ready make(long bytes, IoBudget budget) throws IOException {
        Path path = directory.resolve(PREFIX + names.incrementAndGet() + SUFFIX);
        DiskFile file = disk.open(path, OpenMode.CREATE);
        try {
            file.write(0, LogFormat.header(LogFormat.HEADER_BYTES));
            // In steps, so that no sync of the journal waits for many dirty pages.
            for (long done = LogFormat.HEADER_BYTES;
                    done < bytes;
                    done = Math.min(bytes, done + STEP_BYTES)) {
                long until = Math.min(bytes, done + STEP_BYTES);
                budget.take(until - done);
                file.preallocate(until);
                if (until < bytes) {
                    file.sync();
                }
            }
            file.sync();
            return new Ready(path, file, file.size());
        } catch (IOException failure) {
            file.close();
            disk.delete(path);
            throw failure;
        }
    }

    private void drop(Ready unused) throws IOException {
        unused.file().close();
        disk.delete(unused.path());
    }
}
