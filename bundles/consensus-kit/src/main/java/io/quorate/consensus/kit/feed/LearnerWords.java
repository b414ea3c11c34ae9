package io.quorate.consensus.kit.feed;

import io.quorate.consensus.LogEntry;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;

/** What a learner is told, in the words of a protocol. Called on the replica loop only. */
public interface LearnerWords {

    /** Most transactions decided in one message. */
    int runMax();

    /** A transaction to be logged. */
    PeerMessage proposal(LogEntry entry);

    /** The transactions from the first to the last of these are decided; they are of one epoch. */
    PeerMessage commit(long first, long last);

    /** A reconfiguration is decided, and names a leader. */
    PeerMessage activate(long zxid, ServerId designated);

    /**
     * A transaction that is decided, told to a server without a vote.
     *
     * @param designated the leader it names if it is a reconfiguration; null otherwise
     */
    PeerMessage inform(LogEntry entry, ServerId designated);

    /**
     * The history of an epoch is complete.
     *
     * @param last where it ends
     * @param announced the configuration seen last
     */
    PeerMessage epochStart(long epoch, long last, Membership announced);

    /** The learner may serve. */
    PeerMessage serve();

    /** A whole tree follows, of this zxid. */
    PeerMessage tree(long zxid);

    /** A piece of the tree. */
    PeerMessage treeBytes(byte[] bytes);

    /** The tree is complete. */
    PeerMessage treeEnd();

    /**
     * Alive?
     *
     * @param number of the pings that the learner will answer, this one included; 0 if it will not
     * @param lastNumber last number given out in the epoch
     */
    PeerMessage ping(LinkId link, long number, long lastNumber);

    /** Everything proposed before the sync with this number is decided and was told. */
    PeerMessage synced(long call);

    /** Answer to the question with this number. */
    PeerMessage revalidated(long call, long sessionId, boolean valid);
}
