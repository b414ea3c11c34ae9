package io.quorate.consensus.host;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.HardState;
import io.quorate.model.Phase;
import org.jspecify.annotations.Nullable;

/**
 * The contract of a consensus core as far as one server can check it: says of every action, before
 * it is executed, whether it keeps the rules, and which one it breaks.
 *
 * <p>Thread: that of the core. A check compares integers; a text is made only of a breach. After a
 * breach nothing here counts any more.
 *
 * <p>Source: consensus SPI section 1.5, docs/adr/0085.
 */
public final class ActionRules {

    private final LogRules log = new LogRules();
    private final EpochRules epochs = new EpochRules();
    private final StagingRules staging = new StagingRules();
    private final CallRules calls = new CallRules();

    /** Takes note of an event; directly before the core is stepped with it. */
    public void stepping(ConsensusEvent event) {
        calls.stepBegins();
        switch (event) {
            case ConsensusEvent.Propose propose -> calls.proposed(propose.zxid());
            case ConsensusEvent.Call call -> calls.given(call);
            case ConsensusEvent.HistoryReset reset -> log.reset(reset);
            case ConsensusEvent.SnapshotStaged staged -> staging.staged(staged);
            case ConsensusEvent.Start start -> {
                log.start(start);
                epochs.start(start.hardState());
            }
            default -> {} // promises nothing that an action could break
        }
    }

    /**
     * Whether an action may be executed; what it changes is noted.
     *
     * @return null if it may; else the rule it breaks, one sentence
     */
    public @Nullable String check(ConsensusAction action) {
        return switch (action) {
            case ConsensusAction.Append append -> append(append.ticket(), append.entry().zxid());
            case ConsensusAction.Commit commit -> log.commit(commit.upTo());
            case ConsensusAction.Called called -> calls.called(called);
            case ConsensusAction.Answered answered -> calls.answered(answered, log.committed());
            case ConsensusAction.Link link -> log.link(link.action());
            case ConsensusAction.WriteHardState write ->
                    hardState(write.ticket(), write.hardState());
            case ConsensusAction.StoreMembership store -> log.ticket(store.ticket());
            case ConsensusAction.RoleChanged role ->
                    calls.roleChanged(role, log.last(), log.committed());
            case ConsensusAction.CallsLost lost -> calls.lost();
            case ConsensusAction.Truncate truncate ->
                    log.truncate(truncate, calls.phase() == Phase.SYNCING);
            case ConsensusAction.InstallSnapshot install -> install(install);
            case ConsensusAction.StageSnapshot chunk -> staging.chunk(chunk);
            case ConsensusAction.StageEntry entry ->
                    staging.entry(entry.transfer(), entry.entry().zxid());
            case ConsensusAction.CancelRead cancel -> staging.cancel(cancel.id());
            case ConsensusAction.CollectTouches any -> null;
            case ConsensusAction.RenewSessions any -> null;
            case ConsensusAction.SessionLeft any -> null;
            case ConsensusAction.ReadLog any -> null;
            case ConsensusAction.ReadSnapshot any -> null;
            case ConsensusAction.StartElection any -> null;
            case ConsensusAction.Halt any -> null;
        };
    }

    /**
     * Whether a report says what the actions have said. Only between steps, when all actions of the
     * last one have been checked.
     *
     * @return null if it does; else one sentence
     */
    public @Nullable String check(ConsensusReport report) {
        String broken = calls.report(report);
        return broken != null ? broken : log.report(report);
    }

    private @Nullable String append(long ticket, long zxid) {
        String broken = log.append(ticket, zxid);
        return broken != null ? broken : epochs.append(zxid);
    }

    private @Nullable String hardState(long ticket, HardState state) {
        String broken = log.ticket(ticket);
        return broken != null ? broken : epochs.write(state);
    }

    private @Nullable String install(ConsensusAction.InstallSnapshot install) {
        String broken = staging.install(install.transfer(), install.zxid());
        if (broken != null) {
            return broken;
        }
        long end = Math.max(install.zxid(), staging.takeEnd());
        broken = log.install(install, end, calls.phase() == Phase.SYNCING);
        return broken != null ? broken : epochs.install(install.hardState(), end);
    }
}
