package io.quorate.consensus.kit.learner;

import io.quorate.consensus.LogEntry;
import io.quorate.model.Membership;

/** What a learner in step does with the transactions it is sent. */
public sealed interface LiveLog permits FollowerLog, ObserverLog {

    /**
     * A transaction is proposed.
     *
     * @param membership the configuration it proposes; null if it is no reconfiguration
     */
    void proposal(LogEntry entry, Membership membership);

    /** Everything up to here is decided. */
    void commit(long zxid);

    /** More is durable. */
    void persisted();

    /** A transaction that is decided. */
    void inform(LogEntry entry, Membership membership);

    /**
     * The configuration the transaction with this zxid proposed; null if it did not or is not
     * remembered.
     */
    Membership reconfig(long zxid);
}
