package io.quorate.simulation.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every run of three servers within bounds breaks no rule. {@code -Dquorate.model.size=standard} is
 * what {@code ./verify model} looks at, {@code large} takes long; {@code -Dquorate.model.search} is
 * one search, as it is written here, and {@code -Dquorate.model.pair} one pair of plugins. A search
 * that is given up has shown nothing and fails. See docs/TESTING.md.
 */
class ModelSearchTest {

    private static final String ONE = System.getProperty("quorate.model.search");
    private static final String SIZE = System.getProperty("quorate.model.size", "small");
    private static final String PAIR = System.getProperty("quorate.model.pair");
    private static final long STATES_MAX = Long.getLong("quorate.model.states", 100_000_000);

    /** For one search. */
    private static final long SECONDS_MAX =
            Long.getLong("quorate.model.seconds", ONE != null || isLarge() ? 3_600 : 600);

    private static boolean isLarge() {
        return SIZE.equals("large");
    }

    /** Of each pair: where each search begins, and its bounds. */
    static Stream<Arguments> searches() {
        return Arrays.stream(Pair.values())
                .filter(pair -> PAIR == null || pair == Pair.valueOf(PAIR))
                .flatMap(
                        pair ->
                                (ONE != null ? Stream.of(ONE) : of(SIZE))
                                        .map(search -> Arguments.of(pair, search)));
    }

    private static Stream<String> of(String size) {
        return switch (size) {
            case "small" ->
                    Stream.of(
                            "SERVING 2,0,0,0,0",
                            "SERVING 1,1,0,0,0",
                            "SERVING 1,0,0,1,0",
                            "BOOT 0,0,0,0,0");
            case "standard" ->
                    Stream.of(
                            "BOOT 0,0,0,0,0",
                            "SERVING 1,1,0,0,0",
                            "SERVING 2,0,0,1,0",
                            "SERVING 2,0,1,0,0",
                            "SERVING 0,0,1,1,0");
            case "large" ->
                    Stream.of(
                            "ASKED 1,0,1,0,0,0,0,1",
                            "ASKED 2,0,1,0,0,0,0,1",
                            "ASKED 2,0,1,1,0",
                            "ASKED_APART 2,0,1,1,0");
            case "largest" -> Stream.of("SERVING 0,0,2,0,0", "SERVING 0,0,2,1,0");
            default -> throw new IllegalArgumentException("quorate.model.size=" + size);
        };
    }

    /** False: every order of all moves is looked at. */
    private static final boolean REDUCED =
            !System.getProperty("quorate.model.reduced", "true").equals("false");

    @ParameterizedTest
    @MethodSource("searches")
    void noRunBreaksARule(Pair pair, String search) {
        Outcome outcome = run(pair, search, REDUCED);
        outcome.lines().forEach(System.out::println);
        if (outcome.breach() != null && REDUCED) {
            System.out.println("model: by the shortest way, if it is found:");
            run(pair, search, false).lines().forEach(System.out::println);
        }
        assertThat(outcome.breach()).isNull();
        assertThat(outcome.complete())
                .as("every state was looked at; a search that is given up shows nothing")
                .isTrue();
    }

    /** Orders that are left out lead to no other states in which nothing is under way. */
    @ParameterizedTest
    @EnumSource
    void theReductionMissesNothing(Pair pair) {
        for (String search :
                List.of(
                        "BOOT 0,0,0,0,0",
                        "SERVING 1,0,1,0,0",
                        "ASKED 2,0,1,0,0",
                        "ASKED 2,0,0,0,0,0,0,1")) {
            Outcome all = run(pair, search, false);
            Outcome reduced = run(pair, search, true);
            assertThat(reduced.calmStates()).as(search).isEqualTo(all.calmStates());
            assertThat(reduced.serverStates()).as(search).isEqualTo(all.serverStates());
            assertThat(reduced.states()).as(search).isLessThan(all.states());
        }
    }

    private static Outcome run(Pair pair, String search, boolean reduced) {
        String[] parts = search.split(" ");
        Bounds bounds = Bounds.of(parts[1]);
        Outcome outcome =
                new Search(
                                pair.with(pair.consensus(), bounds),
                                Meanings.graphs(),
                                pair::invariants,
                                Search.From.valueOf(parts[0]),
                                bounds,
                                STATES_MAX,
                                SECONDS_MAX * 1_000,
                                reduced)
                        .run();
        System.out.println(
                "model: " + pair + ' ' + parts[0] + ' ' + outcome + (reduced ? ", reduced" : ""));
        return outcome;
    }
}
