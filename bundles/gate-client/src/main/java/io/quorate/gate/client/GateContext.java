package io.quorate.gate.client;

import io.quorate.gate.client.settings.GateSettings;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Loop;
import io.quorate.runtime.Slices;
import io.quorate.service.ClientGate;
import io.quorate.service.FourLetterCommands;
import io.quorate.service.RequestHandler;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the connections of the gate share. Replica's loop only, except for the final fields. */
final class GateContext {

    private static final Logger LOG = LoggerFactory.getLogger(GateContext.class);

    final GateSettings settings;
    final RequestHandler handler;
    final Loop loop;
    final Clock clock;
    final FlushBatcher flusher;
    final RequestDispatcher intake;
    final LargeRequests largeRequests;
    final Backlog backlog;
    final Slices slices;
    final ConnectThrottle connectThrottle;
    final GateStatistics statistics;

    /** Copies: a configuration proxy is slow to ask. */
    final int frameBytesMax;

    final int globalOutstandingLimit;

    private final Supplier<FourLetterCommands> commands;
    private final ClientGate clientGate;
    private final Set<Connection> connections = new LinkedHashSet<>();
    private final Set<Connection> unsettled = new LinkedHashSet<>();

    /** {@code commands} may supply null: then no command is known. */
    GateContext(
            GateSettings settings,
            RequestHandler handler,
            Loop loop,
            Clock clock,
            FlushBatcher flusher,
            Supplier<FourLetterCommands> commands,
            ClientGate clientGate) {
        this.settings = settings;
        this.handler = handler;
        this.loop = loop;
        this.clock = clock;
        this.flusher = flusher;
        this.commands = commands;
        this.clientGate = clientGate;
        this.frameBytesMax = settings.packets().frameBytesMax();
        this.globalOutstandingLimit = settings.packets().globalOutstandingLimit();
        this.statistics = new GateStatistics(settings.requests().requestsMax() > 0);
        this.intake = new RequestDispatcher(settings, handler, loop, clock, statistics);
        this.largeRequests =
                new LargeRequests(
                        settings.packets().largeThresholdBytes(),
                        settings.packets().largeInFlightBytesMax());
        this.slices = new Slices(loop, clock);
        this.backlog = new Backlog(settings.packets().unsentBytesMax(), connections);
        this.connectThrottle =
                new ConnectThrottle(
                        settings.connects(), TimeUnit.NANOSECONDS.toMillis(clock.nowNanos()));
    }

    /** How long a connection without a session may be silent. */
    long idleNanos() {
        return TimeUnit.MILLISECONDS.toNanos(settings.connections().sessionlessTimeoutMillis());
    }

    /** The gate itself, for reports on it. */
    ClientGate clientGate() {
        return clientGate;
    }

    /** Null while nobody answers commands. */
    FourLetterCommands commands() {
        return commands.get();
    }

    Collection<Connection> connections() {
        return connections;
    }

    void opened(Connection connection) {
        connections.add(connection);
        unsettled.add(connection);
    }

    /** It has a session: its idleness is the session's affair. */
    void settled(Connection connection) {
        unsettled.remove(connection);
    }

    /** It is closing and must be gone within the idle time. */
    void unsettle(Connection connection) {
        unsettled.add(connection);
    }

    void gone(Connection connection) {
        connections.remove(connection);
        unsettled.remove(connection);
    }

    /** Closes connections that keep silent without a session, or that take too long to close. */
    void sweep() {
        if (unsettled.isEmpty()) {
            return;
        }
        long nowNanos = clock.nowNanos();
        for (Connection connection : List.copyOf(unsettled)) {
            if (connection.isOverdue(nowNanos)) {
                LOG.debug(
                        "Closing {}: silent without a session for {} ms",
                        connection.remote(),
                        settings.connections().sessionlessTimeoutMillis());
                statistics.sessionlessExpired.add(1);
                connection.cutOff();
            }
        }
    }
}
