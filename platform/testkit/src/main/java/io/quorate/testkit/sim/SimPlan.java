package io.quorate.testkit.sim;

import java.util.Set;
import java.util.TreeSet;

/**
 * What a run is made of.
 *
 * @param voters servers 1 to n
 * @param observers servers behind them
 * @param clients clients that write and read all the time
 * @param chaosMillis how long faults happen, virtual
 * @param calmMillis how long the ensemble then has until everything must be well, virtual
 * @param faults which faults may happen
 * @param traits what is peculiar about the ensemble
 */
public record SimPlan(
        int voters,
        int observers,
        int clients,
        int chaosMillis,
        int calmMillis,
        Set<Fault> faults,
        Set<Trait> traits) {

    /** Kinds of faults. */
    public enum Fault {
        /** A process ends; a part of what was not synced may survive. */
        KILL,
        /** A machine loses power; the other ends of its links see nothing. */
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
        /** A disk fails a write or a sync: its server stops. */
        BAD_DISK,
        /** A leader is asked to resign in favour of another, an observer to change its master. */
        HAND_OVER,
        /** A server takes a checkpoint and drops the log before it. */
        CHECKPOINT,
        /** At any time: an acceptor sees a dial twice. */
        DOUBLE,
        /** Somebody asks for other roles or other ports; only if the consensus can. */
        RECONFIG,
        /** The oracle grants or denies server 1 to go on alone; only with {@link Trait#ORACLE}. */
        ORACLE
    }

    /** Peculiarities of an ensemble. */
    public enum Trait {
        /** Voters in three groups with weights instead of a majority; six of them. */
        HIERARCHY,
        /** Observers follow followers. */
        MASTERS,
        /** Two voters, of which server 1 may go on alone if the oracle says so. */
        ORACLE,
        /**
         * When all is calm, most of the voters lose their disks and form an ensemble; then the rest
         * comes back with what it had.
         */
        REPLACED_DISKS,
        /**
         * One upheaval of the configuration behind the other; the last server is no member to begin
         * with. What else happens is up to the faults.
         */
        UPHEAVALS,
        /** Every clock runs at its own speed, up to a tenth too fast or too slow. */
        SKEWED_CLOCKS,
        /**
         * Nothing happens by chance: whatever travels or is synced takes as long as at any other
         * time, arrives in one piece, and is gone after a crash if it was not on disk. For scripts.
         */
        STEADY
    }

    /** Faults any consensus must stand. */
    public static final Set<Fault> COMMON =
            Set.of(
                    Fault.KILL,
                    Fault.POWER,
                    Fault.CRASH_IN_STEP,
                    Fault.FREEZE,
                    Fault.BREAK,
                    Fault.CUT,
                    Fault.SLOW_NETWORK,
                    Fault.SLOW_DISK,
                    Fault.BAD_DISK,
                    Fault.HAND_OVER,
                    Fault.CHECKPOINT,
                    Fault.DOUBLE);

    public SimPlan {
        faults = Set.copyOf(faults);
        traits = Set.copyOf(traits);
    }

    /** Everything any consensus must stand may happen to {@code voters} servers. */
    public static SimPlan everything(int voters, int observers) {
        return new SimPlan(voters, observers, 4, 4_000, 60_000, COMMON, Set.of());
    }

    /** The same with these faults in addition. */
    public SimPlan and(Fault... more) {
        Set<Fault> all = new TreeSet<>(faults);
        all.addAll(Set.of(more));
        return new SimPlan(voters, observers, clients, chaosMillis, calmMillis, all, traits);
    }

    /** The same without these faults. */
    public SimPlan without(Fault... fewer) {
        Set<Fault> left = new TreeSet<>(faults);
        left.removeAll(Set.of(fewer));
        return new SimPlan(voters, observers, clients, chaosMillis, calmMillis, left, traits);
    }

    /** The same of another kind. */
    public SimPlan with(Trait... more) {
        Set<Trait> all = new TreeSet<>(traits);
        all.addAll(Set.of(more));
        return new SimPlan(voters, observers, clients, chaosMillis, calmMillis, faults, all);
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }

    boolean has(Fault fault) {
        return faults.contains(fault);
    }
}
