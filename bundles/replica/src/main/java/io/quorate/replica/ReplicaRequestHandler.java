package io.quorate.replica;

import io.quorate.consensus.LeaderCall;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.model.ServerId;
import io.quorate.replica.client.CallLanes;
import io.quorate.replica.client.ClientAuthentication;
import io.quorate.replica.client.ClientConnectionRegistry;
import io.quorate.replica.client.ClientConnectionState;
import io.quorate.replica.client.EagerCheck;
import io.quorate.replica.client.ExchangeDriver;
import io.quorate.replica.client.RequestFaults;
import io.quorate.replica.client.WatchDispatcher;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.LeadershipTransfer;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.report.Reports;
import io.quorate.replica.session.ClientServices;
import io.quorate.replica.session.FailoverConnectionKeeper;
import io.quorate.replica.session.LocalSessionTracker;
import io.quorate.replica.session.SessionTracker;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.runtime.FaultPolicy;
import io.quorate.service.ClientConnection;
import io.quorate.service.Inspection;
import io.quorate.service.ReplicaReport;
import io.quorate.service.RequestHandler;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import io.quorate.wire.SessionPassword;
import java.util.function.Consumer;

/** What gates ask, handed to the class that answers it. Loop thread only. */
final class ReplicaRequestHandler implements RequestHandler {

    /** What is answered, under which zxid. */
    private record Refusal(Outcome outcome, long zxid) {}

    private final ClientConnectionRegistry connections;
    private final SessionTracker sessions;
    private final LocalSessionTracker locals;
    private final TreeReader tree;
    private final int minTimeoutMillis;
    private final int maxTimeoutMillis;
    private final ClientAuthentication auth;
    private final ExchangeDriver exchanges;
    private final CallLanes lanes;
    private final WatchDispatcher watches;
    private final CoreDriver driver;
    private final Serving serving;
    private final Reports reports;
    private final EagerCheck eager;
    private final RequestFaults requestFaults;
    private final FaultPolicy faults;
    private final FailoverConnectionKeeper holds;
    private LeadershipTransfer handOver;

    ReplicaRequestHandler(
            ReplicaSettings settings,
            TreeReader tree,
            ClientServices clients,
            ClientAuthentication auth,
            CallLanes lanes,
            WatchDispatcher watches,
            CoreDriver driver,
            Serving serving,
            Reports reports,
            EagerCheck eager,
            RequestFaults requestFaults,
            FaultPolicy faults) {
        this.minTimeoutMillis = settings.minSessionTimeoutMillis();
        this.maxTimeoutMillis = settings.maxSessionTimeoutMillis();
        this.tree = tree;
        this.connections = clients.connections();
        this.sessions = clients.sessions();
        this.locals = clients.locals();
        this.holds = clients.holds();
        this.faults = faults;
        this.auth = auth;
        this.exchanges = auth.exchanges();
        this.lanes = lanes;
        this.watches = watches;
        this.driver = driver;
        this.serving = serving;
        this.reports = reports;
        this.eager = eager;
        this.requestFaults = requestFaults;
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
        ClientConnectionState client = new ClientConnectionState(connection);
        connection.attach(client);
        auth.connected(client);
        if (client.closed) {
            return;
        }
        int timeout = Math.min(Math.max(timeoutMillis, minTimeoutMillis), maxTimeoutMillis);
        if (sessionId == 0) {
            open(client, timeout);
            return;
        }
        // The older connection of the session goes first, even if the password turns out wrong.
        ClientConnectionState older = connections.of(sessionId);
        if (older != null) {
            drop(older);
        }
        if (SessionPassword.matches(sessionId, password)) {
            renew(client, sessionId, timeout);
        } else {
            reject(client);
        }
    }

    private void open(ClientConnectionState client, int timeoutMillis) {
        if (locals.takesNew()) {
            locals.open(client, timeoutMillis);
        } else {
            sessions.open(client, timeoutMillis);
        }
    }

    private void renew(ClientConnectionState client, long sessionId, int timeoutMillis) {
        if (locals.knows(sessionId)) {
            locals.renew(client, sessionId, timeoutMillis);
        } else if (serving.isReadOnly()) {
            reject(client);
        } else {
            sessions.renew(client, sessionId, timeoutMillis);
        }
    }

    private void reject(ClientConnectionState client) {
        client.closed = true;
        exchanges.forget(client);
        client.connection.rejected(serving.isReadOnly());
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
        ClientConnectionState asking = (ClientConnectionState) connection.attachment();
        if (mustWait(asking)) {
            defer(asking, () -> read(connection, xid, request));
            return;
        }
        ClientConnectionState client = admitted(connection, xid, request.op());
        if (client == null) {
            return;
        }
        if (request instanceof Request.Sync && serving.isReadOnly()) {
            lanes.refuse(client, xid, request.op(), ErrorCode.NOT_READ_ONLY);
        } else if (request instanceof Request.Sync sync) {
            lanes.sync(client, xid, sync, driver.nextCallId());
            driver.call(new LeaderCall.Sync());
        } else {
            lanes.read(client, xid, request);
        }
    }

    @Override
    public void write(ClientConnection connection, int xid, int op, byte[] body) {
        ClientConnectionState asking = (ClientConnectionState) connection.attachment();
        if (mustWait(asking)) {
            defer(asking, () -> write(connection, xid, op, body));
            return;
        }
        ClientConnectionState client = admitted(connection, xid, op);
        if (client == null) {
            return;
        }
        if (client.local && op == OpCode.CLOSE_SESSION && locals.close(client, xid)) {
            return;
        }
        if (serving.isReadOnly()) {
            lanes.refuse(client, xid, op, ErrorCode.NOT_READ_ONLY);
            return;
        }
        Refusal refusal = refusal(client, op, body);
        if (refusal != null) {
            lanes.refuse(client, xid, op, refusal.outcome(), refusal.zxid());
            return;
        }
        lanes.write(client, xid, op);
        lanes.submit(
                client, new LeaderCall.Submit(client.sessionId, xid, op, body, client.identities));
    }

    /** Why a write is not even handed to the leader, or null. */
    private Refusal refusal(ClientConnectionState client, int op, byte[] body) {
        try {
            // What the tree holds half is no reason to refuse anything; the leader judges.
            int error = serving.before() == null ? eager.error(client, op, body) : ErrorCode.OK;
            if (error != ErrorCode.OK) {
                return new Refusal(new Outcome.Refused(error), 0);
            }
            Outcome refused = client.local ? locals.before(client, op, body) : null;
            return refused == null ? null : new Refusal(refused, CallLanes.AT_ITS_TURN);
        } catch (RuntimeException failure) {
            requestFaults.refused(op, client.sessionId, failure);
            return new Refusal(
                    new Outcome.Refused(ErrorCode.MARSHALLING_ERROR), CallLanes.AT_ITS_TURN);
        }
    }

    @Override
    public void malformed(ClientConnection connection, int xid, int op) {
        ClientConnectionState asking = (ClientConnectionState) connection.attachment();
        if (mustWait(asking)) {
            defer(asking, () -> malformed(connection, xid, op));
            return;
        }
        ClientConnectionState client = admitted(connection, xid, op);
        if (client != null) {
            lanes.refuse(client, xid, op, ErrorCode.MARSHALLING_ERROR);
        }
    }

    @Override
    public void throttled(ClientConnection connection, int xid, int op) {
        ClientConnectionState asking = (ClientConnectionState) connection.attachment();
        if (mustWait(asking)) {
            defer(asking, () -> throttled(connection, xid, op));
            return;
        }
        ClientConnectionState client = admitted(connection, xid, op);
        if (client != null) {
            lanes.refuse(client, xid, op, ErrorCode.THROTTLED_OP);
        }
    }

    @Override
    public void authenticate(ClientConnection connection, int xid, Request request) {
        ClientConnectionState client = (ClientConnectionState) connection.attachment();
        if (mustWait(client)) {
            defer(client, () -> authenticate(connection, xid, request));
            return;
        }
        if (client != null && !client.closed) {
            auth.authenticate(client, xid, request);
        }
    }

    @Override
    public void closed(ClientConnection connection) {
        ClientConnectionState client = (ClientConnectionState) connection.attachment();
        if (client == null) {
            holds.left(connection);
        } else if (!client.closed) {
            forget(client);
        }
    }

    @Override
    public void writable(ClientConnection connection) {
        ClientConnectionState client = (ClientConnectionState) connection.attachment();
        if (client != null && !client.closed) {
            lanes.writable(client);
        }
    }

    @Override
    public int outstanding() {
        return lanes.outstanding() + holds.deferred() + exchanges.deferred();
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
    void connect(LeadershipTransfer transfer) {
        handOver = transfer;
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

    /**
     * Whether what the client asks waits instead of being executed: for an answer about who it is,
     * or for the next leader.
     */
    private boolean mustWait(ClientConnectionState client) {
        return exchanges.keeps(client) || holds.keeps(client);
    }

    private void defer(ClientConnectionState client, Runnable request) {
        if (exchanges.keeps(client)) {
            exchanges.defer(client, request);
        } else {
            holds.defer(client, request);
        }
    }

    /** Closes a connection and forgets what was kept of it. */
    void drop(ClientConnectionState client) {
        forget(client);
        client.connection.close();
    }

    private void forget(ClientConnectionState client) {
        client.closed = true;
        exchanges.forget(client);
        holds.forget(client);
        lanes.drop(client);
        watches.release(client);
        connections.left(client);
    }

    /**
     * The client if its request may be taken; null if it has been dropped, or the request refused.
     */
    private ClientConnectionState admitted(ClientConnection connection, int xid, int op) {
        ClientConnectionState client = (ClientConnectionState) connection.attachment();
        if (client == null || client.closed) {
            return null;
        }
        if (!auth.mayProceed(client)) {
            connection.reply(
                    xid, op, 0, new Outcome.Refused(ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH));
            drop(client);
            return null;
        }
        holds.heard(client);
        boolean alive = client.local ? locals.touch(client) : sessions.touch(client);
        return alive ? client : null;
    }
}
