package io.quorate.replica.client;

import io.quorate.auth.AuthResult;
import io.quorate.auth.AuthScheme;
import io.quorate.model.ErrorCode;
import io.quorate.model.Identity;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.replica.auth.AuthSchemes;
import io.quorate.replica.auth.AuthSettings;
import io.quorate.replica.auth.GuardedScheme;
import io.quorate.replica.auth.Identities;
import io.quorate.replica.auth.SchemeAclRules;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.runtime.Counter;
import io.quorate.runtime.LogText;
import io.quorate.tree.AclRules;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identity of a connection, by the schemes that are present: one that is absent, or throws,
 * says no. Loop thread only.
 *
 * <p>Source: spec client-protocol section 9, docs/adr/0071.
 */
public final class ClientAuthentication {

    /** Scheme that SASL packets belong to; auth packets name theirs. */
    static final String SASL = "sasl";

    private static final Logger LOG = LoggerFactory.getLogger(ClientAuthentication.class);
    private static final Outcome NO_TOKEN = new Outcome.Token(null);
    private static final AuthResult TOO_MANY =
            AuthResult.refused(
                    "it would have more than "
                            + Identities.COUNT_MAX
                            + " identities, or more than "
                            + Identities.BYTES_MAX
                            + " bytes of them");

    private final AuthSchemes schemes;
    private final AuthSettings settings;
    private final SchemeAclRules rules;
    private final ExchangeDriver exchanges;
    private final Counter failures = new Counter("auth_failed_count");
    private final ClientConnectionRegistry connections;

    /**
     * Authentication by these schemes.
     *
     * @param schemes present right now
     */
    public ClientAuthentication(
            AuthSchemes schemes,
            AuthSettings settings,
            ClientConnectionRegistry connections,
            ReplicaHost host) {
        this.schemes = schemes;
        this.settings = settings;
        this.rules = new SchemeAclRules(schemes);
        this.connections = connections;
        this.exchanges =
                new ExchangeDriver(
                        schemes, connections, host.loop(), host.clock(), settings.timeoutMillis());
    }

    public Counter failures() {
        return failures;
    }

    /** What the tree asks. */
    public AclRules rules() {
        return rules;
    }

    /** Connections that wait for an answer about them. */
    public ExchangeDriver exchanges() {
        return exchanges;
    }

    /**
     * Notifies the schemes that ask for it of a new connection, one after the other. One that
     * refuses it closes it, now or later.
     */
    public void connected(ClientConnectionState client) {
        List<GuardedScheme> told = schemes.toldOfConnections();
        if (!told.isEmpty()) {
            connected(client, told.iterator());
        }
    }

    private void connected(ClientConnectionState client, Iterator<GuardedScheme> rest) {
        if (!rest.hasNext()) {
            return;
        }
        GuardedScheme scheme = rest.next();
        exchanges.connected(
                client,
                scheme,
                answer -> {
                    AuthResult result = granted(client, scheme, answer);
                    if (result instanceof AuthResult.Accepted) {
                        connected(client, rest);
                    } else {
                        failed(client, scheme.scheme(), result);
                        connections.drop(client);
                    }
                });
    }

    /**
     * Answers an auth or SASL packet as soon as its scheme has; a failed one closes the connection.
     */
    public void authenticate(ClientConnectionState client, int xid, Request request) {
        boolean isSasl = request instanceof Request.Sasl;
        String name = request instanceof Request.Auth auth ? auth.scheme() : SASL;
        GuardedScheme scheme = schemes.find(name);
        if (scheme == null && isSasl) {
            // As a server without SASL configuration does.
            client.connection.reply(xid, request.op(), 0, NO_TOKEN);
        } else if (scheme == null || !isSasl && SASL.equals(name)) {
            refuse(client, xid, request, name, AuthResult.refused("there is no such scheme"));
        } else {
            exchanges.step(
                    client,
                    scheme,
                    credentials(request),
                    answer -> answered(client, xid, request, scheme, answer));
        }
    }

    private static byte @Nullable [] credentials(Request request) {
        return switch (request) {
            case Request.Auth auth -> auth.credentials();
            case Request.Sasl sasl -> sasl.token();
            default -> throw new IllegalArgumentException("operation " + request.op());
        };
    }

    private void answered(
            ClientConnectionState client,
            int xid,
            Request request,
            GuardedScheme scheme,
            AuthResult answer) {
        AuthResult result = granted(client, scheme, answer);
        switch (result) {
            case AuthResult.Refused refused ->
                    refuse(client, xid, request, scheme.scheme(), refused);
            case AuthResult.Unavailable unavailable -> {
                failed(client, scheme.scheme(), unavailable);
                connections.drop(client);
            }
            case AuthResult.Accepted accepted -> passed(client, xid, request, accepted.token());
            case AuthResult.Challenge challenge -> passed(client, xid, request, challenge.token());
        }
    }

    private static void passed(
            ClientConnectionState client, int xid, Request request, byte @Nullable [] token) {
        Outcome outcome = request instanceof Request.Sasl ? new Outcome.Token(token) : Outcome.DONE;
        client.connection.reply(xid, request.op(), 0, outcome);
    }

    private void refuse(
            ClientConnectionState client,
            int xid,
            Request request,
            @Nullable String scheme,
            AuthResult result) {
        failed(client, scheme, result);
        client.connection.reply(xid, request.op(), 0, new Outcome.Refused(ErrorCode.AUTH_FAILED));
        connections.drop(client);
    }

    private void failed(ClientConnectionState client, @Nullable String scheme, AuthResult result) {
        failures.add(1);
        String reason =
                switch (result) {
                    case AuthResult.Refused refused -> refused.reason();
                    case AuthResult.Unavailable unavailable -> unavailable.reason();
                    case AuthResult.Challenge challenge -> "a new connection cannot be challenged";
                    case AuthResult.Accepted accepted ->
                            throw new IllegalArgumentException("it is accepted");
                };
        LOG.warn(
                "Authentication of {} by scheme {} failed: {}",
                client.connection.remote(),
                LogText.of(scheme),
                LogText.of(reason));
    }

    /** What becomes of an answer: its identities are the connection's now, or why not. */
    private AuthResult granted(
            ClientConnectionState client, GuardedScheme scheme, AuthResult answer) {
        byte[] token = tokenOf(answer);
        if (token != null && token.length > AuthResult.TOKEN_BYTES_MAX) {
            return AuthResult.refused("the scheme gave a token of " + token.length + " bytes");
        }
        if (!(answer instanceof AuthResult.Accepted accepted)) {
            return answer;
        }
        List<Identity> identities = new ArrayList<>(accepted.identities().size());
        for (Identity identity : accepted.identities()) {
            if (identity.isSuper()) {
                if (settings.mayGrantSuperUser(scheme)) {
                    identities.add(identity);
                } else {
                    LOG.warn(
                            "Scheme {} may not make {} super user; it is what else it is",
                            scheme.scheme(),
                            client.connection.remote());
                }
            } else if (identity.id() != null && scheme.scheme().equals(identity.scheme())) {
                identities.add(identity);
            } else {
                return AuthResult.refused("the scheme gave an identity that is none of its own");
            }
        }
        return client.add(identities) ? answer : TOO_MANY;
    }

    private static byte @Nullable [] tokenOf(AuthResult result) {
        return switch (result) {
            case AuthResult.Accepted accepted -> accepted.token();
            case AuthResult.Challenge challenge -> challenge.token();
            case AuthResult.Refused refused -> null;
            case AuthResult.Unavailable unavailable -> null;
        };
    }

    /** False if the connection may do nothing before it has authenticated. */
    public boolean mayProceed(ClientConnectionState client) {
        if (settings.enforced() && !client.mayProceed) {
            for (Identity identity : client.identities) {
                client.mayProceed |= settings.accepted().contains(identity.scheme());
            }
        }
        return !settings.enforced() || client.mayProceed;
    }

    /** What {@code whoAmI} shows: scheme and user. */
    List<Identity> users(ClientConnectionState client) {
        List<Identity> users = new ArrayList<>();
        for (Identity identity : client.identities) {
            AuthScheme scheme = schemes.find(identity.scheme());
            String user = "";
            try {
                user = scheme == null ? "" : scheme.user(identity.id());
            } catch (RuntimeException failure) {
                LOG.warn(
                        "Authentication scheme {} failed; the request is denied",
                        LogText.of(identity.scheme()),
                        failure);
            }
            users.add(new Identity(identity.scheme(), user));
        }
        return users;
    }
}
