package io.quorate.consensus.kit.feed;

import io.quorate.consensus.LogEntry;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;

/** What a {@link LearnerFeed} needs to know of the transactions it brings to a learner. */
public interface History {

    long epoch();

    /** True once the epoch is established. */
    boolean active();

    /** Last transaction in the log. */
    long last();

    /** Last transaction that counts as decided. */
    long decided();

    /** Last number given out, which is the start of the epoch before the first proposal. */
    long lastNumber();

    /** The entry behind a zxid if it is among the newest ones; else null. */
    LogEntry after(long zxid);

    /**
     * The server that the reconfiguration with this zxid, committed in this term, names as leader;
     * null if there is none with it.
     */
    ServerId designated(long zxid);

    /** The configuration that learners get with the epoch. */
    Membership announced();
}
