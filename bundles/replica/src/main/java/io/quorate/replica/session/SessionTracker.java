package io.quorate.replica.session;

import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.Touches;
import io.quorate.model.OpCode;
import io.quorate.model.Role;
import io.quorate.replica.client.ClientConnectionRegistry;
import io.quorate.replica.client.ClientConnectionState;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.Serving;
import io.quorate.runtime.Counter;
import io.quorate.runtime.LongMap;
import io.quorate.sessions.Session;
import io.quorate.sessions.SessionTable;
import io.quorate.sessions.TouchTable;
import io.quorate.storage.SessionCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives clients their global sessions, renews, expires and closes them; only a leader decides which
 * has expired. Loop thread only. Source: spec client-protocol sections 3 and 10, semantics section
 * 4, quorum-protocol section 14.
 */
public final class SessionTracker {

    private static final Logger LOG = LoggerFactory.getLogger(SessionTracker.class);
    private static final byte[] EMPTY_BODY = {};

    private static final int TOUCH_BYTES = 12;

    private final SessionContext context;
    private final ClientConnectionRegistry connections;
    private final Serving serving;
    private final LongSupplier newestZxid;
    private final CoreDriver driver;
    private final FailoverConnectionKeeper holds;

    /** So that they fit into a packet with room to spare. */
    private final int touchesMax;

    private final TouchTable touches = new TouchTable();
    private final LongMap<ClientConnectionState> renewals = new LongMap<>();
    private final LongMap<ClientConnectionState> confirmations = new LongMap<>();
    private final Counter revalidations = new Counter("connection_revalidate_count");
    private SessionTable table;

    /**
     * @param newestZxid of the log
     * @param holds keeps clients over a change of leader
     */
    SessionTracker(
            SessionContext context,
            ClientConnectionRegistry connections,
            Serving serving,
            LongSupplier newestZxid,
            CoreDriver driver,
            FailoverConnectionKeeper holds) {
        this.context = context;
        this.connections = connections;
        this.serving = serving;
        this.newestZxid = newestZxid;
        this.driver = driver;
        this.holds = holds;
        this.touchesMax =
                Math.max(1, context.settings().limits().recordBytesMax() / TOUCH_BYTES / 2);
        this.table = newTable();
    }

    private SessionTable newTable() {
        return new SessionTable(context.settings().tickMillis(), context.nowMillis());
    }

    public SessionTable table() {
        return table;
    }

    Counter revalidations() {
        return revalidations;
    }

    /** A client wants a new session. */
    public void open(ClientConnectionState client, int timeoutMillis) {
        client.timeoutMillis = timeoutMillis;
        client.sessionId = context.ids().next();
        client.opening = true;
        connections.enter(client);
        driver.call(
                new LeaderCall.Submit(
                        client.sessionId,
                        0,
                        OpCode.CREATE_SESSION,
                        LocalSessionTracker.creation(client.timeoutMillis),
                        client.identities));
    }

    /** A client comes back with a session whose older connection, if any, has been dropped. */
    public void renew(ClientConnectionState client, long sessionId, int timeoutMillis) {
        revalidations.add(1);
        client.timeoutMillis = timeoutMillis;
        client.sessionId = sessionId;
        connections.enter(client);
        askForLeave(client);
    }

    /** The leader says whether the session may go on here. */
    private void askForLeave(ClientConnectionState client) {
        renewals.put(driver.nextCallId(), client);
        driver.call(new LeaderCall.Revalidate(client.sessionId, client.timeoutMillis));
    }

    /**
     * A client kept over a change of leader wants to go on; the keeper gets the answer. False if
     * its session has ended.
     */
    public boolean confirm(ClientConnectionState client) {
        client.session = table.find(client.sessionId);
        if (client.session == null) {
            return false;
        }
        askForLeave(client);
        return true;
    }

    /** Leader: is the session alive? If so it belongs to {@code server} from now on. */
    @SuppressWarnings("NullAway") // a session that is valid is there
    public LeaderAnswer revalidate(LeaderCall.Revalidate call, long server) {
        Session session = table.find(call.sessionId());
        boolean valid =
                session != null && table.touch(session, call.timeoutMillis(), context.nowMillis());
        if (valid) {
            session.owner(server);
        }
        return new LeaderAnswer.SessionValid(valid);
    }

    /** The leader has answered a renewal. */
    void renewed(long callId, boolean valid) {
        ClientConnectionState client = renewals.remove(callId);
        if (client == null || client.closed) {
            return;
        }
        if (!valid && client.deferred != null) {
            holds.refused(client);
            return;
        }
        if (!valid) {
            LOG.info(
                    "Session 0x{} of {} is unknown or expired",
                    Long.toHexString(client.sessionId),
                    client.connection.remote());
            connections.left(client);
            client.closed = true;
            client.connection.rejected(false);
            return;
        }
        // What other connections of the session have asked for may still be under way, under
        // numbers that this one uses again. In the log of a voter it stands before the answer; an
        // observer waits until it is decided.
        client.ownAfterZxid = Math.max(serving.appliedZxid(), newestZxid.getAsLong());
        if (serving.role() == Role.OBSERVING) {
            confirmations.put(driver.nextCallId(), client);
            driver.call(new LeaderCall.Sync());
        } else {
            establish(client);
        }
    }

    /** A barrier has been passed; false if it was none of a renewal. */
    public boolean synced(long callId) {
        ClientConnectionState client = confirmations.remove(callId);
        if (client == null) {
            return false;
        }
        if (!client.closed) {
            establish(client);
        }
        return true;
    }

    /** A createSession transaction has been applied. */
    public void created(long sessionId, int timeoutMillis) {
        Session session = table.track(sessionId, timeoutMillis, context.nowMillis());
        ClientConnectionState client = connections.of(sessionId);
        if (client == null || client.closed) {
            return;
        }
        if (client.local) {
            client.local = false;
            client.session = session;
        } else if (client.session == null && client.opening) {
            establish(client);
        }
    }

    private void establish(ClientConnectionState client) {
        client.session = table.track(client.sessionId, client.timeoutMillis, context.nowMillis());
        if (client.deferred != null) {
            holds.confirmed(client);
        } else {
            holds.heard(client);
            client.established(false);
        }
    }

    /** A closeSession transaction has been applied. */
    public void closed(long sessionId) {
        table.remove(sessionId);
    }

    /**
     * Learner: every replicated session is known, and the active ones are reported to the leader.
     */
    public void follow(TreeReader tree) throws StorageException {
        trackAll(tree);
        touches.begin(true);
    }

    /**
     * Leader: every replicated session is tracked afresh with its full timeout; ephemerals of
     * unknown sessions are asked to go.
     */
    public void lead(TreeReader tree) throws StorageException {
        trackAll(tree);
        touches.begin(false);
        for (long owner : tree.ephemeralOwners()) {
            if (table.find(owner) == null) {
                LOG.warn(
                        "Session 0x{} has ephemeral nodes but is unknown: they are removed",
                        Long.toHexString(owner));
                end(owner);
            }
        }
    }

    private void trackAll(TreeReader tree) throws StorageException {
        table = newTable();
        for (SessionCursor all = tree.sessions(); all.next(); ) {
            table.track(all.sessionId(), all.timeoutMillis(), context.nowMillis());
        }
    }

    /** Learner: the sessions that were active here since the leader has asked last. */
    public Touches collectTouches() {
        return touches.collect(touchesMax, Touches::new);
    }

    /** Calls under way will not be answered. */
    public void callsLost() {
        renewals.clear();
        confirmations.clear();
    }

    /**
     * Renews the session of a request; false if it is closing or gone, so that the request is to be
     * dropped.
     */
    public boolean touch(ClientConnectionState client) {
        if (client.touchedIn != touches.exchange()) {
            client.touchedIn = touches.exchange();
            touches.touch(client.sessionId, client.timeoutMillis);
        }
        return client.session != null
                && table.touch(client.session, client.timeoutMillis, context.nowMillis());
    }

    /**
     * Renews a session that was active on another server; a learner passes that on. Only what is a
     * session: an observer may name numbers without end, and the leader asks for so many at a time.
     */
    public void touch(long sessionId, int timeoutMillis) {
        Session session = table.find(sessionId);
        if (session != null) {
            touches.touch(sessionId, timeoutMillis);
            table.touch(session, timeoutMillis, context.nowMillis());
        }
    }

    /** Submits the end of a session. */
    public void end(long sessionId) {
        driver.call(
                new LeaderCall.Submit(sessionId, 0, OpCode.CLOSE_SESSION, EMPTY_BODY, List.of()));
    }

    /** Leader: ends sessions whose time has passed. */
    public void tick() {
        for (Session session : table.expire(context.nowMillis())) {
            LOG.info("Session {} expired after {} ms of silence", session, session.timeoutMillis());
            context.expired().add(1);
            end(session.id());
        }
    }
}
