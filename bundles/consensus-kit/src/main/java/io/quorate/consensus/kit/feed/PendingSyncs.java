package io.quorate.consensus.kit.feed;

import io.quorate.consensus.kit.state.SafetyRules;
import java.util.ArrayDeque;

/**
 * The syncs of a learner that are not answered, in the order in which it has asked. A learner
 * matches commits and answers with the head of one queue of what it has asked, so a commit that
 * comes too early is taken for somebody else's, and what waits for it waits for ever. Source: spec
 * quorum-protocol section 13.4, docs/adr/0050.
 */
final class PendingSyncs {

    private final SafetyRules.SyncPlace place;

    /** A sync, and the zxid behind whose commit its answer stands. */
    private record Asked(long call, long behind) {}

    private final ArrayDeque<Asked> asked = new ArrayDeque<>();

    /** How many of them, from the first on, may be answered. */
    private int proven;

    PendingSyncs(SafetyRules.SyncPlace place) {
        this.place = place;
    }

    /** The learner has asked; its answer leaves behind the commit of this zxid. */
    void asked(long call, long zxid) {
        asked.add(new Asked(call, zxid));
    }

    /** The first one that waits may be answered. */
    void proven() {
        proven++;
    }

    /** No decision beyond this may be sent before the next sync is answered. */
    long fence() {
        return asked.isEmpty() ? Long.MAX_VALUE : place.fence(asked.peek().behind());
    }

    /** How many may be answered as soon as their place has come. */
    int provenCount() {
        return proven;
    }

    /**
     * Whether the place of the next one has come.
     *
     * @param nextToCommit the next decision the learner would be sent
     */
    boolean isDue(long nextToCommit) {
        return nextToCommit > asked.peek().behind();
    }

    /** The next one is answered; its number. */
    long answered() {
        proven--;
        return asked.poll().call();
    }
}
