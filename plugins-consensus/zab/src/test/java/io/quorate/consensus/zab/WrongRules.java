package io.quorate.consensus.zab;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.state.SafetyRules;
import io.quorate.consensus.zab.state.Rules;
import io.quorate.consensus.zab.state.ZabSettings;
import java.util.List;

/** Cores of zab with one of their rules put wrong, to show that tests would notice. */
public final class WrongRules {

    private WrongRules() {}

    /** A commit after the first acknowledgement. */
    public static ConsensusFactory committingWithoutAQuorum() {
        SafetyRules.CommitPoint eager =
                new SafetyRules.CommitPoint() {
                    @Override
                    public long find(
                            long[] acknowledged,
                            int count,
                            long committed,
                            SafetyRules.Deciding deciding) {
                        return super.find(acknowledged, count, committed, upTo -> true);
                    }
                };
        return factory(rules(null, eager, null));
    }

    /** A leader that is behind its followers. */
    public static ConsensusFactory leadingWithLessThanAFollower() {
        SafetyRules.History blind =
                new SafetyRules.History() {
                    @Override
                    public boolean isAhead(long epoch, long zxid, long thanEpoch, long thanZxid) {
                        return false;
                    }
                };
        return factory(rules(blind, null, null));
    }

    /** A difference whatever the learner has. */
    public static ConsensusFactory aDifferenceForAForeignHistory() {
        Rules.SyncChoice careless =
                new Rules.SyncChoice() {
                    @Override
                    public Choice byLog(long learner, List<LogEntry> entries) {
                        return new Choice(Way.DIFF, learner);
                    }
                };
        return factory(rules(null, null, careless));
    }

    /** A tail that is not cut. */
    public static ConsensusFactory keepingATailNobodyDecided() {
        Rules.SyncChoice lenient =
                new Rules.SyncChoice() {
                    @Override
                    public Choice atOnce(long learner, long decided, long epoch, boolean active) {
                        Choice sound = super.atOnce(learner, decided, epoch, active);
                        return sound.way() == Way.TRUNC ? new Choice(Way.DIFF, learner) : sound;
                    }
                };
        return factory(rules(null, null, lenient));
    }

    /** A commit that overtakes a sync. */
    public static ConsensusFactory aCommitThatOvertakesASync() {
        SafetyRules.SyncPlace open =
                new SafetyRules.SyncPlace() {
                    @Override
                    public long fence(long behind) {
                        return Long.MAX_VALUE;
                    }
                };
        return factory(new Rules(SafetyRules.SOUND.with(open), Rules.SOUND.syncChoice()));
    }

    private static ConsensusFactory factory(Rules wrong) {
        return new ZabFactory(ZabSettings.DEFAULTS, wrong);
    }

    private static Rules rules(
            SafetyRules.History history,
            SafetyRules.CommitPoint commitPoint,
            Rules.SyncChoice choice) {
        SafetyRules sound = SafetyRules.SOUND;
        return new Rules(
                new SafetyRules(
                        history == null ? sound.history() : history,
                        sound.continuity(),
                        commitPoint == null ? sound.commitPoint() : commitPoint,
                        sound.cut(),
                        sound.syncPlace(),
                        sound.epochBound(),
                        sound.configurations()),
                choice == null ? Rules.SOUND.syncChoice() : choice);
    }
}
