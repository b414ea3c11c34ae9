package io.quorate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Start of the process to the first session answered, with an empty data directory. */
final class StartTime {
    private static final int ROUNDS = 15;

    private StartTime() {}

    static void measure(List<Product> products, Path directory, Report report) throws IOException {
        Medians medians = new Medians();
        for (int round = 0; round < ROUNDS; round++) {
            for (Product product : products) {
                Path place =
                        Files.createDirectories(
                                directory.resolve(product.name() + "-start-" + round));
                try (ServerUnderTest server = product.server(ServerSpec.in(place))) {
                    medians.add(product.name(), server.start() / 1e9);
                    medians.add(product.name() + "-cpu", ProcessFacts.cpuNanos(server.pid()) / 1e9);
                    server.stop();
                }
            }
        }
        report.heading("Start with empty data");
        report.row("measure", "server", "value", "remarks");
        report.rule(4);
        List<Double> seconds = new ArrayList<>();
        for (Product product : products) {
            double median = medians.median(product.name());
            seconds.add(median);
            report.row(
                    "start to first answer",
                    product.name(),
                    String.format(Locale.ROOT, "%.2f s", median),
                    String.format(
                            Locale.ROOT, "%.2f s CPU", medians.median(product.name() + "-cpu")));
        }
        BigTree.ratio(report, "start to first answer", seconds, 1);
    }
}
