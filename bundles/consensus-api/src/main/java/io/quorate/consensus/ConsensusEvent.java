package io.quorate.consensus;

import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a consensus core learns. Stepped on the replica loop, one at a time. A new kind of event is
 * a major change of this package.
 *
 * <p>Source: consensus SPI section 1.2.
 */
public sealed interface ConsensusEvent {

    /** How far a {@link LogRead} got. */
    enum LogStatus {
        /** There is more; repeat ReadLog with the same id. */
        MORE,
        /** The reader has reached the end of the log. */
        HEAD,
        /**
         * An entry above the position asked for is missing: it is too old, or there is a hole
         * behind it.
         */
        GONE
    }

    /**
     * First event, once.
     *
     * @param self this server
     * @param hardState as written last, {@link HardState#INITIAL} if never; its private state is
     *     the one a core of this protocol has written
     * @param lastZxid last zxid in log or tree, 0 if both are empty
     * @param committedZxid recorded commit point, at most lastZxid
     * @param appliedZxid zxid of the tree
     * @param committed the configuration in force
     * @param proposed a later configuration not yet committed; null if none
     * @param trusted false if the history may lack something that this server has acknowledged: it
     *     is empty and may be a loss, or its files are damaged. Then it must not count where
     *     histories are compared before it has received a whole one
     * @param seed the only source of randomness
     */
    record Start(
            ServerId self,
            HardState hardState,
            long lastZxid,
            long committedZxid,
            long appliedZxid,
            Membership committed,
            @Nullable Membership proposed,
            boolean trusted,
            long seed)
            implements ConsensusEvent {}

    /** Time went on; at least every 10 ms. The time itself comes with every step. */
    record Tick() implements ConsensusEvent {
        /** The only value anyone needs. */
        public static final Tick INSTANCE = new Tick();
    }

    /** Something happened to a link of a port this core declared. */
    record Link(LinkEvent event) implements ConsensusEvent {}

    /**
     * Everything up to this ticket is durable. Cumulative, rising; never names a ticket before all
     * smaller ones are durable.
     */
    record Persisted(long ticket) implements ConsensusEvent {}

    /**
     * Answer to Truncate and InstallSnapshot; durable.
     *
     * @param lastZxid last zxid in log or tree now
     * @param appliedZxid zxid of the tree now
     * @param ok false, to a Truncate only: this engine cannot cut below its tree; nothing changed
     */
    record HistoryReset(long ticket, long lastZxid, long appliedZxid, boolean ok)
            implements ConsensusEvent {}

    /**
     * Answer to ReadLog.
     *
     * @param read id of the ReadLog
     * @param entries ascending, without gap within one epoch; possibly empty
     */
    record LogRead(long read, List<LogEntry> entries, LogStatus status) implements ConsensusEvent {
        public LogRead {
            entries = List.copyOf(entries);
        }
    }

    /**
     * Answer to ReadSnapshot: the next chunk of the view.
     *
     * @param transfer id of the ReadSnapshot
     * @param bytes never changed after handing over
     * @param last true: this was all, the view is closed
     */
    record SnapshotRead(long transfer, byte[] bytes, boolean last) implements ConsensusEvent {}

    /**
     * Instead of SnapshotRead: the storage has ended the view before it was read whole, and nothing
     * more comes of this transfer. Not a fault: the receiver begins again, with another transfer.
     *
     * @param transfer id of the ReadSnapshot
     */
    record SnapshotLost(long transfer) implements ConsensusEvent {}

    /**
     * All chunks of a transfer are stored, verified and durable, and not yet visible.
     *
     * @param ok false: the content was refused, it is gone, and the old state stays
     */
    record SnapshotStaged(long transfer, boolean ok) implements ConsensusEvent {}

    /**
     * A session of this server asks the leader. In session order; only while SERVING; callId rises.
     */
    record Call(long callId, LeaderCall call) implements ConsensusEvent {}

    /**
     * The replica's answer to a Called; in the order of the Called. Not given for Submit and Sync.
     */
    record Answer(Caller caller, LeaderAnswer answer) implements ConsensusEvent {}

    /**
     * A transaction to be decided. Only while LEADING and SERVING; zxid is nextZxid of the last
     * RoleChanged, then one more each time.
     *
     * @param txn header and record as in spec disk-format; never changed after handing over
     * @param membership the configuration this transaction proposes; null if it is no reconfig
     */
    record Propose(long zxid, byte[] txn, @Nullable Membership membership)
            implements ConsensusEvent {
        @Override
        public String toString() {
            return "Propose["
                    + Zxid.text(zxid)
                    + ", "
                    + txn.length
                    + " bytes"
                    + (membership == null ? "]" : ", " + membership + "]");
        }
    }

    /** Answer to CollectTouches: the sessions active here since the last one. */
    record Touched(LinkId link, Touches touches) implements ConsensusEvent {}

    /** The election is decided. Ignored unless one was started and not superseded. */
    record Elected(Vote vote) implements ConsensusEvent {}

    /**
     * A voter was heard LOOKING while this server stands.
     *
     * @param vote what it voted for: its own history, if it votes for itself
     */
    record VoterLooking(ServerId server, Vote vote) implements ConsensusEvent {}

    /** A newer committed configuration was heard of while LOOKING. */
    record MembershipHeard(Membership membership) implements ConsensusEvent {}

    /**
     * A leader finishes what is outstanding and resigns in favour of the successor; a leader whose
     * successor stays out because its history is ahead resigns at once, so that the ensemble adopts
     * that history; a server that stays out and is its own successor stands for election again; an
     * observer changes its master; else ignored.
     *
     * @param successor null = any
     * @param leaving true if this server stops afterwards: then it joins the next term late, so
     *     that the term does not rest on it
     */
    record HandOver(@Nullable ServerId successor, boolean leaving) implements ConsensusEvent {}

    /** The content of the quorum oracle file. */
    record OracleChanged(boolean grants) implements ConsensusEvent {}
}
