package io.quorate.consensus.multipaxos.leader;

import io.quorate.consensus.kit.state.Timing;
import io.quorate.consensus.multipaxos.state.PaxosRules;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.model.ServerId;
import java.util.ArrayDeque;

/**
 * The beats a learner was sent, what it has granted by answering them, and how fast its clock runs
 * beside the one here. What its clock has gone between two answers is known; what the one here has
 * gone meanwhile lies between the shortest and the longest time the two can be apart. What is
 * looked at is the last seconds, so that a clock that was slow for long is found out when it runs
 * fast. Source: spec multi-paxos section 7.
 */
final class LearnerClock {

    /** Beats that are remembered while they are not answered. */
    private static final int BEATS_MAX = 1_000;

    /** Rates are taken over one to three of these; longer silence makes it begin anew. */
    private static final long WINDOW_NANOS = Timing.nanos(5_000);

    /** When a beat was sent. */
    private record Sent(long number, long nanos) {}

    /** What both clocks showed around one answer. */
    private record Sample(long sentNanos, long cameNanos, long learnerNanos) {

        boolean isCloserThan(Sample other) {
            return cameNanos - sentNanos < other.cameNanos - other.sentNanos;
        }
    }

    private final ArrayDeque<Sent> beats = new ArrayDeque<>();

    /** The answer that took least of the last window but one, of the last one, and of this one. */
    private Sample reference;

    private Sample before;
    private Sample closest;

    private Sample latest;
    private long windowEndNanos;
    private ServerId server;
    private long grantedFor;
    private boolean hasGranted;
    private boolean told;

    /** A beat leaves. */
    void sent(long number, long nowNanos) {
        if (beats.size() == BEATS_MAX) {
            beats.poll();
        }
        beats.add(new Sent(number, nowNanos));
    }

    /** A beat was answered; false if it was never sent, or answered before. */
    boolean answered(PaxosMessage.BeatAnswer answer, long nowNanos) {
        while (!beats.isEmpty() && beats.peek().number() < answer.number()) {
            beats.poll();
        }
        if (beats.isEmpty() || beats.peek().number() != answer.number()) {
            return false;
        }
        Sample now = new Sample(beats.poll().nanos(), nowNanos, answer.clockNanos());
        if (latest == null || now.sentNanos - latest.cameNanos > WINDOW_NANOS) {
            reference = now;
            before = now;
            closest = now;
            windowEndNanos = nowNanos + WINDOW_NANOS;
        } else if (nowNanos - windowEndNanos > 0) {
            reference = before;
            before = closest;
            closest = now;
            windowEndNanos = nowNanos + WINDOW_NANOS;
        } else if (now.isCloserThan(closest)) {
            closest = now;
        }
        latest = now;
        return true;
    }

    /** Whether its clock surely runs no faster than this beside the one here. */
    boolean isWithin(int driftPerMille, PaxosRules.Lease rules) {
        long least = latest.sentNanos() - reference.cameNanos();
        long gone = latest.learnerNanos() - reference.learnerNanos();
        return rules.isWithin(gone, least, driftPerMille);
    }

    /** True once, if its clock surely runs faster than this beside the one here. */
    boolean tellsOf(int driftPerMille) {
        long most = latest.cameNanos() - reference.sentNanos();
        long gone = latest.learnerNanos() - reference.learnerNanos();
        boolean faster = gone - most > most / 1_000 * driftPerMille;
        boolean tells = faster && !told;
        told |= faster;
        return tells;
    }

    /** The answer that came last grants the lease. */
    void granted() {
        grantedFor = latest.sentNanos();
        hasGranted = true;
    }

    boolean hasGranted() {
        return hasGranted;
    }

    /** When the beat was sent whose answer granted the lease last. */
    long grantedFor() {
        return grantedFor;
    }

    void of(ServerId id) {
        server = id;
    }

    ServerId server() {
        return server;
    }
}
