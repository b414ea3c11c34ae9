package io.quorate.consensus.kit.state;

import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import java.util.Arrays;
import java.util.Collection;

/**
 * The decisions the safety of a protocol hangs on, each in one place, so that a test can put a
 * wrong one in its place. Stateless.
 */
public record SafetyRules(
        History history,
        Continuity continuity,
        CommitPoint commitPoint,
        Cut cut,
        SyncPlace syncPlace,
        EpochBound epochBound,
        Configurations configurations) {

    public static final SafetyRules SOUND =
            new SafetyRules(
                    new History(),
                    new Continuity(),
                    new CommitPoint(),
                    new Cut(),
                    new SyncPlace(),
                    new EpochBound(),
                    new Configurations());

    /** The same with another commit point. */
    public SafetyRules with(CommitPoint other) {
        return new SafetyRules(
                history, continuity, other, cut, syncPlace, epochBound, configurations);
    }

    /** The same with another place of syncs. */
    public SafetyRules with(SyncPlace other) {
        return new SafetyRules(
                history, continuity, commitPoint, cut, other, epochBound, configurations);
    }

    /** The same with another rule for two configurations. */
    public SafetyRules with(Configurations other) {
        return new SafetyRules(history, continuity, commitPoint, cut, syncPlace, epochBound, other);
    }

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
     * How far a learner may be told of decisions while a sync of it is not answered. Source: spec
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

    /**
     * Which configurations must agree while a newer one is in the log and not decided. Source: spec
     * quorum-protocol section 16.2.
     */
    public static class Configurations {
        /** One that must agree, given the one in force and the one seen last. */
        public Membership inForce(Membership committed, Membership seen) {
            return committed;
        }

        /** Whether those who agree decide in one of them. */
        public boolean isQuorum(Membership configuration, Collection<ServerId> servers) {
            return configuration.quorums().isQuorum(servers);
        }

        /** The other one that must agree; may be the same. */
        public Membership underWay(Membership committed, Membership seen) {
            return seen;
        }
    }

    /** Who tells whether the servers that have everything up to a zxid decide. */
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
}
