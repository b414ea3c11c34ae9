package io.quorate.election.kit;

import io.quorate.model.Member;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;

/**
 * What is sent to servers that look while this one does not: the vote it decided last, with the
 * epoch the leader established since. All members send the same one.
 *
 * <p>Thread: that of the core. Source: spec quorum-protocol section 7.7.
 */
public final class StandingVote {

    private Role role = Role.LOOKING;
    private Vote vote = Vote.NEUTRAL;
    private long number;
    private long told;

    /** From now on this server looks. */
    public void look() {
        role = Role.LOOKING;
        told = Long.MAX_VALUE;
    }

    /**
     * The election is decided.
     *
     * @param decidedIn the election by the count of the plugin, told with the vote
     */
    public void decided(Vote decision, long decidedIn, Voters voters) {
        vote = decision;
        number = decidedIn;
        if (decision.leader().equals(voters.self())) {
            role = Role.LEADING;
        } else {
            Member own = voters.member(voters.self());
            role = own != null && !own.participates() ? Role.OBSERVING : Role.FOLLOWING;
        }
    }

    /**
     * The consensus has reported its role. A leader that was decided keeps zxid and round of that
     * vote; one that was named by a configuration brings its own. An epoch that was established
     * since the decision is the one that counts, whatever the votes said of it.
     *
     * @param undecidedIn the number told with a leader that no election decided on
     */
    public void changed(Role newRole, ServerId leader, long epoch, long zxid, long undecidedIn) {
        role = newRole;
        if (newRole == Role.LOOKING || leader == null) {
            return;
        }
        if (leader.equals(vote.leader())) {
            boolean established = epoch > told;
            vote =
                    new Vote(
                            leader,
                            vote.zxid(),
                            established ? epoch : Math.max(vote.epoch(), epoch));
        } else {
            vote = new Vote(leader, zxid, epoch);
            number = undecidedIn;
        }
        told = epoch;
    }

    /** How this server stands. */
    public Role role() {
        return role;
    }

    /** Whether it looks for a leader. */
    public boolean looks() {
        return role == Role.LOOKING;
    }

    /** The vote it stands by. */
    public Vote vote() {
        return vote;
    }

    /** The election that decided it, by the count of the plugin. */
    public long number() {
        return number;
    }
}
