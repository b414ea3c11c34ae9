package io.quorate.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares Quorate with ZooKeeper on this machine and writes Markdown. Arguments choose parts
 * ({@code start}, {@code load}, {@code tree}, {@code ensemble}, {@code failover}; none = all; and
 * {@code sync}) and servers ({@code zookeeper}, {@code quorate}; none = both).
 */
public final class Comparison {
    private static final int ENSEMBLE_SIZE = 3;

    private Comparison() {}

    public static void main(String[] arguments) throws IOException {
        Set<String> wanted = new TreeSet<>(List.of(arguments));
        List<Product> products = new ArrayList<>();
        List<Product> both = List.of(Product.other(), Product.measured());
        Set<String> names = both.stream().map(Product::name).collect(Collectors.toSet());
        for (Product product : both) {
            if (wanted.contains(product.name()) || Collections.disjoint(wanted, names)) {
                products.add(product);
            }
        }
        wanted.removeAll(names);
        Path directory = Path.of(System.getProperty("bench.dir", "target/bench")).toAbsolutePath();
        delete(directory);
        Files.createDirectories(directory);
        Report report = new Report(System.out);
        report.line(
                names.contains("zookeeper")
                        ? "# Quorate and ZooKeeper 3.9.5 side by side"
                        : "# Quorate and an earlier build side by side");
        report.line("");
        report.machine();
        report.line(
                "Durable writes (fsync) on both sides, data on the same disk, servers taking turns, medians.");
        Settings settings = Settings.fromProperties();
        if (wanted.isEmpty() || wanted.contains("start")) {
            StartTime.measure(products, directory, report);
        }
        if (wanted.isEmpty() || wanted.contains("load")) {
            withServers(
                    products,
                    directory.resolve("load"),
                    servers ->
                            new Throughput(
                                            servers.stream().map(LoadTarget::of).toList(),
                                            LoadScenario.alone(),
                                            settings)
                                    .measure("Throughput and server CPU per operation", report));
        }
        if (wanted.isEmpty() || wanted.contains("tree")) {
            withServers(
                    products,
                    directory.resolve("tree"),
                    servers -> new BigTree(servers, settings).measure(report));
        }
        if (wanted.isEmpty() || wanted.contains("ensemble")) {
            withEnsembles(products, directory.resolve("ensemble"), settings, report);
        }
        if (wanted.contains("sync")) {
            new SyncedReads(products, directory.resolve("sync"), settings).measure(report);
        }
        if (wanted.isEmpty() || wanted.contains("failover")) {
            new Failover(products, directory.resolve("failover"), settings).measure(report);
        }
        report.save(Path.of(System.getProperty("bench.report", "target/PERFORMANCE.md")));
        if (!Boolean.getBoolean("bench.keep")) {
            delete(directory);
        }
    }

    /** A part of the comparison. */
    private interface Part {
        void run(List<ServerUnderTest> servers) throws IOException;
    }

    private static void withServers(List<Product> products, Path directory, Part part)
            throws IOException {
        List<ServerUnderTest> servers = new ArrayList<>();
        try {
            for (Product product : products) {
                Path place = Files.createDirectories(directory.resolve(product.name()));
                servers.add(product.server(LoadRun.withLongSessions(ServerSpec.in(place))));
            }
            part.run(servers);
        } finally {
            for (ServerUnderTest server : servers) {
                server.close();
            }
        }
    }

    private static void withEnsembles(
            List<Product> products, Path directory, Settings settings, Report report)
            throws IOException {
        List<EnsembleUnderTest> ensembles = new ArrayList<>();
        try {
            for (Product product : products) {
                ensembles.add(
                        EnsembleUnderTest.forLoads(
                                product, ENSEMBLE_SIZE, directory.resolve(product.name())));
            }
            new Throughput(
                            ensembles.stream().map(LoadTarget::of).toList(),
                            LoadScenario.ensemble(),
                            settings)
                    .measure("Ensembles of three: throughput and CPU of all servers", report);
        } finally {
            for (EnsembleUnderTest ensemble : ensembles) {
                ensemble.close();
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(
                directory,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path place, IOException failure)
                            throws IOException {
                        Files.delete(place);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
