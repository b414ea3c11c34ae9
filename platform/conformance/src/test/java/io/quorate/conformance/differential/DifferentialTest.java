package io.quorate.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.Product;
import io.quorate.bench.ServerSpec;
import io.quorate.bench.ServerUnderTest;
import io.quorate.conformance.Subject;
import io.quorate.testkit.matrix.ForEveryAssembly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Sends generated sequences to a real ZooKeeper and to Quorate. Properties: {@code
 * conformance.sequences} (how many, default 300), {@code conformance.seed} (the first one; with one
 * sequence this replays a mismatch), {@code conformance.steps}, {@code conformance.print} (prints
 * the answers of the reference).
 */
@ForEveryAssembly
class DifferentialTest {
    private static final String CONFIGURATION = "/zookeeper/config";
    private static final int SEQUENCES = Integer.getInteger("conformance.sequences", 200);
    private static final long FIRST_SEED = Long.getLong("conformance.seed", 1);
    private static final int STEPS = Integer.getInteger("conformance.steps", 30);
    private static final int MAX_MISMATCHES = Integer.getInteger("conformance.mismatches", 8);
    private static final int CONTEXT_LINES = 12;
    private final Map<String, String> mismatches = new LinkedHashMap<>(); // by what they look like
    private final Coverage coverage = new Coverage();

    @TempDir Path directory;

    /** How both servers are configured, and which share of the sequences they get. */
    private enum Setting {
        /** TTL nodes and enforced quotas. */
        RICH(1, Map.of("extendedTypesEnabled", "true", "enforceQuota", "true")),
        /** Nothing but the defaults. */
        PLAIN(5, Map.of()),
        /** Writes are judged on the applied state before they are ordered. */
        EAGER(5, Map.of("enableEagerACLCheck", "true"));

        private final int share;
        private final Map<String, String> keys;

        Setting(int share, Map<String, String> keys) {
            this.share = share;
            this.keys = keys;
        }

        private Sequence sequence(long seed) {
            return SequenceGenerator.of(seed, STEPS, this != EAGER);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everythingAClientSeesIsEqual(Setting setting) throws Exception {
        Assumptions.assumeFalse(
                setting == Setting.EAGER && Subject.isEnsembleOfOne(),
                "the reference, which stands alone, orders what a voter refuses at once");
        long seed = FIRST_SEED;
        long end = FIRST_SEED + Math.max(1, SEQUENCES / setting.share);
        while (seed < end && mismatches.size() < MAX_MISMATCHES) {
            seed = runPair(setting, seed, end);
        }
        coverage.save(Path.of("target", "differential-coverage-" + setting + ".txt"));
        assertThat(mismatches.values())
                .as("%d sequences, kinds of mismatches", seed - FIRST_SEED)
                .isEmpty();
    }

    /**
     * Runs sequences on one pair of fresh servers until they have drawn different numbers of zxids;
     * returns the next seed.
     */
    private long runPair(Setting setting, long seed, long end) throws Exception {
        try (ServerUnderTest reference = server(Product.zooKeeper(), setting);
                ServerUnderTest ours = server(Subject.product(), setting)) {
            reference.start();
            ours.start();
            try (SequenceRunner referenceRunner = new SequenceRunner(reference.port());
                    SequenceRunner ourRunner = new SequenceRunner(ours.port())) {
                while (seed < end) {
                    Sequence sequence = setting.sequence(seed++);
                    CompletableFuture<List<String>> other =
                            CompletableFuture.supplyAsync(() -> referenceRunner.run(sequence));
                    List<String> actual = comparable(ourRunner.run(sequence));
                    List<String> expected = comparable(other.get());
                    coverage.add(expected);
                    if (Boolean.getBoolean("conformance.print")) {
                        expected.forEach(System.out::println);
                    }
                    if (!actual.equals(expected)) {
                        mismatches.putIfAbsent(
                                signature(expected, actual), describe(sequence, expected, actual));
                        if (!actual.getLast().equals(expected.getLast())
                                || mismatches.size() >= MAX_MISMATCHES) {
                            return seed;
                        }
                    }
                }
            }
        }
        return seed;
    }

    /**
     * The reference stands alone, for as a leader it does not answer what is malformed; the only
     * voter of an ensemble has a configuration to tell, which the reference has not.
     */
    private static List<String> comparable(List<String> lines) {
        return Subject.isEnsembleOfOne()
                ? lines.stream().map(line -> line.contains(CONFIGURATION) ? "" : line).toList()
                : lines;
    }

    private ServerUnderTest server(Product product, Setting setting) throws IOException {
        Path place = Files.createTempDirectory(directory, product.name());
        boolean reference = product instanceof Product.ZooKeeper;
        ServerSpec spec =
                (reference ? ServerSpec.in(place) : Subject.alone(place))
                        .with(
                                "DigestAuthenticationProvider.superDigest",
                                Samples.digestId(SequenceRunner.SUPER))
                        .withFlags("-Dznode.container.checkIntervalMs=86400000");
        for (Map.Entry<String, String> key : setting.keys.entrySet()) {
            spec = spec.with(key.getKey(), key.getValue());
        }
        return product.server(spec);
    }

    private static int firstDifference(List<String> expected, List<String> actual) {
        int at = 0;
        while (at < expected.size()
                && at < actual.size()
                && expected.get(at).equals(actual.get(at))) {
            at++;
        }
        return at;
    }

    /** Operation and errors of the first difference: mismatches alike in these are told once. */
    private static String signature(List<String> expected, List<String> actual) {
        int at = firstDifference(expected, actual);
        return kind(expected, at) + " | " + kind(actual, at);
    }

    private static String kind(List<String> lines, int at) {
        String line = at < lines.size() ? lines.get(at) : "(end)";
        String[] words = line.split(" ");
        int arrow = line.indexOf(" -> ");
        String error = arrow < 0 ? "" : line.substring(arrow + 4).split(" ")[0];
        return (words.length > 1 ? words[1] : line) + " " + error;
    }

    private static String describe(Sequence sequence, List<String> expected, List<String> actual) {
        int at = firstDifference(expected, actual);
        StringBuilder text =
                new StringBuilder(
                        "\nseed "
                                + sequence.seed()
                                + ", replay with -Dconformance.sequences=1 -Dconformance.seed="
                                + sequence.seed());
        for (int i = Math.max(0, at - CONTEXT_LINES); i < at; i++) {
            text.append("\n  both      ").append(expected.get(i));
        }
        for (int i = at; i < at + 3; i++) {
            text.append("\n  zookeeper ").append(i < expected.size() ? expected.get(i) : "(end)");
            text.append("\n  quorate   ").append(i < actual.size() ? actual.get(i) : "(end)");
        }
        return text.append('\n').toString();
    }
}
