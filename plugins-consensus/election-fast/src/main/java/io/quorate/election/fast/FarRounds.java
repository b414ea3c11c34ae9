package io.quorate.election.fast;

import io.quorate.election.kit.Voters;
import io.quorate.model.ServerId;
import java.util.HashMap;
import java.util.Map;

/**
 * Which rounds of others are joined. Rounds are counted since a server was started, so an honest
 * one is ahead by the elections this server has not seen. One that is far ahead is a stranger's, or
 * a stranger has led its sender on: it is joined only if so many say so that they decide without
 * this server. Otherwise one message would take the count to its end, where nobody could begin
 * another election.
 */
final class FarRounds {

    /** An election in each second of half a year. */
    static final long JUMP_MAX = 1L << 24;

    private final Voters voters;
    private final Map<ServerId, Long> far = new HashMap<>();

    FarRounds(Voters voters) {
        this.voters = voters;
    }

    void clear() {
        far.clear();
    }

    /**
     * Whether a round is joined.
     *
     * @param from a voter
     * @param number this server's round
     */
    boolean joins(ServerId from, long round, long number) {
        if (round - number <= JUMP_MAX) {
            far.remove(from);
            return true;
        }
        far.put(from, round);
        return round < Long.MAX_VALUE - JUMP_MAX && voters.isQuorum(far.keySet());
    }
}
