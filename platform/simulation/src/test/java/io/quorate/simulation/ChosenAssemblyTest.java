package io.quorate.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.consensus.zab.ZabInvariants;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.SimPlan.Fault;
import io.quorate.testkit.sim.SimulationContract;
import io.quorate.testkit.sim.invariant.Invariants;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The plugins that {@code -Dquorate.assembly=consensus,election,storage} names, as {@code
 * zab,fast,filelog} or {@code solo}. The storage is a model here, whatever is named.
 */
@ForEveryAssembly
@Tag(ForEveryAssembly.COVERING)
class ChosenAssemblyTest extends SimulationContract {

    @Override
    protected Assembly assembly() {
        return Assembly.chosen("zab,fast");
    }

    /** Those of the consensus, if it has any of its own. */
    @Override
    protected Invariants invariants(SimPlan plan) {
        return ownInvariants(assembly(), plan);
    }

    /** What the consensus of an assembly must hold of its own; new at each call. */
    static Invariants ownInvariants(Assembly assembly, SimPlan plan) {
        return assembly.consensus().protocol().equals("zab")
                ? ZabInvariants.of(plan)
                : Invariants.NONE;
    }

    /** Without peers there are no links. */
    @Override
    protected SimPlan plan(long seed) {
        return assembly().consensus().needsPeers()
                ? super.plan(seed)
                : SimPlan.everything(1, 0).without(Fault.CUT, Fault.BREAK, Fault.DOUBLE);
    }

    @Override
    protected String module() {
        return "platform/simulation";
    }

    @Override
    protected int seeds() {
        return 20;
    }

    @Test
    void pluginsAreKnownByTheNamesTheyHaveInConfigurations() {
        Assembly ensemble = Assembly.named("zab, fast, filelog");
        assertThat(ensemble.consensus().getClass().getSimpleName()).isEqualTo("ZabFactory");
        assertThat(ensemble.election().getClass().getSimpleName()).isEqualTo("FastElectionFactory");
        assertThat(ensemble.storage().getClass().getSimpleName()).isEqualTo("FilelogFactory");
        Assembly alone = Assembly.named("solo,-,memory");
        assertThat(alone.election()).isNull();
        assertThat(alone.storage().getClass().getSimpleName()).isEqualTo("MemoryFactory");
        assertThat(Assembly.named("solo").storage()).isNull();
    }

    @Test
    void anAssemblyThatCannotBeIsRefused() {
        assertThatThrownBy(() -> Assembly.named("paxos"))
                .hasMessageContaining("consensus.protocol=paxos")
                .hasMessageContaining("solo, zab");
        assertThatThrownBy(() -> Assembly.named("zab")).hasMessageContaining("needs an election");
        assertThatThrownBy(() -> Assembly.named("zab,fast,filelog,digest"))
                .hasMessageContaining("consensus,election,storage");
    }
}
