package io.quorate.replica.driver;

import io.quorate.storage.DebtLimits;
import io.quorate.storage.TreeStore;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes writes of clients no faster than the storage works off its debt: freely below the soft
 * limit, ever more slowly above it, none at the hard limit. What waits goes on by itself, in order;
 * how much may wait is bounded by the gates, which read no more from connections with unanswered
 * requests. Loop thread only. Source: docs/adr/0086.
 */
public final class WriteThrottle {

    private static final Logger LOG = LoggerFactory.getLogger(WriteThrottle.class);

    /** What is left to the hard limit is to last for so many ticks, a second in all. */
    private static final int TICKS = 100;

    private record Waiting(int bytes, Runnable carryOut) {}

    private final TreeStore tree;
    private final DebtLimits limits;

    /** The storage bears any debt. */
    private final boolean off;

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);

    /** Bytes that may still be taken in this tick above the soft limit. */
    private long allowedBytes;

    private boolean full;

    /** Follows the debt of this tree. */
    public WriteThrottle(TreeStore tree) {
        this.tree = tree;
        this.limits = tree.debtLimits();
        this.off = limits.equals(DebtLimits.NONE);
    }

    /** Whether a write of so many bytes may go on now; if not, {@link #add} follows. */
    public boolean takes(int bytes) {
        return off || waiting.isEmpty() && isRoom(bytes);
    }

    private boolean isRoom(int bytes) {
        long debt = tree.debt();
        if (debt < limits.softBytes()) {
            return true;
        }
        if (allowedBytes <= 0 || debt >= limits.hardBytes()) {
            return false;
        }
        allowedBytes -= bytes;
        return true;
    }

    /** A write waits behind those that do already; {@code carryOut} follows. */
    public void add(int bytes, Runnable carryOut) {
        waiting.add(new Waiting(bytes, carryOut));
    }

    /** Every 10 ms: some of what waits goes on. */
    public void tick() {
        if (off) {
            return;
        }
        long debt = tree.debt();
        tell(debt);
        long left = Math.max(0, limits.hardBytes() - debt);
        // At least one write is taken in each tick before the hard limit.
        allowedBytes = left == 0 ? 0 : Math.max(1, left / TICKS);
        long room = debt < limits.softBytes() ? left : allowedBytes;
        while (room > 0 && !waiting.isEmpty()) {
            Waiting next = waiting.poll();
            room -= next.bytes();
            allowedBytes -= next.bytes();
            next.carryOut().run();
        }
    }

    private void tell(long debt) {
        boolean nowFull = debt >= limits.hardBytes();
        if (nowFull != full) {
            full = nowFull;
            if (full) {
                LOG.warn(
                        "The storage has {} bytes in no checkpoint, {} is its limit: writes wait",
                        debt,
                        limits.hardBytes());
            } else {
                LOG.info("The storage has worked off its debt: writes go on");
            }
        }
    }
}
