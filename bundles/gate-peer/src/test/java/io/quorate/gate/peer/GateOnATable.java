package io.quorate.gate.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.SingleThreadEventLoop;
import io.quorate.loop.EventLoops;
import io.quorate.loop.ReplicaLoop;
import io.quorate.peer.DialId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.Port;
import io.quorate.runtime.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A gate with two ports, one with a preamble, on a loop of its own; the test reads its events one
 * by one.
 */
final class GateOnATable implements AutoCloseable {

    static final String PLAIN = "plain";
    static final String GREETED = "greeted";
    static final int PREAMBLE_MILLIS = 300;

    private final EventLoops loops = new EventLoops(1, "auto");
    private final ReplicaLoop loop =
            new ReplicaLoop(
                    loops.replicaLoop(), (where, cause) -> new IllegalStateException(where, cause));
    private final LinkedBlockingQueue<LinkEvent> events = new LinkedBlockingQueue<>();
    private final PeerGate gate;
    volatile Consumer<LinkEvent> reaction = event -> {};

    GateOnATable(PeerGateSettings settings) {
        this(settings, Clock.SYSTEM);
    }

    GateOnATable(PeerGateSettings settings, Clock clock) {
        gate = new PeerGate(settings, loops, loop, clock);
        Port plain =
                new Port(
                        PLAIN,
                        dialled -> new TextCodec(),
                        0,
                        TextCodec.BYTES_MAX,
                        Port.Security.NONE);
        Port greeted =
                new Port(
                        GREETED,
                        dialled -> new TextCodec(),
                        PREAMBLE_MILLIS,
                        TextCodec.BYTES_MAX,
                        Port.Security.NONE);
        onLoop(
                () -> {
                    gate.open(
                            List.of(plain, greeted),
                            event -> {
                                reaction.accept(event);
                                events.add(event);
                            });
                    return null;
                });
    }

    <T> T onLoop(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(
                () -> {
                    try {
                        result.complete(work.get());
                    } catch (RuntimeException failure) {
                        result.completeExceptionally(failure);
                    }
                });
        return result.join();
    }

    /** Runs a task when the present turn of the loop is over; on the loop. */
    void afterTurn(Runnable task) {
        ((SingleThreadEventLoop) loops.replicaLoop()).executeAfterEventLoopIteration(task);
    }

    void members(String... hosts) {
        onLoop(
                () -> {
                    gate.members(Set.of(hosts));
                    return null;
                });
    }

    void execute(LinkAction... actions) {
        onLoop(
                () -> {
                    int before = events.size();
                    for (LinkAction action : actions) {
                        gate.execute(action);
                    }
                    assertThat(events).as("events told from within execute").hasSize(before);
                    return null;
                });
    }

    /** From within an event. */
    void executeOnLoop(LinkAction action) {
        gate.execute(action);
    }

    void hold(LinkId link, boolean held) {
        onLoop(
                () -> {
                    gate.hold(link, held);
                    return null;
                });
    }

    /** Listens on a port the system chooses; returns where. */
    Endpoint listen(String port) throws InterruptedException {
        execute(new LinkAction.Listen(port, List.of(new Endpoint("0.0.0.0", 0))));
        for (int turn = 0; turn < 1000; turn++) {
            var addresses = onLoop(() -> gate.addresses(port));
            if (!addresses.isEmpty()) {
                return new Endpoint("127.0.0.1", addresses.getFirst().getPort());
            }
        }
        throw new AssertionError("not bound");
    }

    void dial(
            long id, String port, PeerMessage preamble, int timeoutMillis, Endpoint... endpoints) {
        execute(
                new LinkAction.Dial(
                        new DialId(id), port, List.of(endpoints), preamble, timeoutMillis));
    }

    void send(LinkId link, String text) {
        execute(new LinkAction.Send(link, new TextCodec.Text(text), 0));
    }

    <E extends LinkEvent> E next(Class<E> kind) throws InterruptedException {
        LinkEvent event = events.poll(10, TimeUnit.SECONDS);
        assertThat(event).isInstanceOf(kind);
        return kind.cast(event);
    }

    /** Whether a link comes up in a while. */
    boolean isUp() throws InterruptedException {
        return events.poll(PREAMBLE_MILLIS, TimeUnit.MILLISECONDS) instanceof LinkEvent.LinkUp;
    }

    String nextText() throws InterruptedException {
        return ((TextCodec.Text) next(LinkEvent.Received.class).message()).text();
    }

    boolean isQuietFor(long millis) throws InterruptedException {
        LinkEvent event = events.poll(millis, TimeUnit.MILLISECONDS);
        assertThat(event).isNull();
        return true;
    }

    @Override
    public void close() {
        gate.close();
        loops.close();
    }

    /** Marks small enough for tests. */
    static PeerGateSettings settings() {
        return onlyFrom();
    }

    /** The same, but only these may dial. */
    static PeerGateSettings onlyFrom(String... addresses) {
        return small(false, false, addresses);
    }

    /** The same with or without security. */
    static PeerGateSettings small(boolean tls, boolean sasl, String... addresses) {
        return new PeerGateSettings(
                new PeerGateSettings.SendBounds(64 * 1024, 16 * 1024, 8 << 20),
                new PeerGateSettings.LinkLimits(16, 3, 2),
                new PeerGateSettings.BindSettings(16, 2, 10),
                List.of(addresses),
                200,
                false,
                tls,
                sasl);
    }
}
