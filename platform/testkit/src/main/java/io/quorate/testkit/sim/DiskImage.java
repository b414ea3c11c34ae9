package io.quorate.testkit.sim;

import io.quorate.consensus.HardState;
import io.quorate.consensus.LogEntry;
import io.quorate.model.Membership;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What would be there after a loss of power: a checkpoint, the log behind it, the hard state, the
 * memberships and the recorded commit point.
 */
final class DiskImage {

    private final List<LogEntry> log = new ArrayList<>();
    private ModelTree checkpoint = new ModelTree();
    private HardState hardState = HardState.INITIAL;
    private Membership committed;
    private Membership proposed;
    private long commitPoint;
    private boolean losesPlace;
    private boolean lost;
    private boolean damaged;

    DiskImage(Membership committed) {
        this.committed = committed;
    }

    void append(LogEntry entry, long applied) {
        if (lost) {
            return;
        }
        if (damaged) {
            throw new Violation(
                    "DamagedIsReplaced", "%x is written behind a log that is lost", entry.zxid());
        }
        log.add(entry);
        commitPoint = Math.max(commitPoint, applied);
    }

    void truncate(long after) {
        lost = losesPlace;
        log.removeIf(entry -> entry.zxid() > after);
    }

    /** What was durable of the log is lost; a server that opens it knows that. */
    void damage() {
        damaged = true;
        log.clear();
        commitPoint = checkpoint.zxid();
    }

    /** Whether a server may lack what it has acknowledged. */
    boolean isDamaged() {
        return damaged;
    }

    /** A server opens it. */
    void opened() {
        lost = false;
    }

    /** {@link Planted#WRONG_PLACE_BEHIND_A_CUT}. */
    void losePlace(boolean loses) {
        losesPlace = loses;
    }

    /** {@link Planted#EMPTY_WITHOUT_SNAPSHOT}. */
    void loseCheckpoint() {
        checkpoint = new ModelTree();
    }

    void write(HardState state) {
        hardState = state;
    }

    void store(Membership membership, boolean isCommitted) {
        if (isCommitted) {
            committed = membership;
            proposed =
                    proposed == null || proposed.version() <= membership.version()
                            ? null
                            : proposed;
        } else {
            proposed = membership.version() > committed.version() ? membership : null;
        }
    }

    /** What is noted as proposed, and is not in the history of the tree, is nobody's. */
    Membership proposedBeside(ModelTree tree) {
        if (proposed != null && proposed.isPassedOver(tree.zxid(), tree.configurationVersion())) {
            proposed = null;
        }
        return proposed;
    }

    /** Somebody writes another configuration by hand. */
    void configure(Membership membership) {
        committed = membership;
        proposed = null;
    }

    void checkpoint(ModelTree tree, int entriesKept) {
        checkpoint = tree;
        commitPoint = Math.max(commitPoint, tree.zxid());
        int behind = (int) log.stream().filter(entry -> entry.zxid() <= tree.zxid()).count();
        log.subList(0, Math.max(0, behind - entriesKept)).clear();
    }

    void install(ModelTree tree, List<LogEntry> entries, HardState state) {
        checkpoint = tree;
        commitPoint = tree.zxid();
        damaged = false;
        log.clear();
        log.addAll(entries);
        hardState = state;
    }

    /** Zxid of the last entry of the log; 0 if it is empty. */
    long lastLogged() {
        return log.isEmpty() ? 0 : log.getLast().zxid();
    }

    List<LogEntry> log() {
        return log;
    }

    ModelTree checkpoint() {
        return checkpoint;
    }

    HardState hardState() {
        return hardState;
    }

    Membership committed() {
        return committed;
    }

    Membership proposed() {
        return proposed;
    }

    long commitPoint() {
        return commitPoint;
    }

    long lastZxid() {
        return log.isEmpty()
                ? checkpoint.zxid()
                : Math.max(checkpoint.zxid(), log.getLast().zxid());
    }

    /** Whether this history holds a committed transaction. */
    boolean holds(long zxid, byte[] txn) {
        if (checkpoint.zxid() >= zxid) {
            return true;
        }
        for (int i = log.size() - 1; i >= 0 && log.get(i).zxid() >= zxid; i--) {
            if (log.get(i).zxid() == zxid) {
                return Arrays.equals(log.get(i).txn(), txn);
            }
        }
        return false;
    }
}
