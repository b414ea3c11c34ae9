package io.quorate.consensus.solo;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.peer.PeerMessage;
import io.quorate.testkit.sim.ScenarioContract;
import java.util.Set;

/** Scripts of a server alone, which has nobody to talk to. */
class SoloScriptsTest extends ScenarioContract {

    @Override
    protected ConsensusFactory consensus(Set<String> features) {
        return new SoloFactory();
    }

    @Override
    protected String text(PeerMessage message) {
        return null;
    }
}
