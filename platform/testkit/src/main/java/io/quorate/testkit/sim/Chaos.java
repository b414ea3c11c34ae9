package io.quorate.testkit.sim;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.model.ServerId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Lets faults happen at random moments until it is told to stop. */
final class Chaos {

    private final Simulation world;
    private final Random random;
    private final List<SimPlan.Fault> faults;
    private boolean over;
    private int happened;

    Chaos(Simulation world, SimPlan plan, Random random) {
        this.world = world;
        this.random = random;
        this.faults = new ArrayList<>(plan.faults());
        faults.remove(SimPlan.Fault.DOUBLE);
        Collections.sort(faults);
    }

    void start() {
        if (!faults.isEmpty()) {
            later(1_500, this::strike);
        }
    }

    /** Faults that happened. */
    int happened() {
        return happened;
    }

    private void later(int millisMax, Runnable task) {
        world.agenda()
                .in(
                        (1 + random.nextInt(millisMax)) * SimNetwork.MILLI,
                        () -> {
                            if (!over) {
                                task.run();
                            }
                        });
    }

    private void strike() {
        happened++;
        SimPlan.Fault fault = faults.get(random.nextInt(faults.size()));
        SimMachine machine = world.machines().get(random.nextInt(world.machines().size()));
        world.trace().note(0, 20, fault.ordinal(), () -> fault + " " + machine.id());
        switch (fault) {
            case KILL, POWER -> {
                machine.crash(fault == SimPlan.Fault.POWER);
                later(1_500, machine::start);
            }
            case CRASH_IN_STEP -> {
                machine.crashAfter(random.nextInt(12));
                later(2_000, machine::start);
            }
            case FREEZE -> {
                machine.freeze();
                later(random.nextBoolean() ? 100 : 3_000, machine::thaw);
            }
            case BREAK -> {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    world.network().breakOne();
                }
            }
            case CUT -> {
                cut();
                later(3_000, world.network()::heal);
            }
            case SLOW_NETWORK -> {
                world.network().delayMicrosMax(random.nextBoolean() ? 20_000 : 300_000);
                later(1_500, () -> world.network().delayMicrosMax(2_000));
            }
            case SLOW_DISK -> {
                machine.journal().syncMicrosMax(random.nextBoolean() ? 30_000 : 800_000);
                later(1_500, () -> machine.journal().syncMicrosMax(2_000));
            }
            case HAND_OVER -> {
                ServerId successor =
                        random.nextBoolean()
                                ? null
                                : world.machines()
                                        .get(random.nextInt(world.machines().size()))
                                        .id();
                for (SimMachine any : world.machines()) {
                    if (any.isUp() && (any.server().isLeading() || any == machine)) {
                        any.server().tell(new ConsensusEvent.HandOver(successor));
                    }
                }
            }
            case DOUBLE -> throw new IllegalStateException("this one is the network's");
            case CHECKPOINT -> {
                if (machine.isUp()) {
                    machine.server().replica().checkpoint(random.nextInt(20));
                }
            }
        }
        later(random.nextInt(4) == 0 ? 1_500 : 300, this::strike);
    }

    /** Both ways between two sides, one way from a side, or single directions. */
    private void cut() {
        int kind = random.nextInt(3);
        List<ServerId> side = new ArrayList<>();
        List<ServerId> rest = new ArrayList<>();
        for (SimMachine machine : world.machines()) {
            (random.nextBoolean() ? side : rest).add(machine.id());
        }
        for (ServerId from : side) {
            for (ServerId to : rest) {
                if (kind != 2 || random.nextBoolean()) {
                    world.network().cut(from, to);
                }
                if (kind == 0) {
                    world.network().cut(to, from);
                }
            }
        }
    }

    /** Nothing more happens; what is broken is mended. */
    void end() {
        over = true;
        world.network().heal();
        world.network().delayMicrosMax(2_000);
        for (SimMachine machine : world.machines()) {
            machine.journal().syncMicrosMax(2_000);
            machine.crashAfter(-1);
            machine.thaw();
            machine.start();
        }
    }
}
