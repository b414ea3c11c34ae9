package io.quorate.simulation;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.zab.ZabFactory;
import io.quorate.election.ElectionFactory;
import io.quorate.election.fast.FastElectionFactory;
import io.quorate.testkit.sim.SimulationContract;

/** zab beside the fast election: 3 or 5 voters, some with an observer. */
class ZabEnsembleTest extends SimulationContract {

    @Override
    protected ConsensusFactory consensus() {
        return new ZabFactory();
    }

    @Override
    protected ElectionFactory election() {
        return new FastElectionFactory();
    }

    @Override
    protected String module() {
        return "platform/simulation";
    }

    @Override
    protected int seeds() {
        return 1_000;
    }
}
