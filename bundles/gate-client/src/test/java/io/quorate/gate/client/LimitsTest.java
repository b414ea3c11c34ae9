package io.quorate.gate.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.gate.client.settings.ConnectThrottleSettings;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.runtime.Counter;
import io.quorate.wire.ReplyHeader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Throttles and caps of spec client-protocol section 13. */
@Timeout(30)
class LimitsTest {

    private static final Request DELETE = new Request.Delete(Znode.of("/foo"), -1);

    private GateFixture gate;

    @AfterEach
    void close() {
        if (gate != null) {
            gate.close();
        }
    }

    @Test
    void aThrottledServerTakesRequestsInOrderAndSoManyAtATime() throws Exception {
        gate = new GateFixture("throttleRequestsMax", 2);
        gate.handler.holdWrites = true;
        try (RawClient first = gate.client();
                RawClient second = gate.client()) {
            first.join();
            second.join();
            for (int xid = 1; xid <= 5; xid++) {
                first.send(xid, DELETE);
            }
            gate.await(() -> gate.handler.offered.get() == 2);
            second.send(1, new Request.Exists(Znode.of("/foo"), false));
            gate.await(() -> counter("request_throttle_wait_count") == 4);
            assertThat(gate.handler.offered.get()).isEqualTo(2);
            gate.handler.holdWrites = false;
            gate.runOnLoop(gate.handler::release);
            for (int xid = 1; xid <= 5; xid++) {
                assertThat(first.header())
                        .isEqualTo(new ReplyHeader(xid, FakeRequestHandler.ZXID, 0));
            }
            assertThat(second.header().xid()).isEqualTo(1);
            assertThat(gate.handler.seen).endsWith("Exists 1");
        }
    }

    @Test
    void aRequestThatWaitedTooLongIsNotExecuted() throws Exception {
        gate =
                new GateFixture(
                        "throttleRequestsMax",
                        1,
                        "throttledOpWaitMillis",
                        1,
                        "throttleStallMillis",
                        20);
        gate.handler.holdWrites = true;
        try (RawClient client = gate.client()) {
            client.join();
            client.send(1, DELETE).send(2, DELETE).send(-2, new Request.Ping());
            gate.await(() -> counter("request_throttle_wait_count") == 2);
            long arrived = System.nanoTime();
            gate.await(() -> System.nanoTime() - arrived > TimeUnit.MILLISECONDS.toNanos(5));
            gate.runOnLoop(gate.handler::release);
            assertThat(client.header()).isEqualTo(new ReplyHeader(1, FakeRequestHandler.ZXID, 0));
            assertThat(client.header())
                    .isEqualTo(new ReplyHeader(2, FakeRequestHandler.ZXID, -127));
            assertThat(client.header())
                    .as("pings are never refused")
                    .isEqualTo(new ReplyHeader(-2, FakeRequestHandler.ZXID, 0));
            assertThat(gate.<Long>onLoop(() -> counter("throttled_ops"))).isEqualTo(1);
        }
    }

    @Test
    void aRequestOfALostConnectionIsDropped() throws Exception {
        gate = new GateFixture("throttleRequestsMax", 1);
        gate.handler.holdWrites = true;
        try (RawClient stays = gate.client()) {
            stays.join();
            stays.send(1, DELETE);
            gate.await(() -> gate.handler.offered.get() == 1);
            try (RawClient leaves = gate.client()) {
                leaves.join();
                leaves.send(1, DELETE);
                gate.await(() -> counter("request_throttle_wait_count") == 1);
            }
            gate.await(() -> gate.port.connections().size() == 1);
            gate.runOnLoop(gate.handler::release);
            assertThat(stays.header().xid()).isEqualTo(1);
            gate.await(() -> counter("stale_requests_dropped") == 1);
            assertThat(gate.handler.offered.get()).isEqualTo(1);
        }
    }

    @Test
    void largeRequestsShareABound() throws Exception {
        gate = new GateFixture("largeRequestBytes", 1000, "largeRequestsBytesMax", 5000);
        gate.handler.holdWrites = true;
        Request large = new Request.SetData(Znode.of("/foo"), new byte[2400], -1);
        try (RawClient first = gate.client();
                RawClient second = gate.client();
                RawClient third = gate.client()) {
            first.join();
            second.join();
            third.join();
            first.send(1, large).send(2, large);
            gate.await(() -> gate.handler.offered.get() == 2);
            second.send(1, DELETE);
            gate.await(() -> gate.handler.offered.get() == 3);
            assertThat(third.send(1, large).rest()).as("no room for it").isEmpty();
            gate.runOnLoop(gate.handler::release);
            assertThat(first.header().xid()).isEqualTo(1);
            assertThat(first.header().xid()).isEqualTo(2);
            second.send(2, large);
            gate.await(() -> gate.handler.offered.get() == 4);
            assertThat(gate.<Long>onLoop(() -> counter("large_requests_rejected"))).isEqualTo(1);
        }
    }

    @Test
    void connectRequestsCostTokens() throws Exception {
        gate = new GateFixture("connectTokens", 2, "connectFillMillis", 3_600_000);
        try (RawClient first = gate.client();
                RawClient second = gate.client();
                RawClient third = gate.client()) {
            first.join();
            second.join();
            assertThat(third.send(RawClient.connectFrame()).rest()).isEmpty();
            gate.await(() -> counter("connection_drop_count") == 1);
        }
    }

    @Test
    void theBucketFillsWithTimeAndWeighsSessions() {
        ConnectThrottle plain =
                new ConnectThrottle(throttle("connectTokens", 1, "connectFillMillis", 100), 0);
        assertThat(plain.admits(false, 1)).isTrue();
        assertThat(plain.admits(false, 50)).isFalse();
        assertThat(plain.deficit()).isEqualTo(1);
        assertThat(plain.admits(false, 202)).isTrue();
        ConnectThrottle weighed =
                new ConnectThrottle(
                        throttle(
                                "connectTokens",
                                1,
                                "connectFillMillis",
                                100,
                                "connectWeights",
                                true),
                        0);
        assertThat(weighed.admits(true, 1)).isTrue();
        assertThat(weighed.admits(false, 2))
                .as("a new session costs 3 of the 3, 2 are spent")
                .isFalse();
        ConnectThrottle local =
                new ConnectThrottle(
                        throttle(
                                "connectTokens",
                                1,
                                "connectFillMillis",
                                100,
                                "connectWeights",
                                true,
                                "localSessions",
                                true),
                        0);
        for (int session = 0; session < 3; session++) {
            assertThat(local.admits(false, 1)).as("a local session costs 1").isTrue();
        }
        assertThat(local.admits(false, 2)).isFalse();
        assertThat(new ConnectThrottle(throttle(), 0).admits(false, 0)).as("off").isTrue();
    }

    @Test
    void anEmptyBucketRaisesTheOddsOfBeingDropped() {
        ConnectThrottle throttle =
                new ConnectThrottle(
                        throttle(
                                "connectTokens",
                                1,
                                "connectFillMillis",
                                1_000_000,
                                "connectFreezeMillis",
                                1,
                                "connectDropIncrease",
                                1.0),
                        0);
        assertThat(throttle.admits(false, 0)).isTrue();
        assertThat(throttle.admits(false, 10)).isFalse();
        assertThat(throttle.admits(false, 2_000_000))
                .as("tokens again, but the odds are 1")
                .isFalse();
    }

    @Test
    void connectionsTellTheirTraffic() throws Exception {
        gate = new GateFixture();
        try (RawClient client = gate.client()) {
            client.join();
            client.send(7, new Request.GetData(Znode.of("/foo"), false)).frame();
            var report = gate.onLoop(() -> gate.port.connections().get(0));
            assertThat(report.lastOp()).isEqualTo("GETD");
            assertThat(report.lastCxid()).isEqualTo(7);
            assertThat(report.lastZxid()).isEqualTo(FakeRequestHandler.ZXID);
            assertThat(report.received()).isEqualTo(2);
            assertThat(report.sent()).isEqualTo(2);
            assertThat(report.queued()).isZero();
            assertThat(report.interestOps()).isEqualTo(1);
            assertThat(report.sessionId()).isEqualTo(FakeRequestHandler.SESSION);
            assertThat(gate.report().lastResponseBytes()).isEqualTo(91);
            assertThat(gate.report().minResponseBytes()).isEqualTo(37);
            gate.runOnLoop(gate.port::resetConnections);
            gate.runOnLoop(gate.port::resetStatistics);
            report = gate.onLoop(() -> gate.port.connections().get(0));
            assertThat(report.lastOp()).isEqualTo("NA");
            assertThat(report.received()).isZero();
            assertThat(gate.report().packetsReceived()).isZero();
            assertThat(gate.report().lastResponseBytes()).isEqualTo(-1);
        }
    }

    @Test
    void everyOperationHasATag() {
        for (int op = -20; op < 200; op++) {
            if (OpCode.isFromClient(op) && op != OpCode.AUTH && op != OpCode.SASL) {
                assertThat(OperationTags.of(op)).as("operation " + op).isNotEqualTo("NA");
            }
        }
    }

    private long counter(String name) {
        return gate.port.report().counters().stream()
                .filter(c -> c.name().equals(name))
                .mapToLong(Counter::value)
                .findFirst()
                .orElseThrow();
    }

    private static ConnectThrottleSettings throttle(Object... changes) {
        return GateConfigs.with(changes).connects();
    }
}
