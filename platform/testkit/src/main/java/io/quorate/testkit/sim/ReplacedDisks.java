package io.quorate.testkit.sim;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Most voters lose their disks, form an ensemble and serve; then the others come back with what
 * they had, and with later epochs. The quorum that serves must go on, whatever they do: they stay
 * out until their disks are replaced, too (ServingQuorumGoesOn).
 */
final class ReplacedDisks {

    private static final int CHECK_MILLIS = 50;
    private static final int PATIENCE_MILLIS = 60_000;

    /** Terms before: so the epochs of the old history are later than any of the new one. */
    private static final int TERMS_BEFORE = 6;

    /** How long those with the old history try, and how long before the end they are left alone. */
    private static final int TRYING_MILLIS = 8_000;

    private static final int KNOWING_MILLIS = 6_000;

    private final Simulation world;
    private final Membership membership;
    private final Random random;
    private final List<SimMachine> old = new ArrayList<>();
    private final List<SimMachine> fresh = new ArrayList<>();

    ReplacedDisks(Simulation world, Membership membership, Random random) {
        this.world = world;
        this.membership = membership;
        this.random = random;
    }

    void run() {
        manyTerms();
        replace();
        oldOnesTry();
        newLeader();
        for (SimMachine machine : old) {
            machine.crash(false);
            machine.replaceDisk(membership);
        }
        world.judge().admitAll();
        old.forEach(SimMachine::start);
    }

    private void manyTerms() {
        for (int term = 0; term < TERMS_BEFORE; term++) {
            await("a leader", () -> leader(world.machines()) != null);
            SimMachine leader = leader(world.machines());
            leader.crash(false);
            world.agenda().runMillis(CHECK_MILLIS);
            leader.start();
            await("all serve", () -> world.isSettled(world.machines()));
        }
    }

    /** As many voters keep their disks as cannot decide alone, and at least one. */
    private void replace() {
        List<SimMachine> voters = new ArrayList<>();
        for (SimMachine machine : world.machines()) {
            machine.crash(false);
            if (membership.participates(machine.id())) {
                voters.add(machine);
            } else {
                (random.nextBoolean() ? old : fresh).add(machine);
            }
        }
        Collections.shuffle(voters, random);
        int keep = 1 + random.nextInt((voters.size() - 1) / 2);
        old.addAll(voters.subList(0, keep));
        fresh.addAll(voters.subList(keep, voters.size()));
        world.judge().beginAnew(ids(old));
        world.clients().forEach(SimClient::beginAnew);
        for (SimMachine machine : fresh) {
            machine.replaceDisk(membership);
            machine.start();
        }
        await("those with new disks serve", this::freshOnesServe);
        everyClientWrites();
    }

    private void oldOnesTry() {
        SimMachine leader = leader(fresh);
        long terms = world.judge().terms();
        old.forEach(SimMachine::start);
        for (int passed = 0; passed < TRYING_MILLIS + KNOWING_MILLIS; passed += CHECK_MILLIS) {
            if (passed < TRYING_MILLIS && random.nextInt(20) == 0) {
                disturb(old.get(random.nextInt(old.size())));
            } else if (passed >= TRYING_MILLIS) {
                old.forEach(SimMachine::thaw);
                old.forEach(SimMachine::start);
            }
            world.agenda().runMillis(CHECK_MILLIS);
            demand(
                    world.judge().terms() == terms && leader(fresh) == leader,
                    "the term of server " + leader.id() + " has ended");
            demand(freshOnesServe(), "one with a new disk does not serve");
            demand(old.stream().noneMatch(ReplacedDisks::serves), "one with an old disk serves");
        }
        everyClientWrites();
    }

    private void disturb(SimMachine machine) {
        switch (random.nextInt(4)) {
            case 0 -> machine.crash(random.nextBoolean());
            case 1 -> machine.start();
            case 2 -> machine.freeze();
            default -> machine.thaw();
        }
    }

    /** Servers that know that they stay out do not seize the next term. */
    private void newLeader() {
        long terms = world.judge().terms();
        leader(fresh).server().tell(new ConsensusEvent.HandOver(null, false));
        await("another term", () -> world.judge().terms() > terms && freshOnesServe());
        everyClientWrites();
    }

    private boolean freshOnesServe() {
        return leader(fresh) != null && fresh.stream().allMatch(ReplacedDisks::serves);
    }

    private void everyClientWrites() {
        long[] before = world.clients().stream().mapToLong(SimClient::writesDone).toArray();
        await(
                "every client writes",
                () -> {
                    for (int i = 0; i < before.length; i++) {
                        if (world.clients().get(i).writesDone() <= before[i]) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private void await(String what, BooleanSupplier holds) {
        for (int passed = 0; passed < PATIENCE_MILLIS; passed += CHECK_MILLIS) {
            if (holds.getAsBoolean()) {
                return;
            }
            world.agenda().runMillis(CHECK_MILLIS);
        }
        demand(false, "after " + PATIENCE_MILLIS + " ms this does not hold: " + what);
    }

    private static void demand(boolean holds, String otherwise) {
        if (!holds) {
            throw new Violation("ServingQuorumGoesOn", "%s", otherwise);
        }
    }

    private static boolean serves(SimMachine machine) {
        return machine.isUp() && machine.server().isServing();
    }

    private static SimMachine leader(List<SimMachine> among) {
        return among.stream()
                .filter(machine -> machine.isUp() && machine.server().isLeading())
                .findFirst()
                .orElse(null);
    }

    private static Set<ServerId> ids(List<SimMachine> machines) {
        return machines.stream().map(SimMachine::id).collect(Collectors.toSet());
    }
}
