package io.quorate.consensus.zab;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.consensus.LogEntry;
import io.quorate.model.Zxid;

/**
 * What this server has promised, logged and committed; the only place that hands out tickets.
 * Survives changes of role.
 *
 * <p>Keeps {@code accepted >= current >= epoch of the last entry} at every ticket: the current
 * epoch is raised directly before the first entry of a newer epoch. That is true because an entry
 * of epoch e stands in a log only behind the whole initial history of e.
 *
 * <p>Source: spec quorum-protocol section 3, consensus SPI C2 to C4.
 */
final class DurableState {

    private static final byte[] NOTHING = {};

    private final Outbox out;
    private long ticket;
    private long durable;
    private long accepted;
    private long current;
    private long last;
    private long committed;
    private long floor;
    private boolean trusted;
    private boolean cutRefused;
    private long reset;
    private long acceptedBefore;
    private long currentBefore;

    DurableState(Outbox out) {
        this.out = out;
    }

    /** Takes over what the disk held; the reason why it cannot be, or null. */
    String start(ConsensusEvent.Start start) {
        HardState hard = start.hardState();
        last = start.lastZxid();
        long epoch = Zxid.epoch(last);
        // A directory that never saw an ensemble has no epochs yet.
        current = hard.currentEpoch() < 0 ? epoch : hard.currentEpoch();
        accepted = hard.acceptedEpoch() < 0 ? current : hard.acceptedEpoch();
        trusted = start.trusted();
        committed = start.appliedZxid();
        if (current < epoch) {
            return "the log ends with "
                    + Zxid.text(last)
                    + ", but the current epoch is only "
                    + current;
        }
        if (accepted > Zxid.EPOCH_MAX || epoch > Zxid.EPOCH_MAX) {
            return "epoch "
                    + Math.max(accepted, epoch)
                    + " is on the disk, but the last one there can be is "
                    + Zxid.EPOCH_MAX;
        }
        if (accepted < current) {
            return "the current epoch is " + current + ", but only " + accepted + " was accepted";
        }
        commit(start.committedZxid());
        return null;
    }

    /** Promises an epoch; the ticket of that promise. */
    long promise(long epoch) {
        accepted = epoch;
        return writeEpochs();
    }

    /**
     * Declares the initial history of an epoch complete; a ticket that covers it and everything
     * before.
     */
    long establish(long epoch) {
        if (epoch <= current) {
            return ticket;
        }
        current = epoch;
        accepted = Math.max(accepted, epoch);
        return writeEpochs();
    }

    private long writeEpochs() {
        out.add(
                new ConsensusAction.WriteHardState(
                        ++ticket, new HardState(accepted, current, NOTHING)));
        return ticket;
    }

    /** Logs an entry; its ticket. */
    long append(LogEntry entry) {
        establish(Zxid.epoch(entry.zxid()));
        out.add(new ConsensusAction.Append(++ticket, entry));
        last = entry.zxid();
        return ticket;
    }

    /** Everything up to here is decided; at or below what is committed already: nothing happens. */
    void commit(long upTo) {
        if (upTo > committed) {
            committed = upTo;
            floor =
                    Zxid.counter(upTo) == 0
                            ? floor
                            : upTo; // the start of an epoch is no transaction anybody could cut
            out.add(new ConsensusAction.Commit(upTo));
        }
    }

    void truncate(long after) {
        rememberEpochs();
        reset = ++ticket;
        out.add(new ConsensusAction.Truncate(ticket, after));
    }

    /**
     * Puts a staged tree with the entries behind it in the place of everything; with it epoch
     * {@code epoch} is complete.
     */
    void install(long transfer, long zxid, long epoch) {
        rememberEpochs();
        accepted = Math.max(accepted, epoch);
        current = Math.max(current, epoch);
        reset = ++ticket;
        out.add(
                new ConsensusAction.InstallSnapshot(
                        ticket, transfer, zxid, new HardState(accepted, current, NOTHING), false));
    }

    private void rememberEpochs() {
        acceptedBefore = accepted;
        currentBefore = current;
    }

    /** The answer to {@link #truncate} or {@link #install}. */
    void reset(ConsensusEvent.HistoryReset answer) {
        if (answer.ticket() != reset) {
            return;
        }
        reset = 0;
        cutRefused = !answer.ok();
        if (answer.ok()) {
            last = answer.lastZxid();
            committed = answer.appliedZxid();
        } else {
            accepted = acceptedBefore;
            current = currentBefore;
        }
    }

    /** True while the end of the log is unknown because it is being cut or replaced. */
    boolean resetting() {
        return reset != 0;
    }

    /** True if the storage cannot cut where a leader wanted, so that only a whole tree helps. */
    boolean cutRefused() {
        return cutRefused;
    }

    /**
     * A leader that needed no word of this server has completed its history, be it an empty one.
     */
    void trust() {
        trusted = true;
    }

    long storeMembership(ConsensusAction.StoreMembership action) {
        out.add(action);
        return ticket;
    }

    long nextTicket() {
        return ++ticket;
    }

    void persisted(long upTo) {
        durable = Math.max(durable, upTo);
    }

    /** Everything up to this ticket is durable. */
    long durable() {
        return durable;
    }

    /** The last ticket given out. */
    long ticket() {
        return ticket;
    }

    long accepted() {
        return accepted;
    }

    long current() {
        return current;
    }

    /** Zxid of the last entry, or of the tree if that is further. */
    long last() {
        return last;
    }

    /** The last Commit: where the tree stands. */
    long committed() {
        return committed;
    }

    /** The last transaction this core ever declared committed: nothing at or below may be cut. */
    long floor() {
        return floor;
    }

    /**
     * False while this server may lack something that it has acknowledged once: then it must not
     * count where histories are compared, for another one may rely on what it lacks.
     */
    boolean trusted() {
        return trusted;
    }

    /** The last zxid as it counts in votes: -1 for a history that may lack something. */
    long zxidForVotes() {
        return trusted ? last : -1;
    }

    /**
     * The epoch as it counts in votes: with a history that may lack something, nobody is behind.
     */
    long epochForVotes() {
        return trusted ? current : 0;
    }
}
