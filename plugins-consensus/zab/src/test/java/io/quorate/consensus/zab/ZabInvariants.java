package io.quorate.consensus.zab;

import io.quorate.consensus.HardState;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.SimPlan.Trait;
import io.quorate.testkit.sim.invariant.Invariants;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a run of zab must hold beside what every run must: the rules of ZooKeeper's two epochs, and
 * what its learners rely on. The names are those of docs/TESTING.md.
 *
 * <p>Source: spec quorum-protocol section 22.1.
 */
public final class ZabInvariants implements Invariants {

    private final Map<Long, ServerId> discoverers = new HashMap<>();

    /**
     * What each learner has passed on to its leader, writes and syncs alike, in the one queue a
     * ZooKeeper learner has for both.
     */
    private final Map<ServerId, ArrayDeque<Object>> asked = new HashMap<>();

    /** One that decides alone has agreed with nobody before its own disk has it. */
    private final boolean alone;

    private final boolean oneQueue;
    private Set<ServerId> outside = Set.of();

    private ZabInvariants(boolean alone, boolean oneQueue) {
        this.alone = alone;
        this.oneQueue = oneQueue;
    }

    /** All of them. */
    public static ZabInvariants of(SimPlan plan) {
        return new ZabInvariants(plan.traits().contains(Trait.ORACLE), true);
    }

    /** Those of the epochs alone. */
    public static ZabInvariants ofEpochs(SimPlan plan) {
        return new ZabInvariants(plan.traits().contains(Trait.ORACLE), false);
    }

    @Override
    public void writes(ServerId server, Role role, HardState before, HardState wanted) {
        if (!alone) {
            discovers(server, role, before, wanted);
        }
    }

    @Override
    public void hasWritten(ServerId server, Role role, HardState before, HardState wanted) {
        if (alone) {
            discovers(server, role, before, wanted);
        }
    }

    /**
     * OneDiscoveryPerEpoch: a server that is to lead has agreed with a quorum on its epoch and
     * enters it. ServingQuorumGoesOn: one with another history does not.
     */
    private void discovers(ServerId server, Role role, HardState before, HardState wanted) {
        long epoch = wanted.currentEpoch();
        if (role != Role.LEADING
                || epoch <= before.currentEpoch()
                || epoch != wanted.acceptedEpoch()) {
            return;
        }
        if (outside.contains(server)) {
            throw new Violation(
                    "ServingQuorumGoesOn",
                    "server %s has another history than those that serve, and enters an epoch",
                    server);
        }
        ServerId first = discoverers.putIfAbsent(epoch, server);
        if (first != null && !first.equals(server)) {
            throw new Violation(
                    "OneDiscoveryPerEpoch",
                    "epoch %d was agreed on for %s and is now entered by %s",
                    epoch,
                    first,
                    server);
        }
    }

    /** EpochsInOrder: Q2 of quorum-protocol 22.1, which holds at every instant. */
    @Override
    public void stopped(ServerId server, HardState hardState, long lastLogged) {
        if (hardState.equals(HardState.INITIAL)) {
            return;
        }
        if (hardState.acceptedEpoch() < hardState.currentEpoch()) {
            throw new Violation(
                    "EpochsInOrder",
                    "server %s has accepted epoch %d and current epoch %d",
                    server,
                    hardState.acceptedEpoch(),
                    hardState.currentEpoch());
        }
        if (hardState.currentEpoch() < Zxid.epoch(lastLogged)) {
            throw new Violation(
                    "EpochsInOrder",
                    "server %s has current epoch %d and logged %x",
                    server,
                    hardState.currentEpoch(),
                    lastLogged);
        }
    }

    @Override
    public void asks(ServerId server, Object what) {
        if (oneQueue) {
            asked.computeIfAbsent(server, any -> new ArrayDeque<>()).add(what);
        }
    }

    /**
     * ComesBackInOrder: a ZooKeeper learner takes what comes for its own only at the head of its
     * queue; anything else leaves the head there for ever, and nobody is answered any more.
     */
    @Override
    public void comesBack(ServerId server, Object what) {
        ArrayDeque<Object> queue = asked.get(server);
        if (queue != null && queue.contains(what) && !queue.poll().equals(what)) {
            throw new Violation(
                    "ComesBackInOrder",
                    "server %s: %s came back before what was asked first",
                    server,
                    what);
        }
    }

    @Override
    public void forgets(ServerId server) {
        asked.remove(server);
    }

    @Override
    public void beginsAnew(Set<ServerId> others) {
        outside = others;
        discoverers.clear();
    }

    @Override
    public void admitsAll() {
        outside = Set.of();
    }
}
