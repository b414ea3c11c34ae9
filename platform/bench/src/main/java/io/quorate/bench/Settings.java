package io.quorate.bench;

/**
 * Size of a comparison.
 *
 * @param rounds measured windows per server and scenario
 * @param windowSeconds length of one window
 * @param warmUpSeconds load before the first window of a scenario
 * @param znodes size of the big tree
 */
record Settings(int rounds, int windowSeconds, int warmUpSeconds, int znodes) {
    static Settings fromProperties() {
        return new Settings(
                Integer.getInteger("bench.rounds", 3),
                Integer.getInteger("bench.window", 5),
                Integer.getInteger("bench.warmup", 5),
                Integer.getInteger("bench.znodes", 1_000_000));
    }
}
