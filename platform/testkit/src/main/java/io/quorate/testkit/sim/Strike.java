package io.quorate.testkit.sim;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Does to the world what a happening says, and remembers it. */
final class Strike {

    static final long DELAY_MICROS = 2_000;
    static final long SYNC_MICROS = 2_000;

    static final String ONE_WAY = "CUT_ONE_WAY";
    static final String BOTH_WAYS = "CUT_BOTH_WAYS";
    static final String DOUBLED = "DOUBLED_DIAL";

    private final Simulation world;
    private final List<Happening> done = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    Strike(Simulation world) {
        this.world = world;
    }

    /** Everything that happened, in order. */
    List<Happening> done() {
        return done;
    }

    /** How often what happened. */
    Map<String, Integer> counts() {
        return counts;
    }

    void execute(Happening happening) {
        done.add(happening);
        counts.merge(name(happening), 1, Integer::sum);
        world.trace()
                .note(
                        0,
                        20,
                        happening.kind().ordinal(),
                        () -> happening.kind() + " " + happening.numbers());
        switch (happening.kind()) {
            case START -> machine(happening).start();
            case KILL -> machine(happening).crash(false);
            case POWER -> machine(happening).crash(true);
            case CRASH_IN_STEP ->
                    machine(happening).crashAfter(Math.toIntExact(happening.numbers().get(1)));
            case FREEZE -> machine(happening).freeze();
            case THAW -> machine(happening).thaw();
            case BREAK -> {
                for (long i = happening.first(); i > 0; i--) {
                    world.network().breakOne();
                }
            }
            case CUT -> {
                for (int i = 0; i + 1 < happening.numbers().size(); i += 2) {
                    world.network()
                            .cut(
                                    new ServerId(happening.numbers().get(i)),
                                    new ServerId(happening.numbers().get(i + 1)));
                }
            }
            case HEAL -> world.network().heal();
            case PART -> {
                for (int i = 0; i + 1 < happening.numbers().size(); i += 2) {
                    world.network()
                            .part(
                                    new ServerId(happening.numbers().get(i)),
                                    new ServerId(happening.numbers().get(i + 1)));
                }
            }
            case AMBUSH ->
                    machine(happening)
                            .ambush(
                                    Math.toIntExact(happening.numbers().get(1)),
                                    happening.numbers().get(2),
                                    happening.numbers().get(3) == 1);
            case DELAY -> world.network().delayMicrosMax(happening.first());
            case SYNC_TIME ->
                    machine(happening).journal().syncMicrosMax(happening.numbers().get(1));
            case BAD_DISK -> machine(happening).journal().failNext();
            case HAND_OVER -> handOver(happening);
            case CHECKPOINT -> {
                SimMachine machine = machine(happening);
                if (machine.isUp()) {
                    machine.server()
                            .replica()
                            .checkpoint(Math.toIntExact(happening.numbers().get(1)));
                }
            }
            case RECONFIG -> {
                SimMachine machine = machine(happening);
                if (machine.isUp() && machine.server().isServing()) {
                    machine.server().replica().calls().reconfig(membership(happening));
                }
            }
            case ORACLE -> world.oracle(happening.first() == 1);
        }
    }

    private static String name(Happening happening) {
        if (happening.kind() != Happening.Kind.CUT) {
            return happening.kind().name();
        }
        List<Long> ways = happening.numbers();
        boolean back =
                ways.size() >= 4
                        && ways.get(0).equals(ways.get(3))
                        && ways.get(1).equals(ways.get(2));
        return back ? BOTH_WAYS : ONE_WAY;
    }

    private SimMachine machine(Happening happening) {
        return world.machine(new ServerId(happening.first()));
    }

    private void handOver(Happening happening) {
        long successor = happening.numbers().get(1);
        for (SimMachine any : world.machines()) {
            if (any.isUp() && (any.server().isLeading() || any.id().value() == happening.first())) {
                any.server()
                        .tell(
                                new ConsensusEvent.HandOver(
                                        successor == 0 ? null : new ServerId(successor),
                                        successor == 0));
            }
        }
    }

    private static Membership membership(Happening happening) {
        List<Member> members = new ArrayList<>();
        for (int i = 1; i + 2 < happening.numbers().size(); i += 3) {
            members.add(
                    Simulation.member(
                            happening.numbers().get(i),
                            happening.numbers().get(i + 1) == 1,
                            Math.toIntExact(happening.numbers().get(i + 2))));
        }
        return Membership.ofMajority(0, members);
    }

    /** What is broken is mended. */
    void mend() {
        world.network().heal();
        world.network().delayMicrosMax(DELAY_MICROS);
        for (SimMachine machine : world.machines()) {
            machine.journal().syncMicrosMax(SYNC_MICROS);
            machine.journal().mend();
            machine.crashAfter(-1);
            machine.noAmbush();
            machine.thaw();
            machine.start();
        }
    }
}
