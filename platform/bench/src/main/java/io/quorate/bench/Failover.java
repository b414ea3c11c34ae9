package io.quorate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How long nobody can write when the leader of three servers goes: from SIGKILL (or SIGTERM) to the
 * first write acknowledged to a session that is connected to a follower and keeps writing. The
 * products take turns.
 */
final class Failover {
    private static final int SERVERS = 3;
    private static final int WRITES_BEFORE = 200;
    private static final int WRITES_AFTER = 50;
    private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final double WANTED_MILLIS = 150;
    private static final double WANTED_RATIO = 1.0 / 3;
    private static final double WANTED_GROWTH = 1.2;
    private static final double WANTED_PLANNED_MILLIS = 50;

    private final List<Product> products;
    private final Path directory;
    private final Settings settings;
    private final int kills = Integer.getInteger("bench.kills", 15);

    Failover(List<Product> products, Path directory, Settings settings) {
        this.products = products;
        this.directory = directory;
        this.settings = settings;
    }

    void measure(Report report) throws IOException {
        report.heading("A leader goes: 3 servers, " + kills + " times");
        report.row("measure", "server", "median", "worst", "remarks");
        report.rule(5);
        Map<String, EnsembleUnderTest> ensembles = new LinkedHashMap<>();
        try {
            for (Product product : products) {
                Path place = Files.createDirectories(directory.resolve(product.name()));
                EnsembleUnderTest ensemble = EnsembleUnderTest.of(product, SERVERS, place);
                ensembles.put(product.name(), ensemble);
                ensemble.start();
            }
            Medians medians = new Medians();
            kill("empty", ensembles, medians, report);
            planned(ensembles, medians, report);
            if (settings.znodes() > 0) {
                for (EnsembleUnderTest ensemble : ensembles.values()) {
                    TreeFill.fill(
                            ensemble.server(ensemble.awaitLeader()).port(), settings.znodes());
                }
                String big = String.format(Locale.ROOT, "%,d znodes", settings.znodes());
                kill(big, ensembles, medians, report);
                double growth = medians.median("quorate " + big) / medians.median("quorate empty");
                verdict(report, "growth with the tree", growth, WANTED_GROWTH);
            }
        } finally {
            for (EnsembleUnderTest ensemble : ensembles.values()) {
                ensemble.close();
            }
        }
    }

    private void kill(
            String data, Map<String, EnsembleUnderTest> ensembles, Medians medians, Report report)
            throws IOException {
        for (int round = 0; round < kills; round++) {
            for (Map.Entry<String, EnsembleUnderTest> entry : ensembles.entrySet()) {
                double millis = once(entry.getValue(), round, ServerUnderTest::kill, true);
                medians.add(entry.getKey() + ' ' + data, millis);
            }
        }
        String measure = "SIGKILL to first write, " + data;
        List<Double> both = rows(measure, data, ensembles, medians, report);
        if (both.size() == 2) {
            verdict(report, measure, both.get(1) / both.get(0), WANTED_RATIO);
        }
        String quorate = "quorate " + data;
        if (ensembles.containsKey("quorate") && medians.median(quorate) > WANTED_MILLIS) {
            report.line("");
            report.line(
                    String.format(
                            Locale.ROOT,
                            "**not met**: wanted ≤ %.0f ms (%s)",
                            WANTED_MILLIS,
                            data));
            report.line("");
        }
    }

    /** SIGTERM: the leader may hand over before it goes. */
    private void planned(Map<String, EnsembleUnderTest> ensembles, Medians medians, Report report)
            throws IOException {
        for (int round = 0; round < kills; round++) {
            for (Map.Entry<String, EnsembleUnderTest> entry : ensembles.entrySet()) {
                double millis = once(entry.getValue(), round, ServerUnderTest::stop, false);
                medians.add(entry.getKey() + " planned", millis);
            }
        }
        rows("longest gap between writes, SIGTERM", "planned", ensembles, medians, report);
        if (ensembles.containsKey("quorate")) {
            verdict(
                    report,
                    "gap of an orderly stop, in ms",
                    medians.median("quorate planned"),
                    WANTED_PLANNED_MILLIS);
        }
    }

    private static List<Double> rows(
            String measure,
            String data,
            Map<String, EnsembleUnderTest> ensembles,
            Medians medians,
            Report report) {
        List<Double> all = new ArrayList<>();
        for (String product : ensembles.keySet()) {
            String name = product + ' ' + data;
            all.add(medians.median(name));
            report.row(
                    measure,
                    product,
                    String.format(Locale.ROOT, "%.0f ms", medians.median(name)),
                    String.format(Locale.ROOT, "%.0f ms", medians.worst(name)),
                    "");
        }
        return all;
    }

    private static void verdict(Report report, String measure, double value, double wanted) {
        report.row(
                measure,
                "**quorate**",
                String.format(Locale.ROOT, "**%.2f**", value),
                "",
                String.format(
                        Locale.ROOT,
                        "%s, wanted ≤ %.2f",
                        value <= wanted ? "met" : "**not met**",
                        wanted));
    }

    /** What ends a leader. */
    private interface End {
        void of(ServerUnderTest server) throws IOException;
    }

    /** Milliseconds until writes go on, or of the longest gap between two; then all servers run. */
    private static double once(EnsembleUnderTest ensemble, int round, End end, boolean fromKill)
            throws IOException {
        ensemble.start();
        QuietMachine.await(ensemble.server(1));
        long leader = ensemble.awaitLeader();
        int[] ports = new int[SERVERS - 1];
        int next = 0;
        for (int step = 0; step < SERVERS; step++) {
            long id = 1L + (round + step) % SERVERS;
            if (id != leader) {
                ports[next++] = ensemble.server(id).port();
            }
        }
        double millis;
        try (SurvivingWriter writer = new SurvivingWriter("/survivor", ports)) {
            writer.awaitWrites(WRITES_BEFORE, System.nanoTime(), BOUND_NANOS);
            long begin = System.nanoTime();
            end.of(ensemble.server(leader));
            writer.awaitWrites(WRITES_AFTER, System.nanoTime(), BOUND_NANOS);
            SurvivingWriter.Silence longest = writer.longestSilence(begin);
            millis = (fromKill ? longest.endNanos() : longest.nanos()) / 1e6;
        }
        if (Boolean.getBoolean("bench.verbose")) {
            System.err.printf(Locale.ROOT, "%s %.1f ms%n", ensemble.server(1).name(), millis);
        }
        ensemble.server(leader).start();
        return millis;
    }
}
