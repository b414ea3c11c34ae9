package io.quorate.simulation.model;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.multipaxos.MultiPaxosFactory;
import io.quorate.consensus.multipaxos.MultiPaxosInvariants;
import io.quorate.consensus.multipaxos.state.PaxosRules;
import io.quorate.consensus.multipaxos.state.PaxosSettings;
import io.quorate.consensus.zab.ZabFactory;
import io.quorate.consensus.zab.ZabInvariants;
import io.quorate.election.ElectionFactory;
import io.quorate.election.basic.BasicElectionFactory;
import io.quorate.election.basic.BasicTimeouts;
import io.quorate.election.fast.FastElectionFactory;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.invariant.Invariants;

/** The pairs of a consensus and an election that are searched, and what they are set to. */
enum Pair {
    ZAB_FAST(new ZabFactory(), new FastElectionFactory()) {
        @Override
        Invariants invariants() {
            return ZabInvariants.of(SimPlan.everything(Setting.SERVERS, 0));
        }
    },

    /**
     * Without leases, for what the clocks of two servers show of each other has no end; and with
     * pauses between polls too short for their random part to be seen.
     */
    PAXOS_BASIC(
            paxos(PaxosRules.SOUND), new BasicElectionFactory(new BasicTimeouts(1, 1, 5_000, -1))) {
        @Override
        Invariants invariants() {
            return MultiPaxosInvariants.of(SimPlan.everything(Setting.SERVERS, 0));
        }
    };

    private final ConsensusFactory consensus;
    private final ElectionFactory election;

    Pair(ConsensusFactory consensus, ElectionFactory election) {
        this.consensus = consensus;
        this.election = election;
    }

    /** A consensus with rules that may be wrong. */
    static ConsensusFactory paxos(PaxosRules rules) {
        return new MultiPaxosFactory(new PaxosSettings(0, 0, 10, 10), rules);
    }

    ConsensusFactory consensus() {
        return consensus;
    }

    /** What of its own protocol each run must hold; a new one for each search. */
    abstract Invariants invariants();

    /**
     * With a consensus in the place of its own.
     *
     * @param bounds say whether there is an oracle in the place of the election
     */
    Assembly with(ConsensusFactory instead, Bounds bounds) {
        return Assembly.of(instead, bounds.verdicts() > 0 ? new OracleElection() : election);
    }
}
