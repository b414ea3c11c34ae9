package io.quorate.replica;

import io.quorate.runtime.LongMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The connections of this server by the session they have or ask for; a session has one at most.
 * Loop thread only.
 */
final class Seats {

    private final LongMap<Seat> bySession = new LongMap<>();

    /** The connection of a session, or null. */
    Seat of(long sessionId) {
        return bySession.get(sessionId);
    }

    void enter(Seat seat) {
        bySession.put(seat.sessionId, seat);
    }

    /** The connection has gone; another one of the session stays. */
    void left(Seat seat) {
        if (bySession.get(seat.sessionId) == seat) {
            bySession.remove(seat.sessionId);
        }
    }

    /** The session has ended; its connection, or null. */
    Seat ended(long sessionId) {
        return bySession.remove(sessionId);
    }

    /** Hands over every connection; the handler may let them leave. */
    void each(Consumer<Seat> handler) {
        each(seat -> true, handler);
    }

    /** Hands over every connection that waits for an answer. */
    void eachUnanswered(Consumer<Seat> handler) {
        each(seat -> !seat.lane.isEmpty() || seat.session == null, handler);
    }

    private void each(Predicate<Seat> which, Consumer<Seat> handler) {
        List<Seat> chosen = new ArrayList<>();
        bySession.forEach(
                seat -> {
                    if (which.test(seat)) {
                        chosen.add(seat);
                    }
                });
        chosen.forEach(handler);
    }
}
