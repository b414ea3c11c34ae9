package io.quorate.election.fast;

import io.quorate.election.ElectionFactory;
import io.quorate.testkit.ElectionCoreContract;

class FastElectionContractTest extends ElectionCoreContract {

    @Override
    protected ElectionFactory factory() {
        return new FastElectionFactory();
    }
}
