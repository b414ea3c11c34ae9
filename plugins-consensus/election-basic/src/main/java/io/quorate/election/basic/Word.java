package io.quorate.election.basic;

import io.quorate.election.kit.Histories;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;

/**
 * What a server says of itself.
 *
 * @param role how it stands
 * @param ballot its vote while LOOKING, else the one it stands by
 */
record Word(Role role, Ballot ballot) {

    boolean looks() {
        return role == Role.LOOKING;
    }

    /** Whether it follows or leads. */
    boolean stands() {
        return role == Role.FOLLOWING || role == Role.LEADING;
    }

    /** Whether this server, whose word it is, leads. */
    boolean leads(ServerId server) {
        return role == Role.LEADING && ballot.isFor(server);
    }

    /** Whether some server could say so. */
    boolean isPossible() {
        return ballot.isFor(Vote.NOBODY) || Histories.isPossible(ballot.vote());
    }

    /**
     * Whether it is a vote for nobody, or one that does not count: no other one is to come. Who has
     * not voted yet is about to.
     */
    boolean abstains() {
        return looks()
                && !ballot.equals(Ballot.NONE)
                && (ballot.isFor(Vote.NOBODY) || ballot.vote().zxid() == Histories.UNTRUSTED);
    }
}
