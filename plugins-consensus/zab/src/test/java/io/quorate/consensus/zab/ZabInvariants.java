package io.quorate.consensus.zab;

import io.quorate.model.ServerId;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.SimPlan.Trait;
import io.quorate.testkit.sim.invariant.FoundedEpochs;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * What a run of zab must hold beside what every run must: the rules of ZooKeeper's two epochs,
 * OneDiscoveryPerEpoch and EpochsInOrder (Q2 of quorum-protocol 22.1), and what its learners rely
 * on. The names are those of docs/TESTING.md.
 *
 * <p>Source: spec quorum-protocol section 22.1.
 */
public final class ZabInvariants extends FoundedEpochs {

    /**
     * What each learner has passed on to its leader, writes and syncs alike, in the one queue a
     * ZooKeeper learner has for both.
     */
    private final Map<ServerId, ArrayDeque<Object>> asked = new HashMap<>();

    private final boolean oneQueue;

    private ZabInvariants(boolean alone, boolean oneQueue) {
        super("OneDiscoveryPerEpoch", "EpochsInOrder", alone);
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
    public boolean needsNewestLeader() {
        return true;
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
        if (queue == null || !queue.contains(what)) {
            return;
        }
        if (!queue.poll().equals(what)) {
            throw new Violation(
                    "ComesBackInOrder",
                    "server %s: %s came back before what was asked first",
                    server,
                    what);
        }
        if (queue.isEmpty()) {
            asked.remove(server);
        }
    }

    @Override
    public void forgets(ServerId server) {
        asked.remove(server);
    }
}
