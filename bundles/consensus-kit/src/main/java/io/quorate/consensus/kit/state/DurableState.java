package io.quorate.consensus.kit.state;

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
public final class DurableState {

    private static final byte[] NOTHING = {};

    private final Outbox out;
    private long ticket;
    private long durable;
    private Epochs epochs = new Epochs(0, 0);
    private byte[] pluginState = NOTHING;
    private long last;
    private long committed;
    private long floor;
    private boolean trusted;
    private boolean cutRefused;
    private long reset;
    private Epochs epochsBefore;

    public DurableState(Outbox out) {
        this.out = out;
    }

    /** Takes over what the disk held; the reason why it cannot be, or null. */
    public String start(ConsensusEvent.Start start) {
        HardState hard = start.hardState();
        pluginState = hard.pluginState();
        last = start.lastZxid();
        long epoch = Zxid.epoch(last);
        // A directory that never saw an ensemble has no epochs yet.
        long current = hard.currentEpoch() < 0 ? epoch : hard.currentEpoch();
        long accepted = hard.acceptedEpoch() < 0 ? current : hard.acceptedEpoch();
        epochs = new Epochs(accepted, current);
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
    public long promise(long epoch) {
        epochs = epochs.promised(epoch);
        return writeEpochs();
    }

    /** Promises an epoch, and keeps what the protocol notes beside it. */
    public long promise(long epoch, byte[] privateState) {
        pluginState = privateState;
        return promise(epoch);
    }

    /**
     * Declares the initial history of an epoch complete; a ticket that covers it and everything
     * before.
     */
    public long establish(long epoch) {
        if (epoch <= epochs.current()) {
            return ticket;
        }
        epochs = epochs.entered(epoch);
        return writeEpochs();
    }

    private long writeEpochs() {
        out.add(new ConsensusAction.WriteHardState(++ticket, hardState()));
        return ticket;
    }

    private HardState hardState() {
        return new HardState(epochs.accepted(), epochs.current(), pluginState);
    }

    /** Logs an entry; its ticket. */
    public long append(LogEntry entry) {
        establish(Zxid.epoch(entry.zxid()));
        out.add(new ConsensusAction.Append(++ticket, entry));
        last = entry.zxid();
        return ticket;
    }

    /** Everything up to here is decided; at or below what is committed already: nothing happens. */
    public void commit(long upTo) {
        if (upTo > committed) {
            committed = upTo;
            floor =
                    Zxid.counter(upTo) == 0
                            ? floor
                            : upTo; // the start of an epoch is no transaction anybody could cut
            out.add(new ConsensusAction.Commit(upTo));
        }
    }

    public void truncate(long after) {
        epochsBefore = epochs;
        reset = ++ticket;
        out.add(new ConsensusAction.Truncate(ticket, after));
    }

    /**
     * Puts a staged tree with the entries behind it in the place of everything; with it epoch
     * {@code epoch} is complete.
     */
    public void install(long transfer, long zxid, long epoch) {
        epochsBefore = epochs;
        epochs = epochs.entered(epoch);
        reset = ++ticket;
        out.add(new ConsensusAction.InstallSnapshot(ticket, transfer, zxid, hardState(), false));
    }

    /** The answer to {@link #truncate} or {@link #install}. */
    public void reset(ConsensusEvent.HistoryReset answer) {
        if (answer.ticket() != reset) {
            return;
        }
        reset = 0;
        cutRefused = !answer.ok();
        if (answer.ok()) {
            last = answer.lastZxid();
            committed = answer.appliedZxid();
        } else {
            epochs = epochsBefore;
        }
    }

    /** True while the end of the log is unknown because it is being cut or replaced. */
    public boolean resetting() {
        return reset != 0;
    }

    /** True if the storage cannot cut where a leader wanted, so that only a whole tree helps. */
    public boolean cutRefused() {
        return cutRefused;
    }

    /**
     * A leader that needed no word of this server has completed its history, be it an empty one.
     */
    public void trust() {
        trusted = true;
    }

    long storeMembership(ConsensusAction.StoreMembership action) {
        out.add(action);
        return ticket;
    }

    long nextTicket() {
        return ++ticket;
    }

    public void persisted(long upTo) {
        durable = Math.max(durable, upTo);
    }

    /** Everything up to this ticket is durable. */
    public long durable() {
        return durable;
    }

    /** The last ticket given out. */
    public long ticket() {
        return ticket;
    }

    public long accepted() {
        return epochs.accepted();
    }

    public long current() {
        return epochs.current();
    }

    /** Zxid of the last entry, or of the tree if that is further. */
    public long last() {
        return last;
    }

    /** The last Commit: where the tree stands. */
    public long committed() {
        return committed;
    }

    /** The last transaction this core ever declared committed: nothing at or below may be cut. */
    public long floor() {
        return floor;
    }

    /** What the protocol has noted beside the promise. */
    public byte[] pluginState() {
        return pluginState;
    }

    /** Notes something of the protocol's; its ticket. */
    public long note(byte[] privateState) {
        pluginState = privateState;
        return writeEpochs();
    }

    /**
     * False while this server may lack something that it has acknowledged once: then it must not
     * count where histories are compared, for another one may rely on what it lacks.
     */
    public boolean trusted() {
        return trusted;
    }

    /** The last zxid as it counts in votes: -1 for a history that may lack something. */
    public long zxidForVotes() {
        return trusted ? last : -1;
    }

    /**
     * The epoch as it counts in votes: with a history that may lack something, nobody is behind.
     */
    public long epochForVotes() {
        return trusted ? epochs.current() : 0;
    }
}
