package io.quorate.consensus.multipaxos;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.testkit.ConsensusCoreContract;

class MultiPaxosContractTest extends ConsensusCoreContract {

    @Override
    protected ConsensusFactory factory() {
        return new MultiPaxosFactory();
    }
}
