package io.quorate.consensus.zab.wire;

import io.quorate.consensus.Touches;
import io.quorate.model.Identity;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.PeerMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What leader and learners say to each other on the quorum port. Byte arrays are never changed
 * after they have been handed over.
 *
 * <p>Source: spec quorum-protocol section 9.
 */
public sealed interface ZabMessage extends PeerMessage {

    /** Version of the protocol with epoch promises; every server since 3.4 speaks it. */
    int PROTOCOL_VERSION = 0x10000;

    /** Most transactions acknowledged or decided in one message. */
    int RUN_MAX = 1_000;

    /**
     * A learner introduces itself.
     *
     * @param observer true if it will have no vote
     * @param zxid its accepted epoch as the start of that epoch
     * @param server null if it does not say
     * @param configVersion version of the configuration it has in force
     */
    record LearnerInfo(
            boolean observer,
            long zxid,
            @Nullable ServerId server,
            int protocolVersion,
            long configVersion)
            implements ZabMessage {}

    /** The leader's new epoch, as the start of that epoch. */
    record LeaderInfo(long zxid, int protocolVersion) implements ZabMessage {}

    /**
     * The learner has promised the epoch.
     *
     * @param zxid its last transaction
     * @param currentEpoch -1 if it had promised this epoch before and must not be counted
     */
    record AckEpoch(long zxid, int currentEpoch) implements ZabMessage {}

    /** The learner's history is kept; what it lacks follows. The number means nothing. */
    record Diff(long zxid) implements ZabMessage {}

    /** The learner cuts its history behind this transaction. */
    record Trunc(long zxid) implements ZabMessage {}

    /** A whole tree follows. */
    record Snap(long zxid) implements ZabMessage {}

    /** A piece of the tree. */
    record SnapshotBytes(byte[] bytes) implements ZabMessage {
        @Override
        public String toString() {
            return "SnapshotBytes[" + bytes.length + "]";
        }
    }

    /** The tree is complete. */
    record SnapshotEnd() implements ZabMessage {}

    /**
     * The history of the epoch is complete.
     *
     * @param zxid start of the epoch
     * @param membership the configuration seen last by the leader; null if none came
     */
    record NewLeader(long zxid, @Nullable Membership membership) implements ZabMessage {}

    /** The learner may serve. */
    record UpToDate() implements ZabMessage {}

    /**
     * A transaction to be logged.
     *
     * @param membership the configuration it proposes; null if it is no reconfig
     */
    record Proposal(long zxid, byte[] txn, @Nullable Membership membership) implements ZabMessage {
        @Override
        public String toString() {
            return "Proposal[" + Zxid.text(zxid) + "]";
        }
    }

    /**
     * Transactions are durable, or the start of an epoch is accepted. Each has a packet of its own.
     *
     * @param first the first transaction; those up to the last have the numbers between
     * @param zxid the last transaction
     */
    record Ack(long first, long zxid) implements ZabMessage {
        public Ack(long zxid) {
            this(zxid, zxid);
        }
    }

    /**
     * Transactions are decided. Each has a packet of its own.
     *
     * @param first the first transaction; those up to the last have the numbers between
     * @param zxid the last transaction
     */
    record Commit(long first, long zxid) implements ZabMessage {
        public Commit(long zxid) {
            this(zxid, zxid);
        }
    }

    /** A reconfiguration is decided. */
    record CommitAndActivate(long zxid, ServerId designated) implements ZabMessage {}

    /** A transaction is decided, sent to a server without a vote. */
    record Inform(long zxid, byte[] txn, @Nullable Membership membership) implements ZabMessage {
        @Override
        public String toString() {
            return "Inform[" + Zxid.text(zxid) + "]";
        }
    }

    /** A reconfiguration is decided, sent to a server without a vote. */
    record InformAndActivate(
            long zxid, ServerId designated, byte[] txn, @Nullable Membership membership)
            implements ZabMessage {
        @Override
        public String toString() {
            return "InformAndActivate[" + Zxid.text(zxid) + ", " + designated + "]";
        }
    }

    /**
     * Alive?
     *
     * @param zxid last proposed; the learner repeats it
     * @param touches null from the leader
     */
    record Ping(long zxid, @Nullable Touches touches) implements ZabMessage {}

    /**
     * A write or a sync.
     *
     * @param who null if the server asks on its own account
     */
    record Request(long sessionId, int cxid, int opcode, byte[] body, @Nullable List<Identity> who)
            implements ZabMessage {
        @Override
        public String toString() {
            return "Request[0x"
                    + Long.toHexString(sessionId)
                    + ", cxid "
                    + cxid
                    + ", op "
                    + opcode
                    + "]";
        }
    }

    /** Everything asked before is decided and was sent. */
    record Synced() implements ZabMessage {}

    /** Is this session alive, and may it belong to the asking server. */
    record Revalidate(long sessionId, int timeoutMillis) implements ZabMessage {}

    /** Answer to {@link Revalidate}. */
    record Revalidated(long sessionId, boolean valid) implements ZabMessage {}
}
