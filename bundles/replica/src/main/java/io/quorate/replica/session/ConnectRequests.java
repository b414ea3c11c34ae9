package io.quorate.replica.session;

import io.quorate.replica.client.ClientAuthentication;
import io.quorate.replica.client.ClientConnectionState;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.settings.SessionSettings;
import io.quorate.runtime.FaultPolicy;
import io.quorate.service.ClientConnection;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import io.quorate.wire.SessionPassword;
import org.jspecify.annotations.Nullable;

/** Lets clients in: with a new session, with one they have, or not. Loop thread only. */
public final class ConnectRequests {

    private final SessionSettings settings;
    private final TreeReader tree;
    private final ClientServices clients;
    private final ClientAuthentication auth;
    private final Serving serving;
    private final FaultPolicy faults;

    public ConnectRequests(
            SessionSettings settings,
            TreeReader tree,
            ClientServices clients,
            ClientAuthentication auth,
            Serving serving,
            FaultPolicy faults) {
        this.settings = settings;
        this.tree = tree;
        this.clients = clients;
        this.auth = auth;
        this.serving = serving;
        this.faults = faults;
    }

    /** As {@link io.quorate.service.RequestHandler#connect} says. */
    public void connect(
            ClientConnection connection,
            long lastZxidSeen,
            int timeoutMillis,
            long sessionId,
            byte @Nullable [] password,
            boolean readOnly) {
        if (!serving.isServing() && clients.holds().welcomes()) {
            clients.holds()
                    .arrive(
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
        int timeout =
                Math.min(
                        Math.max(timeoutMillis, settings.minTimeoutMillis()),
                        settings.maxTimeoutMillis());
        if (sessionId == 0) {
            open(client, timeout);
            return;
        }
        // The older connection of the session goes first, even if the password turns out wrong.
        ClientConnectionState older = clients.connections().of(sessionId);
        if (older != null) {
            clients.connections().drop(older);
        }
        if (SessionPassword.matches(sessionId, password)) {
            renew(client, sessionId, timeout);
        } else {
            reject(client);
        }
    }

    private void open(ClientConnectionState client, int timeoutMillis) {
        if (clients.locals().takesNew()) {
            clients.locals().open(client, timeoutMillis);
        } else {
            clients.sessions().open(client, timeoutMillis);
        }
    }

    private void renew(ClientConnectionState client, long sessionId, int timeoutMillis) {
        if (clients.locals().knows(sessionId)) {
            clients.locals().renew(client, sessionId, timeoutMillis);
        } else if (serving.isReadOnly()) {
            reject(client);
        } else {
            clients.sessions().renew(client, sessionId, timeoutMillis);
        }
    }

    private void reject(ClientConnectionState client) {
        client.closed = true;
        auth.exchanges().forget(client);
        client.connection.rejected(serving.isReadOnly());
    }

    private boolean isGlobal(long sessionId) {
        try {
            return tree.sessionTimeoutMillis(sessionId) >= 0;
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
    }
}
