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
import java.util.List;
import java.util.function.BiConsumer;

/** A sound consensus whose events and actions a judge sees as they pass. */
final class ObservedConsensus implements ConsensusFactory {

    private final ConsensusFactory sound;
    private final HistoryMirror mirror;
    private final EnsembleJudge judge;
    private final BiConsumer<Integer, Object> trace;
    private final long server;

    ObservedConsensus(
            ConsensusFactory sound,
            long server,
            HistoryMirror mirror,
            EnsembleJudge judge,
            BiConsumer<Integer, Object> trace) {
        this.sound = sound;
        this.server = server;
        this.mirror = mirror;
        this.judge = judge;
        this.trace = trace;
    }

    @Override
    public List<Port> ports(EnsembleSettings settings) {
        return sound.ports(settings);
    }

    @Override
    public String protocol() {
        return sound.protocol();
    }

    @Override
    public boolean needsPeers() {
        return sound.needsPeers();
    }

    @Override
    public boolean needsElection() {
        return sound.needsElection();
    }

    @Override
    public ConsensusCore create(EnsembleSettings settings) {
        ConsensusCore core = sound.create(settings);
        return new ConsensusCore() {
            @Override
            public void step(long nowNanos, ConsensusEvent event, ConsensusActions out) {
                if (event != ConsensusEvent.Tick.INSTANCE) {
                    trace.accept(1, event);
                }
                mirror.event(event);
                core.step(
                        nowNanos,
                        event,
                        action -> {
                            observe(action);
                            out.add(action);
                        });
            }

            @Override
            public ConsensusReport report() {
                return core.report();
            }
        };
    }

    private void observe(ConsensusAction action) {
        trace.accept(2, action);
        mirror.action(action);
        switch (action) {
            case ConsensusAction.Commit commit ->
                    judge.applies(server, mirror.commits(commit.upTo()));
            case ConsensusAction.RoleChanged changed
                    when changed.role() == Role.LEADING && changed.phase() == Phase.SERVING ->
                    judge.leads(server, changed.epoch(), mirror.applied());
            default -> {}
        }
    }
}
