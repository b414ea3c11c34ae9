package io.quorate.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Whoever changes an exported package raises its version: what is gone or changed since the last
 * release wants a new major version, what has come a new minor one. {@code api-baseline.txt} says
 * what the last release offered; it is written with {@code -Dquorate.test.rewrite=release}, as part
 * of a release and at no other time.
 */
class ApiBaselineTest {

    private static final Path FILE =
            SourceTree.ROOT.resolve("platform/source-rules/src/test/resources/api-baseline.txt");

    private static final String HEAD =
            """
            # What the exported packages offered in the last release, and the versions they had (ApiBaselineTest).
            """;

    @Test
    void whoChangesAnExportedPackageRaisesItsVersion() throws IOException {
        ApiDescription now = ApiDescription.ofSources();
        if (System.getProperty("quorate.test.rewrite", "").equals("release")) {
            Files.writeString(FILE, HEAD + now.text());
        }
        assertThat(faults(ApiDescription.parse(Files.readString(FILE)), now)).isEmpty();
    }

    /** So that the test above is known to see something. */
    @Test
    void changesAreSeen() {
        String before = "package p 1.2.0\n  T: interface\n  T.a(): int\n";
        assertThat(faults(before, before)).isEmpty();
        assertThat(faults(before, before + "  T.b(): int default\n")).hasSize(1);
        assertThat(faults(before, "package p 1.3.0\n  T: interface\n  T.a(): int\n  T.b(): int\n"))
                .isEmpty();
        assertThat(faults(before, "package p 1.3.0\n  T: interface\n  T.a(): long\n")).hasSize(1);
        assertThat(faults(before, "package p 2.0.0\n  T: interface\n  T.a(): long\n")).isEmpty();
        assertThat(faults(before, "package p 1.1.0\n  T: interface\n  T.a(): int\n")).hasSize(1);
        assertThat(faults(before, "")).isEmpty();
    }

    private static List<String> faults(String before, String now) {
        return faults(ApiDescription.parse(before), ApiDescription.parse(now));
    }

    /** A package that has gone breaks those who import it without any version. */
    private static List<String> faults(ApiDescription before, ApiDescription now) {
        List<String> faults = new ArrayList<>();
        now.versions()
                .forEach(
                        (name, version) -> {
                            if (before.versions().containsKey(name)) {
                                Set<String> gone = new TreeSet<>(before.lines().get(name));
                                gone.removeAll(now.lines().get(name));
                                Set<String> come = new TreeSet<>(now.lines().get(name));
                                come.removeAll(before.lines().get(name));
                                int[] old = numbers(before.versions().get(name));
                                int[] raised = numbers(version);
                                boolean major = raised[0] > old[0];
                                boolean minor = raised[0] == old[0] && raised[1] > old[1];
                                boolean same = raised[0] == old[0] && raised[1] == old[1];
                                boolean enough =
                                        major
                                                || minor && gone.isEmpty()
                                                || same && gone.isEmpty() && come.isEmpty();
                                if (!enough) {
                                    faults.add(
                                            "%s is %s, was %s; gone %s, new %s"
                                                    .formatted(
                                                            name,
                                                            version,
                                                            before.versions().get(name),
                                                            gone,
                                                            come));
                                }
                            }
                        });
        return faults;
    }

    private static int[] numbers(String version) {
        String[] parts = version.split("\\.");
        return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
    }
}
