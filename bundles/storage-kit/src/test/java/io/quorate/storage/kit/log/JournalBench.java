package io.quorate.storage.kit.log;

import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.StorageSettings;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.testkit.JournalContract;
import io.quorate.testkit.SimStorageHost;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Compares the journal with bare writes and fdatasyncs of the same sizes. Not a test: run {@code
 * main} with a directory on the disk to be measured and, if wanted, the number of rounds. Rounds
 * alternate, so that a busy machine disturbs all sides; the figures are medians over the rounds.
 */
final class JournalBench {

    private static final int ENTRY_BYTES = 200;
    private static final int[] BATCHES = {1, 16, 64, 512, 2048};

    private interface Step {
        void run(int index) throws Exception;
    }

    /** Microseconds of one round. */
    private record Round(double p50, double p99, double mean, double first, double cpuPerEntry) {}

    private JournalBench() {}

    public static void main(String[] arguments) throws Exception {
        Path root = Files.createDirectories(Path.of(arguments[0]).resolve("journal-bench"));
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        System.out.println(
                "| entries per sync | what | p50 µs | p99 µs | mean µs | first µs | CPU µs per entry |");
        System.out.println("|---:|---|---:|---:|---:|---:|---:|");
        for (int batch : BATCHES) {
            int syncs = Math.max(200, 2000 / Math.max(1, batch / 32));
            List<Round> zeros = new ArrayList<>();
            List<Round> growing = new ArrayList<>();
            List<Round> journal = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                zeros.add(raw(root, batch, syncs, true));
                growing.add(raw(root, batch, syncs, false));
                journal.add(journal(root, batch, syncs));
            }
            print(batch, "bare, file full of zeros", zeros);
            print(batch, "bare, growing file", growing);
            print(batch, "journal", journal);
        }
        delete(root);
    }

    private static void print(int batch, String name, List<Round> rounds) {
        System.out.printf(
                "| %d | %s | %.0f | %.0f | %.0f | %.0f | %.2f |%n",
                batch,
                name,
                median(rounds, Round::p50),
                median(rounds, Round::p99),
                median(rounds, Round::mean),
                median(rounds, Round::first),
                median(rounds, Round::cpuPerEntry));
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> what) {
        return rounds.stream().mapToDouble(what).sorted().toArray()[rounds.size() / 2];
    }

    private static Round raw(Path root, int batch, int syncs, boolean zeros) throws Exception {
        Path file = root.resolve("raw");
        Files.deleteIfExists(file);
        int bytes = batch * (ENTRY_BYTES + LogFormat.OVERHEAD_BYTES);
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
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
            return measure(
                    batch,
                    syncs,
                    index -> {
                        channel.write(data.clear(), (long) index * bytes);
                        channel.force(false);
                    });
        }
    }

    private static Round journal(Path root, int batch, int syncs) throws Exception {
        Path directory = root.resolve("log");
        delete(directory);
        Files.createDirectories(directory);
        SimStorageHost host = new SimStorageHost(new FileDisk(), StorageSettings.DEFAULTS);
        try (FileJournal journal =
                FileJournal.open(
                        directory, host, JournalSettings.DEFAULTS, new FatalErrorLatch(), 0)) {
            journal.prepare();
            byte[] payload = JournalContract.payload(1, ENTRY_BYTES - LogFormat.TXN_HEADER_BYTES);
            ByteBuffer header = ByteBuffer.wrap(payload);
            long[] last = {0};
            return measure(
                    batch,
                    syncs,
                    index -> {
                        for (int i = 0; i < batch; i++) {
                            header.putLong(LogFormat.ZXID_OFFSET, ++last[0]);
                            journal.append(last[0], payload);
                        }
                        journal.sync();
                    });
        }
    }

    private static Round measure(int batch, int syncs, Step step) throws Exception {
        long[] nanos = new long[syncs];
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < syncs; i++) {
            long before = System.nanoTime();
            step.run(i);
            nanos[i] = System.nanoTime() - before;
        }
        cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
        double first = nanos[0];
        double mean = Arrays.stream(nanos).average().orElse(0);
        Arrays.sort(nanos);
        return new Round(
                nanos[syncs / 2] / 1000.0,
                nanos[syncs * 99 / 100] / 1000.0,
                mean / 1000,
                first / 1000,
                cpu / 1000.0 / batch / syncs);
    }

    private static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
