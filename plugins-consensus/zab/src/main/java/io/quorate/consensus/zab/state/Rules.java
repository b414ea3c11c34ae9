package io.quorate.consensus.zab.state;

import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.state.SafetyRules;
import io.quorate.model.Zxid;
import java.util.List;

/**
 * The decisions the safety of the protocol hangs on, each in one place, so that a test can put a
 * wrong one in its place. Stateless.
 *
 * @param safety those that are not of this protocol alone
 */
public record Rules(SafetyRules safety, SyncChoice syncChoice) {

    public static final Rules SOUND = new Rules(SafetyRules.SOUND, new SyncChoice());

    /** How a learner is brought in step. Source: spec quorum-protocol sections 11.2, 11.3. */
    public static class SyncChoice {

        /** What the leader does. */
        public enum Way {
            DIFF,
            TRUNC,
            SNAP,
            /** The log must be asked first. */
            READ
        }

        /**
         * A decision.
         *
         * @param from position of the learner when it has followed: its own zxid, where it was cut
         */
        public record Choice(Way way, long from) {}

        public static final Choice SNAP = new Choice(Way.SNAP, 0);

        /**
         * By the learner's last zxid alone.
         *
         * @param learner its last zxid, below 0 if only a whole tree helps it
         * @param decided the leader's last decided transaction
         * @param active true once the leader's epoch is established
         */
        public Choice atOnce(long learner, long decided, long epoch, boolean active) {
            if (learner == decided || active && learner == Zxid.of(epoch, 0)) {
                return new Choice(Way.DIFF, learner);
            }
            if (learner < 0) {
                return SNAP;
            }
            if (learner < decided) {
                return new Choice(Way.READ, learner);
            }
            // Beyond what is decided. Within one epoch histories are prefixes of each other, across
            // epochs nobody knows.
            boolean prefix =
                    Zxid.epoch(learner) == Zxid.epoch(decided)
                            || active && Zxid.epoch(learner) == epoch;
            return Zxid.counter(learner) != 0 && decided != 0 && prefix
                    ? new Choice(Way.TRUNC, decided)
                    : SNAP;
        }

        /**
         * By the log around the learner's last zxid.
         *
         * @param entries begin with the last one at or below {@code learner} if the log has it
         */
        public Choice byLog(long learner, List<LogEntry> entries) {
            if (entries.isEmpty() || entries.getFirst().zxid() > learner) {
                return SNAP;
            }
            long before = entries.getFirst().zxid();
            if (before == learner || Zxid.counter(learner) == 0) {
                return new Choice(Way.DIFF, learner);
            }
            return Zxid.epoch(before) == Zxid.epoch(learner) ? new Choice(Way.TRUNC, before) : SNAP;
        }
    }
}
