package io.quorate.consensus.kit.feed;

import io.quorate.consensus.kit.state.Timing;

/** The signs of life a learner gives: what it says, and how it answers pings. */
final class LearnerContact {

    private final Timing timing;
    private long heardAt;
    private long lastWord;
    private long introducedWith;
    private boolean slowed;
    private long pingsSent;
    private long pingsAnswered;

    /** Answers to pings that must have come before it counts in full; 0 if it does. */
    private long pingsToAnswer;

    LearnerContact(Timing timing) {
        this.timing = timing;
        heard();
    }

    /** A sign of life, or of progress on our side. */
    void heard() {
        heardAt = timing.now();
    }

    /**
     * It said something.
     *
     * @param word how many messages this leader has heard from all
     */
    void spoke(long word) {
        lastWord = word;
        heard();
    }

    /** What it said last was its name. */
    void introduced() {
        introducedWith = lastWord;
    }

    /** Whether it said something after another one had introduced itself. */
    boolean spokeAfter(LearnerContact other) {
        return lastWord > other.introducedWith;
    }

    /** Its link is not read for a while, or is again. */
    void slow(boolean on) {
        slowed = on;
        heard();
    }

    boolean isSlowed() {
        return slowed;
    }

    /** It is sent a ping that it will answer. */
    void pinged() {
        pingsSent++;
    }

    /** It has answered a ping; true if it counts in full again. */
    boolean ponged() {
        pingsAnswered = Math.min(pingsSent, pingsAnswered + 1);
        if (pingsToAnswer == 0 || pingsAnswered < pingsToAnswer) {
            return false;
        }
        pingsToAnswer = 0;
        return true;
    }

    /** It counts in full again once it has answered the last ping. */
    void doubt() {
        pingsToAnswer = pingsSent;
    }

    boolean isDoubted() {
        return pingsToAnswer != 0;
    }

    long heardAt() {
        return heardAt;
    }

    long pingsSent() {
        return pingsSent;
    }

    long pingsAnswered() {
        return pingsAnswered;
    }
}
