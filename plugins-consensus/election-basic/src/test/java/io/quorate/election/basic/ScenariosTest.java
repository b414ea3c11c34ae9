package io.quorate.election.basic;

import io.quorate.testkit.election.ElectionScenariosContract;
import io.quorate.testkit.election.ElectionScript;

class ScenariosTest extends ElectionScenariosContract {

    @Override
    protected ElectionScript script() {
        return new ScriptedElection();
    }
}
