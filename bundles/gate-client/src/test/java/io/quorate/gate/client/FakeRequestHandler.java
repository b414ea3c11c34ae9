package io.quorate.gate.client;

import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.model.Stat;
import io.quorate.model.Znode;
import io.quorate.service.ClientConnection;
import io.quorate.service.Inspection;
import io.quorate.service.ReplicaReport;
import io.quorate.service.RequestHandler;
import io.quorate.wire.SessionPassword;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A replica with a script: notes what it is offered and answers at once unless told to hold. Loop
 * thread, except where noted.
 */
final class FakeRequestHandler implements RequestHandler {

    static final long SESSION = 0x0100a1b2c3d40000L;
    static final long ZXID = 0x100000002L;
    static final Stat STAT =
            new Stat(ZXID, ZXID, 1700000000000L, 1700000000000L, 0, 0, 0, 0, 3, 0, ZXID);

    private record Held(ClientConnection connection, int xid, int op) {}

    /** What was offered, in order; for tests to await. */
    final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    final AtomicInteger offered = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    final List<ClientConnection> connections = new ArrayList<>();
    volatile boolean noting = true;
    volatile boolean serving = true;
    volatile boolean holdConnects;
    volatile boolean holdWrites;
    volatile boolean rejecting;

    /** Whether auth packets are answered later. */
    volatile boolean pausing;

    /** How long a read keeps the loop. */
    volatile long readNanos;

    final AtomicInteger writable = new AtomicInteger();
    volatile byte[] data = {'b', 'a', 'r'};
    private final Queue<Held> held = new ArrayDeque<>();
    private int outstanding;

    @Override
    public void connect(
            ClientConnection connection,
            long lastZxidSeen,
            int timeoutMillis,
            long sessionId,
            byte[] password,
            boolean readOnly) {
        note(
                "connect "
                        + lastZxidSeen
                        + ' '
                        + timeoutMillis
                        + ' '
                        + Long.toHexString(sessionId)
                        + ' '
                        + readOnly);
        connections.add(connection);
        open.incrementAndGet();
        if (rejecting) {
            connection.rejected(false);
            open.decrementAndGet();
        } else if (!holdConnects) {
            establish(connection);
        }
    }

    void establish(ClientConnection connection) {
        connection.established(SESSION, 30_000, SessionPassword.of(SESSION), false);
    }

    @Override
    public void read(ClientConnection connection, int xid, Request request) {
        offered.incrementAndGet();
        note(request.getClass().getSimpleName() + ' ' + xid);
        for (long end = System.nanoTime() + readNanos; System.nanoTime() < end; ) {
            Thread.onSpinWait();
        }
        connection.reply(xid, request.op(), ZXID, answer(request));
    }

    private Outcome answer(Request request) {
        return switch (request) {
            case Request.GetData r -> new Outcome.Data(data, 0, data.length, STAT);
            case Request.Exists r -> new Outcome.Refused(-101);
            case Request.Sync r -> new Outcome.Synced(r.path());
            case Request.GetAllChildrenNumber r ->
                    throw new IllegalStateException("a mistake of ours");
            default -> Outcome.DONE;
        };
    }

    @Override
    public void write(ClientConnection connection, int xid, int op, byte[] body) {
        offered.incrementAndGet();
        note("write " + op + ' ' + xid + ' ' + body.length);
        outstanding++;
        held.add(new Held(connection, xid, op));
        if (!holdWrites) {
            release();
        }
    }

    /** Answers what is held. */
    void release() {
        for (Held next = held.poll(); next != null; next = held.poll()) {
            outstanding--;
            Outcome outcome =
                    next.op() == OpCode.CREATE
                            ? new Outcome.Created(1, Znode.of("/foo"), STAT)
                            : Outcome.DONE;
            next.connection().reply(next.xid(), next.op(), ZXID, outcome);
            if (next.op() == OpCode.CLOSE_SESSION) {
                next.connection().close();
                open.decrementAndGet();
            }
        }
    }

    @Override
    public void malformed(ClientConnection connection, int xid, int op) {
        offered.incrementAndGet();
        note("malformed " + op + ' ' + xid);
        connection.reply(xid, op, ZXID, new Outcome.Refused(-5));
    }

    @Override
    public void throttled(ClientConnection connection, int xid, int op) {
        note("throttled " + op + ' ' + xid);
        connection.reply(xid, op, ZXID, new Outcome.Refused(-127));
    }

    @Override
    public void authenticate(ClientConnection connection, int xid, Request request) {
        note("authenticate " + request.op() + ' ' + xid);
        if (pausing) {
            connection.pauseInput();
            return;
        }
        connection.reply(
                xid,
                request.op(),
                0,
                request instanceof Request.Sasl ? new Outcome.Token(null) : Outcome.DONE);
    }

    @Override
    public void closed(ClientConnection connection) {
        open.decrementAndGet();
        note("closed");
    }

    @Override
    public void writable(ClientConnection connection) {
        writable.incrementAndGet();
    }

    @Override
    public int outstanding() {
        return outstanding;
    }

    @Override
    public boolean serving() {
        return serving;
    }

    @Override
    public ReplicaReport report() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Inspection inspection() {
        throw new UnsupportedOperationException();
    }

    private void note(String what) {
        if (noting) {
            seen.add(what);
        }
    }
}
