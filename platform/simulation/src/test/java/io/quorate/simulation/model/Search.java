package io.quorate.simulation.model;

import io.quorate.simulation.graph.Graphs;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.invariant.Invariants;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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
        /** The same, and the leader has just been asked for the writes within the bounds. */
        ASKED,
        /** The same, and the followers have just been asked for them, in turn. */
        ASKED_APART,
        /** Three servers with empty disks that have just been switched on. */
        BOOT
    }

    /** A rule that was broken, and how the search came there. */
    private record Found(int state, int move, AssertionError breach) {}

    private static final int NO_MOVE = -1;
    private static final int FORMING_MOVES_MAX = 10_000;

    private final Setting setting;
    private final Locals locals;
    private final Judgements judgements;
    private final Visited visited = new Visited();
    private final AtomicReference<Found> found = new AtomicReference<>();
    private final Bounds bounds;
    private final World root;
    private final long statesMax;
    private final long millisMax;
    private final List<Worker> workers = new ArrayList<>();
    private final AtomicLong calmStates = new AtomicLong();
    private final boolean reduced;

    /**
     * A search that has not begun.
     *
     * @param own invariants of the protocol
     * @param statesMax after so many states it is given up
     * @param millisMax after so many milliseconds it is given up
     * @param reduced moves that commute are looked at in one order ({@link Reduction}): every
     *     breach is found, perhaps not by the shortest way
     */
    Search(
            Assembly assembly,
            Graphs graphs,
            Supplier<Invariants> own,
            From from,
            Bounds bounds,
            long statesMax,
            long millisMax,
            boolean reduced) {
        setting = new Setting(assembly, graphs);
        locals = new Locals(setting);
        judgements = new Judgements(graphs);
        this.bounds = bounds;
        this.statesMax = statesMax;
        this.millisMax = millisMax;
        this.reduced = reduced;
        boolean named = from != From.BOOT && bounds.verdicts() > 0;
        Bounds withForming =
                new Bounds(
                        bounds.writes(),
                        bounds.syncs(),
                        bounds.crashes(),
                        bounds.cuts(),
                        bounds.early(),
                        bounds.verdicts() + (named ? Setting.SERVERS : 0),
                        bounds.slow(),
                        bounds.losses());
        World world = new World(locals, judgements, judgements.first(own.get()), withForming);
        for (int i = 0; i < Setting.SERVERS; i++) {
            world.make(Move.code(Move.Kind.START, i, 0), Narration.NONE);
        }
        if (from != From.BOOT) {
            form(world);
        }
        if (from == From.ASKED || from == From.ASKED_APART) {
            ask(world, bounds.writes(), from == From.ASKED);
        }
        root = world;
        for (int i = Integer.getInteger("quorate.model.workers", 2); i > 0; i--) {
            workers.add(new Worker());
        }
    }

    /** One way to an ensemble that serves. */
    private static void form(World world) {
        Moves moves = new Moves();
        for (int i = 0; !world.isWhole() || isUnderWay(moves.of(world)); i++) {
            if (i == FORMING_MOVES_MAX) {
                throw new IllegalStateException("no ensemble forms");
            }
            world.make(next(moves.of(world)), Narration.NONE);
        }
    }

    private static void ask(World world, int writes, boolean leader) {
        int asked = 0;
        for (int i = 0; asked < writes; i = (i + 1) % Setting.SERVERS) {
            if (world.server(i).isLedBy(Setting.id(i)) == leader) {
                world.make(Move.code(Move.Kind.WRITE, i, 0), Narration.NONE);
                asked++;
            }
        }
    }

    /** What is under way first; and an oracle names the last server. */
    private static int next(Moves moves) {
        for (int i = 0; i < moves.count(); i++) {
            int move = moves.code(i);
            boolean names =
                    Move.kind(move) == Move.Kind.ELECT && Move.which(move) == Setting.SERVERS - 1;
            if (Move.isUnderWay(move) || names) {
                return move;
            }
        }
        return moves.code(0);
    }

    private static boolean isUnderWay(Moves moves) {
        return !moves.isCalm();
    }

    /** Runs to the end, to the first breach, or until it has taken too much. */
    Outcome run() {
        long began = System.nanoTime();
        Frontier level = new Frontier();
        level.add(level.add(null, root, visited.add(root.fingerprint(), -1, 0)));
        int depth = 0;
        boolean complete = true;
        while (level.states() > 0 && found.get() == null) {
            long millis = (System.nanoTime() - began) / 1_000_000;
            if (visited.size() > statesMax || millis > millisMax) {
                complete = false;
                break;
            }
            visited.goDeeper();
            level = expand(level);
            depth++;
            if (Boolean.getBoolean("quorate.model.verbose")) {
                System.out.printf(
                        "depth %d: %d new of %d bytes, %d states, %d states of one server, %d steps, %d ms%n",
                        depth,
                        level.states(),
                        level.bytes() / Math.max(1, level.states()),
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
                calmStates.get(),
                depth,
                (System.nanoTime() - began) / 1_000_000,
                complete && breach == null,
                breach == null ? null : breach.breach(),
                breach == null ? List.of() : lines(breach));
    }

    private Frontier expand(Frontier level) {
        Frontier next = new Frontier();
        List<Thread> threads = new ArrayList<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        for (Worker worker : workers) {
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .uncaughtExceptionHandler((thread, e) -> failure.set(e))
                            .start(() -> worker.expand(level, next)));
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        if (failure.get() != null) {
            throw new IllegalStateException("the search is broken", failure.get());
        }
        return next;
    }

    /** What one thread looks at states with. */
    private final class Worker {

        private final World world = root.copy();
        private final World after = root.copy();
        private final Moves moves = new Moves();
        private final Reduction reduction = new Reduction(root);
        private Frontier next;
        private Frontier.Block mine;

        void expand(Frontier level, Frontier to) {
            next = to;
            mine = null;
            for (Frontier.Block block = level.take(); block != null; block = level.take()) {
                while (!block.isEmpty() && found.get() == null) {
                    expand(block.read(world));
                }
            }
            next.add(mine);
        }

        private void expand(int state) {
            moves.of(world);
            if (moves.isCalm()) {
                calmStates.incrementAndGet();
            }
            if (moves.isStuck(world)) {
                finds(
                        state,
                        NO_MOVE,
                        new Violation(
                                "NobodyIsStuck",
                                "nothing happens any more, and not all servers serve the same"));
            }
            int first = reduced ? reduction.servers(world, moves) : 0;
            if (first == 0 || !makeFirst(state, first)) {
                for (int i = 0; i < moves.count(); i++) {
                    int move = moves.code(i);
                    if (first == 0 || (first >> Reduction.mover(world, move) & 1) == 0) {
                        make(state, move);
                    }
                }
            }
        }

        /**
         * Makes the moves of some servers; true if that is enough. It is not if all of them lead to
         * states that were looked at long ago: those may have put the others off, too.
         */
        private boolean makeFirst(int state, int servers) {
            boolean fresh = false;
            for (int i = 0; i < moves.count(); i++) {
                int move = moves.code(i);
                if ((servers >> Reduction.mover(world, move) & 1) != 0) {
                    fresh |= make(state, move);
                }
            }
            return fresh;
        }

        /** True if it leads to a state that is not looked at yet. */
        private boolean make(int state, int move) {
            after.set(world);
            try {
                after.make(move, Narration.NONE);
            } catch (AssertionError e) {
                finds(state, move, e);
                return true;
            }
            int added = visited.add(after.fingerprint(), state, move);
            if (added >= 0) {
                mine = next.add(mine, after, added);
            }
            return added != Visited.FAR;
        }

        private void finds(int state, int move, AssertionError breach) {
            found.compareAndSet(null, new Found(state, move, breach));
        }
    }

    /** The way to a breach. */
    private List<String> lines(Found breach) {
        List<Integer> moves = new ArrayList<>();
        if (breach.move() != NO_MOVE) {
            moves.add(breach.move());
        }
        int at = breach.state();
        for (int[] from = visited.cameFrom(at); from[0] >= 0; from = visited.cameFrom(at)) {
            moves.add(from[1]);
            at = from[0];
        }
        Collections.reverse(moves);
        Narration.Lines lines = new Narration.Lines(setting, locals);
        World world = root.copy();
        int number = 0;
        for (int move : moves) {
            lines.lines().add("%3d".formatted(++number));
            try {
                world.make(move, lines);
            } catch (AssertionError e) {
                lines.lines().add("    " + e.getMessage());
            }
        }
        return lines.lines();
    }
}
