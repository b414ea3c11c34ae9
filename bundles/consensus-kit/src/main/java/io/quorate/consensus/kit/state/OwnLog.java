package io.quorate.consensus.kit.state;

import java.util.ArrayDeque;

/**
 * How far a server's own disk has the proposals of an epoch. Tickets and zxids of appends rise side
 * by side, so only where that run breaks is remembered.
 */
public final class OwnLog {

    /** Appends with rising tickets and zxids, from the first one on. */
    private record Run(long ticket, long zxid) {}

    private final ArrayDeque<Run> runs = new ArrayDeque<>();
    private long lastTicket;
    private long lastZxid;

    public void appended(long ticket, long zxid) {
        if (runs.isEmpty() || ticket != lastTicket + 1 || zxid != lastZxid + 1) {
            runs.add(new Run(ticket, zxid));
        }
        lastTicket = ticket;
        lastZxid = zxid;
    }

    /** The last proposal that is durable when {@code ticket} is; 0 if none. */
    public long upTo(long ticket) {
        Run current = null;
        long end = lastZxid;
        while (!runs.isEmpty() && runs.peek().ticket() <= ticket) {
            current = runs.poll();
            end = runs.isEmpty() ? lastZxid : runs.peek().zxid() - 1;
        }
        if (current == null) {
            return 0;
        }
        runs.push(current); // it may go on
        return Math.min(current.zxid() + (ticket - current.ticket()), end);
    }
}
