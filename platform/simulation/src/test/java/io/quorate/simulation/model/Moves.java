package io.quorate.simulation.model;

import java.util.ArrayList;
import java.util.List;

/** What can happen in one state of the world. */
final class Moves {

    private final World world;
    private final Locals locals;
    private final List<Move> moves = new ArrayList<>();

    Moves(World world, Locals locals) {
        this.world = world;
        this.locals = locals;
    }

    List<Move> all() {
        for (int i = 0; i < world.connections().size(); i++) {
            arrivals(i);
        }
        for (int i = 0; i < world.dials(); i++) {
            moves.add(new Move(Move.Kind.REFUSE, i, 0));
        }
        for (int i = 0; i < Setting.SERVERS; i++) {
            if (world.server(i).writing() > 0 && world.server(i).isUp()) {
                moves.add(new Move(Move.Kind.PERSIST, i, 0));
            }
            if (world.server(i).reads()) {
                moves.add(new Move(Move.Kind.READ, i, 0));
            }
        }
        boolean calm = moves.isEmpty();
        if (calm && !world.isSettled() && world.patience() <= ModelServer.GRANULES_MAX) {
            moves.add(new Move(Move.Kind.TIME, 0, 0));
        }
        for (int i = 0; i < Setting.SERVERS; i++) {
            if (!world.server(i).isUp() && (calm || world.budget().has(Budget.Of.EARLY))) {
                moves.add(new Move(Move.Kind.START, i, calm ? 0 : 1));
            }
        }
        asked();
        faults(calm);
        return moves;
    }

    private void arrivals(int connection) {
        for (int side = 0; side < 2; side++) {
            Connection.End end = world.connections().get(connection).end(side == 0);
            if (end.hasItems()
                    && (!world.server(end.server()).isPaused(end.place())
                            || end.items()[0] == Connection.RESET)) {
                moves.add(new Move(Move.Kind.ARRIVE, connection, side));
            }
        }
    }

    private void asked() {
        for (int i = 0; i < Setting.SERVERS; i++) {
            if (world.server(i).isServing()) {
                if (world.budget().has(Budget.Of.WRITES)) {
                    moves.add(new Move(Move.Kind.WRITE, i, 0));
                }
                if (world.budget().has(Budget.Of.SYNCS)) {
                    moves.add(new Move(Move.Kind.SYNC, i, 0));
                }
            }
            if (world.server(i).isElecting() && world.budget().has(Budget.Of.VERDICTS)) {
                for (int leader = 0; leader < Setting.SERVERS; leader++) {
                    moves.add(new Move(Move.Kind.ELECT, i, leader));
                }
            }
        }
    }

    private void faults(boolean calm) {
        for (int i = 0; i < Setting.SERVERS; i++) {
            if (!world.server(i).isUp()) {
                continue;
            }
            if (world.budget().has(Budget.Of.CRASHES)) {
                for (int kept = 0; kept <= world.server(i).writing(); kept++) {
                    moves.add(new Move(Move.Kind.CRASH, i, kept));
                }
            }
            if (!calm
                    && world.budget().has(Budget.Of.EARLY)
                    && locals.patience(world.server(i)) <= ModelServer.GRANULES_MAX) {
                moves.add(new Move(Move.Kind.EARLY, i, 0));
            }
        }
        for (int i = 0; world.budget().has(Budget.Of.CUTS) && i < world.connections().size(); i++) {
            if (world.connections().get(i).isWhole()) {
                moves.add(new Move(Move.Kind.CUT, i, 0));
            }
        }
    }
}
