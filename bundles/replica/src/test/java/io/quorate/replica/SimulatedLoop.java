package io.quorate.replica;

import io.quorate.runtime.Clock;
import io.quorate.runtime.Loop;
import io.quorate.runtime.Worker;
import io.quorate.testkit.sim.Agenda;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.function.Consumer;

/**
 * The threads and the clock of one life of a server, on the agenda of the simulation: a loop whose
 * turns take what has come, workers that take their time, a clock that may be wrong. Stops when its
 * life ends, waits while it is frozen.
 */
final class SimulatedLoop implements Loop, Clock {

    private static final long TURN_NANOS_MAX = 50_000;
    private static final long WALL_START_MILLIS = 1_700_000_000_000L;

    private final Agenda agenda;
    private final Random random;
    private final int driftPerMille;
    private final Consumer<Throwable> fatal;
    private final Runnable afterTurn;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final ArrayDeque<Runnable> endOfTurn = new ArrayDeque<>();
    private long syncMicrosMax = 2_000;
    private long lastNanos;
    private boolean armed;
    private boolean frozen;
    private boolean over;

    /**
     * A loop.
     *
     * @param fatal gets what a task throws; the life is over then
     */
    SimulatedLoop(
            Agenda agenda,
            Random random,
            int driftPerMille,
            Runnable afterTurn,
            Consumer<Throwable> fatal) {
        this.agenda = agenda;
        this.random = random;
        this.driftPerMille = driftPerMille;
        this.afterTurn = afterTurn;
        this.fatal = fatal;
    }

    void end() {
        over = true;
        tasks.clear();
        endOfTurn.clear();
    }

    boolean isOver() {
        return over;
    }

    void freeze(boolean stop) {
        frozen = stop;
        if (!stop) {
            arm();
        }
    }

    boolean isFrozen() {
        return frozen;
    }

    void syncMicrosMax(long micros) {
        syncMicrosMax = micros;
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public void execute(Runnable task) {
        if (!over) {
            tasks.add(task);
            arm();
        }
    }

    private void arm() {
        if (!armed && !frozen && !over && !tasks.isEmpty()) {
            armed = true;
            agenda.in(1 + random.nextLong(TURN_NANOS_MAX), this::turn);
        }
    }

    private void turn() {
        armed = false;
        if (over || frozen) {
            return;
        }
        try {
            for (int input = tasks.size(); input > 0 && !over; input--) {
                tasks.poll().run();
            }
            while (!endOfTurn.isEmpty() && !over) {
                endOfTurn.poll().run();
            }
            if (!over) {
                afterTurn.run();
            }
        } catch (RuntimeException | AssertionError failure) {
            fatal.accept(failure);
        }
        arm();
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        endOfTurn.add(task);
    }

    @Override
    public Ticking every(long periodMillis, Runnable task) {
        boolean[] closed = {false};
        again(periodMillis, task, closed);
        return () -> closed[0] = true;
    }

    private void again(long periodMillis, Runnable task, boolean[] closed) {
        agenda.in(
                trueNanos(periodMillis * 1_000_000),
                () -> {
                    if (!closed[0] && !over) {
                        execute(
                                () -> {
                                    if (!closed[0]) {
                                        task.run();
                                    }
                                });
                        again(periodMillis, task, closed);
                    }
                });
    }

    private long trueNanos(long localNanos) {
        return localNanos * 1_000 / (1_000 + driftPerMille);
    }

    @Override
    public long nowNanos() {
        long now = agenda.nowNanos();
        lastNanos = Math.max(lastNanos, now + now / 1_000 * driftPerMille);
        return lastNanos;
    }

    @Override
    public long wallMillis() {
        return WALL_START_MILLIS + nowNanos() / 1_000_000;
    }

    /** A worker of this life. */
    Worker worker(boolean ofTheLog) {
        return new SimulatedWorker(ofTheLog);
    }

    private final class SimulatedWorker implements Worker {

        private final boolean ofTheLog;
        private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
        private boolean busy;

        private SimulatedWorker(boolean ofTheLog) {
            this.ofTheLog = ofTheLog;
        }

        @Override
        public void submit(Runnable task) {
            queue.add(task);
            work();
        }

        private void work() {
            if (busy || over || queue.isEmpty()) {
                return;
            }
            busy = true;
            long micros = 1 + random.nextLong(ofTheLog ? syncMicrosMax : 500);
            agenda.in(micros * 1_000, this::run);
        }

        private void run() {
            busy = false;
            if (over) {
                return;
            }
            if (frozen) {
                busy = true;
                agenda.in(1_000_000, this::run);
                return;
            }
            try {
                queue.poll().run();
            } catch (RuntimeException | AssertionError failure) {
                fatal.accept(failure);
            }
            work();
        }

        @Override
        public void close() {}
    }
}
