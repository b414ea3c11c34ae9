package io.quorate.testkit.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A failed run on disk, and the shortest one found that still fails in the same way. */
final class SimScenarioFile {

    private static final int ATTEMPTS_MAX = 200;

    private SimScenarioFile() {}

    /**
     * Writes a scenario that fails.
     *
     * @param why a line for people
     */
    static Path write(Path file, String why, SimScenario scenario) {
        try {
            Files.createDirectories(file.getParent());
            List<String> lines = new ArrayList<>();
            lines.add("# " + why.lines().findFirst().orElse(""));
            lines.addAll(scenario.lines());
            return Files.write(file, lines);
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be written", e);
        }
    }

    static SimScenario read(Path file) {
        try {
            return SimScenario.read(Files.readAllLines(file));
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }

    /** Leaves out one fault after the other as long as it still fails. */
    static SimScenario shortened(SimScenario scenario, Predicate<SimScenario> fails) {
        SimScenario shortest = scenario;
        int attempts = 0;
        for (int at = shortest.faults().size() - 1; at >= 0 && attempts < ATTEMPTS_MAX; at--) {
            List<Happening> fewer = new ArrayList<>(shortest.faults());
            fewer.remove(at);
            SimScenario candidate = new SimScenario(shortest.plan(), shortest.noise(), fewer);
            attempts++;
            if (fails.test(candidate)) {
                shortest = candidate;
            }
        }
        return shortest;
    }
}
