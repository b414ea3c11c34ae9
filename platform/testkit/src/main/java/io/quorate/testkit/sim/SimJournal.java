package io.quorate.testkit.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A disk at the level of actions: what was asked becomes durable in order, runs of appends
 * together, everything else alone. A loss of power keeps what was reported as durable and any first
 * part of the rest.
 */
final class SimJournal {

    /** Something to be made durable; ticket 0 for what has none. */
    private record Write(long ticket, boolean append, Consumer<DiskImage> change, Runnable done) {}

    private static final long STEADY_SYNC_NANOS = 200_000L;

    private final Agenda agenda;
    private final Random random;
    private DiskImage image;
    private final ArrayDeque<Write> waiting = new ArrayDeque<>();
    private long syncMicrosMax = 2_000;
    private long steadySyncNanos = STEADY_SYNC_NANOS;
    private boolean steady;
    private boolean busy;
    private boolean bad;
    private boolean deaf;
    private Runnable failure = () -> {};
    private long generation;

    SimJournal(Agenda agenda, Random random, DiskImage image) {
        this.agenda = agenda;
        this.random = random;
        this.image = image;
    }

    DiskImage image() {
        return image;
    }

    /** Another disk takes the place of this one; the server must be down. */
    void replace(DiskImage other) {
        image = other;
    }

    /** Longest time of a sync, microseconds; the time of each where nothing happens by chance. */
    void syncMicrosMax(long micros) {
        syncMicrosMax = micros;
        steadySyncNanos = micros * 1_000;
    }

    /** {@link SimPlan.Trait#STEADY}. */
    void steady(boolean on) {
        steady = on;
    }

    /** What happens to the server when its disk fails. */
    void onFailure(Runnable stop) {
        failure = stop;
    }

    /** The next write fails: nobody knows what of it is there, and nothing is tried again. */
    void failNext() {
        bad = true;
    }

    /** {@link Planted#DEAF_TO_THE_DISK}. */
    void ignoreFailures(boolean ignores) {
        deaf = ignores;
    }

    private void forgetFirst(int writes) {
        List<Write> all = new ArrayList<>(waiting);
        waiting.clear();
        for (int i = 0; i < all.size(); i++) {
            Write one = all.get(i);
            waiting.add(
                    i < writes
                            ? new Write(one.ticket(), one.append(), image -> {}, one.done())
                            : one);
        }
    }

    /** Writes succeed again. */
    void mend() {
        bad = false;
    }

    /**
     * Asks for something to be made durable.
     *
     * @param done runs when it is, if the server still lives
     */
    void write(long ticket, boolean append, Consumer<DiskImage> change, Runnable done) {
        waiting.add(new Write(ticket, append, change, done));
        work();
    }

    private void work() {
        if (busy || waiting.isEmpty()) {
            return;
        }
        busy = true;
        int batch = 1;
        if (waiting.peek().append()) {
            batch = (int) waiting.stream().takeWhile(Write::append).count();
        }
        int writes = batch;
        long mine = generation;
        agenda.in(
                steady ? steadySyncNanos : (1 + random.nextLong(syncMicrosMax)) * 1_000L,
                () -> {
                    if (mine == generation) {
                        complete(writes);
                    }
                });
    }

    private void complete(int writes) {
        busy = false;
        if (bad) {
            bad = false;
            if (!deaf) {
                failure.run();
                return;
            }
            forgetFirst(writes);
        }
        long mine = generation;
        Write last = null;
        for (int i = 0; i < writes; i++) {
            last = waiting.poll();
            last.change().accept(image);
        }
        if (last != null) {
            last.done().run();
        }
        if (mine == generation) {
            work();
        }
    }

    /** Power is lost, or the process ends: of what was not synced, a first part may be there. */
    void crash() {
        generation++;
        busy = false;
        int surviving = steady ? 0 : random.nextInt(waiting.size() + 1);
        for (int kept = surviving; kept > 0; kept--) {
            waiting.poll().change().accept(image);
        }
        waiting.clear();
    }
}
