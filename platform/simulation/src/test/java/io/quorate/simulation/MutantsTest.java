package io.quorate.simulation;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.HardState;
import io.quorate.consensus.zab.ZabFactory;
import io.quorate.consensus.zab.ZabInvariants;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkId;
import io.quorate.simulation.RewritingFactory.Mistake;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.invariant.Invariants;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Mistakes of zab. */
class MutantsTest extends ConsensusMutants {

    @Override
    protected ConsensusFactory sound() {
        return new ZabFactory();
    }

    @Override
    protected Invariants watched(SimPlan plan) {
        return ZabInvariants.ofEpochs(plan);
    }

    /** 335, 1291: a promise is forgotten by a crash. */
    @Test
    void forgettingThePromise() {
        caught(
                "335: the accepted epoch is not stored",
                () ->
                        new Mistake() {
                            private HardState stored = HardState.INITIAL;

                            @Override
                            public List<ConsensusAction> actions(
                                    ConsensusEvent cause, List<ConsensusAction> actions) {
                                stored =
                                        cause instanceof ConsensusEvent.Start start
                                                ? start.hardState()
                                                : stored;
                                List<ConsensusAction> done = new ArrayList<>();
                                for (ConsensusAction action : actions) {
                                    if (action instanceof ConsensusAction.WriteHardState write) {
                                        if (write.hardState().currentEpoch()
                                                != stored.currentEpoch()) {
                                            stored = write.hardState();
                                        }
                                        done.add(
                                                new ConsensusAction.WriteHardState(
                                                        write.ticket(), stored));
                                    } else {
                                        done.add(action);
                                    }
                                }
                                return done;
                            }
                        },
                "OneDiscoveryPerEpoch",
                "OneLeaderPerTerm");
    }

    /**
     * A ZooKeeper learner whose commits overtake its syncs answers nobody any more; each SYNC
     * leaves behind what comes next on its link.
     */
    @Test
    void aCommitOvertakesASync() {
        caught(
                "a COMMIT overtakes a SYNC",
                () ->
                        new Mistake() {
                            private final Map<LinkId, List<ConsensusAction>> late = new HashMap<>();

                            @Override
                            public List<ConsensusAction> actions(
                                    ConsensusEvent cause, List<ConsensusAction> actions) {
                                List<ConsensusAction> done = new ArrayList<>();
                                for (ConsensusAction action : actions) {
                                    if (!(action
                                            instanceof
                                            ConsensusAction.Link(LinkAction.Send send))) {
                                        done.add(action);
                                    } else if (isSync(send)) {
                                        late.computeIfAbsent(send.link(), link -> new ArrayList<>())
                                                .add(action);
                                    } else {
                                        done.add(action);
                                        List<ConsensusAction> due = late.remove(send.link());
                                        done.addAll(due == null ? List.of() : due);
                                    }
                                }
                                return done;
                            }

                            private static boolean isSync(LinkAction.Send send) {
                                return send.message().toString().startsWith("Synced");
                            }
                        },
                ZabInvariants::of,
                "ComesBackInOrder");
    }
}
