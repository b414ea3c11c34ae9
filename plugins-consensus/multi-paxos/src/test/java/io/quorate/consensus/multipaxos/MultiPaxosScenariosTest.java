package io.quorate.consensus.multipaxos;

import io.quorate.consensus.multipaxos.state.PaxosRules;

/** Scripts of multi-paxos; what they show is what sound rules do. */
class MultiPaxosScenariosTest extends PaxosScripts {

    MultiPaxosScenariosTest() {
        super(PaxosRules.SOUND);
    }
}
