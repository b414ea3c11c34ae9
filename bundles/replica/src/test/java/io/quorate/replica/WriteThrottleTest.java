package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.CreateFlags;
import io.quorate.model.ErrorCode;
import io.quorate.model.Request;
import io.quorate.storage.DebtLimits;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the debt of a storage does to writes, and does not do to reads. Source: docs/adr/0086. */
final class WriteThrottleTest {

    private StrainedStorage storage;
    private ReplicaOnATable table;
    private RecordedConnection client;
    private RecordedConnection other;

    @BeforeEach
    void start() throws Exception {
        start(new DebtLimits(1_000_000, 2_000_000));
    }

    private void start(DebtLimits limits) throws Exception {
        table =
                new ReplicaOnATable(
                        real -> {
                            storage = new StrainedStorage(real);
                            storage.limits = limits;
                            return storage.engine;
                        });
        client = table.connect();
        other = table.connect();
        client.take();
        other.take();
    }

    @Test
    void atTheHardLimitNoWriteIsTakenUntilTheDebtHasFallen() {
        storage.debt = 2_000_000;
        table.create(client, 1, "/a", "x", CreateFlags.PERSISTENT);
        table.get(client, 2, "/a", false);
        table.set(client, 3, "/a", "y");
        table.loop.advanceMillis(2_000, 10);
        assertThat(client.take()).as("writes, and what comes behind them").isEmpty();
        table.get(other, 1, "/zookeeper", false);
        assertThat(other.take()).as("reads of others").hasSize(1);
        RecordedConnection third = table.connect();
        assertThat(third.take()).as("a new session").containsExactly("established 10000");
        table.get(third, 1, "/a", false);
        assertThat(third.take()).containsExactly("1 error " + ErrorCode.NO_NODE);
        storage.debt = 0;
        table.loop.advanceMillis(20, 10);
        assertThat(client.take())
                .as("everything goes on by itself, in order")
                .containsExactly("1 created /a", "2 data x v0", "3 stat v1");
    }

    @Test
    void aboveTheSoftLimitWritesAreTakenMoreAndMoreSlowly() {
        table.create(client, 1, "/a", "x", CreateFlags.PERSISTENT);
        table.loop.settle();
        client.take();
        storage.debt = 1_500_000; // half a megabyte to be used up in a second: 5,000 bytes a tick
        assertThat(writesIn(50)).isBetween(15, 40);
        storage.debt = 1_990_000; // 100 bytes
        assertThat(writesIn(50)).as("one a tick").isBetween(4, 6);
        storage.debt = 999_999;
        table.loop.advanceMillis(50, 10);
        assertThat(table.handler.outstanding()).isZero();
    }

    /** How many of a hundred more writes of a thousand bytes are answered within so many ms. */
    private int writesIn(long millis) {
        String data = "x".repeat(1_000);
        for (int xid = 2; xid < 102; xid++) {
            table.set(client, xid, "/a", data);
        }
        table.loop.settle();
        client.take();
        table.loop.advanceMillis(millis, 10);
        return client.take().size();
    }

    @Test
    void belowTheSoftLimitNothingWaits() {
        storage.debt = 999_999;
        table.create(client, 1, "/a", "x", CreateFlags.PERSISTENT);
        table.loop.settle();
        assertThat(client.take()).containsExactly("1 created /a");
    }

    @Test
    void aWriteOfAClientThatHasGoneIsForgottenWithItsSession() {
        storage.debt = 2_000_000;
        table.create(client, 1, "/a", "x", CreateFlags.PERSISTENT);
        table.loop.settle();
        table.handler.closed(client);
        assertThat(table.handler.outstanding()).isZero();
        storage.debt = 0;
        table.loop.advanceMillis(20, 10);
        assertThat(client.take()).isEmpty();
    }

    /** Its next connection uses the same numbers. */
    @Test
    void whatAnEarlierConnectionHasAskedAnswersNothing() {
        storage.debt = 2_000_000;
        table.create(client, 1, "/a", "x", CreateFlags.PERSISTENT);
        table.loop.settle();
        table.handler.closed(client);
        RecordedConnection again = new RecordedConnection();
        table.handler.connect(again, 0, 10_000, client.sessionId, client.password, false);
        table.loop.settle();
        table.create(again, 1, "/b", "x", CreateFlags.PERSISTENT);
        storage.debt = 0;
        table.loop.advanceMillis(20, 10);
        assertThat(again.take()).containsExactly("established 10000", "1 created /b");
        table.get(again, 2, "/a", false);
        table.loop.settle();
        assertThat(again.take())
                .as("what waited when its connection went was never asked")
                .containsExactly("2 error " + ErrorCode.NO_NODE);
    }

    @Test
    void atTheSoftLimitACheckpointIsDueWhateverTheCountOfTransactionsSays() throws Exception {
        start(new DebtLimits(10_000, 20_000));
        table.create(client, 1, "/a", "x", CreateFlags.PERSISTENT);
        for (int xid = 2; xid < 200; xid++) {
            table.set(client, xid, "/a", "x".repeat(1_000));
            table.loop.advanceMillis(10, 10);
        }
        assertThat(client.take()).hasSize(199);
        assertThat(storage.checkpoints).isBetween(10, 30);
        assertThat(storage.engine.tree().debt()).isLessThan(20_000);
        assertThat(storage.engine.journal().span().oldest())
                .as("what no checkpoint needs of the log goes without a purge")
                .isGreaterThan(100);
    }

    @Test
    void checkpointsThatFailAreTriedAgainOnceASecondAndStopNothingButWrites() throws Exception {
        start(new DebtLimits(10_000, 20_000));
        storage.failing = true;
        table.create(client, 1, "/a", "x", CreateFlags.PERSISTENT);
        for (int xid = 2; xid < 60; xid++) {
            table.set(client, xid, "/a", "x".repeat(1_000));
            table.loop.advanceMillis(10, 10);
        }
        for (int second = 0; second < 8; second++) {
            table.loop.advanceMillis(1_000, 10);
            table.handler.read(client, -2, new Request.Ping());
            table.handler.read(other, -2, new Request.Ping());
        }
        assertThat(storage.checkpoints).isBetween(5, 10);
        assertThat(storage.engine.tree().debt()).isLessThan(23_000);
        assertThat(client.take()).hasSizeLessThan(30);
        other.take();
        table.get(other, 1, "/a", false);
        assertThat(other.take()).hasSize(1);
        storage.failing = false;
        table.loop.advanceMillis(3_000, 10);
        assertThat(table.handler.outstanding()).isZero();
        assertThat(client.take()).last().isEqualTo("-2 ok");
    }

    @Test
    void inAnEnsembleEachServerHoldsItsOwnClients() throws Exception {
        EnsembleOnATable ensemble = new EnsembleOnATable(3, 3, false);
        ensemble.limits = new DebtLimits(1_000_000, 2_000_000);
        ensemble.startAll();
        EnsembleOnATable.Server leader = ensemble.untilServing(3);
        List<EnsembleOnATable.Server> followers =
                ensemble.servers.stream().filter(server -> server != leader).toList();
        EnsembleOnATable.Server slow = followers.getFirst();
        EnsembleOnATable.Server fast = followers.getLast();
        RecordedConnection atSlow = slow.connect();
        RecordedConnection atFast = fast.connect();
        RecordedConnection atLeader = leader.connect();
        ensemble.loop.advanceMillis(200, 10);
        for (RecordedConnection each : List.of(atSlow, atFast, atLeader)) {
            assertThat(each.take()).containsExactly("established 10000");
        }
        slow.storage.debt = 2_000_000;
        slow.create(atSlow, 1, "/slow", "x");
        fast.create(atFast, 1, "/fast", "x");
        leader.create(atLeader, 1, "/leader", "x");
        ensemble.loop.advanceMillis(500, 10);
        assertThat(atFast.take()).containsExactly("1 created /fast");
        assertThat(atLeader.take()).containsExactly("1 created /leader");
        assertThat(atSlow.take()).isEmpty();
        leader.storage.debt = 2_000_000;
        slow.storage.debt = 0;
        ensemble.loop.advanceMillis(500, 10);
        fast.create(atFast, 2, "/fast2", "x");
        leader.create(atLeader, 2, "/leader2", "x");
        ensemble.loop.advanceMillis(500, 10);
        assertThat(atSlow.take()).containsExactly("1 created /slow");
        assertThat(atFast.take()).containsExactly("2 created /fast2");
        assertThat(atLeader.take()).isEmpty();
        leader.storage.debt = 0;
        ensemble.loop.advanceMillis(500, 10);
        assertThat(atLeader.take()).containsExactly("2 created /leader2");
        assertThat(ensemble.faults).isEmpty();
    }

    @Test
    void aLeaderThatEndsLetsGoOfWhatWaits() throws Exception {
        EnsembleOnATable ensemble = new EnsembleOnATable(3, 3, false);
        ensemble.limits = new DebtLimits(1_000_000, 2_000_000);
        ensemble.startAll();
        EnsembleOnATable.Server leader = ensemble.untilServing(3);
        EnsembleOnATable.Server follower =
                ensemble.servers.stream().filter(server -> server != leader).findFirst().get();
        RecordedConnection atLeader = leader.connect();
        RecordedConnection atFollower = follower.connect();
        ensemble.loop.advanceMillis(200, 10);
        atLeader.take();
        atFollower.take();
        leader.storage.debt = 2_000_000;
        leader.create(atLeader, 1, "/leader", "x");
        follower.create(atFollower, 1, "/follower", "x");
        ensemble.loop.advanceMillis(200, 10);
        leader.replica.handler().handOver(null, ended -> {});
        ensemble.until(() -> ensemble.leader() != null && ensemble.leader() != leader);
        ensemble.untilServing(3);
        leader.storage.debt = 0;
        ensemble.loop.advanceMillis(1_000, 10);
        assertThat(atLeader.take()).containsExactly("closed");
        assertThat(atFollower.take()).containsExactly("1 created /follower");
        RecordedConnection again = ensemble.leader().resume(atLeader, 10_000, false);
        ensemble.loop.advanceMillis(200, 10);
        again.take();
        ensemble.leader().get(again, 1, "/leader");
        assertThat(again.take()).containsExactly("1 error " + ErrorCode.NO_NODE);
        assertThat(ensemble.faults).isEmpty();
    }
}
