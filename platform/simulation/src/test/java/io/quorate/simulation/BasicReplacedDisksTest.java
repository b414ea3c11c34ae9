package io.quorate.simulation;

import io.quorate.consensus.zab.ZabFactory;
import io.quorate.election.basic.BasicElectionFactory;
import io.quorate.testkit.module.Assembly;

/** What {@link ReplacedDisksTest} does, beside the election that polls. */
class BasicReplacedDisksTest extends ReplacedDisksTest {

    @Override
    protected Assembly assembly() {
        return Assembly.of(new ZabFactory(), new BasicElectionFactory());
    }
}
