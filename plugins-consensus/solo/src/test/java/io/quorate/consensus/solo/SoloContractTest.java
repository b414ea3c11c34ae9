package io.quorate.consensus.solo;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.testkit.ConsensusCoreContract;

class SoloContractTest extends ConsensusCoreContract {

    @Override
    protected ConsensusFactory factory() {
        return new SoloFactory();
    }
}
