package io.quorate.testkit.sim;

import io.quorate.model.Member;
import io.quorate.model.ServerId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerCodec;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.Port;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A network under a seed. Every message travels as the bytes of its port's codec, in order on its
 * connection, in pieces of any size. Server n has the host name {@code n}.
 *
 * <p>It can be slow, break connections (both ends learn at different times), let an acceptor see a
 * dial twice, and cut directions between servers: what travels there waits, as TCP sends again,
 * until the cut heals or somebody gives up.
 */
public final class SimNetwork {

    static final long MILLI = 1_000_000L;

    private static final long STEADY_DELAY_NANOS = 500_000L;
    private static final long USUAL_DELAY_MICROS_MAX = 2_000;

    /** Receives the events of a server that is up. */
    @FunctionalInterface
    public interface Host {
        /** Takes an event of one of its ports. */
        void deliver(String port, LinkEvent event);
    }

    /** What is in the way of a direction: what travels waits, or nothing connects. */
    private enum Barrier {
        CUT,
        PARTED
    }

    /** A direction. */
    private record Way(ServerId from, ServerId to) {}

    /** Something that listens. */
    private record Listener(ServerId server, String port) {}

    private final Agenda agenda;
    private final Random random;
    private final Map<ServerId, Host> hosts = new TreeMap<>();
    private final Map<ServerId, Map<String, Port>> ports = new TreeMap<>();
    private final Map<Endpoint, Listener> listeners = new HashMap<>();
    private final Map<LinkId, SimEnd> ends = new HashMap<>();
    private final List<SimConnection> connections = new ArrayList<>();
    private final Map<Way, Barrier> barriers = new HashMap<>();
    private final Set<ServerId> dark = new HashSet<>();
    private long delayMicrosMax = USUAL_DELAY_MICROS_MAX;
    private int ghostsPerMille;
    private int ghosts;
    private long links;
    private long bytesHash;

    /**
     * A quick, whole network.
     *
     * @param random null if nothing happens by chance
     */
    public SimNetwork(Agenda agenda, Random random) {
        this.agenda = agenda;
        this.random = random;
    }

    /** A server comes up, with the ports its cores declared. */
    public void attach(ServerId server, List<Port> declared, Host host) {
        hosts.put(server, host);
        dark.remove(server);
        Map<String, Port> byName = new TreeMap<>();
        declared.forEach(port -> byName.put(port.name(), port));
        ports.put(server, byName);
        connections.forEach(connection -> connection.peerIsBack(server));
    }

    /**
     * A server goes down.
     *
     * @param silently true: its machine lost power, the other ends see nothing; false: its process
     *     ended and the kernel closes its connections
     */
    public void detach(ServerId server, boolean silently) {
        hosts.remove(server);
        listeners.values().removeIf(listener -> listener.server().equals(server));
        if (silently) {
            dark.add(server);
        }
        for (SimConnection connection : List.copyOf(connections)) {
            connection.ownerGone(server, silently);
        }
    }

    private int oneOf(int many) {
        return isSteady() ? 0 : random.nextInt(many);
    }

    boolean isSteady() {
        return random == null;
    }

    /** The server at the other end of a link; null if it is over. */
    ServerId peer(LinkId link) {
        SimEnd end = ends.get(link);
        return end == null ? null : end.peer();
    }

    /**
     * Longest time a piece takes from one server to another, microseconds; the time of each where
     * nothing happens by chance.
     */
    public void delayMicrosMax(long micros) {
        delayMicrosMax = micros;
    }

    /** How many of a thousand dials the acceptor sees twice. */
    public void ghostsPerMille(int perMille) {
        ghostsPerMille = perMille;
    }

    /** Dials an acceptor saw twice. */
    int ghosts() {
        return ghosts;
    }

    /** Cuts one direction. */
    public void cut(ServerId from, ServerId to) {
        barriers.put(new Way(from, to), Barrier.CUT);
    }

    /** Breaks what is between two servers, and lets them connect no more until healed. */
    void part(ServerId one, ServerId other) {
        barriers.put(new Way(one, other), Barrier.PARTED);
        barriers.put(new Way(other, one), Barrier.PARTED);
        connections.stream()
                .filter(connection -> connection.isBetween(one, other))
                .forEach(SimConnection::breakDown);
    }

    /** Whether the one can connect to the other. */
    boolean reaches(ServerId from, ServerId to) {
        return !isParted(from, to) && !isCut(from, to) && !isCut(to, from);
    }

    /** Mends everything. */
    public void heal() {
        barriers.clear();
        List.copyOf(connections).forEach(SimConnection::flow);
    }

    /** Breaks a random connection; false if there is none. */
    public boolean breakOne() {
        connections.removeIf(SimConnection::isOver);
        if (connections.isEmpty()) {
            return false;
        }
        connections.get(oneOf(connections.size())).breakDown();
        return true;
    }

    /** Does what a core wants with its links. */
    public void execute(ServerId server, LinkAction action) {
        switch (action) {
            case LinkAction.Listen listen -> listen(server, listen);
            case LinkAction.Dial dial -> dial(server, dial);
            case LinkAction.Send send ->
                    withEnd(server, send.link(), end -> end.send(send.message()));
            case LinkAction.Close close -> withEnd(server, close.link(), SimEnd::close);
            case LinkAction.Pause pause ->
                    withEnd(server, pause.link(), end -> end.pause(pause.paused()));
        }
    }

    private void withEnd(ServerId server, LinkId link, Consumer<SimEnd> action) {
        SimEnd end = ends.get(link);
        if (end != null && end.owner().equals(server)) {
            action.accept(end);
        }
    }

    private void listen(ServerId server, LinkAction.Listen listen) {
        listeners
                .values()
                .removeIf(listener -> listener.equals(new Listener(server, listen.port())));
        for (Endpoint endpoint : listen.endpoints()) {
            listeners.put(
                    new Endpoint(server.toString(), endpoint.port()),
                    new Listener(server, listen.port()));
        }
    }

    /** Whether this server accepts connections at one of these election addresses. */
    boolean listensForVotes(ServerId server, List<Member.Address> addresses) {
        return addresses.stream()
                .anyMatch(
                        address ->
                                listeners.containsKey(
                                        new Endpoint(server.toString(), address.electionPort())));
    }

    private void dial(ServerId server, LinkAction.Dial dial) {
        Host dialler = hosts.get(server);
        Endpoint endpoint = dial.endpoints().get(oneOf(dial.endpoints().size()));
        ServerId target = new ServerId(Long.parseLong(endpoint.host()));
        agenda.in(
                delayNanos(),
                () -> {
                    if (hosts.get(server) != dialler) {
                        return;
                    }
                    if (isCut(server, target) || isCut(target, server) || dark.contains(target)) {
                        fail(
                                server,
                                dialler,
                                dial,
                                dial.timeoutMillis() * MILLI,
                                LinkEvent.DialReason.TIMED_OUT);
                        return;
                    }
                    Listener listener = listeners.get(endpoint);
                    if (listener == null || isParted(server, target)) {
                        fail(server, dialler, dial, delayNanos(), LinkEvent.DialReason.REFUSED);
                        return;
                    }
                    connect(server, dial, endpoint, listener);
                    if (!isSteady() && random.nextInt(1_000) < ghostsPerMille) {
                        connectGhost(server, dial, listener);
                    }
                });
    }

    private void fail(
            ServerId server,
            Host dialler,
            LinkAction.Dial dial,
            long inNanos,
            LinkEvent.DialReason reason) {
        agenda.in(
                inNanos,
                () -> {
                    if (hosts.get(server) == dialler) {
                        dialler.deliver(dial.port(), new LinkEvent.DialFailed(dial.dial(), reason));
                    }
                });
    }

    private void connect(
            ServerId server, LinkAction.Dial dial, Endpoint endpoint, Listener listener) {
        SimConnection connection = new SimConnection(this);
        SimEnd here = end(connection, server, dial.port(), true);
        SimEnd there = end(connection, listener.server(), listener.port(), false);
        connection.join(here, there);
        connections.removeIf(SimConnection::isOver);
        connections.add(connection);
        here.up(new LinkEvent.LinkUp(here.link(), dial.port(), dial.dial(), null, endpoint, null));
        if (dial.preamble() == null) {
            there.up(
                    new LinkEvent.LinkUp(
                            there.link(),
                            listener.port(),
                            null,
                            null,
                            new Endpoint(server.toString(), 40_000),
                            null));
        } else {
            here.sendPreamble(dial.preamble());
        }
    }

    /** The acceptor sees a second connection whose other end is already gone. */
    private void connectGhost(ServerId server, LinkAction.Dial dial, Listener listener) {
        SimConnection connection = new SimConnection(this);
        SimEnd here = end(connection, server, dial.port(), true);
        SimEnd there = end(connection, listener.server(), listener.port(), false);
        connection.join(here, there);
        connections.add(connection);
        if (dial.preamble() == null) {
            there.up(
                    new LinkEvent.LinkUp(
                            there.link(),
                            listener.port(),
                            null,
                            null,
                            new Endpoint(server.toString(), 40_001),
                            null));
        } else {
            here.sendPreamble(dial.preamble());
        }
        ghosts++;
        here.vanish();
        agenda.in((1 + random.nextInt(3_000)) * MILLI, connection::breakDown);
    }

    private SimEnd end(SimConnection connection, ServerId owner, String port, boolean dialled) {
        SimEnd end =
                new SimEnd(
                        this,
                        connection,
                        owner,
                        hosts.get(owner),
                        new LinkId(++links),
                        ports.get(owner).get(port),
                        dialled);
        ends.put(end.link(), end);
        return end;
    }

    void forget(SimEnd end) {
        ends.remove(end.link());
    }

    boolean isUp(ServerId server, Host host) {
        return hosts.get(server) == host;
    }

    boolean isCut(ServerId from, ServerId to) {
        return barriers.get(new Way(from, to)) == Barrier.CUT;
    }

    private boolean isParted(ServerId from, ServerId to) {
        return barriers.get(new Way(from, to)) == Barrier.PARTED;
    }

    boolean isDark(ServerId server) {
        return dark.contains(server);
    }

    long delayNanos() {
        if (isSteady()) {
            return delayMicrosMax == USUAL_DELAY_MICROS_MAX
                    ? STEADY_DELAY_NANOS
                    : delayMicrosMax * 1_000;
        }
        // Mostly quick, now and then as slow as allowed.
        long bound = random.nextInt(8) == 0 ? delayMicrosMax : Math.max(1, delayMicrosMax / 8);
        return (1 + random.nextLong(bound)) * 1_000L;
    }

    /** Everything that ever arrived, as one number. */
    public long bytesHash() {
        return bytesHash;
    }

    void arrived(LinkId link, byte[] bytes) {
        bytesHash = Trace.mixed(Trace.mixed(bytesHash, link.value()), Trace.hashOf(bytes));
    }

    Agenda agenda() {
        return agenda;
    }

    Random random() {
        return random;
    }

    /** A message as the bytes its port's codec makes of it. */
    static byte[] written(PeerCodec codec, PeerMessage message) {
        ByteBuffer out = ByteBuffer.allocate(codec.encodedBytesMax(message));
        codec.encode(message, out);
        return Arrays.copyOf(out.array(), out.position());
    }
}
