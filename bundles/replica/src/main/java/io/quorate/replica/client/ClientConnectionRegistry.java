package io.quorate.replica.client;

import io.quorate.runtime.LongMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections of this server by the session they have or ask for; a session has one at most.
 * Loop thread only.
 */
public final class ClientConnectionRegistry {

    private final LongMap<ClientConnectionState> bySession = new LongMap<>();

    /** All parts that keep something of a connection. */
    private final List<Consumer<ClientConnectionState>> listeners = new ArrayList<>();

    /**
     * {@code listener} forgets what it keeps of a connection that is gone. Before the first one.
     */
    public void whenGone(Consumer<ClientConnectionState> listener) {
        listeners.add(listener);
    }

    /** Closes a connection and forgets what was kept of it. */
    public void drop(ClientConnectionState client) {
        forget(client);
        client.connection.close();
    }

    /**
     * Nobody knows what becomes of what it has asked; it asks again elsewhere. Null: it is gone.
     */
    public void giveUp(ClientConnectionState client) {
        if (client != null && !client.closed) {
            drop(client);
        }
    }

    /** The connection is closed: nothing is kept of it any more. */
    public void forget(ClientConnectionState client) {
        client.closed = true;
        for (int at = 0; at < listeners.size(); at++) {
            listeners.get(at).accept(client);
        }
        left(client);
    }

    /** The connection of a session, or null. */
    public ClientConnectionState of(long sessionId) {
        return bySession.get(sessionId);
    }

    public void enter(ClientConnectionState client) {
        bySession.put(client.sessionId, client);
    }

    /** The connection has gone; another one of the session stays. */
    public void left(ClientConnectionState client) {
        if (bySession.get(client.sessionId) == client) {
            bySession.remove(client.sessionId);
        }
    }

    /** The session has ended; its connection, or null. */
    public @Nullable ClientConnectionState ended(long sessionId) {
        return bySession.remove(sessionId);
    }

    /** Hands over every connection; the handler may let them leave. */
    public void each(Consumer<ClientConnectionState> handler) {
        each(client -> true, handler);
    }

    /** Hands over every connection that waits for an answer. */
    public void eachUnanswered(Consumer<ClientConnectionState> handler) {
        each(client -> !client.lane.isEmpty() || client.session == null, handler);
    }

    private void each(
            Predicate<ClientConnectionState> which, Consumer<ClientConnectionState> handler) {
        List<ClientConnectionState> chosen = new ArrayList<>();
        bySession.forEach(
                client -> {
                    if (which.test(client)) {
                        chosen.add(client);
                    }
                });
        chosen.forEach(handler);
    }
}
