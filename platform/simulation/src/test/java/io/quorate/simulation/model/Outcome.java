package io.quorate.simulation.model;

import java.util.List;

/**
 * What came of a search.
 *
 * @param states distinct states of the world
 * @param serverStates distinct states of single servers
 * @param calmStates distinct states in which nothing is under way
 * @param depth moves from the first state to the farthest ones
 * @param complete every state within the bounds was looked at
 * @param breach null if every state was sound
 * @param lines the shortest way to the breach
 */
record Outcome(
        Bounds bounds,
        long states,
        int serverStates,
        long calmStates,
        int depth,
        long millis,
        boolean complete,
        AssertionError breach,
        List<String> lines) {

    @Override
    public String toString() {
        return "%s: %,d states (%,d calm, %,d of single servers), %,d per second, depth %d, %.1f s, %s"
                .formatted(
                        bounds,
                        states,
                        calmStates,
                        serverStates,
                        states * 1_000 / Math.max(1, millis),
                        depth,
                        millis / 1e3,
                        breach != null
                                ? breach.getMessage()
                                : complete
                                        ? "all of them, no violation"
                                        : "given up, no violation");
    }
}
