package io.quorate.testkit.sim.invariant;

import io.quorate.consensus.HardState;
import io.quorate.model.Membership;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What holds for every protocol whose leaders found an epoch by writing it as their current one: an
 * epoch has one founder, and what was promised stands. A protocol extends this class, says how it
 * calls the two, and adds its own.
 */
public abstract class FoundedEpochs implements Invariants {

    private final Map<Long, ServerId> founders = new HashMap<>();
    private final Map<ServerId, Long> promised = new HashMap<>();
    private final String oneFounder;
    private final String standing;

    /** One that decides alone has agreed with nobody before its own disk has it. */
    private final boolean alone;

    private Set<ServerId> outside = Set.of();

    /**
     * Nothing has happened.
     *
     * @param oneFounder name of what an epoch with two founders breaks
     * @param standing name of what a promise that is gone breaks
     * @param alone whether a server may decide alone
     */
    protected FoundedEpochs(String oneFounder, String standing, boolean alone) {
        this.oneFounder = oneFounder;
        this.standing = standing;
        this.alone = alone;
    }

    @Override
    public void writes(ServerId server, Role role, HardState before, HardState wanted) {
        if (!alone) {
            founds(server, role, before, wanted);
        }
    }

    @Override
    public void hasWritten(ServerId server, Role role, HardState before, HardState wanted) {
        promised.put(server, wanted.acceptedEpoch());
        if (alone) {
            founds(server, role, before, wanted);
        }
    }

    /**
     * A server that is to lead has agreed with a quorum on its epoch and enters it; one with
     * another history than those that serve does not (ServingQuorumGoesOn).
     */
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
                    "server %s has another history than those that serve, and founds an epoch",
                    server);
        }
        ServerId first = founders.putIfAbsent(epoch, server);
        if (first != null && !first.equals(server)) {
            throw new Violation(
                    oneFounder,
                    "epoch %d was founded by %s and is now by %s",
                    epoch,
                    first,
                    server);
        }
    }

    /**
     * OlderTermsAreOver: those who have promised no epoch as high as this one are no quorum of the
     * configuration in force; otherwise they could decide beside it.
     */
    @Override
    public void leads(ServerId server, long epoch, Membership inForce) {
        List<ServerId> rest =
                inForce.participants().stream()
                        .filter(voter -> promised.getOrDefault(voter, 0L) < epoch)
                        .toList();
        if (!alone && outside.isEmpty() && inForce.quorums().isQuorum(rest)) {
            throw new Violation(
                    "OlderTermsAreOver",
                    "server %s leads term %d, of which %s know nothing, who can decide without it",
                    server,
                    epoch,
                    rest);
        }
    }

    /** What was promised is still there after a crash, and covers what is accepted and logged. */
    @Override
    public void stopped(ServerId server, HardState hardState, long lastLogged) {
        long known = promised.getOrDefault(server, Long.MIN_VALUE);
        promised.merge(server, hardState.acceptedEpoch(), Math::max);
        boolean covers =
                hardState.acceptedEpoch() >= hardState.currentEpoch()
                        && hardState.currentEpoch() >= Zxid.epoch(lastLogged);
        if (hardState.acceptedEpoch() < known || !covers && !hardState.equals(HardState.INITIAL)) {
            throw new Violation(
                    standing,
                    "server %s had promised %d; on its disk it has promised %d, its current epoch is %d, and it has logged %x",
                    server,
                    known,
                    hardState.acceptedEpoch(),
                    hardState.currentEpoch(),
                    lastLogged);
        }
    }

    @Override
    public void beginsAnew(Set<ServerId> others) {
        outside = others;
        founders.clear();
        promised.clear();
    }

    @Override
    public void admitsAll() {
        outside = Set.of();
        promised.clear();
    }
}
