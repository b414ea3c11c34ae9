package io.quorate.consensus.multipaxos.state;

import io.quorate.consensus.kit.state.SafetyRules;
import io.quorate.consensus.kit.state.Timing;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;

/**
 * The decisions the safety of the protocol hangs on, each in one place, so that a test can put a
 * wrong one in its place. Stateless.
 *
 * @param safety those that are not of this protocol alone
 */
public record PaxosRules(
        SafetyRules safety, Promise promise, Recovery recovery, Parting parting, Lease lease) {

    public static final PaxosRules SOUND =
            new PaxosRules(
                    SafetyRules.SOUND, new Promise(), new Recovery(), new Parting(), new Lease());

    /** The same with other rules that are not of this protocol alone. */
    public PaxosRules with(SafetyRules other) {
        return new PaxosRules(other, promise, recovery, parting, lease);
    }

    /** The same with another rule for promises. */
    public PaxosRules with(Promise other) {
        return new PaxosRules(safety, other, recovery, parting, lease);
    }

    /** The same with another recovery. */
    public PaxosRules with(Recovery other) {
        return new PaxosRules(safety, promise, other, parting, lease);
    }

    /** The same with another rule for where logs part. */
    public PaxosRules with(Parting other) {
        return new PaxosRules(safety, promise, recovery, other, lease);
    }

    /** The same with another lease. */
    public PaxosRules with(Lease other) {
        return new PaxosRules(safety, promise, recovery, parting, other);
    }

    /** Which ballots an acceptor may promise. Source: spec multi-paxos section 3. */
    public static class Promise {
        /**
         * Whether a ballot may be promised.
         *
         * @param promisedTo to whom the highest epoch was promised; null if nobody knows
         */
        public boolean allows(long epoch, ServerId server, long promised, ServerId promisedTo) {
            return epoch > promised || epoch == promised && server.equals(promisedTo);
        }
    }

    /** What a new leader makes of the promises of a quorum. Source: spec multi-paxos section 5. */
    public static class Recovery {
        /**
         * Whether a history is to be kept rather than another one.
         *
         * @param epoch of the ballot it was accepted in
         * @param last where it ends
         */
        public boolean isBetter(long epoch, long last, long thanEpoch, long thanLast) {
            return epoch > thanEpoch || epoch == thanEpoch && last > thanLast;
        }

        /**
         * Whether a promise counts.
         *
         * @param trusted false if the log of its server may lack something it has accepted once
         */
        public boolean counts(boolean trusted) {
            return trusted;
        }

        /** Whether the leader may go on with what it has been promised. */
        public boolean isComplete(boolean quorum) {
            return quorum;
        }
    }

    /** Where two logs part. Source: spec multi-paxos section 6. */
    public static class Parting {

        /** Nothing is known yet: the other log must be asked. */
        public static final long UNKNOWN = -1;

        /**
         * The last position both have, or {@link #UNKNOWN}.
         *
         * @param place a position of the other log
         * @param before the last one at or below it in this log
         * @param chosen up to where the other log is known to be chosen
         */
        public long find(long place, long before, long chosen) {
            if (before == place || Zxid.counter(place) == 0 || place <= chosen) {
                return place;
            }
            return Zxid.epoch(before) == Zxid.epoch(place) ? before : UNKNOWN;
        }
    }

    /** How long a lease runs. Source: spec multi-paxos section 7. */
    public static class Lease {

        /** What the clocks of two servers are read too late, and more. */
        private static final long MARGIN_NANOS = Timing.nanos(5);

        /**
         * Until when, by the clock of the leader, a lease holds that a quorum has granted.
         *
         * @param sentNanos when the beat was sent that they have answered
         * @param answeredNanos when the last of them answered
         * @param driftPerMille by how much a clock may run faster than another one
         */
        public long endNanos(
                long sentNanos, long answeredNanos, long leaseNanos, int driftPerMille) {
            return sentNanos + leaseNanos - leaseNanos * 2 * driftPerMille / 1_000 - MARGIN_NANOS;
        }

        /** How long nobody but the holder is promised anything when a lease is granted, ns. */
        public long nanosClosed(int leaseMillis) {
            return Timing.nanos(leaseMillis);
        }

        /**
         * Whether a clock surely runs no faster than the bound.
         *
         * @param goneNanos what it has gone
         * @param leastNanos the shortest time that may have been by the clock of the leader
         */
        public boolean isWithin(long goneNanos, long leastNanos, int driftPerMille) {
            return leastNanos > 0 && goneNanos - leastNanos <= leastNanos / 1_000 * driftPerMille;
        }

        /**
         * Whether a voter may grant a lease.
         *
         * @param durable the last ticket that is on disk
         * @param noted the ticket with which it noted that it grants leases
         */
        public boolean mayGrant(long durable, long noted) {
            return durable >= noted;
        }

        /** How long a server that may have granted a lease promises nothing after its start. */
        public long nanosClosedAfterStart(int grantedMillis) {
            return Timing.nanos(grantedMillis);
        }
    }
}
