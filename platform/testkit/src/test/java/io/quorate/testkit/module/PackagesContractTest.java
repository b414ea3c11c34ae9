package io.quorate.testkit.module;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The contract of packages finds cycles, and nothing where there is none. */
class PackagesContractTest {

    private static Map<String, TreeSet<String>> imports(Map<String, Set<String>> imports) {
        Map<String, TreeSet<String>> sorted = new TreeMap<>();
        imports.forEach((name, imported) -> sorted.put(name, new TreeSet<>(imported)));
        return sorted;
    }

    @Test
    void floorsAreNoCycle() {
        Map<String, Set<String>> floors =
                Map.of(
                        "top", Set.of("middle", "bottom"),
                        "middle", Set.of("bottom"),
                        "bottom", Set.of());
        assertThat(PackagesContract.cyclic(imports(floors))).isEmpty();
    }

    @Test
    void cyclesAreFoundHoweverLong() {
        Map<String, Set<String>> cycle =
                Map.of(
                        "one", Set.of("two"),
                        "two", Set.of("three", "aside"),
                        "three", Set.of("one"),
                        "aside", Set.of());
        assertThat(PackagesContract.cyclic(imports(cycle))).containsOnlyKeys("one", "two", "three");
    }
}
