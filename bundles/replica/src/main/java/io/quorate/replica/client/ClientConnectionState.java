package io.quorate.replica.client;

import io.quorate.consensus.LeaderCall;
import io.quorate.model.Identity;
import io.quorate.replica.auth.ClientExchanges;
import io.quorate.replica.auth.Identities;
import io.quorate.service.ClientConnection;
import io.quorate.service.NodeEvent;
import io.quorate.sessions.Lane;
import io.quorate.sessions.Session;
import io.quorate.watches.Watcher;
import io.quorate.wire.SessionPassword;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the replica keeps of a client connection: session, identities, unanswered requests. Loop
 * thread only.
 */
public final class ClientConnectionState extends Watcher {

    /** Bytes of events that may wait for a reply before the connection is given up. */
    private static final int HELD_EVENT_BYTES_MAX = 4 << 20;

    /** What an event takes besides its path, about. */
    private static final int EVENT_BYTES = 64;

    public final ClientConnection connection;

    /** Unanswered requests in order. */
    final Lane<Pending> lane = new Lane<>();

    /** Those of them that wait for a commit, in order. */
    final ArrayDeque<Pending> writes = new ArrayDeque<>(2);

    /** Syncs the leader has not answered. */
    int syncs;

    /** Writes behind one of them, not submitted yet. */
    public final ArrayDeque<LeaderCall.Submit> held = new ArrayDeque<>(0);

    /** Immutable; replaced when an auth packet succeeds. */
    public List<Identity> identities;

    /** Whether one of them is of a scheme that is demanded; never unlearned. */
    public boolean mayProceed;

    private final Identities known;

    /** Null while no scheme remembers anything of it or owes an answer about it. */
    public @Nullable ClientExchanges exchanges;

    /** 0 until the connect request named or was given a session. */
    public long sessionId;

    public int timeoutMillis;

    /** Null until the session stands. */
    public @Nullable Session session;

    /** Whether the session was asked for by this connection, not renewed. */
    public boolean opening;

    /** Whether the session is known to this server alone. */
    public boolean local;

    /**
     * Transactions up to this zxid are no answers to requests of this connection: the session had
     * another connection, perhaps elsewhere, when they were made.
     */
    public long ownAfterZxid;

    /** The newest read that was held or runs elsewhere, and has no reply yet; null if none. */
    @Nullable Pending behindTheTimes;

    private int heldEventBytes;

    /** Its reads have had their time of the turn and go on in a later one. */
    boolean draining;

    public boolean closed;

    /** When the client's last request came. */
    public long heardMillis;

    /** What it asked since its server lost the leader, in order; null while it is served. */
    public @Nullable ArrayDeque<Runnable> deferred;

    /** How long it is kept without being served. */
    public long heldUntilMillis;

    /** Last exchange of touches for which this connection has been noted. */
    public int touchedIn;

    public ClientConnectionState(ClientConnection connection) {
        this.connection = connection;
        this.known =
                new Identities(
                        new Identity("ip", connection.remote().getAddress().getHostAddress()));
        this.identities = known.list();
    }

    /** The session stands. */
    public void established(boolean readOnly) {
        connection.established(sessionId, timeoutMillis, SessionPassword.of(sessionId), readOnly);
    }

    /**
     * Something it watches has changed. The event leaves at once, or behind the replies that show
     * an earlier state: what it hears never goes back in time, and no watch fires before its client
     * knows that it is set.
     */
    public void event(NodeEvent event) {
        if (behindTheTimes == null) {
            connection.event(event);
        } else {
            heldEventBytes += event.path().length() + EVENT_BYTES;
            behindTheTimes.follow(event);
        }
    }

    /** Whether more events wait for a reply than may. */
    boolean isOverrun() {
        return heldEventBytes > HELD_EVENT_BYTES_MAX;
    }

    /** The reply to a request has left. */
    void replied(Pending pending) {
        List<NodeEvent> events = pending.behind;
        if (behindTheTimes == pending) {
            behindTheTimes = null;
            heldEventBytes = 0;
        }
        pending.forget();
        if (events != null) {
            for (int at = 0; at < events.size() && !closed; at++) {
                connection.event(events.get(at));
            }
        }
    }

    /** Adds identities that are not there yet; false if that would be too many. */
    public boolean add(List<Identity> more) {
        boolean added = known.add(more);
        identities = known.list();
        return added;
    }
}
