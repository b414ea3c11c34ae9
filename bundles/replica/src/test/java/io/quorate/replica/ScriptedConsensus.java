package io.quorate.replica;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusActions;
import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.ConsensusReport;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.Port;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A consensus that does what a test tells it to, be it wrong: each batch of actions leaves with the
 * next tick. What it hears is kept.
 */
final class ScriptedConsensus implements ConsensusFactory {

    final List<ConsensusEvent> heard = new ArrayList<>();
    private final ArrayDeque<List<ConsensusAction>> batches = new ArrayDeque<>();
    private final String protocol;

    /** What it reports of itself. */
    ConsensusReport report =
            new ConsensusReport(Role.LOOKING, Phase.IDLE, null, 0, 0, 0, 0, 0, List.of());

    ScriptedConsensus() {
        this("scripted");
    }

    ScriptedConsensus(String protocol) {
        this.protocol = protocol;
    }

    void then(ConsensusAction... actions) {
        batches.add(List.of(actions));
    }

    /** The last event of a kind. */
    <E extends ConsensusEvent> E last(Class<E> kind) {
        return heard.reversed().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public List<Port> ports(EnsembleSettings settings) {
        return List.of();
    }

    @Override
    public boolean needsPeers() {
        return true;
    }

    @Override
    public boolean needsElection() {
        return false;
    }

    @Override
    public ConsensusCore create(EnsembleSettings settings) {
        return new ConsensusCore() {
            @Override
            public void step(long nowNanos, ConsensusEvent event, ConsensusActions out) {
                if (event == ConsensusEvent.Tick.INSTANCE) {
                    List<ConsensusAction> batch = batches.poll();
                    if (batch != null) {
                        batch.forEach(out::add);
                    }
                } else {
                    heard.add(event);
                }
            }

            @Override
            public ConsensusReport report() {
                return report;
            }
        };
    }
}
