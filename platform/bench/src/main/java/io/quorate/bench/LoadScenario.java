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
 * @param wantedP50 largest acceptable ratio of the median latency; NaN: none
 * @param wantedP99 the same of the 99th percentile; of reads where there are any
 */
record LoadScenario(
        String name,
        int sessions,
        int depth,
        int readPercent,
        double wantedThroughput,
        double wantedCpu,
        double wantedP50,
        double wantedP99) {
    private static final double NONE = Double.NaN;

    /** One server. */
    static List<LoadScenario> alone() {
        return List.of(
                new LoadScenario(
                        "getData, 32 sessions × 16 in flight", 32, 16, 100, 3, 0.25, NONE, NONE),
                new LoadScenario("getData, 64 sessions × 1", 64, 1, 100, 1.5, 0.5, NONE, NONE),
                new LoadScenario(
                        "setData, 32 sessions × 16 in flight", 32, 16, 0, 2.5, 1.0 / 3, NONE, NONE),
                new LoadScenario("setData, 64 sessions × 1", 64, 1, 0, 1, 0.5, NONE, NONE),
                new LoadScenario(
                        "90 % getData, 10 % setData, 32 × 16", 32, 16, 90, 3, NONE, NONE, NONE));
    }

    /** Three servers. */
    static List<LoadScenario> ensemble() {
        return List.of(
                new LoadScenario("setData, 1 session × 1", 1, 1, 0, 0, NONE, 1, NONE),
                new LoadScenario("setData, 48 sessions × 1", 48, 1, 0, 2, 1.0 / 3, NONE, NONE),
                new LoadScenario("setData, 192 sessions × 1", 192, 1, 0, 2.5, 1.0 / 3, NONE, NONE),
                new LoadScenario("setData, 48 sessions × 16", 48, 16, 0, 2.5, 1.0 / 3, NONE, NONE),
                new LoadScenario(
                        "90 % getData, 10 % setData, 48 × 16", 48, 16, 90, 3, NONE, NONE, 1.0 / 3),
                new LoadScenario("getData, 48 sessions × 1", 48, 1, 100, 1.5, NONE, NONE, NONE));
    }
}
