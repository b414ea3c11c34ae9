package io.quorate.election.fast;

import io.quorate.model.Member;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;

/**
 * What is sent to servers that look while this one does not: the vote it decided last, with the
 * epoch the leader established since. All members send the same one.
 *
 * <p>Source: spec quorum-protocol section 7.7.
 */
final class StandingVote {

    private Role role = Role.LOOKING;
    private Vote vote = Vote.NEUTRAL;
    private long round;
    private long told;

    /** From now on this server looks. */
    void look() {
        role = Role.LOOKING;
        told = Long.MAX_VALUE;
    }

    void decided(Vote decision, long decidedIn, Voters voters) {
        vote = decision;
        round = decidedIn;
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
     */
    void changed(Role newRole, ServerId leader, long epoch, long zxid, long lastRound) {
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
            round = lastRound;
        }
        told = epoch;
    }

    Role role() {
        return role;
    }

    boolean looks() {
        return role == Role.LOOKING;
    }

    Vote vote() {
        return vote;
    }

    long round() {
        return round;
    }
}
