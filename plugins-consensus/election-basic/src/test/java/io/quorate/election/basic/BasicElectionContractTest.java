package io.quorate.election.basic;

import io.quorate.election.ElectionFactory;
import io.quorate.testkit.ElectionCoreContract;

class BasicElectionContractTest extends ElectionCoreContract {

    @Override
    protected ElectionFactory factory() {
        return new BasicElectionFactory();
    }
}
