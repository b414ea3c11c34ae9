package io.quorate.replica;

import io.quorate.consensus.LeaderCall;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.model.ServerId;
import io.quorate.replica.client.CallLanes;
import io.quorate.replica.client.ClientAuthentication;
import io.quorate.replica.client.ClientConnectionState;
import io.quorate.replica.client.ExchangeDriver;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.Ensemble;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.report.Reports;
import io.quorate.replica.session.ClientServices;
import io.quorate.replica.session.ConnectRequests;
import io.quorate.replica.session.FailoverConnectionKeeper;
import io.quorate.replica.session.WriteAdmission;
import io.quorate.service.ClientConnection;
import io.quorate.service.Inspection;
import io.quorate.service.ReplicaReport;
import io.quorate.service.RequestHandler;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What gates ask, handed to the class that answers it. Loop thread only. */
final class ReplicaRequestHandler implements RequestHandler {

    private final ConnectRequests connects;
    private final WriteAdmission admission;
    private final ClientServices clients;
    private final CallLanes lanes;
    private final FailoverConnectionKeeper holds;
    private final ClientAuthentication auth;
    private final ExchangeDriver exchanges;
    private final CoreDriver driver;
    private final Serving serving;
    private final Reports reports;
    private final Ensemble ensemble;

    ReplicaRequestHandler(
            ConnectRequests connects,
            WriteAdmission admission,
            ClientServices clients,
            ClientAuthentication auth,
            CoreDriver driver,
            Serving serving,
            Reports reports,
            Ensemble ensemble) {
        this.connects = connects;
        this.admission = admission;
        this.clients = clients;
        this.lanes = clients.lanes();
        this.holds = clients.holds();
        this.auth = auth;
        this.exchanges = auth.exchanges();
        this.driver = driver;
        this.serving = serving;
        this.reports = reports;
        this.ensemble = ensemble;
    }

    @Override
    public void connect(
            ClientConnection connection,
            long lastZxidSeen,
            int timeoutMillis,
            long sessionId,
            byte @Nullable [] password,
            boolean readOnly) {
        connects.connect(connection, lastZxidSeen, timeoutMillis, sessionId, password, readOnly);
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
        if (client.local && op == OpCode.CLOSE_SESSION && clients.locals().close(client, xid)) {
            return;
        }
        if (serving.isReadOnly()) {
            lanes.refuse(client, xid, op, ErrorCode.NOT_READ_ONLY);
            return;
        }
        WriteAdmission.Refusal refusal = admission.refusal(client, op, body);
        if (refusal != null) {
            lanes.refuse(client, xid, op, refusal.outcome(), refusal.zxid());
            return;
        }
        lanes.write(client, xid, op);
        lanes.submit(
                client, new LeaderCall.Submit(client.sessionId, xid, op, body, client.identities));
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
            clients.connections().forget(client);
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

    @Override
    public void handOver(@Nullable ServerId successor, Consumer<String> ended) {
        ensemble.handOver(successor, ended);
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
     * Whether what the client asks waits instead of being executed: for an answer about its
     * identity, or for the next leader.
     */
    private boolean mustWait(@Nullable ClientConnectionState client) {
        return exchanges.keeps(client) || holds.keeps(client);
    }

    @SuppressWarnings("NullAway") // one that must wait is there
    private void defer(@Nullable ClientConnectionState client, Runnable request) {
        if (exchanges.keeps(client)) {
            exchanges.defer(client, request);
        } else {
            holds.defer(client, request);
        }
    }

    /**
     * The client if its request may be taken; null if it has been dropped, or the request refused.
     */
    private @Nullable ClientConnectionState admitted(ClientConnection connection, int xid, int op) {
        ClientConnectionState client = (ClientConnectionState) connection.attachment();
        if (client == null || client.closed) {
            return null;
        }
        if (!auth.mayProceed(client)) {
            connection.reply(
                    xid, op, 0, new Outcome.Refused(ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH));
            clients.connections().drop(client);
            return null;
        }
        holds.heard(client);
        boolean alive =
                client.local ? clients.locals().touch(client) : clients.sessions().touch(client);
        return alive ? client : null;
    }
}
