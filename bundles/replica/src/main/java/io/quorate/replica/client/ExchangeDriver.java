package io.quorate.replica.client;

import io.quorate.auth.AuthCompletion;
import io.quorate.auth.AuthConnection;
import io.quorate.auth.AuthExchange;
import io.quorate.auth.AuthResult;
import io.quorate.replica.auth.AuthSchemes;
import io.quorate.replica.auth.ClientExchanges;
import io.quorate.replica.auth.ConnectedClient;
import io.quorate.replica.auth.GuardedScheme;
import io.quorate.replica.auth.PendingAnswer;
import io.quorate.runtime.Clock;
import io.quorate.runtime.LogText;
import io.quorate.runtime.Loop;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks schemes about connections. Where the answer is not there at once the connection waits: its
 * gate reads no further, and what comes all the same is kept in order, up to {@link #WAITING_MAX}.
 * The others go on. Where an answer does not come in time the connection is closed.
 *
 * <p>Loop thread only. Source: docs/adr/0071.
 */
public final class ExchangeDriver {

    /** Requests of one connection that may wait here; its gate hands in none, but has perhaps. */
    public static final int WAITING_MAX = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(ExchangeDriver.class);
    private static final AuthResult FAILED = AuthResult.refused("the scheme failed");

    private static final AuthResult GONE =
            new AuthResult.Unavailable("its plugin does not serve the scheme any more");

    private final AuthSchemes schemes;
    private final ClientConnectionRegistry connections;
    private final Loop loop;
    private final Clock clock;
    private final long timeoutMillis;

    /** Connections that wait, in the order of their deadlines. */
    private final Set<ClientConnectionState> pending = new LinkedHashSet<>();

    /** Connections of which a scheme remembers something. */
    private final Set<ClientConnectionState> remembered = new LinkedHashSet<>();

    private int deferred;

    /** Of the schemes when their providers were last looked up. */
    private int generation;

    ExchangeDriver(
            AuthSchemes schemes,
            ClientConnectionRegistry connections,
            Loop loop,
            Clock clock,
            long timeoutMillis) {
        this.schemes = schemes;
        this.connections = connections;
        connections.whenGone(this::forget);
        this.loop = loop;
        this.clock = clock;
        this.timeoutMillis = timeoutMillis;
    }

    /** Requests that wait here. */
    public int deferred() {
        return deferred;
    }

    /**
     * Hands a packet to the exchange with this scheme.
     *
     * @param answer called once, now or later; not if the connection goes before
     */
    public void step(
            ClientConnectionState client,
            GuardedScheme scheme,
            byte @Nullable [] credentials,
            Consumer<AuthResult> answer) {
        ClientExchanges exchanges = exchangesOf(client);
        ask(
                client,
                scheme,
                completion -> {
                    AuthExchange exchange =
                            exchanges.with(scheme, ConnectedClient.of(client.connection));
                    exchange.step(credentials, completion);
                },
                result -> {
                    if (!(result instanceof AuthResult.Challenge)) {
                        exchanges.end(scheme);
                    }
                    tidy(client);
                    answer.accept(result);
                });
    }

    /** Notifies a scheme of a new connection; the rest as above. */
    public void connected(
            ClientConnectionState client, GuardedScheme scheme, Consumer<AuthResult> answer) {
        AuthConnection connection = ConnectedClient.of(client.connection);
        ask(client, scheme, completion -> scheme.connected(connection, completion), answer);
    }

    private void ask(
            ClientConnectionState client,
            GuardedScheme scheme,
            Consumer<AuthCompletion> question,
            Consumer<AuthResult> answer) {
        PendingAnswer owed = new PendingAnswer(loop);
        try {
            question.accept(owed);
        } catch (RuntimeException failure) {
            // Whatever it has answered before counts no more.
            complain(scheme, failure);
            owed.abandon();
            answer.accept(FAILED);
            return;
        }
        AuthResult now = owed.returned(later -> answeredLater(client, scheme, later, answer));
        if (now != null) {
            answer.accept(now);
            return;
        }
        exchangesOf(client).await(owed, scheme, clock.nowMillis() + timeoutMillis);
        pending.add(client);
        tidy(client);
        client.connection.pauseInput();
    }

    @SuppressWarnings("NullAway") // it waits for the answer
    private void answeredLater(
            ClientConnectionState client,
            GuardedScheme scheme,
            AuthResult result,
            Consumer<AuthResult> answer) {
        pending.remove(client);
        if (client.closed) { // a session was refused meanwhile
            forget(client);
            return;
        }
        client.exchanges.settled();
        answer.accept(schemes.find(scheme.scheme()) == scheme ? result : GONE);
        ClientExchanges exchanges = client.exchanges;
        if (client.closed || exchanges != null && exchanges.pending() != null) {
            return; // gone, or asked another question at once
        }
        client.connection.resumeInput();
        if (exchanges != null) {
            goOn(client, exchanges);
        }
    }

    /** What waited is handed in again, in order, until it has to wait again. */
    private void goOn(ClientConnectionState client, ClientExchanges exchanges) {
        ArrayDeque<Runnable> waiting = exchanges.waiting();
        while (!waiting.isEmpty() && !client.closed && exchanges.pending() == null) {
            deferred--;
            waiting.poll().run();
        }
        tidy(client);
    }

    /** Whether what the client asks has to wait for an answer about it. */
    public boolean keeps(@Nullable ClientConnectionState client) {
        return client != null
                && client.exchanges != null
                && !client.closed
                && client.exchanges.pending() != null;
    }

    /** A request of a client that waits. */
    @SuppressWarnings("NullAway") // asked of those that wait
    public void defer(ClientConnectionState client, Runnable request) {
        ArrayDeque<Runnable> waiting = client.exchanges.waiting();
        if (waiting.size() >= WAITING_MAX) {
            LOG.warn(
                    "Closing {}: too many requests wait for its authentication", client.connection);
            connections.drop(client);
            return;
        }
        waiting.add(request);
        deferred++;
    }

    /** The connection has gone: nobody waits any more. */
    public void forget(ClientConnectionState client) {
        if (client.exchanges != null) {
            pending.remove(client);
            remembered.remove(client);
            deferred -= client.exchanges.waiting().size();
            ClientExchanges gone = client.exchanges;
            client.exchanges = null;
            gone.close();
        }
    }

    /** Connections that have waited too long, or for a plugin that has gone, are closed. */
    @SuppressWarnings("NullAway") // who waits owes the wait to an exchange
    public void tick() {
        if (generation != schemes.generation()) {
            generation = schemes.generation();
            endWithoutServer();
        }
        while (!pending.isEmpty()) {
            ClientConnectionState oldest = pending.iterator().next();
            if (clock.nowMillis() < oldest.exchanges.deadlineMillis()) {
                return;
            }
            pending.remove(oldest);
            oldest.exchanges
                    .pending()
                    .end(
                            new AuthResult.Unavailable(
                                    "the scheme gave no answer within " + timeoutMillis + " ms"));
        }
    }

    /** Plugins that have gone are not kept by what they remember. */
    @SuppressWarnings("NullAway") // as tick
    private void endWithoutServer() {
        for (ClientConnectionState client : List.copyOf(pending)) {
            GuardedScheme scheme = client.exchanges.pendingScheme();
            if (schemes.find(scheme.scheme()) != scheme) {
                client.exchanges.pending().end(GONE);
            }
        }
        for (ClientConnectionState client : List.copyOf(remembered)) {
            client.exchanges.endWithoutServer(schemes);
            tidy(client);
        }
    }

    private static ClientExchanges exchangesOf(ClientConnectionState client) {
        if (client.exchanges == null) {
            client.exchanges = new ClientExchanges();
        }
        return client.exchanges;
    }

    private void tidy(ClientConnectionState client) {
        if (client.exchanges != null && client.exchanges.isRemembered()) {
            remembered.add(client);
            return;
        }
        remembered.remove(client);
        if (client.exchanges != null && client.exchanges.isIdle()) {
            client.exchanges = null;
        }
    }

    private static void complain(GuardedScheme scheme, RuntimeException failure) {
        LOG.warn(
                "Authentication scheme {} failed; the request is denied",
                LogText.of(scheme.scheme()),
                failure);
    }
}
