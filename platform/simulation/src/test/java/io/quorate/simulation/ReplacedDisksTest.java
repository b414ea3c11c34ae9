package io.quorate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.zab.ZabFactory;
import io.quorate.consensus.zab.ZabInvariants;
import io.quorate.election.fast.FastElectionFactory;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.simulation.RewritingFactory.Mistake;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.SimPlan.Trait;
import io.quorate.testkit.sim.Simulation;
import io.quorate.testkit.sim.SimulationContract;
import io.quorate.testkit.sim.invariant.Invariants;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Most voters come back with empty disks and serve; then the others return with a later history: 1
 * of 3, 1 or 2 of 5, observers among either.
 */
class ReplacedDisksTest extends SimulationContract {

    private static final int MUTANT_SEEDS_MAX = 40;

    @Override
    protected Assembly assembly() {
        return Assembly.of(new ZabFactory(), new FastElectionFactory());
    }

    @Override
    protected Invariants invariants(SimPlan plan) {
        return ZabInvariants.ofEpochs(plan);
    }

    @Override
    protected SimPlan plan(long seed) {
        int voters = seed % 2 == 0 ? 5 : 3;
        int observers = seed % 3 == 0 ? 1 : seed % 7 == 0 ? 2 : 0;
        SimPlan plan =
                new SimPlan(voters, observers, 3, 500, 60_000, Set.of(), Set.of())
                        .with(Trait.REPLACED_DISKS);
        return seed % 4 == 0 ? plan.with(Trait.SKEWED_CLOCKS) : plan;
    }

    @Override
    protected String module() {
        return "platform/simulation";
    }

    @Override
    protected int seeds() {
        return 12;
    }

    private void caught(Supplier<Mistake> mistake) {
        for (long seed = 1; seed <= MUTANT_SEEDS_MAX; seed++) {
            try {
                new Simulation(
                                Assembly.of(
                                        new RewritingFactory(new ZabFactory(), mistake),
                                        new FastElectionFactory()),
                                invariants(plan(seed)),
                                plan(seed),
                                seed,
                                false)
                        .run();
            } catch (Violation violation) {
                assertThat(violation.invariant()).isEqualTo("ServingQuorumGoesOn");
                return;
            }
        }
        throw new AssertionError("not noticed in " + MUTANT_SEEDS_MAX + " seeds");
    }

    @Test
    void whoStaysOutAndStandsForElectionAllTheSameIsCaught() {
        caught(StandsAllTheSame::new);
    }

    /** Votes for itself where it should vote for nobody. */
    private static final class StandsAllTheSame implements Mistake {
        private ServerId self;
        private boolean votes;

        @Override
        public ConsensusEvent event(ConsensusEvent told) {
            if (told instanceof ConsensusEvent.Start start) {
                self = start.self();
                votes = start.committed().participates(self);
            }
            return told;
        }

        @Override
        public void action(ConsensusAction action, List<ConsensusAction> done) {
            done.add(
                    votes
                                    && action instanceof ConsensusAction.StartElection(Vote vote)
                                    && vote.leader().equals(Vote.NOBODY)
                            ? new ConsensusAction.StartElection(
                                    new Vote(self, vote.zxid(), vote.epoch()))
                            : action);
        }
    }

    @Test
    void roomForAHistoryThatIsAheadIsCaught() {
        caught(
                () ->
                        new Mistake() {
                            @Override
                            public ConsensusEvent event(ConsensusEvent told) {
                                return told
                                                instanceof
                                                ConsensusEvent.VoterLooking(
                                                        ServerId voter,
                                                        Vote vote)
                                        ? new ConsensusEvent.VoterLooking(
                                                voter, new Vote(voter, 0, 0))
                                        : told;
                            }
                        });
    }
}
