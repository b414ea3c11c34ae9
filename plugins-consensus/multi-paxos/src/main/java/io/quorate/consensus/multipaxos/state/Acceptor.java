package io.quorate.consensus.multipaxos.state;

import io.quorate.consensus.HardState;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.kit.state.Timing;
import io.quorate.model.ServerId;
import java.nio.ByteBuffer;

/**
 * What this server has promised as an acceptor: a ballot, durably, and beside it a lease, as long
 * as that runs. The epoch of the ballot is the accepted epoch of the hard state, so every protocol
 * respects it; its server is noted beside. If the accepted epoch is another one than the one noted,
 * nobody knows to whom it was promised, and it is promised to nobody any more.
 *
 * <p>Whether a lease was granted since the promise is noted as well, durably before the first one
 * is granted: a server that has restarted cannot know how long the last one runs, so it promises
 * nothing for as long as one may run. Survives changes of role. Source: spec multi-paxos sections 3
 * and 7.
 */
public final class Acceptor {

    private static final byte VERSION = 1;

    /** Version, epoch, server, lease. */
    private static final int BYTES = 1 + 8 + 8 + 4;

    /** As long as a lease that another version of this class has granted can be. */
    private static final int UNKNOWN_LEASE_MILLIS = PaxosSettings.LEASE_MILLIS_MAX;

    private final DurableState durableState;
    private final Timing timing;
    private final PaxosRules rules;
    private long notedEpoch = -1;
    private ServerId promisedTo;

    /** Longest lease granted since the promise, ms, and the ticket that makes the note durable. */
    private int notedLeaseMillis;

    private long leaseTicket;

    /** Nobody but the holder is promised anything before this time; null: nobody at all. */
    private long closedUntilNanos;

    private ServerId holder;

    /** The acceptor of a server that has just started. */
    public Acceptor(Server server, PaxosRules rules) {
        this.durableState = server.durableState();
        this.timing = server.timing();
        this.rules = rules;
        closedUntilNanos = timing.clockNanos();
        byte[] state = durableState.pluginState();
        if (state.length == BYTES && state[0] == VERSION) {
            ByteBuffer in = ByteBuffer.wrap(state, 1, BYTES - 1);
            notedEpoch = in.getLong();
            promisedTo = new ServerId(in.getLong());
            int noted = in.getInt();
            notedLeaseMillis = isLease(noted) ? noted : UNKNOWN_LEASE_MILLIS;
        } else if (state.length > 0) {
            notedLeaseMillis = UNKNOWN_LEASE_MILLIS;
        }
        closedUntilNanos += rules.lease().nanosClosedAfterStart(notedLeaseMillis);
    }

    /** What no lease can be is a mistake of a disk, or of a peer. */
    private static boolean isLease(int millis) {
        return millis >= 0 && millis <= UNKNOWN_LEASE_MILLIS;
    }

    /**
     * Why this server must not go on with what was on its disk; null if it may. Who has promised
     * has both epochs on disk before the note beside them. Without them nobody knows in which
     * ballot the log was accepted, and by a lower one something chosen may lose against what never
     * was.
     */
    public String objection(HardState found) {
        boolean complete = found.acceptedEpoch() >= 0 && found.currentEpoch() >= 0;
        if (complete || found.pluginState().length == 0) {
            return null;
        }
        return "this server has promised ballot %d (consensusState-multi-paxos.state), but %s is gone, and with it what it has accepted: put the file back from a copy; or, as a member of an ensemble, run \"quorate history discard\" and start again, so that it takes what the others have"
                .formatted(
                        notedEpoch,
                        found.currentEpoch() < 0
                                ? "the file currentEpoch"
                                : "the file acceptedEpoch");
    }

    /** The rules this server goes by. */
    public PaxosRules rules() {
        return rules;
    }

    /** The highest epoch promised. */
    public long promisedEpoch() {
        return durableState.accepted();
    }

    /** To whom that was promised; null if nobody knows. */
    public ServerId promisedTo() {
        return notedEpoch == promisedEpoch() ? promisedTo : null;
    }

    /**
     * Whether a ballot may be promised, lease or not: it is higher than the one promised, or the
     * same.
     */
    public boolean mayPromise(long epoch, ServerId server) {
        return rules.promise().allows(epoch, server, promisedEpoch(), promisedTo());
    }

    /** How long a lease forbids to promise a ballot of this server, ns; 0 or less: not any more. */
    public long waitNanos(ServerId server) {
        return server.equals(holder) ? 0 : closedUntilNanos - timing.clockNanos();
    }

    /**
     * Promises a ballot that may be promised.
     *
     * @return the ticket that makes it durable
     */
    public long promise(long epoch, ServerId server) {
        if (epoch == promisedEpoch() && epoch == notedEpoch) {
            return durableState.ticket();
        }
        notedEpoch = epoch;
        promisedTo = server;
        notedLeaseMillis = 0;
        return durableState.promise(epoch, note());
    }

    private byte[] note() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(notedEpoch)
                .putLong(promisedTo.value())
                .putInt(notedLeaseMillis)
                .array();
    }

    /**
     * The leader whose ballot is promised asks for a lease.
     *
     * @return false if it is not granted now: that it will be is not durable yet, or another ballot
     *     was promised
     */
    public boolean grant(long epoch, ServerId leader, int leaseMillis) {
        if (epoch != promisedEpoch()
                || epoch != notedEpoch
                || !leader.equals(promisedTo)
                || !isLease(leaseMillis)) {
            return false;
        }
        if (leaseMillis > notedLeaseMillis) {
            notedLeaseMillis = leaseMillis;
            leaseTicket = durableState.note(note());
        }
        if (!rules.lease().mayGrant(durableState.durable(), leaseTicket)) {
            return false;
        }
        holder = leader;
        closedUntilNanos =
                Math.max(
                        closedUntilNanos,
                        timing.clockNanos() + rules.lease().nanosClosed(leaseMillis));
        return true;
    }
}
