package io.quorate.simulation;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.election.ElectionFactory;
import io.quorate.testkit.ConsensusCoreContract;
import io.quorate.testkit.ElectionCoreContract;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import io.quorate.testkit.module.Assembly;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/**
 * The contracts of the plugins that {@code -Dquorate.assembly=consensus,election,storage} names, as
 * they are found by name. A storage keeps its own, which need its files, in its module.
 */
@ForEveryAssembly
@Tag(ForEveryAssembly.COVERING)
@Requires(Requirement.PEERS)
class ChosenContractsTest {

    private static Assembly chosen() {
        return Assembly.chosen("zab,fast");
    }

    @Nested
    class OfTheConsensus extends ConsensusCoreContract {
        @Override
        protected ConsensusFactory factory() {
            return chosen().consensus();
        }
    }

    @Nested
    class OfTheElection extends ElectionCoreContract {
        @Override
        protected ElectionFactory factory() {
            return chosen().election();
        }
    }
}
