package io.quorate.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

/** Throughput and server CPU per operation of the load scenarios, servers taking turns. */
final class Throughput {
    private final List<LoadTarget> targets;
    private final List<LoadScenario> scenarios;
    private final Settings settings;

    Throughput(List<LoadTarget> targets, List<LoadScenario> scenarios, Settings settings) {
        this.targets = targets;
        String only = System.getProperty("bench.only", "");
        this.scenarios =
                scenarios.stream().filter(scenario -> scenario.name().contains(only)).toList();
        this.settings = settings;
    }

    void measure(String title, Report report) throws IOException {
        for (LoadTarget target : targets) {
            target.start();
            prepare(target.ports()[0]);
        }
        report.heading(title);
        report.row("scenario", "server", "operations/s", "CPU µs/op", "p50 µs", "p99 µs", "max ms");
        report.rule(7);
        for (LoadScenario scenario : scenarios) {
            measure(scenario, report);
        }
        for (LoadTarget target : targets) {
            target.stop();
        }
    }

    /** Creates the znodes that the loads are about. */
    static void prepare(int port) throws IOException {
        try (RawSession session = RawSession.open(port, 30_000)) {
            session.call(Requests.create(1, "/bench", null, 0));
            for (int i = 0; i < KeyMix.KEYS; i++) {
                int error = session.call(Requests.create(2 + i, KeyMix.path(i), KeyMix.data(), 0));
                if (error != 0) {
                    throw new IOException("create " + KeyMix.path(i) + ": " + error);
                }
            }
        }
    }

    private void measure(LoadScenario scenario, Report report) throws IOException {
        Medians[] medians = new Medians[targets.size()];
        LoadRun[] runs = new LoadRun[targets.size()];
        try {
            for (int i = 0; i < runs.length; i++) {
                medians[i] = new Medians();
                runs[i] =
                        new LoadRun(
                                targets.get(i).ports(),
                                scenario.sessions(),
                                scenario.depth(),
                                new KeyMix(scenario.readPercent()));
                runs[i].run(TimeUnit.SECONDS.toNanos(settings.warmUpSeconds()));
            }
            for (int round = 0; round < settings.rounds(); round++) {
                for (int i = 0; i < runs.length; i++) {
                    window(targets.get(i), runs[i], medians[i]);
                }
            }
        } finally {
            for (LoadRun run : runs) {
                if (run != null) {
                    run.close();
                }
            }
        }
        write(scenario, medians, report);
    }

    private void window(LoadTarget target, LoadRun run, Medians medians) throws IOException {
        QuietMachine.await(target.servers().getFirst());
        long cpu = target.cpuNanos();
        LoadRun.Window window = run.run(TimeUnit.SECONDS.toNanos(settings.windowSeconds()));
        cpu = target.cpuNanos() - cpu;
        Latencies latencies = window.reads().count() > 0 ? window.reads() : window.writes();
        medians.add("perSecond", window.perSecond());
        medians.add("cpu", cpu / 1e3 / window.operations());
        medians.add("p50", latencies.quantileNanos(0.5) / 1e3);
        medians.add("p99", latencies.quantileNanos(0.99) / 1e3);
        medians.add("max", latencies.maxNanos() / 1e6);
    }

    private void write(LoadScenario scenario, Medians[] medians, Report report) {
        for (int i = 0; i < medians.length; i++) {
            report.row(
                    scenario.name(),
                    targets.get(i).name(),
                    number("%,.0f", medians[i].median("perSecond")),
                    number("%.2f", medians[i].median("cpu")),
                    number("%.0f", medians[i].median("p50")),
                    number("%.0f", medians[i].median("p99")),
                    number("%.1f", medians[i].worst("max")));
        }
        if (medians.length == 2) {
            double throughput = medians[1].median("perSecond") / medians[0].median("perSecond");
            double cpu = medians[1].median("cpu") / medians[0].median("cpu");
            double p50 = medians[1].median("p50") / medians[0].median("p50");
            double p99 = medians[1].median("p99") / medians[0].median("p99");
            boolean met =
                    throughput >= scenario.wantedThroughput()
                            && !(cpu > scenario.wantedCpu())
                            && !(p50 > scenario.wantedP50())
                            && !(p99 > scenario.wantedP99());
            StringJoiner wanted = new StringJoiner(", ");
            if (scenario.wantedThroughput() > 0) {
                wanted.add(number("≥ %.2f ×", scenario.wantedThroughput()));
            }
            atMost("CPU", scenario.wantedCpu(), wanted);
            atMost("p50", scenario.wantedP50(), wanted);
            atMost("p99", scenario.wantedP99(), wanted);
            report.row(
                    "",
                    "**ratio**",
                    number("**%.2f ×**", throughput),
                    number("**%.2f ×**", cpu),
                    number("%.2f ×", p50),
                    number("%.2f ×", p99),
                    (met ? "met" : "**not met**") + ", wanted " + wanted);
        }
    }

    private static void atMost(String what, double wanted, StringJoiner text) {
        if (!Double.isNaN(wanted)) {
            text.add(number(what + " ≤ %.2f ×", wanted));
        }
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
