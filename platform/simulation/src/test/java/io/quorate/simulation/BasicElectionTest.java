package io.quorate.simulation;

import io.quorate.consensus.zab.ZabFactory;
import io.quorate.election.basic.BasicElectionFactory;
import io.quorate.testkit.module.Assembly;

/** What {@link ZabEnsembleTest} does, beside the election that polls. */
class BasicElectionTest extends ZabEnsembleTest {

    @Override
    protected Assembly assembly() {
        return Assembly.of(new ZabFactory(), new BasicElectionFactory());
    }

    @Override
    protected int seeds() {
        return 300;
    }
}
