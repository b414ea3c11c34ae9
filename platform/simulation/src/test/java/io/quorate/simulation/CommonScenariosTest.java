package io.quorate.simulation;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.election.ElectionFactory;
import io.quorate.peer.PeerMessage;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.ScenarioContract;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.invariant.Invariants;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/**
 * Scripts that come to the same with every consensus and every election: those that {@code
 * -Dquorate.assembly=consensus,election,storage} names. Messages and epochs are not shown.
 */
@ForEveryAssembly
@Tag(ForEveryAssembly.COVERING)
@Requires(Requirement.PEERS)
class CommonScenariosTest extends ScenarioContract {

    private static Assembly chosen() {
        return Assembly.chosen("zab,fast");
    }

    @Override
    protected ConsensusFactory consensus(Set<String> features) {
        return chosen().consensus();
    }

    @Override
    protected ElectionFactory election() {
        return chosen().election();
    }

    @Override
    protected Invariants invariants(SimPlan plan) {
        return ChosenAssemblyTest.ownInvariants(chosen(), plan);
    }

    @Override
    protected String text(PeerMessage message) {
        return null;
    }
}
