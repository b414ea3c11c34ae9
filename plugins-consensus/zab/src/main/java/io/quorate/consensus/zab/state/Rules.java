package io.quorate.consensus.zab.state;

import io.quorate.consensus.LogEntry;
import io.quorate.model.Zxid;
import java.util.Arrays;
import java.util.List;

/**
 * The decisions the safety of the protocol hangs on, each in one place, so that a test can put a
 * wrong one in its place. Stateless.
 */
public record Rules(
        History history,
        Continuity continuity,
        CommitPoint commitPoint,
        Cut cut,
        SyncChoice syncChoice,
        SyncPlace syncPlace,
        EpochBound epochBound) {

    public static final Rules SOUND =
            new Rules(
                    new History(),
                    new Continuity(),
                    new CommitPoint(),
                    new Cut(),
                    new SyncChoice(),
                    new SyncPlace(),
                    new EpochBound());

    /** Which of two histories has more in it. Source: spec quorum-protocol section 10.3. */
    public static class History {
        public boolean isAhead(long epoch, long zxid, long thanEpoch, long thanZxid) {
            return epoch > thanEpoch || epoch == thanEpoch && zxid > thanZxid;
        }
    }

    /**
     * Which epochs another server may claim to have promised. One that is honest is behind the
     * others, or ahead by the few terms that began with it and came to nothing.
     */
    public static class EpochBound {
        /** So many terms that came to nothing are believed. */
        public static final int JUMP_MAX = 4_096;

        /** Whether an epoch beside {@code own} is believed; there must be one behind it. */
        public boolean admits(long claimed, long own) {
            return claimed <= own + JUMP_MAX && claimed < Zxid.EPOCH_MAX;
        }
    }

    /** What may come behind an entry. Source: spec quorum-protocol section 12. */
    public static class Continuity {
        public boolean follows(long previous, long next) {
            return Zxid.follows(previous, next);
        }
    }

    /**
     * Whether a history may be cut behind {@code after} that is committed up to {@code floor}.
     * Source: spec quorum-protocol Q7.
     */
    public static class Cut {
        public boolean allows(long after, long floor) {
            return after >= floor;
        }
    }

    /**
     * How far a learner may be sent decisions while a sync of it is not answered. Source: spec
     * quorum-protocol section 13.4.
     */
    public static class SyncPlace {
        /**
         * The last zxid that may be committed.
         *
         * @param behind the last proposal when the sync was asked
         */
        public long fence(long behind) {
            return behind;
        }
    }

    /** Says whether the servers that have everything up to a zxid decide. */
    public interface Deciding {
        boolean holds(long upTo);
    }

    /** How far the proposals are decided. Source: spec quorum-protocol section 13.1. */
    public static class CommitPoint {
        /**
         * The highest acknowledged zxid that decides.
         *
         * @param acknowledged how far each voter, this server included, has the proposals on disk;
         *     sorted in place
         * @param count how many of them are filled
         * @return at most {@code committed} if nothing new is decided
         */
        public long find(long[] acknowledged, int count, long committed, Deciding deciding) {
            Arrays.sort(acknowledged, 0, count);
            for (int i = count - 1; i >= 0 && acknowledged[i] > committed; i--) {
                if (deciding.holds(acknowledged[i])) {
                    return acknowledged[i];
                }
            }
            return committed;
        }
    }

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
