package io.quorate.testkit.sim;

import io.quorate.model.ServerId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerCodec;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.Port;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One server's end of a connection: its codec, what it has sent and has not arrived, what has
 * arrived and is not read.
 */
final class SimEnd {

    private static final int HIGH_BYTES = 256 * 1024;
    private static final int LOW_BYTES = 64 * 1024;
    private static final int HARD_BYTES = 16 * 1024 * 1024;

    /** Messages that still come after a pause: what the receive window held. */
    private static final int WINDOW_MESSAGES = 3;

    /** Bytes on their way, or the end of the stream if null. */
    private record Piece(byte[] bytes) {}

    private final SimNetwork network;
    private final SimConnection connection;
    private final ServerId owner;
    private final SimNetwork.Host host;
    private final LinkId link;
    private final Port port;
    private final PeerCodec codec;
    private final boolean dialled;
    private final ArrayDeque<Piece> sent = new ArrayDeque<>();
    private final ArrayDeque<PeerMessage> unread = new ArrayDeque<>();
    private byte[] received = new byte[0];
    private long lastArrivalNanos;
    private int sentBytes;
    private boolean flowing;
    private boolean up;
    private boolean over;
    private boolean dead;
    private boolean closing;
    private boolean closed;
    private boolean blocked;
    private boolean endHeard;
    private boolean unanswered;
    private boolean paused;
    private int window;

    SimEnd(
            SimNetwork network,
            SimConnection connection,
            ServerId owner,
            SimNetwork.Host host,
            LinkId link,
            Port port,
            boolean dialled) {
        this.network = network;
        this.connection = connection;
        this.owner = owner;
        this.host = host;
        this.link = link;
        this.port = port;
        this.dialled = dialled;
        this.codec = port.codec().create(dialled);
    }

    ServerId owner() {
        return owner;
    }

    ServerId peer() {
        return connection.other(this).owner;
    }

    LinkId link() {
        return link;
    }

    /** True if its server will never hear of it again. */
    boolean isOver() {
        return over;
    }

    boolean sentToNobody() {
        return unanswered && !over;
    }

    void up(LinkEvent.LinkUp event) {
        later(
                () -> {
                    if (over) {
                        return;
                    }
                    up = true;
                    deliver(event);
                    read();
                    readEnd();
                });
    }

    void sendPreamble(PeerMessage preamble) {
        transmit(SimNetwork.written(codec, preamble));
    }

    void send(PeerMessage message) {
        if (!over && !dead && !closing) {
            transmit(SimNetwork.written(codec, message));
            if (sentBytes > HARD_BYTES) {
                down(LinkEvent.DownReason.OVERFLOW);
                end();
            } else if (sentBytes > HIGH_BYTES && !blocked) {
                blocked = true;
                later(() -> deliver(new LinkEvent.LinkPressure(link, true)));
            }
        }
    }

    private void transmit(byte[] bytes) {
        int cut =
                !network.isSteady() && bytes.length > 1 && network.random().nextInt(8) == 0
                        ? 1 + network.random().nextInt(bytes.length - 1)
                        : bytes.length;
        put(new Piece(Arrays.copyOf(bytes, cut)));
        if (cut < bytes.length) {
            put(new Piece(Arrays.copyOfRange(bytes, cut, bytes.length)));
        }
    }

    private void put(Piece piece) {
        sent.add(piece);
        sentBytes += piece.bytes() == null ? 0 : piece.bytes().length;
        flow();
    }

    /** Starts the next piece on its way unless one travels already, so that they stay in order. */
    void flow() {
        SimEnd other = connection.other(this);
        if (flowing || dead || sent.isEmpty() || network.isCut(owner, other.owner)) {
            return;
        }
        flowing = true;
        lastArrivalNanos =
                Math.max(lastArrivalNanos, network.agenda().nowNanos() + network.delayNanos());
        network.agenda()
                .at(
                        lastArrivalNanos,
                        () -> {
                            flowing = false;
                            if (dead) {
                                return;
                            }
                            if (network.isCut(owner, other.owner)) {
                                return;
                            }
                            // Everything that waited arrives together now and then, as a stream
                            // does.
                            boolean all = network.isSteady() || network.random().nextInt(4) == 0;
                            int pieces = all ? sent.size() : 1;
                            for (; pieces > 0 && !sent.isEmpty() && !dead; pieces--) {
                                Piece piece = sent.poll();
                                sentBytes -= piece.bytes() == null ? 0 : piece.bytes().length;
                                other.arrive(piece, this);
                            }
                            released();
                            flow();
                        });
    }

    private void released() {
        if (blocked && sentBytes < LOW_BYTES && !over) {
            blocked = false;
            deliver(new LinkEvent.LinkPressure(link, false));
        }
    }

    private void arrive(Piece piece, SimEnd from) {
        if (over || dead || closed) {
            if (network.isDark(owner)) {
                from.unanswered = true;
            } else if (over && !from.over && !from.closing && piece.bytes() != null) {
                from.breakIn(network.delayNanos());
            }
            return;
        }
        if (piece.bytes() == null) {
            endHeard = true;
            readEnd();
            return;
        }
        network.arrived(link, piece.bytes());
        byte[] all = Arrays.copyOf(received, received.length + piece.bytes().length);
        System.arraycopy(piece.bytes(), 0, all, received.length, piece.bytes().length);
        ByteBuffer in = ByteBuffer.wrap(all);
        List<PeerMessage> messages = new ArrayList<>();
        try {
            codec.decode(in, messages::add);
        } catch (ProtocolViolation e) {
            down(LinkEvent.DownReason.PROTOCOL);
            end();
            return;
        }
        received = Arrays.copyOfRange(all, in.position(), all.length);
        messages.forEach(this::take);
    }

    private void take(PeerMessage message) {
        if (!up && !dialled && port.hasPreamble()) {
            up = true;
            deliver(
                    new LinkEvent.LinkUp(
                            link,
                            port.name(),
                            null,
                            message,
                            new Endpoint(connection.other(this).owner.toString(), 40_000),
                            null));
        } else {
            unread.add(message);
            read();
        }
    }

    /**
     * Hands over what may be read. A link that is not up yet, because its LinkUp is on the way,
     * reads later.
     */
    private void read() {
        while (up && !over && !closed && !unread.isEmpty() && (!paused || window > 0)) {
            if (paused) {
                window--;
            }
            deliver(new LinkEvent.Received(link, unread.poll()));
        }
    }

    private void readEnd() {
        if (endHeard && up && unread.isEmpty() && !paused && !over) {
            down(LinkEvent.DownReason.CLOSED);
            end();
        } else if (endHeard && !up && !dialled) {
            over = true;
        }
    }

    void pause(boolean stop) {
        paused = stop;
        boolean byChance = stop && !network.isSteady();
        window = byChance ? network.random().nextInt(WINDOW_MESSAGES + 1) : 0;
        if (!stop) {
            later(
                    () -> {
                        read();
                        readEnd();
                    });
        }
    }

    /** Closed by its own server: flushed, then over. */
    void close() {
        if (!over && !closed) {
            closed = true;
            closing = true;
            put(new Piece(null));
            later(() -> down(LinkEvent.DownReason.LOCAL));
        }
    }

    /** The process or machine is gone. */
    void ownerGone(boolean silently) {
        if (over) {
            return;
        }
        over = true;
        network.forget(this);
        if (silently) {
            dead = true;
        } else {
            closing = true;
            if (!network.isSteady() && network.random().nextBoolean()) {
                while (network.random().nextBoolean() && !sent.isEmpty()) {
                    sentBytes -= sent.pollLast().bytes() == null ? 0 : 1;
                }
            }
            put(new Piece(null));
        }
    }

    /** An end nobody ever had. */
    void vanish() {
        over = true;
        closing = true;
        network.forget(this);
    }

    void breakIn(long nanos) {
        dead = true;
        network.agenda().in(nanos, () -> down(LinkEvent.DownReason.RESET));
    }

    private void end() {
        closing = true;
        put(new Piece(null));
    }

    private void down(LinkEvent.DownReason reason) {
        if (over) {
            return;
        }
        if (!up && dialled) {
            // The dialler has not heard of it yet; LinkUp comes first.
            later(() -> down(reason));
            return;
        }
        over = true;
        network.forget(this);
        if (up) {
            deliver(new LinkEvent.LinkDown(link, reason));
        }
    }

    private void later(Runnable task) {
        network.agenda().in(network.delayNanos() / 4 + 1, task);
    }

    private void deliver(LinkEvent event) {
        if (network.isUp(owner, host)) {
            host.deliver(port.name(), event);
        }
    }
}
