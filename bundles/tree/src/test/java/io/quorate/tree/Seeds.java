package io.quorate.tree;

import java.util.function.LongConsumer;

/**
 * Runs a test under many seeds: {@code -Dquorate.tree.seeds=n} for n of them (full size 2000),
 * {@code -Dquorate.tree.seed=s} for that one alone.
 */
final class Seeds {

    private static final long DEFAULT = 25;

    private Seeds() {}

    static void each(LongConsumer run) {
        Long only = Long.getLong("quorate.tree.seed");
        long begin = only == null ? 0 : only;
        long end = only == null ? Long.getLong("quorate.tree.seeds", DEFAULT) : only + 1;
        for (long seed = begin; seed < end; seed++) {
            try {
                run.accept(seed);
            } catch (AssertionError | RuntimeException failed) {
                throw new AssertionError("replay with -Dquorate.tree.seed=" + seed, failed);
            }
        }
    }
}
