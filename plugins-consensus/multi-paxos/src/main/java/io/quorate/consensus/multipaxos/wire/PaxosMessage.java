package io.quorate.consensus.multipaxos.wire;

import io.quorate.consensus.Touches;
import io.quorate.model.Identity;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.PeerMessage;
import java.util.List;

/**
 * What leader and learners say to each other. A link belongs to one term: the ballot of its {@link
 * Prepare} holds for everything behind it. Byte arrays are never changed after they have been
 * handed over.
 *
 * <p>Source: spec multi-paxos section 9.
 */
public sealed interface PaxosMessage extends PeerMessage {

    /** Version of the protocol. */
    int VERSION = 1;

    /** Most transactions decided in one message; a mere bound of what is done at once. */
    int RUN_MAX = 100_000;

    /** First on a link, from the side that dialled. */
    record Preamble(int version, long clusterId, ServerId server) implements PaxosMessage {

        /** What a server that cannot serve who says so answers; null if it can. */
        public Refused refusal(long ownClusterId, ServerId self) {
            if (clusterId != ownClusterId) {
                return new Refused(Refused.CLUSTER);
            }
            return self.equals(server) ? new Refused(Refused.NUMBER) : null;
        }

        /** Why a server of this cluster cannot serve who says so; null if it can. */
        public String objection(long ownClusterId, ServerId self) {
            if (version != VERSION) {
                return "it speaks version %d of multi-paxos, and %d is needed"
                        .formatted(version, VERSION);
            }
            Refused refusal = refusal(ownClusterId, self);
            if (refusal == null) {
                return null;
            }
            return refusal.why() == Refused.CLUSTER
                    ? "it belongs to the cluster %d, this server to %d; see multiPaxos.clusterId"
                            .formatted(clusterId, ownClusterId)
                    : refusal.reason(ownClusterId);
        }
    }

    /**
     * Last on a link, to the side that dialled: it is turned away. It learns what does not fit, so
     * that its log says it, and not what would.
     *
     * @param why {@link #CLUSTER}, {@link #NUMBER}; a later version may have others
     */
    record Refused(int why) implements PaxosMessage {

        /** The numbers of the clusters differ. */
        public static final int CLUSTER = 1;

        /** The numbers of the servers are the same. */
        public static final int NUMBER = 2;

        /** What is wrong, for the log of the server of this cluster that was turned away. */
        public String reason(long clusterId) {
            return switch (why) {
                case CLUSTER ->
                        "it belongs to another cluster than %d; see multiPaxos.clusterId"
                                .formatted(clusterId);
                case NUMBER -> "it has the number of this server; see the myid files";
                default -> "reason " + why + ", see its log";
            };
        }
    }

    /**
     * A learner introduces itself.
     *
     * @param observer true if it has no vote and acknowledges no transactions
     * @param promisedEpoch the highest epoch it has promised
     * @param promisedTo the server it was promised to; null if nobody knows
     * @param configVersion version of the configuration it has in force
     */
    record Hello(boolean observer, long promisedEpoch, ServerId promisedTo, long configVersion)
            implements PaxosMessage {}

    /** Phase 1: promise this ballot, which is that of the sender. */
    record Prepare(long clusterId, long epoch, ServerId server) implements PaxosMessage {}

    /**
     * The ballot is promised, durably.
     *
     * @param acceptedEpoch epoch of the ballot the log was accepted in
     * @param last end of the log
     * @param committed everything up to here is known to be chosen
     * @param counted false if the log may lack something it has accepted once
     * @param needsTree whether only a whole tree helps
     */
    record Promise(
            long epoch,
            long acceptedEpoch,
            long last,
            long committed,
            boolean counted,
            boolean needsTree)
            implements PaxosMessage {}

    /**
     * The ballot cannot be promised.
     *
     * @param promisedEpoch the highest epoch promised
     * @param waitMillis how long this will not change because another leader holds a lease; 0 if
     *     none does
     */
    record Nack(long promisedEpoch, int waitMillis) implements PaxosMessage {}

    /** The sender of a Prepare asks for the log of the receiver, which promised it. */
    record Fetch(long last, long committed) implements PaxosMessage {}

    /**
     * Everything that was fetched is sent.
     *
     * @param membership the configuration the sender has seen last
     */
    record FetchEnd(Membership membership) implements PaxosMessage {}

    /** What is the last entry at or below this position in your log? */
    record Probe(long zxid) implements PaxosMessage {}

    /** Answer to {@link Probe}. */
    record Probed(long zxid) implements PaxosMessage {}

    /**
     * The log up to {@code from} is common; what is behind it in the sender's log follows.
     *
     * @param chosen up to where it is chosen, or will be when the sender's ballot is accepted
     */
    record Difference(long from, long chosen) implements PaxosMessage {}

    /** A whole tree follows. */
    record Tree(long zxid) implements PaxosMessage {}

    /** A piece of the tree. */
    record TreeBytes(byte[] bytes) implements PaxosMessage {
        @Override
        public String toString() {
            return "TreeBytes[" + bytes.length + "]";
        }
    }

    /** The tree is complete. */
    record TreeEnd() implements PaxosMessage {}

    /**
     * Phase 2: accept this transaction behind everything sent before.
     *
     * @param membership the configuration it proposes; null if it is no reconfiguration
     */
    record Accept(long zxid, byte[] txn, Membership membership) implements PaxosMessage {
        @Override
        public String toString() {
            return "Accept[" + Zxid.text(zxid) + "]";
        }
    }

    /** Everything accepted up to here is durable; the start of an epoch stands for its history. */
    record Accepted(long upTo) implements PaxosMessage {}

    /** Everything up to here is chosen. */
    record Commit(long upTo) implements PaxosMessage {}

    /** A reconfiguration is chosen. */
    record Activate(long zxid, ServerId designated) implements PaxosMessage {}

    /**
     * A chosen transaction, told to a server without a vote.
     *
     * @param designated the leader it names if it is a reconfiguration; null otherwise
     */
    record Inform(long zxid, ServerId designated, byte[] txn, Membership membership)
            implements PaxosMessage {
        @Override
        public String toString() {
            return "Inform[" + Zxid.text(zxid) + ", " + designated + "]";
        }
    }

    /**
     * The history of the ballot is complete.
     *
     * @param previous where it ends
     * @param membership the configuration the leader has seen last
     */
    record EpochStart(long epoch, long previous, Membership membership) implements PaxosMessage {}

    /** A quorum has accepted the history: the learner may serve. */
    record Serve() implements PaxosMessage {}

    /**
     * Alive?
     *
     * @param number rises by one; 0 if no answer is wanted
     * @param leaseMillis for how long the leader asks that nobody else be promised; 0: not at all
     */
    record Beat(long number, int leaseMillis) implements PaxosMessage {}

    /**
     * Answer to {@link Beat}.
     *
     * @param clockNanos what the monotonic clock of the learner showed
     * @param granted whether the lease is granted
     */
    record BeatAnswer(long number, long clockNanos, boolean granted, Touches touches)
            implements PaxosMessage {}

    /** A write. */
    record Submit(long sessionId, int cxid, int opcode, byte[] body, List<Identity> who)
            implements PaxosMessage {
        @Override
        public String toString() {
            return "Submit[0x"
                    + Long.toHexString(sessionId)
                    + ", cxid "
                    + cxid
                    + ", op "
                    + opcode
                    + "]";
        }
    }

    /** Where does the log of the leader end now? */
    record Sync(long call) implements PaxosMessage {}

    /** Everything that was proposed when the leader took the Sync is chosen and was told. */
    record Synced(long call) implements PaxosMessage {}

    /** Is this session alive, and may it belong to the asking server. */
    record Revalidate(long call, long sessionId, int timeoutMillis) implements PaxosMessage {}

    /** Answer to {@link Revalidate}. */
    record Revalidated(long call, long sessionId, boolean valid) implements PaxosMessage {}
}
