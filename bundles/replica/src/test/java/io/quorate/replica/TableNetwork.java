package io.quorate.replica;

import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkEvent.DialReason;
import io.quorate.peer.LinkEvent.DownReason;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerCodec;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.Port;
import io.quorate.peer.ProtocolViolation;
import io.quorate.peer.host.PeerLinks;
import io.quorate.testkit.ManualLoop;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Links between replicas on one table: messages travel as the bytes of their codecs, in order, one
 * loop task each.
 */
final class TableNetwork {

    private final ManualLoop loop;
    private final Map<Endpoint, Listening> listeners = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private long lastLink;

    private record Listening(Node node, String port) {}

    TableNetwork(ManualLoop loop) {
        this.loop = loop;
    }

    Node node() {
        Node node = new Node();
        nodes.add(node);
        return node;
    }

    /** Number of links between two servers. */
    long links(Node one, Node other) {
        return one.ends.values().stream().filter(end -> end.other.node == other).count();
    }

    /** One end of a link. */
    private static final class End {
        final Node node;
        final LinkId id;
        final PeerCodec codec;
        final ArrayDeque<PeerMessage> unread = new ArrayDeque<>();
        End other;
        boolean paused;
        boolean held;

        End(Node node, LinkId id, PeerCodec codec) {
            this.node = node;
            this.id = id;
            this.codec = codec;
        }

        void write(PeerMessage message) {
            ByteBuffer bytes = ByteBuffer.allocate(codec.encodedBytesMax(message));
            codec.encode(message, bytes);
            try {
                other.codec.decode(bytes.flip(), other.unread::add);
            } catch (ProtocolViolation broken) {
                throw new AssertionError("what one server writes another cannot read", broken);
            }
        }
    }

    /** The links of one server. */
    final class Node implements PeerLinks {

        private final Map<LinkId, End> ends = new HashMap<>();
        private final Map<String, PeerCodec.Factory> codecs = new HashMap<>();
        private Consumer<LinkEvent> sink;
        private boolean cut;

        @Override
        public void open(List<Port> ports, Consumer<LinkEvent> events) {
            sink = events;
            ports.forEach(port -> codecs.put(port.name(), port.codec()));
        }

        @Override
        public void members(Set<String> hosts) {}

        @Override
        public void execute(LinkAction action) {
            if (sink == null) {
                return;
            }
            switch (action) {
                case LinkAction.Listen listen -> {
                    listeners
                            .values()
                            .removeIf(
                                    known ->
                                            known.node == this && known.port.equals(listen.port()));
                    for (Endpoint endpoint : listen.endpoints()) {
                        listeners.put(endpoint, new Listening(this, listen.port()));
                    }
                }
                case LinkAction.Dial dial -> loop.execute(() -> dial(dial));
                case LinkAction.Send send -> {
                    End end = ends.get(send.link());
                    if (end != null) {
                        end.write(send.message());
                        loop.execute(() -> end.other.node.read(end.other));
                    }
                }
                case LinkAction.Close close -> {
                    End end = ends.remove(close.link());
                    if (end != null) {
                        loop.execute(() -> tell(new LinkEvent.LinkDown(end.id, DownReason.LOCAL)));
                        loop.execute(() -> end.other.node.lose(end.other));
                    }
                }
                case LinkAction.Pause pause -> {
                    End end = ends.get(pause.link());
                    if (end != null) {
                        end.paused = pause.paused();
                        loop.execute(() -> read(end));
                    }
                }
            }
        }

        private void dial(LinkAction.Dial dial) {
            Listening there = listeners.get(dial.endpoints().getFirst());
            if (there == null || cut || there.node.cut) {
                tell(new LinkEvent.DialFailed(dial.dial(), DialReason.REFUSED));
                return;
            }
            PeerCodec.Factory codec = codecs.get(dial.port());
            End near = new End(this, new LinkId(++lastLink), codec.create(true));
            End far = new End(there.node, new LinkId(++lastLink), codec.create(false));
            near.other = far;
            far.other = near;
            ends.put(near.id, near);
            there.node.ends.put(far.id, far);
            Endpoint remote = new Endpoint("127.0.0.1", 40_000);
            PeerMessage preamble = null;
            if (dial.preamble() != null) {
                near.write(dial.preamble());
                preamble = far.unread.poll();
            }
            there.node.tell(new LinkEvent.LinkUp(far.id, there.port, null, preamble, remote, null));
            tell(
                    new LinkEvent.LinkUp(
                            near.id,
                            dial.port(),
                            dial.dial(),
                            null,
                            dial.endpoints().getFirst(),
                            null));
        }

        private void read(End end) {
            while (!end.paused && !end.held && !end.unread.isEmpty() && ends.containsKey(end.id)) {
                tell(new LinkEvent.Received(end.id, end.unread.poll()));
            }
        }

        private void lose(End end) {
            read(end);
            if (ends.remove(end.id) != null) {
                tell(new LinkEvent.LinkDown(end.id, DownReason.CLOSED));
            }
        }

        private void tell(LinkEvent event) {
            if (sink != null) {
                sink.accept(event);
            }
        }

        @Override
        public void hold(LinkId link, boolean held) {
            End end = ends.get(link);
            if (end != null) {
                end.held = held;
                loop.execute(() -> read(end));
            }
        }

        /** Nobody reaches this server any more, or everybody again. */
        void cut(boolean off) {
            cut = off;
            if (off) {
                for (End end : List.copyOf(ends.values())) {
                    lose(end);
                    end.other.node.lose(end.other);
                }
            }
        }

        @Override
        public void close() {
            sink = null;
            listeners.values().removeIf(known -> known.node == this);
            cut(true);
        }
    }
}
