package io.quorate.simulation.model;

import io.quorate.consensus.LogEntry;
import io.quorate.model.ServerId;
import io.quorate.peer.LinkEvent;
import io.quorate.simulation.model.LocalEvent.Kind;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One state of three servers and what is between them, and what can happen next. Written as a few
 * dozen numbers; this object is that state unpacked, to be changed by one move.
 *
 * <p>Time stands still while anything is under way, unless a timer fires early. When nothing is,
 * and those that are up do not all serve the same, time passes on all clocks until the next core
 * does something.
 */
final class World {

    /** A dial that has come to nothing yet. */
    private record Dial(int server, int place, int port, int target, int preamble) {}

    private static final int HEADER = 6;
    private static final int DIAL_NUMBERS = 2;

    /** Links of one port, peer and direction a server can have at once. */
    private static final int LINKS_OF_A_KIND = 3;

    private final Locals locals;
    private final Judgements judgements;
    private final LocalState[] servers = new LocalState[Setting.SERVERS];
    private final List<Dial> dials = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final Budget budget;
    private int judgement;

    /** All servers are down and have never run. */
    World(Locals locals, Judgements judgements, int judgement, Bounds bounds) {
        this.locals = locals;
        this.judgements = judgements;
        this.judgement = judgement;
        budget = new Budget(bounds);
        for (int i = 0; i < servers.length; i++) {
            servers[i] = locals.first(i);
        }
    }

    /** A state that was written. */
    World(Locals locals, Judgements judgements, int[] from) {
        this.locals = locals;
        this.judgements = judgements;
        for (int i = 0; i < servers.length; i++) {
            servers[i] = locals.get(from[i]);
        }
        judgement = from[3];
        budget = new Budget(from[4]);
        int at = HEADER;
        for (int left = from[5]; left > 0; left--) {
            int code = from[at];
            dials.add(
                    new Dial(
                            code & 3,
                            code >> 2 & 0xff,
                            code >> 10 & 0xf,
                            code >> 14 & 3,
                            from[at + 1]));
            at += DIAL_NUMBERS;
        }
        while (at < from.length) {
            Connection connection = Connection.decode(from, at);
            connections.add(connection);
            at += connection.length();
        }
    }

    /** The same state, to be changed by another move. */
    World copy() {
        return new World(this);
    }

    private World(World original) {
        locals = original.locals;
        judgements = original.judgements;
        System.arraycopy(original.servers, 0, servers, 0, servers.length);
        dials.addAll(original.dials);
        for (Connection connection : original.connections) {
            connections.add(connection.copy());
        }
        budget = new Budget(original.budget.code());
        judgement = original.judgement;
    }

    int[] encoded() {
        Collections.sort(connections);
        dials.sort((one, other) -> Integer.compare(code(one), code(other)));
        int length = HEADER + dials.size() * DIAL_NUMBERS;
        for (Connection connection : connections) {
            length += connection.length();
        }
        int[] to = new int[length];
        for (int i = 0; i < servers.length; i++) {
            to[i] = servers[i].id();
        }
        to[3] = judgement;
        to[4] = budget.code();
        to[5] = dials.size();
        int at = HEADER;
        for (Dial dial : dials) {
            to[at++] = code(dial);
            to[at++] = dial.preamble();
        }
        for (Connection connection : connections) {
            at = connection.encode(to, at);
        }
        return to;
    }

    private static int code(Dial dial) {
        return dial.server() | dial.place() << 2 | dial.port() << 10 | dial.target() << 14;
    }

    Budget budget() {
        return budget;
    }

    LocalState server(int server) {
        return servers[server];
    }

    /** Everything that can happen now. */
    List<Move> moves() {
        return new Moves(this, locals).all();
    }

    int dials() {
        return dials.size();
    }

    List<Connection> connections() {
        return connections;
    }

    /** Those that are up serve the same under one leader, and no client waits. */
    boolean isSettled() {
        LocalState first = null;
        for (LocalState server : servers) {
            if (!server.isUp()) {
                continue;
            }
            if (!server.isServing() || !server.isIdle() || first != null && !server.agrees(first)) {
                return false;
            }
            first = server;
        }
        return first != null;
    }

    /** Nothing but clients and faults can move it, though it is not where it should come to. */
    boolean isStuck(List<Move> moves) {
        for (Move move : moves) {
            if (move.kind().compareTo(Move.Kind.START) <= 0) {
                return false;
            }
        }
        return !isSettled() && !budget.isWithOracle();
    }

    boolean isWhole() {
        for (LocalState server : servers) {
            if (!server.isUp()) {
                return false;
            }
        }
        return isSettled();
    }

    /** Granules of time until the first core does something. */
    int patience() {
        int granules = Integer.MAX_VALUE;
        for (LocalState server : servers) {
            granules = Math.min(granules, locals.patience(server));
        }
        return granules;
    }

    /**
     * Lets it happen.
     *
     * @throws AssertionError if an invariant does not hold
     */
    void make(Move move, Narration told) {
        switch (move.kind()) {
            case ARRIVE -> arrive(connections.get(move.what()), move.which() == 0, told);
            case REFUSE -> {
                Dial dial = dials.remove(move.what());
                step(dial.server(), LocalEvent.of(Kind.DIAL_FAILED, dial.place(), 0), told);
            }
            case PERSIST -> step(move.what(), LocalEvent.of(Kind.PERSISTED, 0, 0), told);
            case READ -> step(move.what(), LocalEvent.of(Kind.READ, 0, 0), told);
            case TIME -> {
                int granules = patience();
                for (int i = 0; i < servers.length; i++) {
                    if (servers[i].isUp()) {
                        step(i, LocalEvent.of(Kind.TIME, 0, granules), told);
                    }
                }
            }
            case START -> {
                if (move.which() != 0) {
                    budget.take(Budget.Of.EARLY);
                }
                step(move.what(), LocalEvent.of(Kind.START, 0, 0), told);
            }
            case WRITE ->
                    step(
                            move.what(),
                            LocalEvent.of(Kind.WRITE, 0, budget.take(Budget.Of.WRITES)),
                            told);
            case SYNC ->
                    step(
                            move.what(),
                            LocalEvent.of(Kind.SYNC, 0, 100 + budget.take(Budget.Of.SYNCS)),
                            told);
            case ELECT -> {
                budget.take(Budget.Of.VERDICTS);
                step(move.what(), LocalEvent.of(Kind.ELECTED, 0, move.which()), told);
            }
            case CRASH -> {
                budget.take(Budget.Of.CRASHES);
                crash(move.what(), move.which(), told);
            }
            case CUT -> {
                budget.take(Budget.Of.CUTS);
                Connection connection = connections.get(move.what());
                told.cut(connection);
                connection.end(true).breaks(true);
                connection.end(false).breaks(false);
            }
            case EARLY -> {
                budget.take(Budget.Of.EARLY);
                int granules = locals.patience(servers[move.what()]);
                step(move.what(), LocalEvent.of(Kind.TIME, 0, granules), told);
            }
        }
        connections.removeIf(Connection::isOver);
        for (int i = 0; i < dials.size(); i++) {
            LocalState target = servers[dials.get(i).target()];
            if (target.isUp() && target.listens(dials.get(i).port())) {
                connect(dials.remove(i--), told);
            }
        }
        connections.removeIf(Connection::isOver);
    }

    private void arrive(Connection connection, boolean atDialler, Narration told) {
        Connection.End end = connection.end(atDialler);
        int other = connection.end(!atDialler).server();
        int item = end.poll();
        long event;
        if (item >= Connection.PREAMBLE) {
            int message = item - Connection.PREAMBLE;
            event = LocalEvent.up(end.place(), connection.port(), other, -1, message);
        } else if (item >= 0) {
            event = LocalEvent.of(Kind.RECEIVED, end.place(), item);
        } else if (item == Connection.UP) {
            event = LocalEvent.up(end.place(), connection.port(), other, -1, -1);
        } else if (item <= Connection.DIALLED) {
            int attempt = Connection.DIALLED - item;
            event = LocalEvent.up(end.place(), connection.port(), other, attempt, -1);
        } else {
            end.end();
            LinkEvent.DownReason reason =
                    item == Connection.END
                            ? LinkEvent.DownReason.CLOSED
                            : LinkEvent.DownReason.RESET;
            event = LocalEvent.of(Kind.DOWN, end.place(), reason.ordinal());
            // Who closes nothing himself is heard by the other side as one that does.
            closed(connection.end(!atDialler));
        }
        step(end.server(), event, told);
    }

    private static void closed(Connection.End other) {
        int[] items = other.items();
        int last = items.length == 0 ? 0 : items[items.length - 1];
        if (last != Connection.END && last != Connection.RESET) {
            other.add(Connection.END);
        }
    }

    /**
     * Connecting takes no time. Both ends hear of it at once, the dialler first; or, if the bounds
     * say so, each when that arrives.
     */
    private void connect(Dial dial, Narration told) {
        told.connects(dial.server(), dial.target(), dial.port());
        Connection.End here =
                new Connection.End(
                        dial.server(), place(dial.server(), dial.port(), dial.target(), true));
        Connection.End there =
                new Connection.End(
                        dial.target(), place(dial.target(), dial.port(), dial.server(), false));
        connections.add(new Connection(dial.port(), here, there));
        if (budget.isSlow()) {
            here.add(Connection.DIALLED - dial.place());
            there.add(dial.preamble() < 0 ? Connection.UP : Connection.PREAMBLE + dial.preamble());
            return;
        }
        step(
                dial.server(),
                LocalEvent.up(here.place(), dial.port(), dial.target(), dial.place(), -1),
                told);
        step(
                dial.target(),
                LocalEvent.up(there.place(), dial.port(), dial.server(), -1, dial.preamble()),
                told);
    }

    /**
     * The place of a new link in the table of its server: by port, peer and who dialled, so that it
     * does not hang on the order in which links came.
     */
    private int place(int server, int port, int peer, boolean dialled) {
        long taken = 0;
        for (Connection connection : connections) {
            for (int side = 0; side < 2; side++) {
                Connection.End end = connection.end(side == 0);
                if (end.server() == server && !end.isOver()) {
                    taken |= 1L << end.place();
                }
            }
        }
        int first = ((port * Setting.SERVERS + peer) * 2 + (dialled ? 1 : 0)) * LINKS_OF_A_KIND;
        for (int place = first; place < first + LINKS_OF_A_KIND; place++) {
            if (place < Long.SIZE && (taken >>> place & 1) == 0) {
                return place;
            }
        }
        throw new IllegalStateException("too many links of one kind");
    }

    /** What it has sent still arrives, as the kernel of its machine sees to. */
    private void crash(int server, int kept, Narration told) {
        dials.removeIf(dial -> dial.server() == server);
        for (Connection connection : connections) {
            for (int side = 0; side < 2; side++) {
                Connection.End end = connection.end(side == 0);
                if (end.server() == server && !end.isOver()) {
                    end.end();
                    closed(connection.end(side != 0));
                }
            }
        }
        step(server, LocalEvent.of(Kind.CRASH, 0, kept), told);
    }

    private void step(int server, long event, Narration told) {
        LocalState.Taken taken = locals.step(servers[server], event);
        told.step(server, servers[server], event, taken);
        if (taken.next() != null) {
            servers[server] = taken.next();
        }
        for (int i = 0; i < taken.effects().length; i++) {
            int number = taken.numbers()[i];
            switch (taken.effects()[i]) {
                case Effect.Sent sent -> withEnd(server, sent.link(), number, false);
                case Effect.Closed closed -> withEnd(server, closed.link(), 0, true);
                case Effect.Dialled it ->
                        dials.add(new Dial(server, it.dial(), it.port(), it.target(), number));
                case Effect.Judged what -> judge(server, number, what);
            }
        }
        if (taken.breach() != null) {
            throw taken.breach();
        }
    }

    private void withEnd(int server, int place, int message, boolean closes) {
        for (Connection connection : connections) {
            for (int side = 0; side < 2; side++) {
                Connection.End end = connection.end(side == 0);
                if (end.server() == server && end.place() == place && !end.isOver()) {
                    Connection.End other = connection.end(side != 0);
                    if (closes) {
                        end.end();
                        closed(other);
                    } else if (!connectionBroken(other)) {
                        other.add(message);
                    }
                    return;
                }
            }
        }
    }

    private static boolean connectionBroken(Connection.End end) {
        int[] items = end.items();
        return items.length > 0
                && (items[items.length - 1] == Connection.END
                        || items[items.length - 1] == Connection.RESET);
    }

    private void judge(int server, int number, Effect.Judged what) {
        Judgements.Verdict verdict = judgements.judge(judgement, server, number, what);
        if (verdict.breach() != null) {
            throw verdict.breach();
        }
        judgement = verdict.next();
        for (LogEntry entry : verdict.mustBeHeld()) {
            boolean applied = what instanceof Effect.Applies;
            List<ServerId> holders = new ArrayList<>();
            for (int i = 0; i < servers.length; i++) {
                if ((applied || i != server) && servers[i].holds(entry)) {
                    holders.add(Setting.id(i));
                }
            }
            if (holders.size() <= Setting.SERVERS / 2) {
                throw new Violation(
                        applied ? "CommittedIsDurable" : "NoCommittedCut",
                        "server %s %s %x, which only %s have on disk",
                        Setting.id(server),
                        applied ? "applied" : "drops",
                        entry.zxid(),
                        holders);
            }
        }
    }
}
