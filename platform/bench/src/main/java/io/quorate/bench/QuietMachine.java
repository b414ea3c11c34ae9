package io.quorate.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Between the turns of two servers: what one has written without a sync, or deleted, is the
 * system's to write and discard for half a minute afterwards, and what it does in the background
 * takes processor time. Both would be paid by the other.
 */
final class QuietMachine {
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final double BUSY = 0.15;
    private static final long CALM_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** {@code bench.quiet} is how many seconds at most are waited. */
    private static final long BOUND_NANOS =
            TimeUnit.SECONDS.toNanos(Integer.getInteger("bench.quiet", 60));

    private QuietMachine() {}

    /**
     * Writes out everything that waits in the page cache, then returns as soon as for half a second
     * a lone block was synced within 10 ms each time and the processors were idle for 85 %, or
     * after a minute. The block lies beside the data of {@code server}.
     */
    static void await(ServerUnderTest server) throws IOException {
        sync();
        Path file = server.dataDir().resolveSibling("quiet");
        ByteBuffer block = ByteBuffer.allocateDirect(DiskProbe.BLOCK_BYTES);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < BOUND_NANOS) {
                long busy = ProcessFacts.busyNanos();
                long since = System.nanoTime();
                boolean quiet = quietFor(channel, block);
                double share =
                        (double) (ProcessFacts.busyNanos() - busy)
                                / (System.nanoTime() - since)
                                / Runtime.getRuntime().availableProcessors();
                if (quiet && share < BUSY) {
                    return;
                }
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static boolean quietFor(FileChannel channel, ByteBuffer block) throws IOException {
        boolean quiet = true;
        for (long begin = System.nanoTime(); System.nanoTime() - begin < CALM_NANOS; ) {
            quiet &= DiskProbe.syncNanos(channel, block) <= QUIET_NANOS;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return quiet;
    }

    private static void sync() throws IOException {
        Process sync = new ProcessBuilder("sync").inheritIO().start();
        try {
            if (sync.waitFor() != 0) {
                throw new IOException("sync ended with code " + sync.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
