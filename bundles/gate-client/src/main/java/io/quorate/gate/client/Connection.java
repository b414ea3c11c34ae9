package io.quorate.gate.client;

import io.netty.channel.Channel;
import io.quorate.gate.client.secure.SecureDoor;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.runtime.Slices;
import io.quorate.service.ClientConnection;
import io.quorate.service.ClientGate.ConnectionReport;
import io.quorate.service.NodeEvent;
import io.quorate.service.PiecewiseText;
import io.quorate.wire.ConnectCodec;
import io.quorate.wire.ConnectRequest;
import io.quorate.wire.ConnectResponse;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.ReplyCodec;
import io.quorate.wire.ReplyHeader;
import io.quorate.wire.WatchEventCodec;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: what the replica says goes out here, what the client says comes in
 * through its {@link FrameDecoder}. Replica's loop only. Source: spec client-protocol sections 3,
 * 4, 10 and 13.
 */
final class Connection implements ClientConnection {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** How long a command is answered before others get their turn. */
    private static final long TELLING_NANOS = Slices.TURN_NANOS / 5;

    /** Idle times that a client may spend on its greeting, one byte at a time. */
    private static final int PATIENCE = 6;

    private final GateContext gate;
    private final Channel channel;
    private final InetSocketAddress remote;
    private final FrameDecoder input;
    private final Output output;
    private final Traffic traffic;
    private final LongQueue arrivalsNanos = new LongQueue();
    private final LongQueue largeReserved = new LongQueue();
    private final long openedNanos;

    private Phase phase = Phase.GREETING;
    private boolean handedIn;
    private boolean oldForm;

    /** The answer to a command as far as it has not been said; null if there is none. */
    private @Nullable PiecewiseText telling;

    private long toldNanos;

    /** Whether it goes on with that when it has its turn. */
    private boolean tellsLater;

    /** Size of a single large reply that waits: its client may take its time to read it. */
    private int excusedBytes;

    /** Whether the replica has been notified that it takes no more, and not yet that it does. */
    private boolean pressing;

    private boolean paused;
    private long closingNanos;
    private long sessionId;
    private int timeoutMillis;
    private @Nullable Object attachment;

    Connection(GateContext gate, Channel channel, InetSocketAddress remote) {
        this.gate = gate;
        this.channel = channel;
        this.remote = remote;
        this.input = new FrameDecoder(gate, this);
        this.output = new Output(channel, gate.flusher, gate.backlog, this::outputMoved);
        this.traffic = new Traffic(gate.clock.wallMillis());
        this.openedNanos = gate.clock.nowNanos();
    }

    // ---- from the socket

    /** Bytes from the socket; the array is the caller's again after the call. */
    void received(byte[] source, int from, int to) {
        input.received(source, from, to);
    }

    /** The client will send nothing more. Replies that are written already still leave. */
    void inputEnded() {
        if (phase != Phase.TEXT) {
            hangUp("the client has closed its side");
        }
    }

    /** The socket takes output again. */
    void writable() {
        output.flush();
    }

    private void outputMoved() {
        if (phase == Phase.CLOSING) {
            closingNanos = gate.clock.nowNanos();
            return;
        }
        if (telling != null) {
            toldNanos = gate.clock.nowNanos();
            if (!tellsLater) {
                tellOn();
            }
            return;
        }
        if (output.unsent() < Backlog.PRESSING_BYTES) {
            excusedBytes = 0;
            if (pressing) {
                pressing = false;
                gate.handler.writable(this);
            }
        }
        input.resume();
    }

    /** The socket is gone. */
    void gone() {
        if (phase == Phase.CLOSED) {
            return;
        }
        phase = Phase.CLOSED;
        gate.statistics.dropped.add(1);
        stopTelling();
        input.clear();
        output.drop();
        gate.gone(this);
        while (!largeReserved.isEmpty()) {
            gate.largeRequests.release(largeReserved.remove());
        }
        if (handedIn) {
            handedIn = false;
            gate.handler.closed(this);
        }
    }

    // ---- from the input

    /** A frame or command of {@code bytes} in all has come. */
    void counted(int bytes) {
        gate.statistics.received(bytes);
        traffic.received++;
    }

    /** A connect request goes to the replica. */
    void join(ConnectRequest request) {
        oldForm = request.oldForm();
        phase = Phase.JOINING;
        handedIn = true;
        gate.handler.connect(
                this,
                request.lastZxidSeen(),
                request.timeoutMillis(),
                request.sessionId(),
                request.password(),
                request.readOnly());
    }

    /** A command is about to be answered. */
    void listen() {
        phase = Phase.TEXT;
    }

    /** The answer to a command, which is said as far as there is time and room. */
    void tell(PiecewiseText text) {
        if (phase != Phase.TEXT) {
            text.close();
            return;
        }
        telling = text;
        toldNanos = gate.clock.nowNanos();
        if (tellOn()) {
            traffic.sent++;
            gate.statistics.told();
        }
    }

    /** Writes the next pieces of the text that is being sent; true if there were any. */
    private boolean tellOn() {
        long endNanos = gate.slices.endOf(TELLING_NANOS);
        boolean said = false;
        while (telling != null && output.unsent() < Backlog.PRESSING_BYTES) {
            byte[] piece = telling.next();
            if (piece == null) {
                startClosing();
                return said;
            }
            if (piece.length > 0) {
                said = true;
                output.writer().raw(piece, 0, piece.length);
                output.appended(piece.length);
            }
            if (telling != null && gate.slices.isOver(endNanos)) {
                tellLater();
                return said;
            }
        }
        return said;
    }

    private void tellLater() {
        tellsLater = true;
        gate.slices.add(
                () -> {
                    tellsLater = false;
                    tellOn();
                    return false;
                });
    }

    private void stopTelling() {
        if (telling != null) {
            telling.close();
            telling = null;
        }
    }

    /** A request of {@code bytes} is about to be handed on. */
    void taken(int op, long arrivalNanos, int bytes) {
        arrivalsNanos.add(arrivalNanos);
        if (gate.largeRequests.isOn()) {
            largeReserved.add(gate.largeRequests.reserve(bytes));
        }
        if (op == OpCode.CLOSE_SESSION) {
            phase = Phase.PARTING;
        }
    }

    /** Unknown operation: says so and closes, without waiting for replies that are still due. */
    void refuse(int xid, int op) {
        JuteWriter out = output.writer();
        int before = out.size();
        ReplyCodec.encodeHeaderFrame(xid, -1, ErrorCode.UNIMPLEMENTED, out);
        sent(out.size() - before);
        hangUp("sent unknown operation " + op);
    }

    /** Closes on the gate's own account; the replica learns of it when the socket is gone. */
    void hangUp(String reason) {
        LOG.debug("Closing {}: {}", this, reason);
        startClosing();
    }

    /** A request of it has hit a mistake of ours: that costs this connection and no other. */
    void failed(RuntimeException failure) {
        LOG.error("Closing {} after an unexpected failure", this, failure);
        cutOff();
    }

    /** Reads the socket, or lets it wait. */
    void read(boolean wanted) {
        channel.config().setAutoRead(wanted);
    }

    // ---- from the replica

    @Override
    public void established(long sessionId, int timeoutMillis, byte[] password, boolean readOnly) {
        if (phase != Phase.JOINING) {
            return;
        }
        this.sessionId = sessionId;
        this.timeoutMillis = timeoutMillis;
        phase = Phase.OPEN;
        gate.settled(this);
        respond(new ConnectResponse(timeoutMillis, sessionId, password, readOnly));
        long nowNanos = gate.clock.nowNanos();
        traffic.answered(
                OpCode.CREATE_SESSION,
                0,
                traffic.lastZxid,
                millis(nowNanos),
                millis(nowNanos - input.inputNanos()));
        input.resume();
    }

    @Override
    public void rejected(boolean readOnly) {
        if (phase == Phase.JOINING) {
            respond(ConnectResponse.rejection(readOnly));
            close();
        }
    }

    @Override
    public void reply(int xid, int op, long zxid, Outcome outcome) {
        if (!phase.isServed() || isOverrun()) {
            return;
        }
        JuteWriter out = output.writer();
        int before = out.size();
        // A ping is answered with its own number whatever it came with.
        ReplyCodec.encodeFrame(
                op == OpCode.PING ? ReplyHeader.PING_XID : xid, zxid, op, outcome, out);
        int bytes = out.size() - before;
        if (bytes > Backlog.PRESSING_BYTES) {
            excusedBytes = Math.max(excusedBytes, bytes);
        }
        sent(bytes);
        if (phase == Phase.CLOSING) {
            return;
        }
        if (op != OpCode.AUTH && op != OpCode.SASL && !arrivalsNanos.isEmpty()) {
            answered(xid, op, zxid);
        }
        if (op == OpCode.CLOSE_SESSION
                && phase == Phase.PARTING
                && outcome instanceof Outcome.Refused) {
            phase = Phase.OPEN;
        }
        input.resume();
    }

    @Override
    public void event(NodeEvent event) {
        if (!phase.isServed() || isOverrun()) {
            return;
        }
        byte[] frame = event.frame();
        if (frame == null) {
            frame = WatchEventCodec.frame(event.zxid(), event.type(), event.path());
            event.frame(frame);
        }
        output.writer().raw(frame, 0, frame.length);
        traffic.sent++;
        gate.statistics.notified(frame.length);
        output.appended(frame.length);
    }

    /** Closes it if it leaves more unread than one connection may. */
    private boolean isOverrun() {
        if (output.unsent() - excusedBytes <= gate.backlog.mostOfOneBytes()) {
            return false;
        }
        LOG.warn("Closing {}: it does not read, {} bytes wait for it", this, output.unsent());
        startClosing();
        return true;
    }

    /**
     * Closes it without what waits for it: others need the room. The replica may be in the middle
     * of its work, so it learns of it when the socket is gone.
     */
    void overrun() {
        startClosing();
        output.drop();
        gate.loop.execute(this::cutOff);
    }

    @Override
    public boolean isWritable() {
        boolean room = output.unsent() < Backlog.PRESSING_BYTES;
        pressing |= !room;
        return room;
    }

    @Override
    public void pauseInput() {
        paused = true;
    }

    @Override
    public void resumeInput() {
        paused = false;
        input.resume();
    }

    /** Whether the replica wants nothing more of this connection for now. */
    boolean isPaused() {
        return paused;
    }

    @Override
    public void close() {
        handedIn = false;
        startClosing();
    }

    private void respond(ConnectResponse response) {
        JuteWriter out = output.writer();
        int before = out.size();
        ConnectCodec.encodeFrame(response, oldForm, out);
        sent(out.size() - before);
    }

    private void sent(int bytes) {
        traffic.sent++;
        gate.statistics.replied(bytes);
        output.appended(bytes);
    }

    private void answered(int xid, int op, long zxid) {
        long arrivalNanos = arrivalsNanos.remove();
        // A reply within the call that took the request is as old as the input.
        boolean atOnce = input.isTaking();
        long nowNanos = atOnce ? input.inputNanos() : gate.clock.nowNanos();
        long latencyMillis = atOnce ? 0 : millis(nowNanos - arrivalNanos);
        traffic.answered(op, xid, zxid, millis(nowNanos), latencyMillis);
        gate.statistics.answered(op, latencyMillis);
        if (!largeReserved.isEmpty()) {
            gate.largeRequests.release(largeReserved.remove());
        }
        gate.intake.answered();
    }

    private void startClosing() {
        if (phase.ordinal() < Phase.CLOSING.ordinal()) {
            phase = Phase.CLOSING;
            stopTelling();
            closingNanos = gate.clock.nowNanos();
            input.clear();
            gate.unsettle(this);
            output.closeWhenSent();
        }
    }

    /** Closes at once, whatever there is to say. */
    void cutOff() {
        SecureDoor.close(channel);
    }

    // ---- inspection

    Phase phase() {
        return phase;
    }

    /** Requests handed on and not yet answered. */
    int unanswered() {
        return arrivalsNanos.size();
    }

    /** Reply bytes that the socket has not taken. */
    int unsentBytes() {
        return output.unsent();
    }

    boolean isOpen() {
        return phase == Phase.OPEN || phase == Phase.PARTING;
    }

    int timeoutMillis() {
        return timeoutMillis;
    }

    /**
     * Whether it has been silent, or closing, for too long. A connect request in the replica's
     * hands may take its time.
     */
    boolean isOverdue(long nowNanos) {
        long idleNanos = gate.idleNanos();
        return switch (phase) {
            case JOINING, OPEN, PARTING -> false;
            case GREETING ->
                    nowNanos - input.inputNanos() >= idleNanos
                            || nowNanos - openedNanos >= PATIENCE * idleNanos;
            case TEXT ->
                    nowNanos - input.inputNanos() >= idleNanos && nowNanos - toldNanos >= idleNanos;
            case CLOSING -> nowNanos - closingNanos >= idleNanos;
            case CLOSED -> true;
        };
    }

    void resetTraffic() {
        traffic.reset();
    }

    ConnectionReport report() {
        int interestOps = (input.isReading() ? 1 : 0) + (output.unsent() > 0 ? 4 : 0);
        return new ConnectionReport(
                remote,
                sessionId,
                interestOps,
                arrivalsNanos.size(),
                traffic.received,
                traffic.sent,
                OperationTags.of(traffic.lastOp),
                traffic.establishedMillis,
                timeoutMillis,
                traffic.lastCxid,
                traffic.lastZxid,
                traffic.lastResponseMillis,
                traffic.lastLatencyMillis,
                traffic.minLatencyMillis,
                traffic.averageLatencyMillis(),
                traffic.maxLatencyMillis);
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public List<X509Certificate> certificates() {
        return SecureDoor.certificates(channel);
    }

    @Override
    public @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public void attach(Object value) {
        attachment = value;
    }

    @Override
    public String toString() {
        return remote + " (session 0x" + Long.toHexString(sessionId) + ")";
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
