package io.quorate.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes and syncs one block of a file now and then and remembers the worst: what the disk itself
 * does while a server is measured. Where the probe waits as long as the server, the wait is the
 * disk's.
 */
final class DiskProbe implements AutoCloseable {
    static final int BLOCK_BYTES = 4096;
    private static final long PAUSE_NANOS = 50_000_000;
    private final Path file;
    private final Thread thread;
    private volatile boolean stop;
    private volatile long worstNanos;

    DiskProbe(Path file) throws IOException {
        this.file = file;
        Files.write(file, new byte[BLOCK_BYTES]);
        this.thread = Thread.ofPlatform().name("disk-probe").daemon().start(this::run);
    }

    double worstMillis() {
        return worstNanos / 1e6;
    }

    /** Writes and syncs the block at the beginning of the file; how long that took. */
    static long syncNanos(FileChannel channel, ByteBuffer block) throws IOException {
        long begin = System.nanoTime();
        channel.write(block.rewind(), 0);
        channel.force(false);
        return System.nanoTime() - begin;
    }

    private void run() {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            while (!stop) {
                worstNanos = Math.max(worstNanos, syncNanos(channel, block));
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException e) {
            worstNanos = Long.MAX_VALUE; // shown as an absurd figure beside the result
        }
    }

    @Override
    public void close() throws IOException {
        stop = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(file);
    }
}
