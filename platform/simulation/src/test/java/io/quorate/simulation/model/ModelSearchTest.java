package io.quorate.simulation.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.zab.ZabInvariants;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.invariant.Invariants;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every run of three servers within bounds breaks no rule. {@code -Dquorate.model.size=standard} is
 * what {@code ./verify model} looks at, {@code large} takes long; {@code -Dquorate.model.search} is
 * one search, as it is written here. See docs/TESTING.md.
 */
class ModelSearchTest {

    private static final String ONE = System.getProperty("quorate.model.search");
    private static final String SIZE = System.getProperty("quorate.model.size", "small");
    private static final long STATES_MAX = Long.getLong("quorate.model.states", 100_000_000);

    /** For one search. */
    private static final long SECONDS_MAX =
            Long.getLong("quorate.model.seconds", ONE != null || isLarge() ? 3_600 : 60);

    private static boolean isLarge() {
        return SIZE.equals("large");
    }

    /** Where each search begins, and its bounds. */
    static Stream<String> searches() {
        return ONE != null ? Stream.of(ONE) : of(SIZE);
    }

    private static Stream<String> of(String size) {
        return switch (size) {
            case "small" ->
                    Stream.of("SERVING 2,0,0,0,0", "SERVING 1,1,0,0,0", "SERVING 1,0,0,1,0");
            case "standard" ->
                    Stream.of(
                            "SERVING 2,1,0,0,0",
                            "SERVING 2,0,0,1,0",
                            "SERVING 2,0,1,0,0",
                            "SERVING 1,0,1,1,0");
            case "large" -> Stream.of("SERVING 2,0,1,1,0", "SERVING 2,0,2,1,0");
            default -> throw new IllegalArgumentException("quorate.model.size=" + size);
        };
    }

    @ParameterizedTest
    @MethodSource("searches")
    void noRunBreaksARule(String search) {
        String[] parts = search.split(" ");
        Bounds bounds = Bounds.of(parts[1]);
        Outcome outcome =
                new Search(
                                assembly(bounds),
                                Meanings.graphs(),
                                ModelSearchTest::invariants,
                                Search.From.valueOf(parts[0]),
                                bounds,
                                STATES_MAX,
                                SECONDS_MAX * 1_000)
                        .run();
        System.out.println("model: " + outcome);
        outcome.lines().forEach(System.out::println);
        assertThat(outcome.breach()).isNull();
    }

    /** The plugins that are searched; an oracle in the place of the election if bounds say so. */
    private static Assembly assembly(Bounds bounds) {
        Assembly chosen = Assembly.chosen("zab,fast");
        return bounds.verdicts() == 0
                ? chosen
                : Assembly.of(chosen.consensus(), new OracleElection());
    }

    private static Invariants invariants() {
        return Assembly.chosen("zab,fast").consensus().protocol().equals("zab")
                ? ZabInvariants.of(SimPlan.everything(Setting.SERVERS, 0))
                : Invariants.NONE;
    }
}
