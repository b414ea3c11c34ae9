package io.quorate.conformance.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Configuration files as guides, images, charts and people write them, read by ZooKeeper 3.9.5 and
 * by us: the same are taken, and with the same values. What differs stands in {@code
 * deviations.txt} with its reason, and nothing stands there that does not differ.
 */
class ConfigurationCorpusTest {

    private static final int FILES_MIN = 60;

    /** Stands for whether a file is taken at all. */
    private static final String ACCEPTANCE = "acceptance";

    private static final ReferenceReader REFERENCE = new ReferenceReader();

    @TempDir private Path folder;

    private static Path resource(String name) {
        try {
            return Path.of(ConfigurationCorpusTest.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Sample> samples() throws IOException {
        try (Stream<Path> files = Files.list(resource("/configurations"))) {
            List<Path> all =
                    files.filter(file -> file.toString().endsWith(".cfg")).sorted().toList();
            List<Sample> samples = new ArrayList<>();
            for (Path file : all) {
                samples.add(Sample.read(file));
            }
            return samples;
        }
    }

    /** By file, what differs there and why. */
    private static Map<String, Map<String, String>> deviations() throws IOException {
        Map<String, Map<String, String>> deviations = new TreeMap<>();
        for (String line : Files.readAllLines(resource("/configurations/deviations.txt"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] columns = line.split(" \\| ", 3);
                deviations
                        .computeIfAbsent(columns[0], file -> new TreeMap<>())
                        .put(columns[1], columns[2]);
            }
        }
        return deviations;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void bothReadTheFileAlikeButForWhatIsListed(Sample sample) throws IOException {
        Path file = sample.writtenTo(folder);
        Reading reference = REFERENCE.read(file, sample.flags());
        Reading own = OwnReader.read(file, sample.flags());
        Map<String, String> differing = new TreeMap<>();
        if (reference.accepted() != own.accepted()) {
            differing.put(
                    ACCEPTANCE, "ours: " + own.refusal() + ", theirs: " + reference.refusal());
        } else {
            own.values()
                    .forEach(
                            (name, value) -> {
                                String theirs = reference.values().get(name);
                                if (!value.equals(theirs)) {
                                    differing.put(name, "ours: " + value + ", theirs: " + theirs);
                                }
                            });
        }
        assertThat(differing.keySet())
                .as("%s differs in %s", sample, differing)
                .isEqualTo(deviations().getOrDefault(sample.name(), Map.of()).keySet());
    }

    @Test
    void theCorpusIsLargeAndEveryDeviationIsOfAFile() throws IOException {
        List<String> names = samples().stream().map(Sample::name).toList();
        assertThat(names).hasSizeGreaterThanOrEqualTo(FILES_MIN);
        assertThat(names).containsAll(deviations().keySet());
    }
}
