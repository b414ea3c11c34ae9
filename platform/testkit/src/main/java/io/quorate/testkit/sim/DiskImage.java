package io.quorate.testkit.sim;

import io.quorate.consensus.HardState;
import io.quorate.consensus.LogEntry;
import io.quorate.model.Membership;
import io.quorate.model.Zxid;
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

    DiskImage(Membership committed) {
        this.committed = committed;
    }

    void append(LogEntry entry, long applied) {
        if (lost) {
            return;
        }
        log.add(entry);
        commitPoint = Math.max(commitPoint, applied);
    }

    void truncate(long after) {
        lost = losesPlace;
        log.removeIf(entry -> entry.zxid() > after);
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
            proposed = membership;
        }
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
        log.clear();
        log.addAll(entries);
        hardState = state;
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

    /**
     * Q2 of quorum-protocol 22.1, which holds at every instant for a protocol that writes epochs.
     */
    void check(long server) {
        if (hardState.equals(HardState.INITIAL)) {
            return;
        }
        if (hardState.acceptedEpoch() < hardState.currentEpoch()) {
            throw new Violation(
                    "EpochsInOrder",
                    "server %d has accepted epoch %d and current epoch %d",
                    server,
                    hardState.acceptedEpoch(),
                    hardState.currentEpoch());
        }
        if (!log.isEmpty() && hardState.currentEpoch() < Zxid.epoch(log.getLast().zxid())) {
            throw new Violation(
                    "EpochsInOrder",
                    "server %d has current epoch %d and logged %x",
                    server,
                    hardState.currentEpoch(),
                    log.getLast().zxid());
        }
    }
}
