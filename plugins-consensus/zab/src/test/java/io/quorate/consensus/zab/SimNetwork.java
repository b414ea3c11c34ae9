package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.ServerId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerCodec;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Links between simulated servers. Every message goes through the bytes of the real codec; order is
 * kept per direction; links break, servers do not hear of each other while parted.
 */
final class SimNetwork {

    private static final long LATENCY_NANOS = 500_000;
    private static final int HIGH_MARK = 40;

    /** One side of a connection. */
    private final class End {
        final SimServer server;
        final LinkId link = new LinkId(++links);
        final PeerCodec codec;
        final ArrayDeque<LinkAction.Send> gated = new ArrayDeque<>();
        final ArrayDeque<PeerMessage> unread = new ArrayDeque<>();
        final ArrayDeque<byte[]> stuck = new ArrayDeque<>();
        byte[] rest = {};
        End other;
        boolean up = true;
        boolean paused;
        boolean blocked;
        int inFlight;
        long lastArrival;

        End(SimServer server, boolean dialled) {
            this.server = server;
            codec = ZabPorts.port(ZabPorts.QUORUM, 1 << 20).codec().create(dialled);
        }
    }

    private final World world;
    private final Map<LinkId, End> ends = new HashMap<>();
    private final Set<String> parted = new HashSet<>();
    private final Set<String> stalled = new HashSet<>();
    private final List<String> trace = new ArrayList<>();
    private long links;

    SimNetwork(World world) {
        this.world = world;
    }

    void part(ServerId a, ServerId b) {
        parted.add(a + "-" + b);
        parted.add(b + "-" + a);
        for (End end : List.copyOf(ends.values())) {
            if (end.server.id.equals(a) && end.other.server.id.equals(b)) {
                cut(end);
            }
        }
    }

    /**
     * What they send each other stays under way, and nobody notices, until it is healed or a
     * time-out strikes.
     */
    void stall(ServerId a, ServerId b) {
        stalled.add(a + "-" + b);
        stalled.add(b + "-" + a);
    }

    void heal() {
        parted.clear();
        stalled.clear();
        for (End end : List.copyOf(ends.values())) {
            for (byte[] bytes : List.copyOf(end.stuck)) {
                end.stuck.poll();
                arrive(end, bytes);
            }
        }
    }

    boolean reach(ServerId a, ServerId b) {
        return !parted.contains(a + "-" + b);
    }

    /** Breaks one link by chance. */
    void cutOne() {
        List<End> up =
                ends.values().stream()
                        .filter(end -> end.up)
                        .sorted((a, b) -> Long.compare(a.link.value(), b.link.value()))
                        .toList();
        if (!up.isEmpty()) {
            cut(up.get(world.random.nextInt(up.size())));
        }
    }

    void cut(ServerId server) {
        for (End end : List.copyOf(ends.values())) {
            if (end.server.id.equals(server)) {
                cut(end);
            }
        }
    }

    private void cut(End end) {
        down(end, LinkEvent.DownReason.RESET);
        down(end.other, LinkEvent.DownReason.RESET);
    }

    private void down(End end, LinkEvent.DownReason reason) {
        if (end.up) {
            end.up = false;
            ends.remove(end.link);
            world.later(
                    end.server,
                    delay(),
                    () -> end.server.link(new LinkEvent.LinkDown(end.link, reason)));
        }
    }

    private long delay() {
        return LATENCY_NANOS + world.jitterNanos();
    }

    void execute(SimServer from, LinkAction action) {
        switch (action) {
            case LinkAction.Dial dial -> dial(from, dial);
            case LinkAction.Send send -> {
                End end = ends.get(send.link());
                if (end != null && end.up) {
                    end.gated.add(send);
                    release(end);
                }
            }
            case LinkAction.Close close -> {
                End end = ends.get(close.link());
                if (end != null && end.up) {
                    down(end, LinkEvent.DownReason.LOCAL);
                    End other = end.other;
                    long at = Math.max(end.lastArrival - world.nowNanos + 1, delay());
                    world.later(other.server, at, () -> down(other, LinkEvent.DownReason.CLOSED));
                }
            }
            case LinkAction.Pause pause -> {
                End end = ends.get(pause.link());
                if (end != null) {
                    end.paused = pause.paused();
                    if (!end.paused) {
                        world.later(end.server, 1, () -> deliverUnread(end));
                    }
                }
            }
            case LinkAction.Listen listen -> {
                if (listen.endpoints().isEmpty()) {
                    from.listening.remove(listen.port());
                } else {
                    from.listening.add(listen.port());
                }
            }
        }
    }

    private void dial(SimServer from, LinkAction.Dial dial) {
        ServerId target =
                new ServerId(Long.parseLong(dial.endpoints().getFirst().host().substring(1)));
        world.later(
                from,
                delay(),
                () -> {
                    SimServer to = world.servers.get(target);
                    if (!to.running()
                            || !to.listening.contains(dial.port())
                            || !reach(from.id, target)) {
                        from.link(
                                new LinkEvent.DialFailed(
                                        dial.dial(), LinkEvent.DialReason.REFUSED));
                        return;
                    }
                    End near = new End(from, true);
                    End far = new End(to, false);
                    near.other = far;
                    far.other = near;
                    ends.put(near.link, near);
                    ends.put(far.link, far);
                    from.link(
                            new LinkEvent.LinkUp(
                                    near.link,
                                    dial.port(),
                                    dial.dial(),
                                    null,
                                    new Endpoint("s" + target, 1),
                                    null));
                    to.link(
                            new LinkEvent.LinkUp(
                                    far.link,
                                    dial.port(),
                                    null,
                                    null,
                                    new Endpoint("s" + from.id, 1),
                                    null));
                });
    }

    /** Lets go of what is durable by now; a send that needs nothing overtakes those that wait. */
    void release(SimServer server) {
        for (End end : List.copyOf(ends.values())) {
            if (end.server == server) {
                release(end);
            }
        }
    }

    private void release(End end) {
        ArrayDeque<LinkAction.Send> waiting = new ArrayDeque<>();
        for (LinkAction.Send send : end.gated) {
            if (send.after() == 0 || waiting.isEmpty() && send.after() <= end.server.durable) {
                transmit(end, send.message());
            } else {
                waiting.add(send);
            }
        }
        end.gated.clear();
        end.gated.addAll(waiting);
    }

    private void transmit(End end, PeerMessage message) {
        trace(end, message);
        ByteBuffer out = ByteBuffer.allocate(end.codec.encodedBytesMax(message));
        end.codec.encode(message, out);
        byte[] bytes = Arrays.copyOf(out.array(), out.position());
        end.inFlight++;
        pressure(end);
        long at = Math.max(world.nowNanos + delay(), end.lastArrival + 1);
        end.lastArrival = at;
        world.later(end.other.server, at - world.nowNanos, () -> arrive(end, bytes));
    }

    private void pressure(End end) {
        boolean blocked = end.blocked ? end.inFlight > HIGH_MARK / 2 : end.inFlight > HIGH_MARK;
        if (blocked != end.blocked) {
            end.blocked = blocked;
            world.later(
                    end.server,
                    1,
                    () -> {
                        if (end.up) {
                            end.server.link(new LinkEvent.LinkPressure(end.link, blocked));
                        }
                    });
        }
    }

    private void arrive(End from, byte[] bytes) {
        if (stalled.contains(from.server.id + "-" + from.other.server.id)) {
            from.stuck.add(bytes);
            return;
        }
        from.inFlight--;
        pressure(from);
        End to = from.other;
        if (!to.up) {
            return;
        }
        byte[] all = Arrays.copyOf(to.rest, to.rest.length + bytes.length);
        System.arraycopy(bytes, 0, all, to.rest.length, bytes.length);
        ByteBuffer in = ByteBuffer.wrap(all);
        try {
            to.codec.decode(in, to.unread::add);
        } catch (ProtocolViolation e) {
            throw new AssertionError("our own messages were refused", e);
        }
        to.rest = Arrays.copyOfRange(all, in.position(), all.length);
        deliverUnread(to);
    }

    private void deliverUnread(End end) {
        while (end.up && !end.paused && !end.unread.isEmpty() && end.server.running()) {
            end.server.link(new LinkEvent.Received(end.link, end.unread.poll()));
        }
    }

    private void trace(End end, PeerMessage message) {
        if (world.tracing && !(message instanceof ZabMessage.Ping)) {
            trace.add(
                    end.server.id
                            + "->"
                            + end.other.server.id
                            + " "
                            + World.text((ZabMessage) message));
        }
    }

    List<String> takeTrace() {
        List<String> taken = List.copyOf(trace);
        trace.clear();
        assertThat(taken.size()).isLessThan(10_000);
        return taken;
    }
}
