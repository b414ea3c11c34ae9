package io.quorate.gate.client;

import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.runtime.Slices;
import io.quorate.wire.MalformedRecord;
import io.quorate.wire.RequestCodec;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The input of a connection: cuts frames out of what the socket gave and hands them on. Input that
 * may not be taken yet (no session, paused, too much unanswered or unsent, others to be served) is
 * kept, up to a bound; then the socket is no longer read. Replica's loop only.
 *
 * <p>Source: spec client-protocol sections 1, 13.1 and 15.
 */
final class FrameDecoder {

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** Requests of one connection that may wait for replies. */
    private static final int MOST_UNANSWERED = 1024;

    /** Input kept before the socket is no longer read. */
    private static final int READ_AHEAD_BYTES = 64 * 1024;

    private static final int HEADER_BYTES = 8;

    /** Frames taken between two looks at the clock; a power of two. */
    private static final int FRAMES_PER_LOOK = 16;

    private final GateContext gate;
    private final Connection connection;
    private final Greeting greeting;
    private final KeptInput kept = new KeptInput();
    private boolean taking;
    private boolean held;
    private boolean resuming;
    private boolean reading = true;

    /** Others are served before the rest of what came is taken. */
    private boolean yielding;

    private int frames;
    private long endNanos;
    private long inputNanos;

    FrameDecoder(GateContext gate, Connection connection) {
        this.gate = gate;
        this.connection = connection;
        this.greeting = new Greeting(gate, connection);
        this.inputNanos = gate.clock.nowNanos();
    }

    /** Big-endian int at {@code at}. */
    static int int32(byte[] source, int at) {
        return (int) INT.get(source, at);
    }

    /** Bytes from the socket; the array is the caller's again after the call. */
    void received(byte[] source, int from, int to) {
        if (connection.phase().ordinal() >= Phase.CLOSING.ordinal()) {
            return;
        }
        inputNanos = gate.clock.nowNanos();
        try {
            if (yielding) {
                kept.append(source, from, to);
            } else if (kept.isEmpty()) {
                endNanos = inputNanos + Slices.TURN_NANOS;
                int next = take(source, from, to);
                if (next < to) {
                    kept.append(source, next, to);
                }
            } else {
                endNanos = inputNanos + Slices.TURN_NANOS;
                kept.append(source, from, to);
                takeKept();
            }
            regulate();
        } catch (RuntimeException failure) {
            connection.failed(failure);
        }
    }

    /** Something has changed that may let kept input go on. */
    void resume() {
        if (held
                && !taking
                && !resuming
                && !yielding
                && connection.phase() == Phase.OPEN
                && mayTake()) {
            resuming = true;
            // Not at once: the caller may be the replica in the middle of its work.
            gate.loop.execute(this::takeOn);
        }
    }

    /** Whether a request is being handed on right now. */
    boolean isTaking() {
        return taking;
    }

    boolean isReading() {
        return reading;
    }

    /** When the last bytes came. */
    long inputNanos() {
        return inputNanos;
    }

    void clear() {
        kept.clear();
        held = false;
    }

    private void takeOn() {
        resuming = false;
        yielding = false;
        endNanos = gate.slices.endOf(Slices.TURN_NANOS);
        try {
            takeKept();
            regulate();
        } catch (RuntimeException failure) {
            connection.failed(failure);
        }
    }

    private void takeKept() {
        kept.takenUpTo(take(kept.array(), kept.start(), kept.end()));
    }

    /** Takes what may be taken; answers the index of the first byte left. */
    private int take(byte[] source, int from, int to) {
        taking = true;
        int at = from;
        int next = from;
        do {
            at = next;
            next =
                    switch (connection.phase()) {
                        case OPEN -> mayTake() ? frame(source, at, to) : at;
                        case GREETING -> greeting.take(source, at, to, inputNanos);
                        case JOINING, PARTING -> at;
                        case TEXT, CLOSING, CLOSED -> to;
                    };
        } while (next != at && !mustGiveWay());
        at = next;
        Phase phase = connection.phase();
        held =
                phase == Phase.JOINING
                        || phase == Phase.PARTING
                        || phase == Phase.OPEN && !mayTake();
        taking = false;
        return at;
    }

    /** Whether this connection has had its time of the turn; it goes on in a later one. */
    private boolean mustGiveWay() {
        if (++frames % FRAMES_PER_LOOK == 0
                && connection.phase() == Phase.OPEN
                && gate.slices.isOver(endNanos)) {
            yielding = true;
            gate.slices.add(
                    () -> {
                        takeOn();
                        return false;
                    });
        }
        return yielding;
    }

    private boolean mayTake() {
        int unanswered = connection.unanswered();
        return !connection.isPaused()
                && connection.unsentBytes() < Backlog.PRESSING_BYTES
                && (unanswered == 0
                        || unanswered < MOST_UNANSWERED
                                && gate.handler.outstanding() <= gate.globalOutstandingLimit);
    }

    private int frame(byte[] source, int at, int to) {
        if (to - at < 4) {
            return at;
        }
        int length = int32(source, at);
        if (length < HEADER_BYTES || length > gate.frameBytesMax) {
            connection.hangUp("sent a frame of " + length + " bytes");
            return to;
        }
        if (!gate.largeRequests.admits(length)) {
            gate.statistics.largeRejected.add(1);
            connection.hangUp(
                    "sent a request of "
                            + length
                            + " bytes, beyond what large requests may take together");
            return to;
        }
        if (to - at - 4 < length) {
            return at;
        }
        int end = at + 4 + length;
        connection.counted(4 + length);
        request(int32(source, at + 4), int32(source, at + 8), source, at + 4 + HEADER_BYTES, end);
        return end;
    }

    private void request(int xid, int op, byte[] source, int from, int to) {
        if (op == OpCode.AUTH || op == OpCode.SASL) {
            authenticate(xid, op, source, from, to);
        } else if (OpCode.isFromClient(op)) {
            connection.taken(op, inputNanos, to - from + HEADER_BYTES);
            gate.intake.offer(connection, xid, op, source, from, to, inputNanos);
        } else {
            connection.refuse(xid, op);
        }
    }

    private void authenticate(int xid, int op, byte[] source, int from, int to) {
        Request request;
        try {
            request = RequestCodec.decode(op, gate.intake.reader(source, from, to));
        } catch (MalformedRecord malformed) {
            connection.hangUp("malformed authentication packet: " + malformed.getMessage());
            return;
        }
        if (request instanceof Request.Sasl sasl && sasl.token() == null) {
            connection.hangUp("sent a SASL packet without a token");
            return;
        }
        gate.handler.authenticate(connection, xid, request);
    }

    /** Stops reading the socket while enough is kept, and starts again. */
    private void regulate() {
        boolean wanted = !held && !yielding || kept.size() <= READ_AHEAD_BYTES;
        if (wanted != reading && connection.phase() != Phase.CLOSED) {
            reading = wanted;
            connection.read(wanted);
        }
    }
}
