package io.quorate.bench;

import java.util.List;

/**
 * One load.
 *
 * @param sessions connections
 * @param depth requests each connection keeps in flight
 * @param readPercent share of getData; the rest is setData
 * @param wantedThroughput smallest acceptable ratio of throughput to the reference
 * @param wantedCpu largest acceptable ratio of CPU per operation to the reference; NaN: none
 */
record LoadScenario(
        String name,
        int sessions,
        int depth,
        int readPercent,
        double wantedThroughput,
        double wantedCpu) {
    static List<LoadScenario> all() {
        return List.of(
                new LoadScenario("getData, 32 sessions × 16 in flight", 32, 16, 100, 3, 0.25),
                new LoadScenario("getData, 64 sessions × 1", 64, 1, 100, 1.5, 0.5),
                new LoadScenario("setData, 32 sessions × 16 in flight", 32, 16, 0, 2.5, 1.0 / 3),
                new LoadScenario("setData, 64 sessions × 1", 64, 1, 0, 1, 0.5),
                new LoadScenario("90 % getData, 10 % setData, 32 × 16", 32, 16, 90, 3, Double.NaN));
    }
}
