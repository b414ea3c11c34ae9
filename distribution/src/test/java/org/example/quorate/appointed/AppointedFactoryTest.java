package org.example.quorate.appointed;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.testkit.ConsensusCoreContract;

class AppointedFactoryTest extends ConsensusCoreContract {

    @Override
    protected ConsensusFactory factory() {
        return new AppointedFactory();
    }
}
