package io.quorate.election.fast;

import io.quorate.model.Role;

/** Which ballots are counted together. Source: spec quorum-protocol section 7.4. */
@FunctionalInterface
interface VoteMatch {

    /**
     * While one of the two looks, everything must agree. Between servers that stand, zxid and round
     * do not count: followers that joined later report different ones; the epoch is left out as
     * well when only one of them is old enough not to know it.
     */
    VoteMatch STANDARD =
            (a, b) -> {
                if (a.state() == Role.LOOKING || b.state() == Role.LOOKING) {
                    return a.vote().equals(b.vote()) && a.round() == b.round();
                }
                boolean sameLeader = a.vote().leader().equals(b.vote().leader());
                boolean oneIsOld = a.version() > 0 ^ b.version() > 0;
                return sameLeader && (oneIsOld || a.vote().epoch() == b.vote().epoch());
            };

    boolean together(Ballot a, Ballot b);
}
