package io.quorate.consensus.zab;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.testkit.ConsensusCoreContract;

class ZabContractTest extends ConsensusCoreContract {

    @Override
    protected ConsensusFactory factory() {
        return new ZabFactory();
    }
}
