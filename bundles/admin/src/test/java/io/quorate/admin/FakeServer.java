package io.quorate.admin;

import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Counter;
import io.quorate.runtime.Summary;
import io.quorate.service.ClientConnection;
import io.quorate.service.ClientGate;
import io.quorate.service.EnsembleReport;
import io.quorate.service.Inspection;
import io.quorate.service.PiecewiseText;
import io.quorate.service.PluginInUse;
import io.quorate.service.ReplicaReport;
import io.quorate.service.RequestHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A server whose figures a test sets, and a handler in front of it. */
final class FakeServer {

    boolean serving = true;
    String mode = "standalone";
    boolean readOnlyEnabled;
    boolean broken;
    int walksClosed;
    EnsembleReport ensemble;
    List<PluginInUse> plugins = List.of();
    SortedMap<Long, List<Long>> locals;
    final SortedMap<Long, Integer> globals = new TreeMap<>();
    final Summary latency = new Summary("latency", false);
    final List<ClientGate.ConnectionReport> connections = new ArrayList<>();
    final SortedMap<Long, List<Long>> expiries = new TreeMap<>();
    final Map<Long, List<Znode>> ephemerals = new LinkedHashMap<>();
    final Map<Znode, List<Long>> watchesByPath = new LinkedHashMap<>();
    final Map<Long, List<Znode>> watchesBySession = new LinkedHashMap<>();
    final List<ReplicaReport.DigestEntry> digests = new ArrayList<>();
    final List<Counter> counters = new ArrayList<>();
    final List<Summary> summaries = new ArrayList<>();
    final Map<String, Long> namespaces = new LinkedHashMap<>();
    final List<String> resets = new ArrayList<>();

    FourLetterCommandHandler handler(String... commands) {
        return new FourLetterCommandHandler(settings(commands), new Replica(), new Time());
    }

    /** Asks {@code handler} and gives its answer as text. */
    String ask(FourLetterCommandHandler handler, String command, byte... argument) {
        int code = ByteBuffer.wrap(command.getBytes(StandardCharsets.ISO_8859_1)).getInt();
        List<String> answers = new ArrayList<>();
        handler.answer(code, argument, new Gate(), text -> answers.add(whole(text)));
        return String.join("|", answers);
    }

    private static String whole(PiecewiseText text) {
        StringBuilder all = new StringBuilder();
        for (byte[] piece = text.next(); piece != null; piece = text.next()) {
            all.append(new String(piece, StandardCharsets.UTF_8));
        }
        text.close();
        return all.toString();
    }

    static InetSocketAddress from(String literal, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(literal), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    private final class Replica implements RequestHandler, Inspection {
        @Override
        public boolean serving() {
            return serving;
        }

        @Override
        public ReplicaReport report() {
            if (broken) {
                throw new IllegalStateException("broken");
            }
            return new ReplicaReport(
                    serving,
                    mode,
                    0,
                    0xc8,
                    0,
                    36,
                    48,
                    1,
                    3,
                    0,
                    2,
                    0,
                    1_000,
                    4_000,
                    40_000,
                    2_000,
                    0,
                    0,
                    digests,
                    namespaces,
                    ensemble,
                    counters,
                    summaries);
        }

        @Override
        public Inspection inspection() {
            return this;
        }

        @Override
        public SortedMap<Long, List<Long>> sessionsByExpiry() {
            return expiries;
        }

        @Override
        public SortedMap<Long, List<Long>> localSessionsByExpiry() {
            return locals;
        }

        @Override
        public SortedMap<Long, Integer> globalSessions() {
            return globals;
        }

        @Override
        public int sessionsWithEphemerals() {
            return ephemerals.size();
        }

        @Override
        public Walk<SessionPaths> ephemeralsBySession() {
            return walk(new TreeMap<>(ephemerals).entrySet().stream().map(this::paths).toList());
        }

        private SessionPaths paths(Map.Entry<Long, List<Znode>> entry) {
            return new SessionPaths(entry.getKey(), entry.getValue().iterator());
        }

        private <T> Walk<T> walk(List<T> all) {
            Iterator<T> each = all.iterator();
            return new Walk<>() {
                @Override
                public boolean hasNext() {
                    return each.hasNext();
                }

                @Override
                public T next() {
                    return each.next();
                }

                @Override
                public void close() {
                    walksClosed++;
                }
            };
        }

        @Override
        public WatchSummary watchSummary() {
            return new WatchSummary(1, 2, 3);
        }

        @Override
        public Walk<PathSessions> watchesByPath() {
            return walk(
                    watchesByPath.entrySet().stream()
                            .map(entry -> new PathSessions(entry.getKey(), entry.getValue()))
                            .toList());
        }

        @Override
        public Walk<SessionPaths> watchesBySession() {
            return walk(watchesBySession.entrySet().stream().map(this::paths).toList());
        }

        @Override
        public List<PluginInUse> plugins() {
            return plugins;
        }

        @Override
        public void resetStatistics() {
            resets.add("replica");
        }

        @Override
        public void measureDisk(DiskSizes callback) {
            callback.measured(111, 222);
        }

        @Override
        public void connect(
                ClientConnection connection,
                long lastZxidSeen,
                int timeoutMillis,
                long sessionId,
                byte[] password,
                boolean readOnly) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void read(ClientConnection connection, int xid, Request request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(ClientConnection connection, int xid, int op, byte[] body) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void malformed(ClientConnection connection, int xid, int op) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void throttled(ClientConnection connection, int xid, int op) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void authenticate(ClientConnection connection, int xid, Request request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void closed(ClientConnection connection) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int outstanding() {
            return 0;
        }
    }

    private final class Gate implements ClientGate {
        @Override
        public void listenAt(String host, int port) {
            throw new UnsupportedOperationException("words move no port");
        }

        @Override
        public GateReport report() {
            return new GateReport(
                    List.of(), 2, 60, 0, -1, 35, 34, latency, 20, 8, 500, List.of(), List.of());
        }

        @Override
        public List<ConnectionReport> connections() {
            return connections;
        }

        @Override
        public void resetStatistics() {
            resets.add("gate");
        }

        @Override
        public void resetConnections() {
            resets.add("connections");
        }
    }

    /** 10 s of monotonic time at 1970-01-01 01:00 UTC. */
    private static final class Time implements Clock {
        @Override
        public long nowNanos() {
            return 10_000_000_000L;
        }

        @Override
        public long wallMillis() {
            return 3_600_000;
        }
    }

    private AdminSettings settings(String... commands) {
        return new AdminSettings(
                "/data", "/log", 2181, -1, -1, 2_000, 0, Set.of(commands), readOnlyEnabled);
    }
}
