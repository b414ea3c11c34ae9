package io.quorate.simulation.model;

import io.quorate.consensus.LogEntry;
import io.quorate.model.ServerId;
import io.quorate.peer.LinkEvent;
import io.quorate.simulation.model.LocalEvent.Kind;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * One state of three servers and what is between them, and what can happen next. A few dozen
 * numbers: those of the servers' states, of the judgement and the budget, and {@link Wires}. One
 * thread moves it from state to state.
 *
 * <p>Time stands still while anything is under way, unless a timer fires early. When nothing is,
 * and those that are up do not all serve the same, time passes on all clocks until the next core
 * does something.
 */
final class World {

    /** Numbers before those of the wires: three servers, judgement, budget. */
    static final int HEADER = 5;

    private final Locals locals;
    private final Judgements judgements;
    private final LocalState[] servers = new LocalState[Setting.SERVERS];
    private final Wires wires = new Wires(HEADER);
    private final Budget budget;
    private int judgement;

    /** Of the last move: see the methods of these names. */
    private int touched;

    private int hangsOn;
    private boolean looksOn;

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

    /** The same state, in an object of its own. */
    World copy() {
        return new World(this);
    }

    private World(World original) {
        locals = original.locals;
        judgements = original.judgements;
        budget = new Budget(0);
        set(original);
    }

    /** Takes another state. */
    void set(World from) {
        servers[0] = from.servers[0];
        servers[1] = from.servers[1];
        servers[2] = from.servers[2];
        judgement = from.judgement;
        budget.set(from.budget.code());
        wires.set(from.wires);
        looksOn = false;
    }

    /** From now on nothing is judged: only what servers do is looked at. */
    void looksOn() {
        looksOn = true;
    }

    /** Bit n: server n took a step in the last move, or was dialled while it was up. */
    int touched() {
        return touched;
    }

    /** How the last move hangs on what other servers do: bits of {@link Effect}. */
    int hangsOn() {
        return hangsOn;
    }

    /** Takes the state whose numbers were filled into those of its wires. */
    void filled() {
        int[] numbers = wires.numbers();
        for (int i = 0; i < servers.length; i++) {
            servers[i] = locals.get(numbers[i]);
        }
        judgement = numbers[3];
        budget.set(numbers[4]);
    }

    /** All its numbers, as many as {@link Wires#length} says, until it is moved. */
    int[] numbers() {
        int[] numbers = wires.numbers();
        for (int i = 0; i < servers.length; i++) {
            numbers[i] = servers[i].id();
        }
        numbers[3] = judgement;
        numbers[4] = budget.code();
        return numbers;
    }

    /** Stands for the state. */
    long fingerprint() {
        numbers();
        return Visited.fingerprint(wires.numbers(), wires.length(), wires.first());
    }

    /** Stands for the state of some servers, a bit for each, and of what is between them. */
    long fingerprint(int set) {
        int[] numbers = numbers();
        for (int i = 0; i < servers.length; i++) {
            numbers[i] = (set >> i & 1) == 0 ? -1 : numbers[i];
        }
        numbers[3] = 0;
        numbers[4] = set;
        return Visited.fingerprint(wires.numbers(), wires.length(), wires.first());
    }

    Wires wires() {
        return wires;
    }

    Budget budget() {
        return budget;
    }

    LocalState server(int server) {
        return servers[server];
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

    /** As {@link #patience()}, of one server. */
    int patience(int server) {
        return locals.patience(servers[server]);
    }

    /**
     * Lets it happen.
     *
     * @param move code of a {@link Move}
     * @throws AssertionError if an invariant does not hold
     */
    void make(int move, Narration told) {
        int what = Move.what(move);
        int which = Move.which(move);
        touched = 0;
        hangsOn = Move.kind(move) == Move.Kind.PERSIST ? Effect.CHANGES_A_DISK : 0;
        switch (Move.kind(move)) {
            case ARRIVE -> arrive(connection(what), which == 0, told);
            case REFUSE -> refuse(what, told);
            case PERSIST -> step(what, LocalEvent.of(Kind.PERSISTED, 0, 0), told);
            case READ -> step(what, LocalEvent.of(Kind.READ, 0, 0), told);
            case TIME -> {
                int granules = patience();
                int calm = Moves.isQuiet(wires) ? LocalEvent.NOTHING_UNDER_WAY : 0;
                for (int i = 0; i < servers.length; i++) {
                    if (servers[i].isUp()) {
                        step(i, LocalEvent.of(Kind.TIME, calm, granules), told);
                    }
                }
            }
            case START -> {
                if ((which & Move.EARLY_START) != 0) {
                    budget.take(Budget.Of.EARLY);
                }
                int surviving = which & ~Move.EARLY_START;
                step(what, LocalEvent.of(Kind.START, 0, surviving), told);
            }
            case WRITE ->
                    step(what, LocalEvent.of(Kind.WRITE, 0, budget.take(Budget.Of.WRITES)), told);
            case SYNC ->
                    step(
                            what,
                            LocalEvent.of(Kind.SYNC, 0, 100 + budget.take(Budget.Of.SYNCS)),
                            told);
            case ELECT -> {
                budget.take(Budget.Of.VERDICTS);
                step(what, LocalEvent.of(Kind.ELECTED, 0, which), told);
            }
            case CRASH -> {
                budget.take(Budget.Of.CRASHES);
                crash(what, told);
            }
            case CUT, LOSE -> {
                boolean loses = Move.kind(move) == Move.Kind.LOSE;
                budget.take(loses ? Budget.Of.LOSSES : Budget.Of.CUTS);
                int at = connection(what);
                told.cut(wires.server(at, true), wires.server(at, false), wires.port(at));
                wires.breaks(at);
            }
            case EARLY -> {
                budget.take(Budget.Of.EARLY);
                step(what, LocalEvent.of(Kind.TIME, 0, patience(what)), told);
            }
        }
        connectDials(told);
        wires.settle();
    }

    /** Where a connection is in the wires. */
    int connection(int index) {
        int at = wires.first();
        for (int left = index; left > 0; left--) {
            at = wires.next(at);
        }
        return at;
    }

    private void arrive(int at, boolean atDialler, Narration told) {
        int server = wires.server(at, atDialler);
        int place = wires.place(at, atDialler);
        int port = wires.port(at);
        int other = wires.server(at, !atDialler);
        int item = wires.poll(at, atDialler);
        long event;
        if (item >= Wires.PREAMBLE) {
            event = LocalEvent.up(place, port, other, -1, item - Wires.PREAMBLE);
        } else if (item >= 0) {
            event = LocalEvent.of(Kind.RECEIVED, place, item);
        } else if (item == Wires.UP) {
            event = LocalEvent.up(place, port, other, -1, -1);
        } else if (item <= Wires.DIALLED) {
            event = LocalEvent.up(place, port, other, Wires.DIALLED - item, -1);
        } else {
            LinkEvent.DownReason reason =
                    item == Wires.END ? LinkEvent.DownReason.CLOSED : LinkEvent.DownReason.RESET;
            event = LocalEvent.of(Kind.DOWN, place, reason.ordinal());
            // Who closes nothing himself is heard by the other side as one that does.
            wires.close(at, atDialler);
        }
        step(server, event, told);
    }

    /**
     * Connecting takes no time. Both ends hear of it at once, the dialler first; or, if the bounds
     * say so, each when that arrives.
     */
    private void connectDials(Narration told) {
        for (int i = 0; i < wires.dialCount(); i++) {
            LocalState target = servers[wires.dialTarget(i)];
            if (target.isUp() && target.listens(wires.dialPort(i))) {
                connect(i--, told);
            } else if (!target.isUp() && !budget.isSlow()) {
                refuse(i--, told);
            }
        }
    }

    private void refuse(int dial, Narration told) {
        int server = wires.dialServer(dial);
        int place = wires.dialPlace(dial);
        wires.removeDial(dial);
        step(server, LocalEvent.of(Kind.DIAL_FAILED, place, 0), told);
    }

    private void connect(int dial, Narration told) {
        int port = wires.dialPort(dial);
        int dialler = wires.dialServer(dial);
        int acceptor = wires.dialTarget(dial);
        int attempt = wires.dialPlace(dial);
        int preamble = wires.dialPreamble(dial);
        wires.removeDial(dial);
        told.connects(dialler, acceptor, port);
        int at = wires.connect(port, dialler, acceptor);
        if (budget.isSlow()) {
            wires.add(at, true, Wires.DIALLED - attempt);
            wires.add(at, false, preamble < 0 ? Wires.UP : Wires.PREAMBLE + preamble);
            return;
        }
        int here = wires.place(at, true);
        int there = wires.place(at, false);
        step(dialler, LocalEvent.up(here, port, acceptor, attempt, -1), told);
        step(acceptor, LocalEvent.up(there, port, dialler, -1, preamble), told);
    }

    /** What it has sent still arrives, as the kernel of its machine sees to. */
    private void crash(int server, Narration told) {
        for (int i = wires.dialCount() - 1; i >= 0; i--) {
            if (wires.dialServer(i) == server) {
                wires.removeDial(i);
            }
        }
        for (int at = wires.first(); at < wires.length(); at = wires.next(at)) {
            for (int side = 0; side < 2; side++) {
                boolean ofDialler = side == 0;
                if (wires.server(at, ofDialler) == server && !wires.isOver(at, ofDialler)) {
                    wires.close(at, ofDialler);
                }
            }
        }
        step(server, LocalEvent.of(Kind.CRASH, 0, 0), told);
    }

    private void step(int server, long event, Narration told) {
        touched |= 1 << server;
        LocalState.Taken taken = locals.step(servers[server], event);
        told.step(server, servers[server], event, taken);
        if (taken.next() != null) {
            servers[server] = taken.next();
        }
        int[] effects = taken.effects();
        for (int i = 0; i < effects.length; i += 3) {
            int what = effects[i + 1];
            int number = effects[i + 2];
            switch (effects[i]) {
                case Effect.SENT -> {
                    int end = wires.find(server, what);
                    if (end >= 0) {
                        wires.send(end >> 1, (end & 1) == 0, number);
                    }
                }
                case Effect.CLOSED -> {
                    int end = wires.find(server, what);
                    if (end >= 0) {
                        wires.close(end >> 1, (end & 1) != 0);
                    }
                }
                case Effect.DIALLED -> {
                    int target = what >> 14 & 3;
                    touched |= servers[target].isUp() ? 1 << target : 0;
                    wires.addDial(server, what, number);
                }
                default -> judge(server, number);
            }
        }
        if (taken.breach() != null) {
            throw taken.breach();
        }
    }

    private void judge(int server, int number) {
        Effect.Judged what = (Effect.Judged) locals.judged().get(number);
        hangsOn |= what.hangsOn();
        if (looksOn) {
            return;
        }
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
