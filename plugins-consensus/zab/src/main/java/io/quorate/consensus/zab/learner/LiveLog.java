package io.quorate.consensus.zab.learner;

import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.Membership;

/** What a learner in step does with the transactions it is sent. */
sealed interface LiveLog permits FollowerLog, ObserverLog {

    void proposal(ZabMessage.Proposal proposal);

    void commit(long zxid);

    /** More is durable. */
    void persisted();

    void inform(long zxid, byte[] txn, Membership membership);

    /**
     * The configuration the transaction with this zxid proposed; null if it did not or is not
     * remembered.
     */
    Membership reconfig(long zxid);
}
