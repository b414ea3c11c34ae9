package org.example.quorate.alone;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.testkit.ConsensusCoreContract;

class AloneTest extends ConsensusCoreContract {

    @Override
    protected ConsensusFactory factory() {
        return new AloneFactory();
    }
}
