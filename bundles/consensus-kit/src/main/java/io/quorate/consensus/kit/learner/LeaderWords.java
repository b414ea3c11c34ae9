package io.quorate.consensus.kit.learner;

import io.quorate.peer.PeerMessage;

/** What a learner tells its leader, in the words of a protocol. */
public interface LeaderWords {

    /** Most transactions acknowledged in one message. */
    int runMax();

    /** The transactions from the first to the last of these, of one epoch, are durable here. */
    PeerMessage acknowledgement(long first, long last);

    /** The history of an epoch is durable here. */
    PeerMessage accepted(long epoch);
}
