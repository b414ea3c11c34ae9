package io.quorate.simulation.model;

import io.quorate.simulation.graph.Graphs;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.invariant.Invariants;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Looks at every state that three servers can come to within the bounds, breadth first: all orders
 * of arrivals, writes to disks, requests and faults. So the first breach that is found has the
 * shortest way to it.
 */
final class Search {

    /** Where a search begins. */
    enum From {
        /** An ensemble that serves and has no transaction yet. */
        SERVING,
        /** Three servers with empty disks that have just been switched on. */
        BOOT
    }

    /** A rule that was broken, and how the search came there. */
    private record Found(int state, Move move, AssertionError breach) {}

    private static final int CHUNK = 256;
    private static final int FORMING_MOVES_MAX = 10_000;

    private final Setting setting;
    private final Locals locals;
    private final Judgements judgements;
    private final Visited visited = new Visited();
    private final AtomicReference<Found> found = new AtomicReference<>();
    private final Bounds bounds;
    private final int[] root;
    private final long statesMax;
    private final long millisMax;
    private final int workers;

    /**
     * A search that has not begun.
     *
     * @param own invariants of the protocol
     * @param statesMax after so many states it is given up
     * @param millisMax after so many milliseconds it is given up
     */
    Search(
            Assembly assembly,
            Graphs graphs,
            Supplier<Invariants> own,
            From from,
            Bounds bounds,
            long statesMax,
            long millisMax) {
        setting = new Setting(assembly, graphs);
        locals = new Locals(setting);
        judgements = new Judgements(graphs);
        this.bounds = bounds;
        this.statesMax = statesMax;
        this.millisMax = millisMax;
        workers = Integer.getInteger("quorate.model.workers", 2);
        boolean named = from == From.SERVING && bounds.verdicts() > 0;
        Bounds withForming =
                new Bounds(
                        bounds.writes(),
                        bounds.syncs(),
                        bounds.crashes(),
                        bounds.cuts(),
                        bounds.early(),
                        bounds.verdicts() + (named ? Setting.SERVERS : 0),
                        bounds.slow());
        World world = new World(locals, judgements, judgements.first(own.get()), withForming);
        for (int i = 0; i < Setting.SERVERS; i++) {
            world.make(new Move(Move.Kind.START, i, 0), Narration.NONE);
        }
        if (from == From.SERVING) {
            form(world);
        }
        root = world.encoded();
    }

    /** One way to an ensemble that serves. */
    private static void form(World world) {
        for (int i = 0; !world.isWhole() || isUnderWay(world); i++) {
            if (i == FORMING_MOVES_MAX) {
                throw new IllegalStateException("no ensemble forms");
            }
            world.encoded(); // brings the parts of the state in order
            world.make(next(world.moves()), Narration.NONE);
        }
    }

    /** What is under way first; and an oracle names the last server. */
    private static Move next(List<Move> moves) {
        for (Move move : moves) {
            boolean underWay = move.kind().compareTo(Move.Kind.TIME) < 0;
            boolean names = move.kind() == Move.Kind.ELECT && move.which() == Setting.SERVERS - 1;
            if (underWay || names) {
                return move;
            }
        }
        return moves.getFirst();
    }

    private static boolean isUnderWay(World world) {
        return world.moves().stream().anyMatch(move -> move.kind().compareTo(Move.Kind.TIME) < 0);
    }

    /** Runs to the end, to the first breach, or until it has taken too much. */
    Outcome run() {
        long began = System.nanoTime();
        List<int[]> level = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        level.add(root);
        numbers.add(visited.add(root, -1, 0));
        int depth = 0;
        boolean complete = true;
        while (!level.isEmpty() && found.get() == null) {
            long millis = (System.nanoTime() - began) / 1_000_000;
            if (visited.size() > statesMax || millis > millisMax) {
                complete = false;
                break;
            }
            List<int[]> next = new ArrayList<>();
            List<Integer> nextNumbers = new ArrayList<>();
            expand(level, numbers, next, nextNumbers);
            level = next;
            numbers = nextNumbers;
            depth++;
            if (Boolean.getBoolean("quorate.model.verbose")) {
                System.out.printf(
                        "depth %d: %d new, %d states, %d states of one server, %d steps, %d ms%n",
                        depth,
                        level.size(),
                        visited.size(),
                        locals.states(),
                        locals.steps(),
                        millis);
            }
        }
        Found breach = found.get();
        return new Outcome(
                bounds,
                visited.size(),
                locals.states(),
                depth,
                (System.nanoTime() - began) / 1_000_000,
                complete && breach == null,
                breach == null ? null : breach.breach(),
                breach == null ? List.of() : lines(breach));
    }

    private void expand(
            List<int[]> level, List<Integer> numbers, List<int[]> next, List<Integer> nextNumbers) {
        AtomicInteger taken = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        List<int[]> mine = new ArrayList<>();
                                        List<Integer> mineNumbers = new ArrayList<>();
                                        for (int from = taken.getAndAdd(CHUNK);
                                                from < level.size() && found.get() == null;
                                                from = taken.getAndAdd(CHUNK)) {
                                            int to = Math.min(level.size(), from + CHUNK);
                                            for (int at = from; at < to; at++) {
                                                expand(
                                                        level.get(at),
                                                        numbers.get(at),
                                                        mine,
                                                        mineNumbers);
                                                level.set(at, null);
                                            }
                                        }
                                        synchronized (next) {
                                            next.addAll(mine);
                                            nextNumbers.addAll(mineNumbers);
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void expand(int[] state, int number, List<int[]> next, List<Integer> nextNumbers) {
        World world = new World(locals, judgements, state);
        List<Move> moves = world.moves();
        if (world.isStuck(moves)) {
            found.compareAndSet(
                    null,
                    new Found(
                            number,
                            null,
                            new Violation(
                                    "NobodyIsStuck",
                                    "nothing happens any more, and not all servers serve the same")));
        }
        for (Move move : moves) {
            World after = world.copy();
            try {
                after.make(move, Narration.NONE);
            } catch (AssertionError e) {
                found.compareAndSet(null, new Found(number, move, e));
                return;
            }
            int[] encoded = after.encoded();
            int added = visited.add(encoded, number, move.code());
            if (added >= 0) {
                next.add(encoded);
                nextNumbers.add(added);
            }
        }
    }

    /** The way to a breach. */
    private List<String> lines(Found breach) {
        List<Move> moves = new ArrayList<>();
        if (breach.move() != null) {
            moves.add(breach.move());
        }
        int at = breach.state();
        for (int[] from = visited.cameFrom(at); from[0] >= 0; from = visited.cameFrom(at)) {
            moves.add(Move.of(from[1]));
            at = from[0];
        }
        Collections.reverse(moves);
        Narration.Lines lines = new Narration.Lines(setting, locals);
        int[] state = root;
        int number = 0;
        for (Move move : moves) {
            lines.lines().add("%3d".formatted(++number));
            World world = new World(locals, judgements, state);
            try {
                world.make(move, lines);
            } catch (AssertionError e) {
                lines.lines().add("    " + e.getMessage());
            }
            state = world.encoded();
        }
        return lines.lines();
    }
}
