package io.quorate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Heap per znode, writes while snapshots of the whole tree are taken, and restart with a big tree.
 */
final class BigTree {
    private static final int SNAPSHOTS = 7;
    private static final int MAX_SLICES = 240;
    private final List<ServerUnderTest> servers;
    private final Settings settings;

    BigTree(List<ServerUnderTest> servers, Settings settings) {
        this.servers = servers;
        this.settings = settings;
    }

    void measure(Report report) throws IOException {
        report.heading(
                String.format(
                        Locale.ROOT,
                        "%,d znodes of %d bytes",
                        settings.znodes(),
                        KeyMix.DATA_BYTES));
        report.row("measure", "server", "value", "remarks");
        report.rule(4);
        List<Double> heap = new ArrayList<>();
        for (ServerUnderTest server : servers) {
            QuietMachine.await(server);
            server.start();
            heap.add(heapPerZnode(server, report));
            pause(server, report);
            server.stop();
        }
        ratio(report, "heap per znode", heap, 0.5);
        restart(report);
    }

    private double heapPerZnode(ServerUnderTest server, Report report) throws IOException {
        long before = ProcessFacts.liveHeapBytes(server.pid());
        long begin = System.nanoTime();
        load(server.port());
        double seconds = (System.nanoTime() - begin) / 1e9;
        double perZnode =
                (ProcessFacts.liveHeapBytes(server.pid()) - before) / (double) settings.znodes();
        report.row(
                "heap per znode",
                server.name(),
                String.format(Locale.ROOT, "%.0f B", perZnode),
                String.format(
                        Locale.ROOT,
                        "%.1f s to load, resident %d MB",
                        seconds,
                        ProcessFacts.residentBytes(server.pid()) >> 20));
        return perZnode;
    }

    private void load(int port) throws IOException {
        TreeFill.fill(port, settings.znodes());
        try (LoadRun keys =
                new LoadRun(
                        port,
                        1,
                        16,
                        new Creates(
                                KeyMix.KEYS + 1,
                                KeyMix.data(),
                                i -> i == 0 ? "/bench" : KeyMix.path(i - 1)))) {
            keys.runAll();
        }
    }

    /**
     * One writer with one request in flight is measured while others keep the log growing until
     * more snapshots have been written; each of them has a longest write.
     */
    private void pause(ServerUnderTest server, Report report) throws IOException {
        AtomicReference<IOException> failure = new AtomicReference<>();
        boolean[] stop = {false};
        Thread background =
                Thread.ofPlatform()
                        .name("background-writers")
                        .start(() -> keepWriting(server.port(), stop, failure));
        Medians longest = new Medians();
        Medians p99 = new Medians();
        double disk = 0;
        try (LoadRun single = new LoadRun(server.port(), 1, 1, new KeyMix(0));
                DiskProbe probe = new DiskProbe(server.dataDir().resolve("probe"))) {
            long begun = snapshots(server.dataDir());
            long worst = 0;
            int taken = 0;
            for (int slice = 0; taken < SNAPSHOTS && slice < MAX_SLICES; slice++) {
                LoadRun.Window window = single.run(TimeUnit.SECONDS.toNanos(1));
                worst = Math.max(worst, window.writes().maxNanos());
                p99.add(server.name(), window.writes().quantileNanos(0.99) / 1e6);
                long now = snapshots(server.dataDir());
                if (now > begun) {
                    longest.add(server.name(), worst / 1e6);
                    begun = now;
                    worst = 0;
                    taken++;
                }
            }
            disk = probe.worstMillis();
        } finally {
            synchronized (stop) {
                stop[0] = true;
            }
            join(background);
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        report.row(
                "longest write while a snapshot is taken",
                server.name(),
                String.format(Locale.ROOT, "%.1f ms", longest.median(server.name())),
                String.format(
                        Locale.ROOT,
                        "median of %d snapshots, worst of them %.1f ms, p99 of a second %.1f ms, slowest sync of a lone block meanwhile %.1f ms, wanted ≤ 20 ms",
                        SNAPSHOTS,
                        longest.worst(server.name()),
                        p99.median(server.name()),
                        disk));
    }

    private static void keepWriting(
            int port, boolean[] stop, AtomicReference<IOException> failure) {
        try (LoadRun run = new LoadRun(port, 16, 4, new KeyMix(0))) {
            while (true) {
                synchronized (stop) {
                    if (stop[0]) {
                        return;
                    }
                }
                run.run(TimeUnit.SECONDS.toNanos(1));
            }
        } catch (IOException e) {
            failure.set(e);
        }
    }

    private static long snapshots(Path dataDir) throws IOException {
        try (Stream<Path> files = Files.list(dataDir.resolve("version-2"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("snapshot."))
                    .count();
        }
    }

    private void restart(Report report) throws IOException {
        List<Double> seconds = new ArrayList<>();
        Medians medians = new Medians();
        for (int round = 0; round < settings.rounds(); round++) {
            for (ServerUnderTest server : servers) {
                QuietMachine.await(server);
                medians.add(server.name(), server.start() / 1e9);
                server.stop();
            }
        }
        for (ServerUnderTest server : servers) {
            double median = medians.median(server.name());
            seconds.add(median);
            report.row(
                    "restart to first answer",
                    server.name(),
                    String.format(Locale.ROOT, "%.2f s", median),
                    "after an orderly stop, worst "
                            + String.format(Locale.ROOT, "%.2f s", medians.worst(server.name())));
        }
        ratio(report, "restart to first answer", seconds, 0.5);
    }

    static void ratio(Report report, String name, List<Double> values, double wanted) {
        if (values.size() == 2) {
            double ratio = values.get(1) / values.get(0);
            report.row(
                    name,
                    "**ratio**",
                    String.format(Locale.ROOT, "**%.2f ×**", ratio),
                    String.format(
                            Locale.ROOT,
                            "%s, wanted ≤ %.2f ×",
                            ratio <= wanted ? "met" : "**not met**",
                            wanted));
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
