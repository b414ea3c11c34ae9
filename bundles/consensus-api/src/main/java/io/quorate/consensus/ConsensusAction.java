package io.quorate.consensus;

import io.quorate.model.EnsembleView;
import io.quorate.model.Membership;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkId;
import org.jspecify.annotations.Nullable;

/**
 * What a consensus core wants done, in the order emitted; see {@link ConsensusCore} for order and
 * durability. A new kind of action is a minor change of this package.
 *
 * <p>Source: consensus SPI section 1.2.
 */
public sealed interface ConsensusAction {

    /** How far a membership to be stored has come. */
    enum Stage {
        /** Logged, not decided. The one in force: what was proposed is forgotten. */
        PROPOSED,
        /** In force. */
        COMMITTED
    }

    /** Do this with a link of a port this core declared. */
    record Link(LinkAction action) implements ConsensusAction {}

    /**
     * The entry enters the log tail at once and is durable at its ticket. Its zxid is the next one
     * of the epoch in which the log ends, or the first one of a later epoch (R2). Not while a
     * Truncate or InstallSnapshot is unanswered (R5).
     */
    record Append(long ticket, LogEntry entry) implements ConsensusAction {}

    /**
     * Drops all entries above {@code after}, which is never below a transaction this core committed
     * (R6). At or above the tree in any phase (R7); below it, which takes the tree back, only while
     * SYNCING (R8). Answered by HistoryReset.
     */
    record Truncate(long ticket, long after) implements ConsensusAction {}

    /** Replaces the whole record atomically; the epochs in it never fall (R9, R10). */
    record WriteHardState(long ticket, HardState hardState) implements ConsensusAction {}

    /**
     * Stores a configuration; once COMMITTED, files, tree node, client port and election follow it.
     *
     * @param designated leader named by the configuration change; null if none
     */
    record StoreMembership(
            long ticket, Membership membership, Stage stage, @Nullable ServerId designated)
            implements ConsensusAction {}

    /**
     * Stores a received snapshot chunk, invisible until installed; gone after a restart or
     * CancelRead. One transfer at a time (R11). Not in the ticket sequence. Answered by
     * SnapshotStaged after the last.
     *
     * @param offset position of the chunk in the snapshot, bytes; chunks are gapless
     */
    record StageSnapshot(long transfer, long offset, byte[] bytes, boolean last)
            implements ConsensusAction {}

    /** Stores an entry that belongs behind the staged snapshot, dense (R12); shares its fate. */
    record StageEntry(long transfer, LogEntry entry) implements ConsensusAction {}

    /**
     * Switches tree, log (the staged entries) and hard state in one atomic step. Only what
     * SnapshotStaged has called whole (R13), only while the phase is SYNCING (R8), and nothing that
     * lacks what this core committed (R6). Answered by HistoryReset.
     *
     * @param zxid position of the snapshot
     * @param keepTail own entries above zxid stay as well
     */
    record InstallSnapshot(
            long ticket, long transfer, long zxid, HardState hardState, boolean keepTail)
            implements ConsensusAction {}

    /**
     * Reads the log. Starts with the last entry at or below {@code from} if the log still has one,
     * else with the first above it, provided that none in between is missing (a log that goes on
     * behind a tree at or below {@code from}). The same id again continues. May return entries not
     * yet durable. Answered by LogRead.
     *
     * @param read chosen by the core
     * @param bytesMax most bytes of one answer, which holds at least one entry
     */
    record ReadLog(long read, long from, int bytesMax) implements ConsensusAction {}

    /**
     * Reads a snapshot: first use opens a view at the last Commit emitted before it, later uses
     * continue. Answered by SnapshotRead, or by SnapshotLost.
     */
    record ReadSnapshot(long transfer, int bytesMax) implements ConsensusAction {}

    /** Ends a log read, a snapshot view or a staging. */
    record CancelRead(long id) implements ConsensusAction {}

    /**
     * Apply all log entries up to {@code upTo}, in order, once; not gated by the own disk. Names an
     * entry of the log, or an epoch start, which has no entry (R3).
     */
    record Commit(long upTo) implements ConsensusAction {}

    /**
     * The role and phase of this server; the election gets it, too. The only gate of clients: they
     * are served while the phase is SERVING (R14, R15).
     *
     * @param leader null while unknown
     * @param nextZxid number of the next transaction while LEADING and SERVING; 0 otherwise
     */
    record RoleChanged(Role role, Phase phase, @Nullable ServerId leader, long epoch, long nextZxid)
            implements ConsensusAction {}

    /**
     * Leader only: a call to be carried out, own and forwarded alike, in arrival order, within the
     * window; one Submit a step at most, never a Sync (R16). What becomes of a Submit is proposed
     * before any other event is given.
     */
    record Called(Caller caller, LeaderCall call, EnsembleView view) implements ConsensusAction {}

    /**
     * To the session that called, once. Synced: everything proposed before the leader took the Sync
     * is committed here by an earlier Commit. SessionValid: so is every transaction the leader had
     * applied when it answered. Neither promises anything of the own disk (R17, R18).
     */
    record Answered(long callId, LeaderAnswer answer) implements ConsensusAction {}

    /** All calls given so far and not answered have an unknown fate. */
    record CallsLost() implements ConsensusAction {}

    /** The replica answers with Touched in the same loop turn. */
    record CollectTouches(LinkId link) implements ConsensusAction {}

    /**
     * Leader: renew the expiry of these sessions, which are on {@code server}. Observer master:
     * enter them in the own touch table.
     */
    record RenewSessions(ServerId server, Touches touches) implements ConsensusAction {}

    /**
     * Observer master: the session was established at an observer just now. The connection it had
     * here, if it was established before, is closed.
     */
    record SessionLeft(long sessionId) implements ConsensusAction {}

    /** Starts an election with this vote; supersedes an earlier one. Answered by Elected. */
    record StartElection(Vote vote) implements ConsensusAction {}

    /**
     * An invariant is broken; the driver calls FaultPolicy.
     *
     * @param reason one sentence
     */
    record Halt(String reason) implements ConsensusAction {}
}
