package io.quorate.simulation.model;

import java.util.Arrays;

/** What can happen in one state of the world, as codes of {@link Move}; for one state at a time. */
final class Moves {

    private int[] codes = new int[64];
    private int count;
    private boolean calm;

    int count() {
        return count;
    }

    int code(int index) {
        return codes[index];
    }

    private void add(Move.Kind kind, int what, int which) {
        if (count == codes.length) {
            codes = Arrays.copyOf(codes, 2 * count);
        }
        codes[count++] = Move.code(kind, what, which);
    }

    /** Everything that can happen now. */
    Moves of(World world) {
        count = 0;
        underWay(world);
        calm = count == 0;
        if (calm && !world.isSettled() && world.patience() <= ModelServer.GRANULES_MAX) {
            add(Move.Kind.TIME, 0, 0);
        }
        for (int i = 0; i < Setting.SERVERS; i++) {
            if (!world.server(i).isUp() && (calm || world.budget().has(Budget.Of.EARLY))) {
                for (int kept = 0; kept <= world.server(i).writing(); kept++) {
                    add(Move.Kind.START, i, calm ? kept : kept | Move.EARLY_START);
                }
            }
        }
        asked(world);
        faults(world);
        return this;
    }

    /** What is under way, and nothing else. */
    Moves underWayAlone(World world) {
        count = 0;
        underWay(world);
        return this;
    }

    /** Nothing travels, not even to links that are not read, and nobody is dialled. */
    static boolean isQuiet(Wires wires) {
        boolean quiet = wires.dialCount() == 0;
        for (int at = wires.first(); at < wires.length(); at = wires.next(at)) {
            quiet &= !wires.hasItems(at, true) && !wires.hasItems(at, false);
        }
        return quiet;
    }

    /** Nothing is under way. */
    boolean isCalm() {
        return calm;
    }

    /**
     * Nothing but clients and faults can move the world, though it is not where it should come to.
     */
    boolean isStuck(World world) {
        return (count == 0 || Move.kind(codes[0]).compareTo(Move.Kind.START) > 0)
                && !world.isSettled()
                && !world.budget().isWithOracle();
    }

    private void underWay(World world) {
        Wires wires = world.wires();
        int connection = 0;
        for (int at = wires.first(); at < wires.length(); at = wires.next(at)) {
            for (int side = 0; side < 2; side++) {
                boolean dialled = side == 0;
                if (wires.hasItems(at, dialled)
                        && (!world.server(wires.server(at, dialled))
                                        .isPaused(wires.place(at, dialled))
                                || wires.firstItem(at, dialled) == Wires.RESET)) {
                    add(Move.Kind.ARRIVE, connection, side);
                }
            }
            connection++;
        }
        for (int i = 0; i < wires.dialCount(); i++) {
            add(Move.Kind.REFUSE, i, 0);
        }
        for (int i = 0; i < Setting.SERVERS; i++) {
            if (world.server(i).writing() > 0 && world.server(i).isUp()) {
                add(Move.Kind.PERSIST, i, 0);
            }
            if (world.server(i).reads()) {
                add(Move.Kind.READ, i, 0);
            }
        }
    }

    private void asked(World world) {
        for (int i = 0; i < Setting.SERVERS; i++) {
            if (world.server(i).isServing()) {
                if (world.budget().has(Budget.Of.WRITES)) {
                    add(Move.Kind.WRITE, i, 0);
                }
                if (world.budget().has(Budget.Of.SYNCS)) {
                    add(Move.Kind.SYNC, i, 0);
                }
            }
            if (world.server(i).isElecting() && world.budget().has(Budget.Of.VERDICTS)) {
                for (int leader = 0; leader < Setting.SERVERS; leader++) {
                    add(Move.Kind.ELECT, i, leader);
                }
            }
        }
    }

    private void faults(World world) {
        for (int i = 0; i < Setting.SERVERS; i++) {
            if (!world.server(i).isUp()) {
                continue;
            }
            if (world.budget().has(Budget.Of.CRASHES)) {
                add(Move.Kind.CRASH, i, 0);
            }
            if (!calm
                    && world.budget().has(Budget.Of.EARLY)
                    && world.patience(i) <= ModelServer.GRANULES_MAX) {
                add(Move.Kind.EARLY, i, 0);
            }
        }
        boolean cuts = world.budget().has(Budget.Of.CUTS);
        boolean losses = world.budget().has(Budget.Of.LOSSES);
        if (!cuts && !losses) {
            return;
        }
        Wires wires = world.wires();
        int connection = 0;
        for (int at = wires.first(); at < wires.length(); at = wires.next(at)) {
            if (cuts && wires.isWhole(at)) {
                add(Move.Kind.CUT, connection, 0);
            }
            if (losses && wires.isWhole(at) && wires.carries(at)) {
                add(Move.Kind.LOSE, connection, 0);
            }
            connection++;
        }
    }
}
