package io.quorate.replica;

import io.quorate.consensus.LeaderCall;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.model.ServerId;
import io.quorate.runtime.FaultPolicy;
import io.quorate.service.ClientConnection;
import io.quorate.service.Hatch;
import io.quorate.service.Inspection;
import io.quorate.service.ReplicaReport;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import io.quorate.wire.SessionPassword;
import java.util.function.Consumer;

/** What doors ask, handed to the desk that answers it. Loop thread only. */
final class ReplicaHatch implements Hatch {

    private final Seats seats;
    private final SessionDesk sessions;
    private final LocalSessionDesk locals;
    private final TreeReader tree;
    private final int minTimeoutMillis;
    private final int maxTimeoutMillis;
    private final AuthDesk auth;
    private final CallLanes lanes;
    private final WatchDesk watches;
    private final CoreDriver driver;
    private final Serving serving;
    private final Reports reports;
    private final EagerCheck eager;
    private final FaultPolicy faults;
    private final HoldDesk holds;
    private HandOverDesk handOver;

    ReplicaHatch(
            ReplicaSettings settings,
            TreeReader tree,
            ClientDesks clients,
            AuthDesk auth,
            CallLanes lanes,
            WatchDesk watches,
            CoreDriver driver,
            Serving serving,
            Reports reports,
            EagerCheck eager,
            FaultPolicy faults) {
        this.minTimeoutMillis = settings.minSessionTimeoutMillis();
        this.maxTimeoutMillis = settings.maxSessionTimeoutMillis();
        this.tree = tree;
        this.seats = clients.seats();
        this.sessions = clients.sessions();
        this.locals = clients.locals();
        this.holds = clients.holds();
        this.faults = faults;
        this.auth = auth;
        this.lanes = lanes;
        this.watches = watches;
        this.driver = driver;
        this.serving = serving;
        this.reports = reports;
        this.eager = eager;
    }

    @Override
    public void connect(
            ClientConnection connection,
            long lastZxidSeen,
            int timeoutMillis,
            long sessionId,
            byte[] password,
            boolean readOnly) {
        if (!serving.isServing() && holds.welcomes()) {
            holds.arrive(
                    connection,
                    () ->
                            connect(
                                    connection,
                                    lastZxidSeen,
                                    timeoutMillis,
                                    sessionId,
                                    password,
                                    readOnly));
            return;
        }
        boolean mayEnter = serving.isServing() && (readOnly || !serving.isReadOnly());
        if (!mayEnter
                || lastZxidSeen > serving.appliedZxid()
                || serving.isReadOnly() && isGlobal(sessionId)) {
            connection.close();
            return;
        }
        Seat seat = new Seat(connection);
        connection.seat(seat);
        int timeout = Math.min(Math.max(timeoutMillis, minTimeoutMillis), maxTimeoutMillis);
        if (sessionId == 0) {
            open(seat, timeout);
            return;
        }
        // The older connection of the session goes first, even if the password turns out wrong.
        Seat older = seats.of(sessionId);
        if (older != null) {
            drop(older);
        }
        if (SessionPassword.matches(sessionId, password)) {
            renew(seat, sessionId, timeout);
        } else {
            reject(seat);
        }
    }

    private void open(Seat seat, int timeoutMillis) {
        if (locals.takesNew()) {
            locals.open(seat, timeoutMillis);
        } else {
            sessions.open(seat, timeoutMillis);
        }
    }

    private void renew(Seat seat, long sessionId, int timeoutMillis) {
        if (locals.knows(sessionId)) {
            locals.renew(seat, sessionId, timeoutMillis);
        } else if (serving.isReadOnly()) {
            reject(seat);
        } else {
            sessions.renew(seat, sessionId, timeoutMillis);
        }
    }

    private void reject(Seat seat) {
        seat.closed = true;
        seat.connection.rejected(serving.isReadOnly());
    }

    private boolean isGlobal(long sessionId) {
        try {
            return tree.sessionTimeoutMillis(sessionId) >= 0;
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
    }

    @Override
    public void read(ClientConnection connection, int xid, Request request) {
        Seat asking = (Seat) connection.seat();
        if (holds.keeps(asking)) {
            holds.defer(asking, () -> read(connection, xid, request));
            return;
        }
        Seat seat = admitted(connection, xid, request.op());
        if (seat == null) {
            return;
        }
        if (request instanceof Request.Sync && serving.isReadOnly()) {
            lanes.refuse(seat, xid, request.op(), ErrorCode.NOT_READ_ONLY);
        } else if (request instanceof Request.Sync sync) {
            lanes.sync(seat, xid, sync, driver.nextCallId());
            driver.call(new LeaderCall.Sync());
        } else {
            lanes.read(seat, xid, request);
        }
    }

    @Override
    public void write(ClientConnection connection, int xid, int op, byte[] body) {
        Seat asking = (Seat) connection.seat();
        if (holds.keeps(asking)) {
            holds.defer(asking, () -> write(connection, xid, op, body));
            return;
        }
        Seat seat = admitted(connection, xid, op);
        if (seat == null) {
            return;
        }
        if (seat.local && op == OpCode.CLOSE_SESSION) {
            locals.close(seat, xid);
            return;
        }
        if (serving.isReadOnly()) {
            lanes.refuse(seat, xid, op, ErrorCode.NOT_READ_ONLY);
            return;
        }
        // What the tree holds half is no reason to refuse anything; the leader judges.
        int error = serving.before() == null ? eager.error(seat, op, body) : ErrorCode.OK;
        if (error != ErrorCode.OK) {
            lanes.refuse(seat, xid, op, new Outcome.Refused(error), 0);
            return;
        }
        Outcome refusal = seat.local ? locals.before(seat, op, body) : null;
        if (refusal != null) {
            lanes.refuse(seat, xid, op, refusal);
            return;
        }
        lanes.write(seat, xid, op);
        lanes.submit(seat, new LeaderCall.Submit(seat.sessionId, xid, op, body, seat.identities));
    }

    @Override
    public void malformed(ClientConnection connection, int xid, int op) {
        Seat asking = (Seat) connection.seat();
        if (holds.keeps(asking)) {
            holds.defer(asking, () -> malformed(connection, xid, op));
            return;
        }
        Seat seat = admitted(connection, xid, op);
        if (seat != null) {
            lanes.refuse(seat, xid, op, ErrorCode.MARSHALLING_ERROR);
        }
    }

    @Override
    public void throttled(ClientConnection connection, int xid, int op) {
        Seat asking = (Seat) connection.seat();
        if (holds.keeps(asking)) {
            holds.defer(asking, () -> throttled(connection, xid, op));
            return;
        }
        Seat seat = admitted(connection, xid, op);
        if (seat != null) {
            lanes.refuse(seat, xid, op, ErrorCode.THROTTLED_OP);
        }
    }

    @Override
    public void authenticate(ClientConnection connection, int xid, Request request) {
        Seat seat = (Seat) connection.seat();
        if (holds.keeps(seat)) {
            holds.defer(seat, () -> authenticate(connection, xid, request));
            return;
        }
        if (seat != null && !seat.closed && !auth.authenticate(seat, xid, request)) {
            drop(seat);
        }
    }

    @Override
    public void closed(ClientConnection connection) {
        Seat seat = (Seat) connection.seat();
        if (seat == null) {
            holds.left(connection);
        } else if (!seat.closed) {
            forget(seat);
        }
    }

    @Override
    public void writable(ClientConnection connection) {
        Seat seat = (Seat) connection.seat();
        if (seat != null && !seat.closed) {
            lanes.writable(seat);
        }
    }

    @Override
    public int outstanding() {
        return lanes.outstanding() + holds.deferred();
    }

    @Override
    public boolean welcomes() {
        return serving.isServing() || holds.welcomes();
    }

    @Override
    public boolean serving() {
        return serving.isServing();
    }

    /** Where there are other servers. */
    void connect(HandOverDesk desk) {
        handOver = desk;
    }

    @Override
    public void handOver(ServerId successor, Consumer<String> ended) {
        if (handOver == null) {
            ended.accept("This server is alone.");
        } else {
            handOver.ask(successor, ended);
        }
    }

    @Override
    public ReplicaReport report() {
        return reports.report();
    }

    @Override
    public Inspection inspection() {
        return reports;
    }

    /** Closes a connection and forgets what was kept of it. */
    void drop(Seat seat) {
        forget(seat);
        seat.connection.close();
    }

    private void forget(Seat seat) {
        seat.closed = true;
        holds.forget(seat);
        lanes.drop(seat);
        watches.release(seat);
        seats.left(seat);
    }

    /** The seat if the request may be taken; otherwise it has been dropped or refused. */
    private Seat admitted(ClientConnection connection, int xid, int op) {
        Seat seat = (Seat) connection.seat();
        if (seat == null || seat.closed) {
            return null;
        }
        if (!auth.mayProceed(seat)) {
            connection.reply(
                    xid, op, 0, new Outcome.Refused(ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH));
            drop(seat);
            return null;
        }
        holds.heard(seat);
        boolean alive = seat.local ? locals.touch(seat) : sessions.touch(seat);
        return alive ? seat : null;
    }
}
