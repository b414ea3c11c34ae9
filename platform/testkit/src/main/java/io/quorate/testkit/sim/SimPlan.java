package io.quorate.testkit.sim;

import java.util.Set;

/**
 * What a run is made of.
 *
 * @param voters servers 1 to n
 * @param observers servers behind them
 * @param clients clients that write and read all the time
 * @param chaosMillis how long faults happen, virtual
 * @param calmMillis how long the ensemble then has until everything must be well, virtual
 * @param faults which faults may happen
 */
public record SimPlan(
        int voters,
        int observers,
        int clients,
        int chaosMillis,
        int calmMillis,
        Set<Fault> faults) {

    /** Kinds of faults. */
    public enum Fault {
        /** A process ends; a part of what was not synced may survive. */
        KILL,
        /** A machine loses power; nobody is told. */
        POWER,
        /** As KILL, between two actions of one step. */
        CRASH_IN_STEP,
        /** A process is stopped for a while and goes on. */
        FREEZE,
        /** A connection breaks. */
        BREAK,
        /** Some directions between servers are cut. */
        CUT,
        /** The network becomes slow. */
        SLOW_NETWORK,
        /** A disk becomes slow. */
        SLOW_DISK,
        /** A leader is asked to resign in favour of another, an observer to change its master. */
        HAND_OVER,
        /** A server takes a checkpoint and drops the log before it. */
        CHECKPOINT,
        /** At any time: an acceptor sees a dial twice. */
        DOUBLE
    }

    public SimPlan {
        faults = Set.copyOf(faults);
    }

    /** Everything may happen to {@code voters} servers. */
    public static SimPlan everything(int voters, int observers) {
        return new SimPlan(voters, observers, 4, 4_000, 60_000, Set.of(Fault.values()));
    }
}
