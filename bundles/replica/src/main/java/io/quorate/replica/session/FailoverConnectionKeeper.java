package io.quorate.replica.session;

import io.quorate.replica.client.ClientConnectionRegistry;
import io.quorate.replica.client.ClientConnectionState;
import io.quorate.replica.driver.Serving;
import io.quorate.runtime.Clock;
import io.quorate.service.ClientConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps clients over a change of leader instead of sending them away: what they ask meanwhile waits
 * unexecuted, until the new leader has confirmed their session. Only connections without unanswered
 * requests are kept; of the others nobody knows what became of the requests.
 *
 * <p>Bounds: {@link #LONGEST_MILLIS} in all, and half a session timeout since the client was heard
 * last: a client looks for another server after two thirds of it, and what an abandoned connection
 * asked must not be executed behind what its client asked elsewhere. How many requests wait is
 * bounded by the gate, which counts them as unanswered. Loop thread only. Source: consensus SPI M3.
 */
public final class FailoverConnectionKeeper {

    public static final long LONGEST_MILLIS = 2_000;

    /** A connect request that waits. */
    private record Arrival(ClientConnection connection, Runnable request) {}

    private final ClientConnectionRegistry connections;
    private final Serving serving;
    private final Clock clock;
    private final Set<ClientConnectionState> held = new LinkedHashSet<>();
    private final ArrayDeque<Arrival> arrivals = new ArrayDeque<>();
    private boolean waiting;
    private long untilMillis;
    private long turnMillis;
    private int deferred;

    FailoverConnectionKeeper(ClientConnectionRegistry connections, Serving serving, Clock clock) {
        this.connections = connections;
        connections.whenGone(this::forget);
        this.serving = serving;
        this.clock = clock;
        this.turnMillis = clock.nowMillis();
    }

    /** Requests that wait here. */
    public int deferred() {
        return deferred + arrivals.size();
    }

    /** The client has asked something; noted with the time of the last turn, at most too early. */
    public void heard(ClientConnectionState client) {
        client.heardMillis = turnMillis;
    }

    /**
     * Clients are not served now: those that are here stay for a while. Sessions of this server
     * alone do not wait for a leader; they go.
     */
    public void hold() {
        if (!waiting) {
            waiting = true;
            untilMillis = clock.nowMillis() + LONGEST_MILLIS;
        }
        connections.each(
                client -> {
                    if (client.local) {
                        connections.drop(client);
                    } else if (client.deferred == null) {
                        client.deferred = new ArrayDeque<>(2);
                        client.heldUntilMillis =
                                Math.min(
                                        untilMillis, client.heardMillis + client.timeoutMillis / 2);
                        held.add(client);
                    }
                });
    }

    /** Whether a client that connects now may wait for the server to serve. */
    public boolean welcomes() {
        return waiting && !serving.isClosing() && clock.nowMillis() < untilMillis;
    }

    /** A connect request that came too early. */
    public void arrive(ClientConnection connection, Runnable request) {
        arrivals.add(new Arrival(connection, request));
    }

    /** A connection that had only arrived is gone. */
    public void left(ClientConnection connection) {
        arrivals.removeIf(arrival -> arrival.connection() == connection);
    }

    /** Whether what the client asks waits instead of being executed. */
    public boolean keeps(@Nullable ClientConnectionState client) {
        return client != null && client.deferred != null && !client.closed;
    }

    /** A request of a client that is kept. */
    @SuppressWarnings("NullAway") // asked of those that are kept
    public void defer(ClientConnectionState client, Runnable request) {
        client.deferred.add(request);
        deferred++;
    }

    /**
     * The role stands. Where clients are served again the leader is asked for each session kept;
     * elsewhere they go.
     *
     * @param confirm asks; false if the session has ended
     */
    void serve(Predicate<ClientConnectionState> confirm) {
        waiting = false;
        for (ClientConnectionState client : List.copyOf(held)) {
            if (!serving.isServing() || tooLate(client) || !confirm.test(client)) {
                connections.drop(client);
            }
        }
        while (!arrivals.isEmpty()) {
            arrivals.poll().request().run();
        }
    }

    /** The session has ended meanwhile. */
    public void refused(ClientConnectionState client) {
        connections.drop(client);
    }

    /** The leader knows the session: what waited is executed, in order. */
    @SuppressWarnings("NullAway") // as defer
    void confirmed(ClientConnectionState client) {
        if (tooLate(client)) {
            connections.drop(client);
            return;
        }
        ArrayDeque<Runnable> requests = client.deferred;
        forget(client);
        while (!requests.isEmpty() && !client.closed) {
            requests.poll().run();
        }
    }

    /** The client is gone, or served again. */
    public void forget(ClientConnectionState client) {
        if (client.deferred != null) {
            deferred -= client.deferred.size();
            client.deferred = null;
            held.remove(client);
        }
    }

    /** Watches and what was read of the old tree are worth nothing in another one. */
    public void treeReplaced() {
        List.copyOf(held).forEach(connections::drop);
    }

    public void tick() {
        turnMillis = clock.nowMillis();
        if (!held.isEmpty()) {
            List<ClientConnectionState> late = new ArrayList<>();
            for (ClientConnectionState client : held) {
                if (tooLate(client)) {
                    late.add(client);
                }
            }
            late.forEach(connections::drop);
        }
        if (!arrivals.isEmpty() && !welcomes()) {
            for (Arrival arrival : List.copyOf(arrivals)) {
                arrival.connection().close();
            }
            arrivals.clear();
        }
    }

    private boolean tooLate(ClientConnectionState client) {
        return clock.nowMillis() >= client.heldUntilMillis;
    }
}
