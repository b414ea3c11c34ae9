package io.quorate.gate.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.service.NodeEvent;
import io.quorate.wire.JuteWriter;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PressureTest {

    private static final int LAST = Integer.MAX_VALUE;

    private GateFixture gate;

    @AfterEach
    void close() throws Exception {
        gate.await(() -> gate.port.connections().isEmpty());
        gate.close();
        assertThat(GateFixture.buffersInUse())
                .as("buffers in use after the last connection")
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aClientThatDoesNotReadIsNotRead(int ioThreads) throws Exception {
        gate = GateFixture.onThreads(ioThreads);
        gate.handler.noting = false;
        gate.handler.data = new byte[2_000];
        int requests = 50_000;
        AtomicBoolean enough = new AtomicBoolean();
        try (RawClient client = new RawClient(gate.port.address(), 8 * 1024)) {
            client.join();
            CompletableFuture<Integer> sender =
                    CompletableFuture.supplyAsync(() -> sendReads(client, requests, enough));
            gate.await(
                    () ->
                            !gate.handler.connections.isEmpty()
                                    && !gate.handler.connections.get(0).isWritable());
            awaitStandstill();
            // What fits: the bound, the sockets' own buffers, what is on its way. How much the
            // system buffers is its own affair (tens of megabytes on some), all of it is not.
            assertThat(gate.handler.offered.get()).isLessThan(requests / 2);
            assertThat(sender).isNotDone();
            enough.set(true);
            int answered = 0;
            for (int xid = client.header().xid(); xid != LAST; xid = client.header().xid()) {
                assertThat(xid).isEqualTo(++answered);
            }
            assertThat(answered).isEqualTo(sender.join());
        }
    }

    @Test
    void unansweredRequestsAreBounded() throws Exception {
        gate = new GateFixture("globalOutstandingLimit", 1_000_000);
        gate.handler.noting = false;
        gate.handler.holdWrites = true;
        try (RawClient client = gate.client()) {
            client.join();
            CompletableFuture<Void> sender =
                    CompletableFuture.runAsync(() -> sendWrites(client, 5000));
            gate.await(() -> gate.handler.offered.get() == 1024);
            awaitStandstill();
            assertThat(gate.handler.offered.get()).isEqualTo(1024);
            gate.handler.holdWrites = false;
            gate.runOnLoop(gate.handler::release);
            for (int xid = 1; xid <= 5000; xid++) {
                assertThat(client.header().xid()).isEqualTo(xid);
            }
            sender.join();
        }
    }

    @Test
    void aboveTheGlobalLimitOnlyConnectionsWithoutDebtsAreRead() throws Exception {
        gate = new GateFixture("globalOutstandingLimit", 10);
        gate.handler.holdWrites = true;
        try (RawClient busy = gate.client();
                RawClient calm = gate.client()) {
            busy.join();
            calm.join();
            sendWrites(busy, 100);
            gate.await(() -> gate.handler.offered.get() == 11);
            calm.send(-2, new Request.Ping());
            assertThat(calm.header().xid()).isEqualTo(-2);
            assertThat(gate.handler.offered.get()).isEqualTo(12);
            gate.handler.holdWrites = false;
            gate.runOnLoop(gate.handler::release);
            for (int xid = 1; xid <= 100; xid++) {
                assertThat(busy.header().xid()).isEqualTo(xid);
            }
        }
    }

    @Test
    void eventsForAClientThatNeverReadsCostItTheConnection() throws Exception {
        gate = new GateFixture("unsentBytesMax", 1L << 30);
        Znode path = Znode.of("/" + "x".repeat(100_000));
        try (RawClient client = new RawClient(gate.port.address(), 8 * 1024)) {
            client.join();
            assertThat(gate.seen()).startsWith("connect");
            for (int i = 0; i < 10; i++) {
                gate.runOnLoop(
                        () -> {
                            for (int n = 0; n < 100; n++) {
                                gate.handler.connections.get(0).event(new NodeEvent(3, path, 1));
                            }
                        });
            }
            assertThat(client.rest().length).isBetween(60 << 20, 72 << 20);
            assertThat(gate.seen()).isEqualTo("closed");
        }
    }

    @Test
    void whatWaitsForAllClientsTogetherHasABound() throws Exception {
        long bound = 4 << 20;
        gate = new GateFixture("unsentBytesMax", bound);
        gate.handler.noting = false;
        NodeEvent event = new NodeEvent(3, Znode.of("/" + "x".repeat(100_000)), 1);
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            RawClient client = new RawClient(gate.port.address(), 8 * 1024);
            client.join();
            clients.add(client);
        }
        // Each stays below its own share, together they do not.
        gate.runOnLoop(
                () -> {
                    for (int n = 0; n < 9; n++) {
                        gate.handler.connections.forEach(connection -> connection.event(event));
                    }
                });
        gate.await(() -> gate.handler.open.get() < 8);
        assertThat(gate.onLoop(gate.port::unsentBytes)).isLessThanOrEqualTo(bound);
        int served = 0;
        for (RawClient client : clients) {
            served += hearsItAll(client) ? 1 : 0;
            client.close();
        }
        assertThat(served).as("clients that may stay").isBetween(4, 7);
        gate.await(() -> gate.port.unsentBytes() == 0);
    }

    /** Whether all nine events and the answer to a ping arrive. */
    private static boolean hearsItAll(RawClient client) throws Exception {
        try {
            client.send(-2, new Request.Ping());
            for (int n = 0; n < 9; n++) {
                client.frame();
            }
            return client.header().xid() == -2;
        } catch (java.io.EOFException | java.net.SocketException gone) {
            return false;
        }
    }

    @Test
    void aLargeReplyAloneCostsNobodyTheConnection() throws Exception {
        gate = new GateFixture("unsentBytesMax", 16L << 20);
        gate.handler.noting = false;
        gate.handler.data = new byte[10 << 20];
        try (RawClient client = new RawClient(gate.port.address(), 8 * 1024)) {
            client.join();
            client.send(1, new Request.GetData(Znode.of("/a"), false));
            gate.await(() -> gate.handler.offered.get() == 1);
            gate.runOnLoop(
                    () ->
                            gate.handler
                                    .connections
                                    .get(0)
                                    .event(new NodeEvent(3, Znode.of("/a"), 1)));
            assertThat(client.frame()).hasSizeGreaterThan(10 << 20);
            assertThat(client.header().xid()).as("an event behind it").isEqualTo(-1);
        }
    }

    @Test
    void aPacketFullOfSlowRequestsGivesWayToOthers() throws Exception {
        int requests = 1_000;
        gate = new GateFixture();
        gate.handler.noting = false;
        gate.handler.readNanos = 200_000;
        try (RawClient busy = gate.client();
                RawClient calm = gate.client()) {
            busy.join();
            calm.join();
            JuteWriter all = new JuteWriter();
            for (int xid = 1; xid <= requests; xid++) {
                byte[] frame = RawClient.frame(xid, new Request.Exists(Znode.of("/a"), false));
                all.raw(frame, 0, frame.length);
            }
            busy.send(all.toByteArray());
            assertThat(busy.header().xid()).isEqualTo(1);
            calm.send(-2, new Request.Ping());
            assertThat(calm.header().xid()).isEqualTo(-2);
            assertThat(gate.handler.offered.get())
                    .as("requests handled when the other client is answered")
                    .isLessThan(requests / 2);
            for (int xid = 2; xid <= requests; xid++) {
                assertThat(busy.header().xid()).isEqualTo(xid);
            }
        }
    }

    @Test
    void theReplicaHearsThatAClientTakesRepliesAgain() throws Exception {
        gate = new GateFixture();
        gate.handler.noting = false;
        gate.handler.data = new byte[8 << 20];
        try (RawClient client = new RawClient(gate.port.address(), 8 * 1024)) {
            client.join();
            client.send(1, new Request.GetData(Znode.of("/a"), false));
            gate.await(
                    () ->
                            gate.handler.offered.get() == 1
                                    && !gate.handler.connections.get(0).isWritable());
            assertThat(gate.handler.writable.get()).isZero();
            assertThat(client.frame()).hasSizeGreaterThan(8 << 20);
            gate.await(() -> gate.handler.writable.get() == 1);
            assertThat(gate.onLoop(gate.handler.connections.get(0)::isWritable)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aThousandClientsAtOnceAllGetIn(int ioThreads) throws Exception {
        gate = GateFixture.onThreads(ioThreads);
        gate.handler.noting = false;
        int descriptors = descriptors();
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            clients.add(gate.client());
        }
        for (RawClient client : clients) {
            client.send(RawClient.connectFrame());
        }
        for (RawClient client : clients) {
            assertThat(client.frame()).hasSize(37);
            client.send(-2, new Request.Ping());
        }
        NodeEvent event = new NodeEvent(3, Znode.of("/foo"), FakeRequestHandler.ZXID);
        for (RawClient client : clients) {
            assertThat(client.header().xid()).isEqualTo(-2);
        }
        gate.runOnLoop(() -> gate.handler.connections.forEach(c -> c.event(event)));
        for (RawClient client : clients) {
            assertThat(client.header().xid()).isEqualTo(-1);
            client.close();
        }
        gate.await(() -> gate.port.connections().isEmpty() && gate.handler.open.get() == 0);
        assertThat(descriptors()).isLessThan(descriptors + 20);
    }

    @Test
    void aSilentClientWithoutSessionIsClosed() throws Exception {
        gate = new GateFixture("sessionlessTimeoutMillis", 200);
        try (RawClient silent = gate.client();
                RawClient joined = gate.client();
                RawClient half = gate.client()) {
            joined.join();
            half.send("0000002d 0000");
            assertThat(silent.rest()).isEmpty();
            assertThat(half.rest()).isEmpty();
            assertThat(joined.send(-2, new Request.Ping()).header().xid()).isEqualTo(-2);
        }
    }

    @Test
    void aClientThatTricklesItsGreetingIsClosedInTheEnd() throws Exception {
        gate = new GateFixture("sessionlessTimeoutMillis", 100);
        try (RawClient client = gate.client()) {
            client.send("00000fff");
            CompletableFuture<byte[]> rest =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return client.rest();
                                } catch (java.io.IOException failure) {
                                    throw new java.io.UncheckedIOException(failure);
                                }
                            });
            for (int i = 0; i < 500 && !rest.isDone(); i++) {
                try {
                    client.send("00");
                    rest.get(20, java.util.concurrent.TimeUnit.MILLISECONDS);
                } catch (java.util.concurrent.TimeoutException
                        | java.net.SocketException expected) {
                    // go on trickling
                }
            }
            assertThat(rest).isDone();
        }
    }

    @Test
    void limitsPerHostAndInAll() throws Exception {
        gate = new GateFixture("maxConnectionsPerHost", 3, "maxConnections", 10);
        try (RawClient a = gate.client();
                RawClient b = gate.client();
                RawClient c = gate.client()) {
            a.join();
            b.join();
            c.join();
            try (RawClient d = gate.client()) {
                assertThat(d.rest()).isEmpty();
            }
        }
        gate.await(() -> gate.port.connections().isEmpty());
        try (RawClient again = gate.client()) {
            again.join();
        }
        assertThat(gate.report().counters())
                .filteredOn(n -> n.name().equals("connection_rejected"))
                .singleElement()
                .satisfies(n -> assertThat(n.value()).isEqualTo(1));
    }

    private void awaitStandstill() throws Exception {
        int before = -1;
        while (before != gate.handler.offered.get()) {
            before = gate.handler.offered.get();
            for (int turns = 0; turns < 2000; turns++) {
                gate.runOnLoop(() -> {});
            }
        }
    }

    /** Sends reads until it has been enough, then {@link #LAST}; returns how many before that. */
    private static int sendReads(RawClient client, int most, AtomicBoolean enough) {
        Request request = new Request.GetData(Znode.of("/" + "x".repeat(3_000)), false);
        int sent = 0;
        try {
            while (sent < most && !enough.get()) {
                client.send(++sent, request);
            }
            client.send(LAST, request);
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
        return sent;
    }

    private static void sendWrites(RawClient client, int count) {
        send(client, count, new Request.Delete(Znode.of("/foo"), -1));
    }

    private static void send(RawClient client, int count, Request request) {
        JuteWriter all = new JuteWriter();
        for (int xid = 1; xid <= count; xid++) {
            byte[] frame = RawClient.frame(xid, request);
            all.raw(frame, 0, frame.length);
        }
        try {
            client.send(all.toByteArray());
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static int descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }
}
