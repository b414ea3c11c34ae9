package io.quorate.testkit.sim;

import io.quorate.model.ServerId;
import io.quorate.testkit.sim.upheaval.Upheaval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Lets faults happen at random moments until it is stopped. */
final class Chaos {

    private static final int UPHEAVAL_WAITS = 30;

    private final Simulation world;
    private final Strike strike;
    private final Random random;
    private final List<SimPlan.Fault> faults;
    private boolean over;

    Chaos(Simulation world, SimPlan plan, Strike strike, Random random) {
        this.world = world;
        this.strike = strike;
        this.random = random;
        this.faults = new ArrayList<>(plan.faults());
        faults.remove(SimPlan.Fault.DOUBLE);
        if (plan.has(SimPlan.Trait.UPHEAVALS)) {
            faults.remove(SimPlan.Fault.RECONFIG);
        }
        Collections.sort(faults);
    }

    void start() {
        if (!faults.isEmpty()) {
            later(1_500, this::next);
        }
        if (world.has(SimPlan.Trait.UPHEAVALS)) {
            later(900, () -> upheaval(0));
        }
    }

    /** Nothing more happens. */
    void end() {
        over = true;
    }

    private void later(int millisMax, Runnable task) {
        world.agenda()
                .beforeOthersIn(
                        (1 + random.nextInt(millisMax)) * SimNetwork.MILLI,
                        () -> {
                            if (!over) {
                                task.run();
                            }
                        });
    }

    private void now(Happening.Kind kind, long... numbers) {
        strike.execute(Happening.of(world.agenda().nowNanos(), kind, numbers));
    }

    private void later(int millisMax, Happening.Kind kind, long... numbers) {
        later(millisMax, () -> now(kind, numbers));
    }

    private void next() {
        SimPlan.Fault fault = faults.get(random.nextInt(faults.size()));
        long server = anybody();
        switch (fault) {
            case KILL, POWER -> {
                now(
                        fault == SimPlan.Fault.KILL ? Happening.Kind.KILL : Happening.Kind.POWER,
                        server);
                later(1_500, Happening.Kind.START, server);
            }
            case CRASH_IN_STEP -> {
                now(Happening.Kind.CRASH_IN_STEP, server, random.nextInt(12));
                later(2_000, Happening.Kind.START, server);
            }
            case FREEZE -> {
                now(Happening.Kind.FREEZE, server);
                later(random.nextBoolean() ? 100 : 3_000, Happening.Kind.THAW, server);
            }
            case BREAK -> now(Happening.Kind.BREAK, 1 + random.nextInt(4));
            case CUT -> {
                cut();
                later(3_000, Happening.Kind.HEAL);
            }
            case SLOW_NETWORK -> {
                now(Happening.Kind.DELAY, random.nextBoolean() ? 20_000 : 300_000);
                later(1_500, Happening.Kind.DELAY, Strike.DELAY_MICROS);
            }
            case SLOW_DISK -> {
                now(Happening.Kind.SYNC_TIME, server, random.nextBoolean() ? 30_000 : 800_000);
                later(1_500, Happening.Kind.SYNC_TIME, server, Strike.SYNC_MICROS);
            }
            case BAD_DISK -> {
                now(Happening.Kind.BAD_DISK, server);
                later(2_000, Happening.Kind.START, server);
            }
            case HAND_OVER ->
                    now(Happening.Kind.HAND_OVER, server, random.nextBoolean() ? 0 : anybody());
            case CHECKPOINT -> now(Happening.Kind.CHECKPOINT, server, random.nextInt(20));
            case RECONFIG -> reconfig(server);
            case ORACLE -> now(Happening.Kind.ORACLE, random.nextInt(2));
            case DOUBLE -> throw new IllegalStateException("this one is the network's");
        }
        later(random.nextInt(4) == 0 ? 1_500 : 300, this::next);
    }

    /** Somebody who leads is asked for other configurations; anybody, if that takes long. */
    private void upheaval(int waited) {
        List<Long> leading = new ArrayList<>();
        List<Long> all = new ArrayList<>();
        for (SimMachine machine : world.machines()) {
            all.add(machine.id().value());
            if (machine.isUp() && machine.server().isLeading()) {
                leading.add(machine.id().value());
            }
        }
        if (leading.isEmpty() && waited < UPHEAVAL_WAITS) {
            later(40, () -> upheaval(waited + 1));
            return;
        }
        long leader = leading.isEmpty() ? anybody() : leading.get(random.nextInt(leading.size()));
        Upheaval upheaval = new Upheaval(random, leader, all);
        for (Upheaval.Deed deed : upheaval.deeds()) {
            world.agenda()
                    .beforeOthersIn(
                            deed.inNanos(),
                            () -> {
                                if (!over) {
                                    long nanos = world.agenda().nowNanos();
                                    strike.execute(Happening.now(nanos, deed.words().split(" ")));
                                }
                            });
        }
        world.agenda()
                .in(
                        upheaval.nanos(),
                        () -> {
                            if (!over) {
                                upheaval(0);
                            }
                        });
    }

    private long anybody() {
        return world.machines().get(random.nextInt(world.machines().size())).id().value();
    }

    /** Both ways between two sides, one way from a side, or single directions. */
    private void cut() {
        int kind = random.nextInt(3);
        List<ServerId> side = new ArrayList<>();
        List<ServerId> rest = new ArrayList<>();
        for (SimMachine machine : world.machines()) {
            (random.nextBoolean() ? side : rest).add(machine.id());
        }
        List<Long> ways = new ArrayList<>();
        for (ServerId from : side) {
            for (ServerId to : rest) {
                if (kind != 2 || random.nextBoolean()) {
                    ways.add(from.value());
                    ways.add(to.value());
                }
                if (kind == 0) {
                    ways.add(to.value());
                    ways.add(from.value());
                }
            }
        }
        strike.execute(new Happening(world.agenda().nowNanos(), Happening.Kind.CUT, ways));
    }

    /** Three or more of the servers get votes, now and then one moves to other ports. */
    private void reconfig(long asked) {
        List<ServerId> all =
                new ArrayList<>(world.machines().stream().map(SimMachine::id).toList());
        Collections.shuffle(all, random);
        int voters = Math.min(all.size(), 3 + random.nextInt(Math.max(1, all.size() - 2)));
        List<Long> numbers = new ArrayList<>();
        numbers.add(asked);
        for (int i = 0; i < all.size(); i++) {
            numbers.add(all.get(i).value());
            numbers.add(i < voters ? 1L : 0L);
            numbers.add(random.nextInt(8) == 0 ? 1L : 0L);
        }
        strike.execute(new Happening(world.agenda().nowNanos(), Happening.Kind.RECONFIG, numbers));
    }
}
