package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.ErrorCode;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Observers that follow a follower: what their clients see, and who keeps their sessions. */
@ForEveryAssembly
@Requires(Requirement.PEERS)
final class ObserverMasterTest {

    private final EnsembleOnATable table = new EnsembleOnATable(5, 3, false);
    private EnsembleOnATable.Server observer;

    @BeforeEach
    void start() throws Exception {
        table.options = Map.of("observerMasterPort", 2191);
        table.startAll();
        table.untilServing(5);
        observer = table.servers.get(4);
    }

    private List<EnsembleOnATable.Server> masters() {
        return table.servers.stream()
                .filter(server -> server.replica != null)
                .filter(server -> server.handler().report().mode().equals("follower"))
                .toList();
    }

    private void settle() {
        table.loop.advanceMillis(100, 10);
        assertThat(table.faults).isEmpty();
    }

    @Test
    void anObserverServesThroughAFollower() {
        assertThat(table.network.links(table.leader().links, observer.links))
                .as("links between leader and observer, besides that of the election")
                .isLessThanOrEqualTo(1);
        RecordedConnection client = observer.connect();
        settle();
        observer.create(client, 1, "/o", "x");
        observer.handler().read(client, 2, new Request.Sync(Znode.of("/")));
        observer.get(client, 3, "/o");
        settle();
        assertThat(client.take())
                .containsExactly("established 10000", "1 created /o", "2 synced", "3 data x v0");
        settle();
        long master = observer.handler().report().ensemble().upstream();
        assertThat(masters()).extracting(server -> (long) server.id).contains(master);
        assertThat(observer.handler().report().ensemble().observes()).isTrue();
        assertThat(
                        masters().stream()
                                .mapToInt(
                                        server ->
                                                server.handler()
                                                        .report()
                                                        .ensemble()
                                                        .observersInStep())
                                .sum())
                .as("observers of the two followers")
                .isEqualTo(2);
        assertThat(observer.handler().report().ensemble().observersInStep())
                .as("nobody can follow an observer")
                .isEqualTo(-1);
        assertThat(observer.digest()).isEqualTo(table.leader().digest());
    }

    @Test
    void aMasterWithoutObserversCountsNoneOfThem() {
        table.servers.get(3).kill();
        observer.kill();
        for (int step = 0; step < 300; step++) {
            table.loop.advanceMillis(100, 10);
        }
        assertThat(masters())
                .allSatisfy(
                        server ->
                                assertThat(server.handler().report().ensemble().observersInStep())
                                        .isZero());
    }

    @Test
    void theSessionsOfItsClientsLiveAsLongAsTheyAreActive() {
        RecordedConnection active = observer.connect(400, false);
        RecordedConnection silent = observer.connect(400, false);
        for (int step = 0; step < 40; step++) {
            table.loop.advanceMillis(100, 10);
            observer.ping(active);
        }
        assertThat(silent.take()).containsExactly("established 400", "closed");
        assertThat(active.take()).contains("established 400").doesNotContain("closed");
        assertThat(table.leader().handler().report().globalSessions()).isOne();
    }

    @Test
    void aSessionMovesThroughTheMasterAndBelongsToIt() {
        EnsembleOnATable.Server leader = table.leader();
        RecordedConnection client = leader.connect();
        leader.createEphemeral(client, 1, "/e");
        settle();
        client.take();
        RecordedConnection moved = observer.resume(client, 10_000, false);
        settle();
        assertThat(moved.take()).containsExactly("established 10000");
        leader.create(client, 2, "/late", "");
        observer.create(moved, 3, "/here", "");
        settle();
        assertThat(client.take()).containsExactly("closed");
        assertThat(moved.take()).containsExactly("3 created /here");
        moved.sessionId = 4711;
        moved.password = io.quorate.wire.SessionPassword.of(4711);
        RecordedConnection unknown = observer.resume(moved, 10_000, false);
        settle();
        assertThat(unknown.take()).containsExactly("rejected");
    }

    private EnsembleOnATable.Server masterOf(EnsembleOnATable.Server server) {
        return table.servers.get((int) server.handler().report().ensemble().upstream() - 1);
    }

    /** To the leader both are one server, so only the master can tell. */
    @Test
    void aSessionThatMovesToAnObserverLeavesItsMaster() {
        EnsembleOnATable.Server master = masterOf(observer);
        RecordedConnection left = master.connect();
        settle();
        left.take();
        RecordedConnection moved = observer.resume(left, 10_000, false);
        settle();
        assertThat(moved.take()).containsExactly("established 10000");
        assertThat(left.take()).containsExactly("closed");
    }

    @Test
    void whatComesLateOverAnObserverThatWasLeftIsNotCarriedOut() {
        EnsembleOnATable.Server master = masterOf(observer);
        RecordedConnection left = observer.connect();
        settle();
        observer.create(left, 1, "/before", "");
        settle();
        left.take();
        RecordedConnection moved = master.resume(left, 10_000, false);
        settle();
        observer.create(left, 2, "/late", "");
        settle();
        assertThat(left.take()).containsExactly("2 error " + ErrorCode.BAD_ARGUMENTS);
        master.get(moved, 2, "/late");
        master.create(moved, 3, "/here", "");
        settle();
        assertThat(moved.take())
                .containsExactly(
                        "established 10000", "2 error " + ErrorCode.NO_NODE, "3 created /here");
        // Back again, and the first one is the one that was left.
        RecordedConnection back = observer.resume(moved, 10_000, false);
        settle();
        observer.create(back, 4, "/back", "");
        settle();
        assertThat(back.take()).containsExactly("established 10000", "4 created /back");
        assertThat(moved.take()).containsExactly("closed");
    }

    @Test
    void whenItsMasterDiesAnObserverFindsAnotherAndKeepsTheSessions() throws Exception {
        RecordedConnection client = observer.connect();
        observer.createEphemeral(client, 1, "/e");
        settle();
        EnsembleOnATable.Server master =
                masters().stream()
                        .filter(server -> table.network.links(server.links, observer.links) > 1)
                        .findFirst()
                        .orElse(masters().getFirst());
        master.kill();
        table.untilServing(4);
        for (int step = 0; step < 300; step++) {
            table.loop.advanceMillis(10, 10);
        }
        table.untilServing(4);
        RecordedConnection again = observer.resume(client, 10_000, false);
        settle();
        assertThat(client.take()).as("the older connection").endsWith("closed");
        assertThat(again.take()).containsExactly("established 10000");
        observer.get(again, 2, "/e");
        observer.closeSession(again, 3);
        settle();
        assertThat(again.take()).containsExactly("2 data  v0", "3 ok", "closed");
        assertThat(table.leader().handler().report().ephemerals()).isZero();
    }
}
