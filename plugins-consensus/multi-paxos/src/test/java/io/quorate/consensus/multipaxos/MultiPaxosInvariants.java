package io.quorate.consensus.multipaxos;

import io.quorate.consensus.HardState;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.SimPlan.Trait;
import io.quorate.testkit.sim.invariant.Invariants;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a run of multi-paxos must hold beside what every run must: the rules of its ballots. The
 * names are those of docs/TESTING.md.
 *
 * <p>Source: spec multi-paxos section 10.
 */
public final class MultiPaxosInvariants implements Invariants {

    private final Map<Long, ServerId> founders = new HashMap<>();
    private final Map<ServerId, HardState> durable = new HashMap<>();
    private final boolean alone;
    private Set<ServerId> outside = Set.of();

    private MultiPaxosInvariants(boolean alone) {
        this.alone = alone;
    }

    /** All of them. */
    public static MultiPaxosInvariants of(SimPlan plan) {
        return new MultiPaxosInvariants(plan.traits().contains(Trait.ORACLE));
    }

    @Override
    public void writes(ServerId server, Role role, HardState before, HardState wanted) {
        if (!alone) {
            founds(server, role, before, wanted);
        }
    }

    @Override
    public void hasWritten(ServerId server, Role role, HardState before, HardState wanted) {
        durable.put(server, wanted);
        if (alone) {
            founds(server, role, before, wanted);
        }
    }

    /** OneLeaderPerBallot (I3): one server accepts the history of a ballot as its leader. */
    private void founds(ServerId server, Role role, HardState before, HardState wanted) {
        long epoch = wanted.currentEpoch();
        if (role != Role.LEADING
                || epoch <= before.currentEpoch()
                || epoch != wanted.acceptedEpoch()) {
            return;
        }
        if (outside.contains(server)) {
            throw new Violation(
                    "ServingQuorumGoesOn",
                    "server %s has another history than those that serve, and founds a ballot",
                    server);
        }
        ServerId first = founders.putIfAbsent(epoch, server);
        if (first != null && !first.equals(server)) {
            throw new Violation(
                    "OneLeaderPerBallot",
                    "ballot %d was founded by %s and is now by %s",
                    epoch,
                    first,
                    server);
        }
    }

    /** PromisesStand (I2): what was promised is still there after a crash, and covers the log. */
    @Override
    public void stopped(ServerId server, HardState hardState, long lastLogged) {
        HardState known = durable.get(server);
        if (known != null && hardState.acceptedEpoch() < known.acceptedEpoch()) {
            throw new Violation(
                    "PromisesStand",
                    "server %s has promised %d and knows of %d only",
                    server,
                    known.acceptedEpoch(),
                    hardState.acceptedEpoch());
        }
        if (hardState.equals(HardState.INITIAL)) {
            return;
        }
        if (hardState.acceptedEpoch() < hardState.currentEpoch()
                || hardState.currentEpoch() < Zxid.epoch(lastLogged)) {
            throw new Violation(
                    "PromisesStand",
                    "server %s has promised %d, accepted %d, and logged %x",
                    server,
                    hardState.acceptedEpoch(),
                    hardState.currentEpoch(),
                    lastLogged);
        }
    }

    @Override
    public void beginsAnew(Set<ServerId> others) {
        outside = others;
        founders.clear();
        durable.clear();
    }

    @Override
    public void admitsAll() {
        outside = Set.of();
        durable.clear();
    }
}
