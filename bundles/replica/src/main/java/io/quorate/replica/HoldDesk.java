package io.quorate.replica;

import io.quorate.runtime.Clock;
import io.quorate.service.ClientConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

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
final class HoldDesk {

    static final long LONGEST_MILLIS = 2_000;

    /** A connect request that waits. */
    private record Arrival(ClientConnection connection, Runnable request) {}

    private final Seats seats;
    private final SessionDesk sessions;
    private final Serving serving;
    private final Clock clock;
    private final Set<Seat> held = new LinkedHashSet<>();
    private final ArrayDeque<Arrival> arrivals = new ArrayDeque<>();
    private Consumer<Seat> drop;
    private boolean waiting;
    private long untilMillis;
    private long turnMillis;
    private int deferred;

    HoldDesk(Seats seats, SessionDesk sessions, Serving serving, Clock clock) {
        this.seats = seats;
        this.sessions = sessions;
        this.serving = serving;
        this.clock = clock;
        this.turnMillis = clock.nowMillis();
    }

    /** {@code dropping} closes a connection and forgets it. */
    void connect(Consumer<Seat> dropping) {
        drop = dropping;
    }

    /** Requests that wait here. */
    int deferred() {
        return deferred + arrivals.size();
    }

    /** The client has asked something; noted with the time of the last turn, at most too early. */
    void heard(Seat seat) {
        seat.heardMillis = turnMillis;
    }

    /**
     * Clients are not served now: those that are here stay for a while. Sessions of this server
     * alone do not wait for a leader; they go.
     */
    void hold() {
        if (!waiting) {
            waiting = true;
            untilMillis = clock.nowMillis() + LONGEST_MILLIS;
        }
        seats.each(
                seat -> {
                    if (seat.local) {
                        drop.accept(seat);
                    } else if (seat.deferred == null) {
                        seat.deferred = new ArrayDeque<>(2);
                        seat.heldUntilMillis =
                                Math.min(untilMillis, seat.heardMillis + seat.timeoutMillis / 2);
                        held.add(seat);
                    }
                });
    }

    /** Whether a client that connects now may wait for the server to serve. */
    boolean welcomes() {
        return waiting && !serving.isClosing() && clock.nowMillis() < untilMillis;
    }

    /** A connect request that came too early. */
    void arrive(ClientConnection connection, Runnable request) {
        arrivals.add(new Arrival(connection, request));
    }

    /** A connection that had only arrived is gone. */
    void left(ClientConnection connection) {
        arrivals.removeIf(arrival -> arrival.connection() == connection);
    }

    /** Whether what the seat asks waits instead of being executed. */
    boolean keeps(Seat seat) {
        return seat != null && seat.deferred != null && !seat.closed;
    }

    /** A request of a seat that is kept. */
    void defer(Seat seat, Runnable request) {
        seat.deferred.add(request);
        deferred++;
    }

    /**
     * The role stands. Where clients are served again the leader is asked for each session kept;
     * elsewhere they go.
     */
    void serve() {
        waiting = false;
        for (Seat seat : List.copyOf(held)) {
            if (!serving.isServing() || tooLate(seat) || !sessions.confirm(seat)) {
                drop.accept(seat);
            }
        }
        while (!arrivals.isEmpty()) {
            arrivals.poll().request().run();
        }
    }

    /** The session has ended meanwhile. */
    void refused(Seat seat) {
        drop.accept(seat);
    }

    /** The leader knows the session: what waited is executed, in order. */
    void confirmed(Seat seat) {
        if (tooLate(seat)) {
            drop.accept(seat);
            return;
        }
        ArrayDeque<Runnable> requests = seat.deferred;
        forget(seat);
        while (!requests.isEmpty() && !seat.closed) {
            requests.poll().run();
        }
    }

    /** The seat is gone, or served again. */
    void forget(Seat seat) {
        if (seat.deferred != null) {
            deferred -= seat.deferred.size();
            seat.deferred = null;
            held.remove(seat);
        }
    }

    /** Watches and what was read of the old tree are worth nothing in another one. */
    void treeReplaced() {
        List.copyOf(held).forEach(drop);
    }

    void tick() {
        turnMillis = clock.nowMillis();
        if (!held.isEmpty()) {
            List<Seat> late = new ArrayList<>();
            for (Seat seat : held) {
                if (tooLate(seat)) {
                    late.add(seat);
                }
            }
            late.forEach(drop);
        }
        if (!arrivals.isEmpty() && !welcomes()) {
            for (Arrival arrival : List.copyOf(arrivals)) {
                arrival.connection().close();
            }
            arrivals.clear();
        }
    }

    private boolean tooLate(Seat seat) {
        return clock.nowMillis() >= seat.heldUntilMillis;
    }
}
