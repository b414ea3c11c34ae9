package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.JuteIn;
import io.quorate.bench.JuteOut;
import io.quorate.bench.OpCode;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that keeps one session and one ephemeral node over all servers of an ensemble, writes
 * and syncs with several requests in flight, and remembers what it was told. A write that was in
 * flight when its connection was lost has an unknown fate and is not repeated. One thread runs it;
 * {@link #verify} is called when that has ended.
 */
final class TravellingClient implements Runnable {
    private static final int DEPTH = 4;
    private static final int VALUES = 5;
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int READ_MILLIS = 15_000;

    private enum Kind {
        CREATE,
        SET,
        SYNC,
        READ
    }

    private record Sent(int xid, int number, Kind kind) {}

    private final int[] ports;
    private final String root;
    private final Map<Integer, Long> acknowledged = new TreeMap<>();
    private final Map<Integer, Integer> lastSet = new HashMap<>();
    private volatile boolean finishing;
    private volatile int confirmed;
    private volatile Throwable failure;
    private RawSession session;
    private long sessionId;
    private byte[] password = RawSession.NO_PASSWORD;
    private long lastZxid;
    private int place;
    private int number;
    private int xid;

    TravellingClient(int number, int... ports) {
        this.ports = ports.clone();
        this.root = "/history-" + number;
        this.place = number % ports.length;
    }

    /** Opens the session and creates the nodes it writes below. */
    TravellingClient open() throws IOException {
        session = RawSession.open(ports[place], MixedEnsemble.SESSION_MILLIS);
        sessionId = session.sessionId();
        password = session.password();
        create(root, 0);
        create(root + "/ephemeral", 1);
        for (int value = 0; value < VALUES; value++) {
            create(value(value), 0);
        }
        return this;
    }

    private void create(String path, int flags) throws IOException {
        assertThat(session.call(Requests.create(++xid, path, bytes(0), flags))).isZero();
    }

    private String value(int number) {
        return root + "/value-" + number % VALUES;
    }

    private String node(int number) {
        return String.format("%s/%07d", root, number);
    }

    private static byte[] bytes(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    /** How many writes were acknowledged so far. */
    int confirmed() {
        return confirmed;
    }

    /** Lets {@link #run} end once what is in flight is answered. */
    void finish() {
        finishing = true;
    }

    /** What went wrong, or null. */
    Throwable failure() {
        return failure;
    }

    @Override
    public void run() {
        try {
            ArrayDeque<Sent> flight = new ArrayDeque<>();
            while (!finishing || !flight.isEmpty() || session == null) {
                try {
                    if (session == null) {
                        flight.clear();
                        renew();
                    }
                    step(flight);
                } catch (IOException lost) {
                    drop();
                }
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    private void drop() throws IOException {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    private void step(ArrayDeque<Sent> flight) throws IOException {
        while (!finishing && flight.size() < DEPTH) {
            Sent next = next();
            flight.addLast(next);
            session.send(frame(next));
        }
        if (!flight.isEmpty()) {
            take(flight);
            LockSupport.parkNanos(PACE_NANOS);
        }
    }

    private Sent next() {
        number++;
        Kind kind =
                switch (number % 7) {
                    case 0 -> Kind.READ;
                    case 2, 6 -> Kind.SYNC;
                    default -> number % 3 == 0 ? Kind.CREATE : Kind.SET;
                };
        return new Sent(++xid, number, kind);
    }

    private byte[] frame(Sent sent) {
        return switch (sent.kind) {
            case CREATE -> Requests.create(sent.xid, node(sent.number), bytes(sent.number), 0);
            case SET -> Requests.setData(sent.xid, value(sent.number), bytes(sent.number), -1);
            case SYNC ->
                    Requests.header(sent.xid, OpCode.SYNC)
                            .raw(new JuteOut().string(root).bytes())
                            .frame();
            case READ -> Requests.getData(sent.xid, value(sent.number), false);
        };
    }

    private void take(ArrayDeque<Sent> flight) throws IOException {
        JuteIn reply = new JuteIn(session.receive());
        Sent sent = flight.peekFirst();
        int answered = reply.int32();
        long zxid = reply.int64();
        int error = reply.int32();
        if (error == -4 || error == -118) {
            throw new IOException("error " + error);
        }
        flight.removeFirst();
        check(answered == sent.xid, "reply %d to request %d", answered, sent.xid);
        check(error == 0, "error %d to %s", error, sent);
        check(zxid >= lastZxid, "0x%x after 0x%x at %s", zxid, lastZxid, sent);
        if (sent.kind == Kind.READ) {
            int seen = Integer.parseInt(new String(reply.buffer(), StandardCharsets.US_ASCII));
            int own = lastSet.getOrDefault(sent.number % VALUES, 0);
            check(seen >= own, "%d was read behind own write %d", seen, own);
        } else if (sent.kind != Kind.SYNC) {
            check(zxid > lastZxid, "write %s has 0x%x after 0x%x", sent, zxid, lastZxid);
            acknowledged.put(sent.number, zxid);
            confirmed = acknowledged.size();
            if (sent.kind == Kind.SET) {
                lastSet.put(sent.number % VALUES, sent.number);
            }
        }
        lastZxid = zxid;
    }

    private void check(boolean right, String text, Object... values) {
        if (!right) {
            throw new AssertionError(root + ": " + String.format(text, values));
        }
    }

    /** Goes round the servers until one takes the session. */
    private void renew() {
        long begin = System.nanoTime();
        while (session == null) {
            place = (place + 1) % ports.length;
            try {
                RawSession attempt = RawSession.dial(ports[place], READ_MILLIS);
                try {
                    boolean accepted =
                            attempt.handshake(
                                    lastZxid, MixedEnsemble.SESSION_MILLIS, sessionId, password);
                    check(
                            accepted,
                            "the session 0x%x expired at server %d after %d ms",
                            sessionId,
                            place + 1,
                            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
                    session = attempt;
                } finally {
                    if (session == null) {
                        attempt.close();
                    }
                }
            } catch (IOException down) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    /**
     * Compares what a server has with what was acknowledged: nothing is missing, nothing is in
     * another order than it was sent, the ephemeral node is there. Closes the session.
     */
    void verify() throws IOException {
        if (failure != null) {
            throw new AssertionError(root, failure);
        }
        ask(OpCode.SYNC, new JuteOut().string("/").bytes());
        byte[] listing = new JuteOut().string(root).bool(false).bytes();
        Map<Integer, Long> created = new TreeMap<>();
        for (String name : ask(OpCode.GET_CHILDREN, listing).strings()) {
            if (Character.isDigit(name.charAt(0))) {
                created.put(Integer.parseInt(name), 0L);
            }
        }
        long before = 0;
        for (Integer present : created.keySet()) {
            JuteIn stat =
                    ask(OpCode.EXISTS, new JuteOut().string(node(present)).bool(false).bytes());
            long createdAt = stat.int64();
            check(createdAt > before, "node %d is older than the one before", present);
            before = createdAt;
            created.put(present, createdAt);
        }
        acknowledged.forEach(
                (sent, zxid) -> {
                    if (sent % 3 == 0) { // the other writes changed a value
                        check(
                                zxid.equals(created.get(sent)),
                                "write %d was acknowledged at 0x%x and is at %s",
                                sent,
                                zxid,
                                created.get(sent));
                    }
                });
        for (int value = 0; value < VALUES; value++) {
            JuteIn reply =
                    ask(OpCode.GET_DATA, new JuteOut().string(value(value)).bool(false).bytes());
            int last = Integer.parseInt(new String(reply.buffer(), StandardCharsets.US_ASCII));
            long createdAt = reply.int64();
            long changedAt = reply.int64();
            int own = lastSet.getOrDefault(value, 0);
            check(last >= own && createdAt < changedAt, "value %d: %d, not %d", value, last, own);
            Long told = acknowledged.get(last);
            check(told == null || told == changedAt, "write %d has moved", last);
        }
        JuteIn ephemeral =
                ask(OpCode.EXISTS, new JuteOut().string(root + "/ephemeral").bool(false).bytes());
        ephemeral.int64();
        ephemeral.int64();
        ephemeral.int64();
        ephemeral.int64();
        ephemeral.int32();
        ephemeral.int32();
        ephemeral.int32();
        check(ephemeral.int64() == sessionId, "the ephemeral node is not ours");
        session.call(Requests.close(++xid));
        drop();
    }

    private JuteIn ask(int opCode, byte[] body) throws IOException {
        session.send(Requests.header(++xid, opCode).raw(body).frame());
        JuteIn in = new JuteIn(session.receive());
        in.int32();
        in.int64();
        int error = in.int32();
        check(error == 0, "error %d of opcode %d", error, opCode);
        return in;
    }
}
