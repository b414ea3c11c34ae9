package io.quorate.storage.kit;

import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.StorageSettings;
import io.quorate.testkit.JournalContract;
import io.quorate.testkit.SimStorageHost;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compares the journal with bare writes and fdatasyncs. Not a test: run {@code main} with a directory on the disk to be measured. Rounds
 * alternate, so that a busy machine disturbs both sides.
 */
final class JournalBench {

    private static final int ENTRY_BYTES = 200;

    private interface Step {
        void run(int index) throws Exception;
    }

    private JournalBench() {}

    public static void main(String[] arguments) throws Exception {
        Path root = Files.createDirectories(Path.of(arguments[0]).resolve("journal-bench"));
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        int[] batches = arguments.length > 2 ? new int[] {Integer.parseInt(arguments[2])} : new int[] {1, 16, 64, 256, 512, 2048};
        for (int batch : batches) {
            int syncs = Math.max(200, 1500 / Math.max(1, batch / 64));
            for (int round = 0; round < rounds; round++) {
                raw(root, batch, syncs, true);
                raw(root, batch, syncs, false);
                journal(root, batch, syncs);
            }
        }
        delete(root);
    }

    private static void raw(Path root, int batch, int syncs, boolean zeros) throws Exception {
        Path file = root.resolve("raw");
        Files.deleteIfExists(file);
        int bytes = batch * (ENTRY_BYTES + LogFormat.OVERHEAD_BYTES);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (zeros) {
                ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 20);
                for (long at = 0; at < (long) bytes * syncs; at += chunk.capacity()) {
                    channel.write(chunk.clear(), at);
                }
                channel.force(true);
            }
            ByteBuffer data = ByteBuffer.allocateDirect(bytes);
            while (data.hasRemaining()) {
                data.put((byte) 7);
            }
            measure(zeros ? "raw, zeros" : "raw, growing", batch, syncs, index -> {
                channel.write(data.clear(), (long) index * bytes);
                channel.force(false);
            });
        }
    }

    private static void journal(Path root, int batch, int syncs) throws Exception {
        Path directory = Files.createDirectories(root.resolve("log"));
        delete(directory);
        Files.createDirectories(directory);
        Disk disk = new FileDisk();
        try (FileJournal journal = FileJournal.open(directory, new SimStorageHost(disk, StorageSettings.DEFAULTS), new Poison(), 0)) {
            byte[][] payloads = new byte[batch][];
            journal.prepare();
            long[] next = {1};
            measure("journal", batch, syncs, index -> {
                for (int i = 0; i < batch; i++) {
                    long zxid = next[0]++;
                    byte[] payload = payloads[i] == null ? payloads[i] = JournalContract.payload(zxid, ENTRY_BYTES - 32) : payloads[i];
                    ByteBuffer.wrap(payload).putLong(LogFormat.ZXID_OFFSET, zxid);
                    journal.append(zxid, payload);
                }
                journal.sync();
            });
        }
    }

    private static void measure(String name, int batch, int syncs, Step step) throws Exception {
        long[] nanos = new long[syncs];
        long cpu = cpu();
        long begun = System.nanoTime();
        for (int i = 0; i < syncs; i++) {
            long before = System.nanoTime();
            step.run(i);
            nanos[i] = System.nanoTime() - before;
        }
        long all = System.nanoTime() - begun;
        cpu = cpu() - cpu;
        long first = nanos[0];
        Arrays.sort(nanos);
        System.out.printf(
                "%-13s batch %5d  p50 %6d us  p90 %6d us  p99 %6d us  max %6d us  first %6d us  mean %6d us  cpu/entry %7.2f us  entries/s %9.0f%n",
                name, batch, nanos[syncs / 2] / 1000, nanos[syncs * 9 / 10] / 1000, nanos[syncs * 99 / 100] / 1000, nanos[syncs - 1] / 1000,
                first / 1000, all / syncs / 1000, cpu / 1000.0 / batch / syncs, 1e9 * batch * syncs / all);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            List<Path> deepest = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepest) {
                Files.delete(path);
            }
        }
    }
}
