package io.quorate.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What a linearizable read costs: a sync and a read that go out together, against the read alone.
 * Three servers of each product; the sessions are at the leader first, then spread over all. What
 * is counted is reads.
 */
final class SyncedReads {
    private static final int SERVERS = 3;
    private static final int SESSIONS = 48;
    private static final double WANTED = 0.8;

    private final List<Product> products;
    private final Path directory;
    private final Settings settings;

    SyncedReads(List<Product> products, Path directory, Settings settings) {
        this.products = products;
        this.directory = directory;
        this.settings = settings;
    }

    void measure(Report report) throws IOException {
        report.heading("A sync before each read: 3 servers, " + SESSIONS + " sessions");
        report.row("sessions at", "server", "requests", "reads/s", "CPU µs/read", "p50 µs", "");
        report.rule(7);
        for (Product product : products) {
            Path place = Files.createDirectories(directory.resolve(product.name()));
            try (EnsembleUnderTest ensemble = EnsembleUnderTest.forLoads(product, SERVERS, place)) {
                ensemble.start();
                ServerUnderTest leader = ensemble.server(ensemble.awaitLeader());
                Throughput.prepare(leader.port());
                LoadTarget all = LoadTarget.of(ensemble);
                compare("the leader", new int[] {leader.port()}, all, report);
                compare("all servers", all.ports(), all, report);
            }
        }
    }

    private void compare(String where, int[] ports, LoadTarget servers, Report report)
            throws IOException {
        Medians plain = new Medians();
        Medians synced = new Medians();
        try (LoadRun reads = new LoadRun(ports, SESSIONS, 1, new KeyMix(100));
                LoadRun both = new LoadRun(ports, SESSIONS, 2, new SyncAndRead())) {
            long warmUpNanos = TimeUnit.SECONDS.toNanos(settings.warmUpSeconds());
            reads.run(warmUpNanos);
            both.run(warmUpNanos);
            for (int round = 0; round < settings.rounds(); round++) {
                window(servers, reads, plain);
                window(servers, both, synced);
            }
        }
        row(where, servers.name(), "getData", plain, "", report);
        double ratio = synced.median("perSecond") / plain.median("perSecond");
        row(
                where,
                servers.name(),
                "sync + getData",
                synced,
                String.format(
                        Locale.ROOT,
                        "**%.2f ×**, wanted ≥ %.2f under a lease: %s",
                        ratio,
                        WANTED,
                        ratio >= WANTED ? "met" : "**not met**"),
                report);
    }

    private void window(LoadTarget servers, LoadRun run, Medians medians) throws IOException {
        QuietMachine.await(servers.servers().getFirst());
        long cpu = servers.cpuNanos();
        LoadRun.Window window = run.run(TimeUnit.SECONDS.toNanos(settings.windowSeconds()));
        cpu = servers.cpuNanos() - cpu;
        long reads = window.reads().count();
        medians.add("perSecond", reads * 1e9 / window.nanos());
        medians.add("cpu", cpu / 1e3 / reads);
        medians.add("p50", window.reads().quantileNanos(0.5) / 1e3);
    }

    private static void row(
            String where,
            String server,
            String requests,
            Medians medians,
            String remark,
            Report report) {
        report.row(
                where,
                server,
                requests,
                String.format(Locale.ROOT, "%,.0f", medians.median("perSecond")),
                String.format(Locale.ROOT, "%.2f", medians.median("cpu")),
                String.format(Locale.ROOT, "%.0f", medians.median("p50")),
                remark);
    }

    /** Pairs of a sync, which is counted among the writes, and a read. */
    private static final class SyncAndRead implements Operations {
        private static final int XID_OFFSET = 4;
        private final byte[] sync = Requests.sync(0, "/");
        private final KeyMix reads = new KeyMix(100);

        @Override
        public int together() {
            return 2;
        }

        @Override
        public Kind next(ByteBuffer out, int xid) {
            if (xid % 2 == 0) {
                return reads.next(out, xid);
            }
            int at = out.position();
            out.put(sync);
            out.putInt(at + XID_OFFSET, xid);
            return Kind.WRITE;
        }
    }
}
