package io.quorate.replica.auth;

import io.quorate.auth.AuthConnection;
import io.quorate.auth.AuthExchange;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection's exchanges with schemes, one a scheme at most, and what its client sent while an
 * answer is owed. Loop thread only.
 */
public final class ClientExchanges {

    private record Open(GuardedScheme scheme, AuthExchange exchange) {}

    private final Map<String, Open> open = new HashMap<>(2);
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(0);

    /** The answer that is owed; null if none is. */
    private @Nullable PendingAnswer pending;

    private @Nullable GuardedScheme pendingScheme;
    private long deadlineMillis;

    /**
     * The exchange that goes on, or a new one.
     *
     * @throws RuntimeException the scheme does not begin one
     */
    public AuthExchange with(GuardedScheme scheme, AuthConnection connection) {
        Open before = open.get(scheme.scheme());
        if (before != null && before.scheme() != scheme) {
            end(before.scheme()); // another plugin serves the scheme, and knows nothing of it
            before = null;
        }
        if (before != null) {
            return before.exchange();
        }
        AuthExchange begun = scheme.begin(connection);
        open.put(scheme.scheme(), new Open(scheme, begun));
        return begun;
    }

    /** The exchange with this scheme, if there is one, is over. */
    public void end(GuardedScheme scheme) {
        Open ended = open.get(scheme.scheme());
        if (ended != null && ended.scheme() == scheme) {
            open.remove(scheme.scheme());
            ended.exchange().close();
        }
    }

    public void await(PendingAnswer answer, GuardedScheme scheme, long untilMillis) {
        pending = answer;
        pendingScheme = scheme;
        deadlineMillis = untilMillis;
    }

    /** The scheme that owes the answer. */
    public @Nullable GuardedScheme pendingScheme() {
        return pendingScheme;
    }

    public @Nullable PendingAnswer pending() {
        return pending;
    }

    public long deadlineMillis() {
        return deadlineMillis;
    }

    /** Nothing is owed any more. */
    public void settled() {
        pending = null;
        pendingScheme = null;
    }

    /** Whether a scheme remembers something of the connection. */
    public boolean isRemembered() {
        return !open.isEmpty();
    }

    /** Ends the exchanges with plugins that do not serve their scheme any more. */
    public void endWithoutServer(AuthSchemes schemes) {
        for (Open each : List.copyOf(open.values())) {
            if (schemes.find(each.scheme().scheme()) != each.scheme()) {
                end(each.scheme());
            }
        }
    }

    /** Whether nothing of it is worth keeping. */
    public boolean isIdle() {
        return open.isEmpty() && pending == null && waiting.isEmpty();
    }

    /** What the client sent meanwhile, in order. */
    public ArrayDeque<Runnable> waiting() {
        return waiting;
    }

    /** The connection has gone. */
    public void close() {
        if (pending != null) {
            pending.abandon();
            pending = null;
        }
        waiting.clear();
        for (Open ended : open.values()) {
            ended.exchange().close();
        }
        open.clear();
    }
}
