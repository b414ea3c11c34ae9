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
 * system's to write and discard for half a minute afterwards, and would be paid by the other.
 */
final class QuietDisk {
    private static final int BLOCK_BYTES = 4096;
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long CALM_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(60);

    private QuietDisk() {}

    /**
     * Writes out everything that waits in the page cache, then returns as soon as a lone block has
     * been synced within 10 ms for half a second, or after a minute.
     */
    static void await(Path directory) throws IOException {
        sync();
        Path file = directory.resolve("quiet");
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long begin = System.nanoTime();
            long calmSince = begin;
            while (true) {
                long before = System.nanoTime();
                channel.write(block.rewind(), 0);
                channel.force(false);
                long now = System.nanoTime();
                calmSince = now - before > QUIET_NANOS ? now : calmSince;
                if (now - calmSince >= CALM_NANOS || now - begin >= BOUND_NANOS) {
                    return;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } finally {
            Files.deleteIfExists(file);
        }
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
