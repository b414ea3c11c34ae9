package io.quorate.replica.log;

import io.quorate.consensus.LogEntry;
import io.quorate.model.LoggedTxn;
import io.quorate.runtime.FaultPolicy;
import io.quorate.wire.MalformedRecord;
import io.quorate.wire.TxnCodec;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The transactions that are in the log and not yet applied, decoded once. On the leader they come
 * from {@code prepare} and are never decoded. Loop thread only.
 */
public final class LogTail {

    private final ArrayDeque<TailEntry> unapplied = new ArrayDeque<>();
    private final FaultPolicy faults;
    private @Nullable TailEntry announced;
    private long unreadUpTo;

    /** {@code lastZxid} is the end of the log at the start; nothing of it is in memory. */
    public LogTail(long lastZxid, FaultPolicy faults) {
        this.unreadUpTo = lastZxid;
        this.faults = faults;
    }

    /**
     * The leader has prepared this entry and proposes it now: when it is appended it needs no
     * decoding.
     */
    public void announce(LoggedTxn logged, byte[] payload) {
        announced = new TailEntry(logged, payload);
    }

    /** The core has put an entry into the log. */
    public void append(LogEntry entry) {
        TailEntry known = announced;
        announced = null;
        if (known != null && known.payload() == entry.txn()) {
            unapplied.add(known);
            return;
        }
        unapplied.add(decode(entry.txn(), entry.zxid()));
    }

    /** The oldest entry at or below {@code upTo}, removed; null if there is none. */
    public @Nullable TailEntry take(long upTo) {
        TailEntry oldest = unapplied.peek();
        return oldest == null || oldest.zxid() > upTo ? null : unapplied.poll();
    }

    /** Zxid of the oldest entry; {@link Long#MAX_VALUE} if there is none. */
    public long oldestZxid() {
        TailEntry oldest = unapplied.peek();
        return oldest == null ? Long.MAX_VALUE : oldest.zxid();
    }

    /** Zxid of the newest entry; 0 if there is none. */
    public long newestZxid() {
        TailEntry newest = unapplied.peekLast();
        return newest == null ? 0 : newest.zxid();
    }

    /**
     * The log may have entries up to here that are neither in memory nor in the tree; above, it has
     * none. A look at the log costs a walk through a whole file of it, so nobody looks above.
     */
    public long unreadUpTo() {
        return unreadUpTo;
    }

    /** The tree may be an older one: what was applied before is to be read from the log again. */
    public void treeReplaced(long lastZxid) {
        unreadUpTo = Math.min(lastZxid, oldestZxid() - 1);
    }

    /** Entries above {@code after} have left the log. */
    public void cut(long after) {
        unreadUpTo = Math.min(unreadUpTo, after);
        while (!unapplied.isEmpty() && unapplied.peekLast().zxid() > after) {
            unapplied.pollLast();
        }
    }

    /** Entries at or below {@code zxid} are part of the tree now. */
    void dropUpTo(long zxid) {
        while (take(zxid) != null) {
            // Nothing to be done with it.
        }
    }

    public int size() {
        return unapplied.size();
    }

    /** An entry as read from the log; undecodable bytes there are a broken invariant. */
    public TailEntry decode(byte[] payload, long zxid) {
        try {
            return new TailEntry(TxnCodec.decode(payload), payload);
        } catch (MalformedRecord malformed) {
            throw faults.fatal(
                    "log entry " + io.quorate.model.Zxid.text(zxid) + " cannot be decoded",
                    malformed);
        }
    }
}
