package io.quorate.election.kit;

import io.quorate.election.ElectionAction;
import io.quorate.election.ElectionActions;
import io.quorate.model.Membership;

/**
 * What a server that looks for a leader hears of configurations newer than its own: each is passed
 * on once, if memberships heard of are believed at all.
 *
 * <p>Thread: that of the core. Source: spec quorum-protocol sections 5.1 and 7.6.
 */
public final class HeardMemberships {

    private final Voters voters;
    private final Links links;
    private final boolean believed;
    private long versionHeard;

    /**
     * Nothing was heard yet.
     *
     * @param voters what this server knows itself
     */
    public HeardMemberships(Voters voters, Links links, ElectionSettings settings) {
        this.voters = voters;
        this.links = links;
        this.believed = settings.reconfigEnabled();
    }

    /** A new election: what was passed on before may be passed on again. */
    public void begin() {
        versionHeard = 0;
    }

    /**
     * Passes a newer committed configuration on. The vote that came with it is left for the
     * election that follows.
     *
     * @param heard null if none came
     * @return whether it was newer
     */
    public boolean passOn(Membership heard, ElectionActions out) {
        if (!believed
                || heard == null
                || heard.version() <= Math.max(versionHeard, voters.committed().version())) {
            return false;
        }
        versionHeard = heard.version();
        out.add(new ElectionAction.MembershipHeard(heard));
        return true;
    }

    /** True if this server reaches no voter it knows, and could learn of others. */
    public boolean isLost() {
        return believed && voters.others().stream().noneMatch(links::isLinked);
    }
}
