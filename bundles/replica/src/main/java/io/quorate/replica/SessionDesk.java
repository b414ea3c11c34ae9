package io.quorate.replica;

import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.Touches;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Counter;
import io.quorate.runtime.LongMap;
import io.quorate.service.ClientConnection;
import io.quorate.sessions.Session;
import io.quorate.sessions.SessionIds;
import io.quorate.sessions.SessionTable;
import io.quorate.storage.SessionCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.RequestCodec;
import io.quorate.wire.SessionPassword;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives clients their sessions, renews, expires and closes them. Loop thread only. Source: spec
 * client-protocol sections 3 and 10, semantics section 4.
 */
final class SessionDesk {

    private static final Logger LOG = LoggerFactory.getLogger(SessionDesk.class);
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final byte[] EMPTY_BODY = {};

    private SessionTable table;
    private final SessionIds ids;
    private final CoreDriver driver;
    private final Clock clock;
    private final int tickMillis;
    private final int minTimeoutMillis;
    private final int maxTimeoutMillis;
    private final LongMap<Seat> seats = new LongMap<>();
    private final LongMap<Seat> renewals = new LongMap<>();
    private final Counter expired = new Counter("stale_sessions_expired");
    private final Counter revalidations = new Counter("connection_revalidate_count");
    private final List<Seat> touched = new ArrayList<>();
    private boolean collecting;
    private int exchange = 1;
    private long lastExpiryMillis;

    SessionDesk(ReplicaSettings settings, long sessionServerId, CoreDriver driver, Clock clock) {
        this.driver = driver;
        this.clock = clock;
        this.tickMillis = settings.tickMillis();
        this.minTimeoutMillis = settings.minSessionTimeoutMillis();
        this.maxTimeoutMillis = settings.maxSessionTimeoutMillis();
        this.table = new SessionTable(tickMillis, nowMillis());
        this.ids = new SessionIds(sessionServerId, clock.wallMillis());
        this.lastExpiryMillis = nowMillis();
    }

    SessionTable table() {
        return table;
    }

    List<Counter> counters() {
        return List.of(expired, revalidations);
    }

    /** The connection that owns a session here, or null. */
    Seat seat(long sessionId) {
        return seats.get(sessionId);
    }

    /** A client wants a new session. */
    void open(Seat seat, int timeoutMillis) {
        seat.timeoutMillis = clamp(timeoutMillis);
        seat.sessionId = ids.next();
        seats.put(seat.sessionId, seat);
        JuteWriter body = new JuteWriter();
        RequestCodec.encode(new Request.CreateSession(seat.timeoutMillis), body);
        driver.call(
                new LeaderCall.Submit(
                        seat.sessionId,
                        0,
                        OpCode.CREATE_SESSION,
                        body.toByteArray(),
                        seat.identities));
    }

    /** A client comes back with a session whose older connection, if any, has been dropped. */
    void renew(Seat seat, long sessionId, int timeoutMillis) {
        revalidations.add(1);
        seat.timeoutMillis = clamp(timeoutMillis);
        seat.sessionId = sessionId;
        seats.put(sessionId, seat);
        renewals.put(driver.nextCallId(), seat);
        driver.call(new LeaderCall.Revalidate(sessionId, seat.timeoutMillis));
    }

    /** Leader: is the session alive? If so it belongs to {@code server} from now on. */
    LeaderAnswer revalidate(LeaderCall.Revalidate call, long server) {
        Session session = table.find(call.sessionId());
        boolean valid = session != null && table.touch(session, call.timeoutMillis(), nowMillis());
        if (valid) {
            session.owner(server);
        }
        return new LeaderAnswer.SessionValid(valid);
    }

    /** The leader has answered a renewal; false if the call was none. */
    boolean renewed(long callId, boolean valid) {
        Seat seat = renewals.remove(callId);
        if (seat == null) {
            return false;
        }
        if (seat.closed) {
            return true;
        }
        if (valid) {
            table.track(seat.sessionId, seat.timeoutMillis, nowMillis());
            establish(seat, seat.sessionId);
        } else {
            LOG.info(
                    "Session 0x{} of {} is unknown or expired",
                    Long.toHexString(seat.sessionId),
                    seat.connection.remote());
            seats.remove(seat.sessionId);
            seat.closed = true;
            seat.connection.rejected(false);
        }
        return true;
    }

    /** A createSession transaction has been applied. */
    void created(long sessionId, int timeoutMillis) {
        table.track(sessionId, timeoutMillis, nowMillis());
        Seat seat = seats.get(sessionId);
        if (seat != null && seat.session == null && !seat.closed) {
            establish(seat, sessionId);
        }
    }

    /**
     * A closeSession transaction has been applied; returns the connection to be closed, or null.
     */
    Seat closed(long sessionId) {
        table.remove(sessionId);
        return seats.remove(sessionId);
    }

    /** Learner: every replicated session is known, and who is active is told to the leader. */
    void follow(TreeReader tree) throws StorageException {
        trackAll(tree);
        collecting = true;
    }

    /** Sessions active on this server since the last call. */
    Touches collectTouches() {
        long[] ids = new long[touched.size()];
        int[] timeouts = new int[ids.length];
        for (int at = 0; at < ids.length; at++) {
            ids[at] = touched.get(at).sessionId;
            timeouts[at] = touched.get(at).timeoutMillis;
        }
        touched.clear();
        exchange++;
        return new Touches(ids, timeouts);
    }

    /** Calls under way will not be answered. */
    void callsLost() {
        renewals.clear();
    }

    /** Hands over every connection. */
    void eachSeat(Consumer<Seat> handler) {
        List<Seat> all = new ArrayList<>();
        seats.forEach(all::add);
        all.forEach(handler);
    }

    private void trackAll(TreeReader tree) throws StorageException {
        table = new SessionTable(tickMillis, nowMillis());
        collecting = false;
        touched.clear();
        exchange++;
        for (SessionCursor all = tree.sessions(); all.next(); ) {
            table.track(all.sessionId(), all.timeoutMillis(), nowMillis());
        }
    }

    /**
     * Leader: every replicated session is tracked afresh with its full timeout; ephemerals of
     * unknown sessions are asked to go.
     */
    void armAll(TreeReader tree) throws StorageException {
        trackAll(tree);
        lastExpiryMillis = nowMillis();
        for (long owner : tree.ephemeralOwners()) {
            if (table.find(owner) == null) {
                LOG.warn(
                        "Session 0x{} has ephemeral nodes but is unknown: they are removed",
                        Long.toHexString(owner));
                end(owner);
            }
        }
    }

    /** Hands over every connection with unanswered requests. */
    void eachUnanswered(Consumer<Seat> handler) {
        List<Seat> waiting = new ArrayList<>();
        seats.forEach(
                seat -> {
                    if (!seat.lane.isEmpty() || seat.session == null) {
                        waiting.add(seat);
                    }
                });
        waiting.forEach(handler);
    }

    /**
     * Renews the session of a request; false if it is closing or gone, so that the request is to be
     * dropped.
     */
    boolean touch(Seat seat) {
        if (collecting && seat.touchedIn != exchange) {
            seat.touchedIn = exchange;
            touched.add(seat);
        }
        return seat.session != null && table.touch(seat.session, seat.timeoutMillis, nowMillis());
    }

    /** Leader: renews a session that was active elsewhere. */
    void touch(long sessionId, int timeoutMillis) {
        Session session = table.find(sessionId);
        if (session != null) {
            table.touch(session, timeoutMillis, nowMillis());
        }
    }

    /** The connection has gone; its session lives on until it expires. */
    void left(Seat seat) {
        if (seats.get(seat.sessionId) == seat) {
            seats.remove(seat.sessionId);
        }
    }

    /** Submits the end of a session. */
    void end(long sessionId) {
        driver.call(
                new LeaderCall.Submit(sessionId, 0, OpCode.CLOSE_SESSION, EMPTY_BODY, List.of()));
    }

    /**
     * Expires sessions whose time has passed. A loop that was stalled first handles what has queued
     * up, so that one pause expires nobody.
     */
    void tick() {
        long now = nowMillis();
        long pause = now - lastExpiryMillis;
        lastExpiryMillis = now;
        if (pause > tickMillis) {
            LOG.warn(
                    "The replica loop was stalled for {} ms; sessions expire one turn later",
                    pause);
            return;
        }
        for (Session session : table.expire(now)) {
            LOG.info("Session {} expired after {} ms of silence", session, session.timeoutMillis());
            expired.add(1);
            end(session.id());
        }
    }

    private void establish(Seat seat, long sessionId) {
        seat.session = table.find(sessionId);
        ClientConnection connection = seat.connection;
        connection.established(sessionId, seat.timeoutMillis, SessionPassword.of(sessionId), false);
    }

    private int clamp(int timeoutMillis) {
        return Math.min(Math.max(timeoutMillis, minTimeoutMillis), maxTimeoutMillis);
    }

    private long nowMillis() {
        return clock.nowNanos() / NANOS_PER_MILLI;
    }
}
