package io.quorate.consensus.kit.feed;

import io.quorate.consensus.kit.state.Timing;

/** What a learner has acknowledged, and since when it owes something. */
public final class Acknowledgements {

    private final Timing timing;
    private long last;

    /** What it had acknowledged of what was decided when it came to be doubted. */
    private long forCertain;

    private long owesSince;

    Acknowledgements(Timing timing) {
        this.timing = timing;
    }

    /**
     * It has acknowledged everything up to here.
     *
     * @param asked the last one it has to acknowledge
     */
    void acknowledged(long zxid, long asked) {
        last = Math.max(last, zxid);
        owesSince = last < asked ? now() : 0;
    }

    /** It was sent something that it has to acknowledge. */
    void asked() {
        if (owesSince == 0) {
            owesSince = now();
        }
    }

    /** Its time begins only now, if it owes something. */
    void restartTime() {
        owesSince = owesSince == 0 ? 0 : now();
    }

    /** From now on it may be that what lies above this was cut. */
    void doubt(long decided) {
        forCertain = Math.min(last, decided);
    }

    /** Up to where it has acknowledged. */
    long last() {
        return last;
    }

    /** As {@link #last}, as far as no doubt touches it. */
    long forCertain() {
        return forCertain;
    }

    /** Since when a proposal is unacknowledged without any progress; 0 if none is. */
    long owesSince() {
        return owesSince;
    }

    private long now() {
        return Math.max(1, timing.now());
    }
}
