package io.quorate.conformance.ensemble;

import io.quorate.bench.JuteIn;
import io.quorate.bench.OpCode;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import io.quorate.testkit.sim.invariant.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A session that writes, swaps and reads registers and writes down what it was told. It comes back
 * whenever it loses its connection, to any server. Some operations are sent before the last ones
 * are answered. A thread of its own; the outcome is asked for when {@link #finish} has returned.
 */
final class HistoryClient {

    private static final int SESSION_MILLIS = 40_000;
    private static final int PATIENCE_MILLIS = 4_000;
    private static final int MOST_IN_FLIGHT = 4;
    private static final long PAUSE_NANOS = 8_000_000;
    private static final int BAD_VERSION = -103;
    private static final int SESSION_MOVED = -118;

    /** A request without answer: what it will have been if it is answered. */
    private record Asked(int xid, int op, String key, long expected, long value, long fromNanos) {}

    private record Seen(long value, int version) {}

    private final long number;
    private final int[] ports;
    private final SplittableRandom random;
    private final List<Operation> history = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final ArrayDeque<Asked> inFlight = new ArrayDeque<>();
    private final Map<String, Seen> seen = new HashMap<>();
    private final List<String> answers = new ArrayList<>();
    private RawSession session;
    private long sessionId;
    private byte[] password = RawSession.NO_PASSWORD;
    private long lastZxid;
    private int xid;
    private long lastValue;
    private volatile String[] keys = {};
    private volatile boolean stopped;
    private volatile long acknowledged;
    private Thread thread;

    HistoryClient(long number, int[] ports, long seed) {
        this.number = number;
        this.ports = ports.clone();
        this.random = new SplittableRandom(seed);
    }

    /** Begins, or goes on, with these registers. */
    void begin(String... registers) {
        keys = registers.clone();
        seen.clear();
        history.clear();
        stopped = false;
        thread = Thread.ofPlatform().daemon().name("client-" + number).start(this::run);
    }

    /** Requests acknowledged so far. */
    long acknowledged() {
        return acknowledged;
    }

    /** Stops asking; waits until the thread has ended. */
    void finish() throws InterruptedException {
        stopped = true;
        thread.join();
    }

    List<Operation> history() {
        return history;
    }

    /** What no server may do. */
    List<String> faults() {
        return faults;
    }

    private void run() {
        while (!stopped && faults.isEmpty()) {
            try {
                if (session == null) {
                    comeBack();
                }
                int count = 1 + random.nextInt(MOST_IN_FLIGHT);
                for (int n = 0; n < count; n++) {
                    ask();
                }
                while (!inFlight.isEmpty()) {
                    hear();
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (IOException e) {
                leave();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void comeBack() throws IOException {
        RawSession next = RawSession.dial(ports[random.nextInt(ports.length)], PATIENCE_MILLIS);
        try {
            if (!next.handshake(lastZxid, SESSION_MILLIS, sessionId, password)) {
                faults.add("client " + number + ": the session has expired");
            }
        } catch (IOException e) {
            next.close();
            throw e;
        }
        session = next;
        answers.clear();
        sessionId = next.sessionId();
        password = next.password();
    }

    private void leave() {
        for (Asked asked : inFlight) {
            note(asked, false, Operation.NEVER, asked.value);
        }
        inFlight.clear();
        seen.clear();
        try {
            if (session != null) {
                session.close();
            }
        } catch (IOException e) {
            // gone
        }
        session = null;
    }

    private void ask() throws IOException {
        String key = keys[random.nextInt(keys.length)];
        long now = System.nanoTime();
        int choice = random.nextInt(3);
        Seen known = seen.get(key);
        if (choice == 0) {
            send(
                    OpCode.SYNC,
                    key,
                    0,
                    0,
                    now,
                    Requests.header(++xid, OpCode.SYNC).string(key).frame());
            send(OpCode.GET_DATA, key, 0, 0, now, Requests.getData(++xid, key, false));
        } else {
            boolean swap = choice == 1 && known != null;
            long value = number * 1_000_000_000L + ++lastValue;
            byte[] data = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
            send(
                    swap ? OpCode.CHECK : OpCode.SET_DATA,
                    key,
                    swap ? known.value : 0,
                    value,
                    now,
                    Requests.setData(++xid, key, data, swap ? known.version : -1));
        }
    }

    private void send(int op, String key, long expected, long value, long now, byte[] frame)
            throws IOException {
        inFlight.add(new Asked(xid, op, key, expected, value, now));
        session.send(frame);
    }

    private void hear() throws IOException {
        JuteIn reply = new JuteIn(session.receive());
        int answered = reply.int32();
        long zxid = reply.int64();
        int error = reply.int32();
        Asked asked = inFlight.peek();
        if (answered != asked.xid) {
            faults.add("client " + number + ": " + answered + " answered instead of " + asked.xid);
            return;
        }
        if (error == SESSION_MOVED) {
            throw new IOException("the session has moved");
        }
        inFlight.poll();
        if (zxid < lastZxid) {
            faults.add(
                    "client "
                            + number
                            + ": zxid "
                            + Long.toHexString(zxid)
                            + " after "
                            + Long.toHexString(lastZxid)
                            + " for "
                            + asked
                            + ", error "
                            + error
                            + ", answers of this connection "
                            + answers);
        }
        lastZxid = Math.max(lastZxid, zxid);
        answers.add(asked.xid + ":" + asked.op + ":" + Long.toHexString(zxid));
        boolean refusedSwap = error == BAD_VERSION && asked.op == OpCode.CHECK;
        if (error != 0 && !refusedSwap) {
            faults.add("client " + number + ": error " + error + " for " + asked);
            return;
        }
        acknowledged++;
        long now = System.nanoTime();
        if (asked.op == OpCode.GET_DATA) {
            byte[] data = reply.buffer();
            reply.int64();
            reply.int64();
            reply.int64();
            reply.int64();
            int version = reply.int32();
            long value = ByteBuffer.wrap(data).getLong();
            seen.put(asked.key, new Seen(value, version));
            note(asked, true, now, value);
        } else {
            note(asked, !refusedSwap, now, asked.value);
        }
    }

    private void note(Asked asked, boolean done, long toNanos, long value) {
        Operation.Kind kind =
                switch (asked.op) {
                    case OpCode.GET_DATA -> Operation.Kind.READ;
                    case OpCode.SET_DATA -> Operation.Kind.WRITE;
                    case OpCode.CHECK -> Operation.Kind.SWAP;
                    default -> null; // the barrier before a read
                };
        if (kind != null) {
            history.add(
                    new Operation(
                            number,
                            kind,
                            asked.key,
                            asked.expected,
                            value,
                            done,
                            asked.fromNanos,
                            toNanos));
        }
    }

    void close() {
        leave();
    }
}
