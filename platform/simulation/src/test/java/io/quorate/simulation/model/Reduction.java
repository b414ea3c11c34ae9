package io.quorate.simulation.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds states in which the moves of some servers may be looked at alone, before those of the
 * others (a persistent set): whatever the others do first, it gives these servers nothing new to
 * do, and commutes with what they do. See ADR 0117 for why nothing is missed. Behind the last fault
 * and the last request only. One thread.
 */
final class Reduction {

    /**
     * What others may do meanwhile, beside bits of {@link Effect}: they give the first new moves.
     */
    private static final int MEDDLES = 64;

    private static final int ALL = (1 << Setting.SERVERS) - 1;

    /** So many moves of others are followed at most. */
    private static final int DEPTH_MAX = 200;

    /** Sets of servers, the smaller ones first. */
    private static final int[] SETS = {1, 2, 4, 3, 5, 6};

    private final LongBytes known = new LongBytes();
    private final List<World> worlds = new ArrayList<>();
    private final List<Moves> moves = new ArrayList<>();

    /**
     * Of one search.
     *
     * @param any world of it
     */
    Reduction(World any) {
        for (int i = 0; i < DEPTH_MAX; i++) {
            worlds.add(any.copy());
            moves.add(new Moves());
        }
    }

    /** The server that makes a move that is under way. */
    static int mover(World world, int move) {
        int what = Move.what(move);
        return switch (Move.kind(move)) {
            case ARRIVE -> world.wires().server(world.connection(what), Move.which(move) == 0);
            case REFUSE -> world.wires().dialServer(what);
            default -> what;
        };
    }

    /** The servers, a bit for each, whose moves may be looked at alone, 0 if there are none. */
    int servers(World world, Moves all) {
        if (all.isCalm() || !world.budget().isSpent()) {
            return 0;
        }
        for (int set : SETS) {
            if (isProper(world, all, set)) {
                int others = others(world, ALL & ~set);
                if (others != MEDDLES && areAlone(world, all, set, others)) {
                    return set;
                }
            }
        }
        return 0;
    }

    /** Some of the moves are made by servers of the set, but not all of them. */
    private static boolean isProper(World world, Moves all, int set) {
        int count = 0;
        for (int i = 0; i < all.count(); i++) {
            count += set >> mover(world, all.code(i)) & 1;
        }
        return count > 0 && count < all.count();
    }

    /** Whether the moves of a set of servers commute with all that the others may do meanwhile. */
    private boolean areAlone(World world, Moves all, int set, int others) {
        World after = world(0);
        for (int i = 0; i < all.count(); i++) {
            int move = all.code(i);
            if ((set >> mover(world, move) & 1) == 0) {
                continue;
            }
            after.set(world);
            after.looksOn();
            try {
                after.make(move, Narration.NONE);
            } catch (AssertionError e) {
                return false;
            }
            if ((after.touched() & ~set) != 0 || conflict(after.hangsOn(), others)) {
                return false;
            }
        }
        return true;
    }

    private static boolean conflict(int first, int others) {
        return (first & Effect.COMMITS) != 0
                        && (others & (Effect.COMMITS | Effect.READS_COMMITTED)) != 0
                || (first & Effect.READS_COMMITTED) != 0 && (others & Effect.COMMITS) != 0
                || (first & Effect.READS_DISKS) != 0 && (others & Effect.CHANGES_A_DISK) != 0
                || (first & Effect.CHANGES_A_DISK) != 0 && (others & Effect.READS_DISKS) != 0;
    }

    /** What some servers may come to while the others do nothing: bits, or {@link #MEDDLES}. */
    private int others(World world, int set) {
        World here = world(0);
        here.set(world);
        here.looksOn();
        return reach(here, set, 0);
    }

    private World world(int depth) {
        return worlds.get(depth);
    }

    private int reach(World here, int set, int depth) {
        here.wires().project(set);
        long key = here.fingerprint(set);
        int before = known.get(key);
        if (before >= 0) {
            return before;
        }
        if (depth + 1 >= DEPTH_MAX) {
            return MEDDLES;
        }
        known.put(key, MEDDLES); // if it comes back to itself it never ends
        int does = 0;
        int filled = filled(here.wires(), ALL & ~set);
        World after = world(depth + 1);
        Moves can = moves.get(depth).underWayAlone(here);
        for (int i = 0; i < can.count() && does != MEDDLES; i++) {
            int move = can.code(i);
            if ((set >> mover(here, move) & 1) == 0) {
                continue;
            }
            after.set(here);
            after.looksOn();
            try {
                after.make(move, Narration.NONE);
            } catch (AssertionError e) {
                does = MEDDLES;
                break;
            }
            if ((after.touched() & ~set) != 0 || filled(after.wires(), ALL & ~set) > filled) {
                does = MEDDLES;
                break;
            }
            does |= after.hangsOn();
            int deeper = reach(after, set, depth + 1);
            does = deeper == MEDDLES ? MEDDLES : does | deeper;
        }
        known.put(key, does);
        return does;
    }

    /** Ends of some servers, a bit for each, to which something travels. */
    private static int filled(Wires wires, int set) {
        int filled = 0;
        for (int at = wires.first(); at < wires.length(); at = wires.next(at)) {
            filled += wires.hasItems(at, true) ? set >> wires.server(at, true) & 1 : 0;
            filled += wires.hasItems(at, false) ? set >> wires.server(at, false) & 1 : 0;
        }
        return filled;
    }
}
