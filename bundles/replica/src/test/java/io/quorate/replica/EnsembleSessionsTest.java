package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.ErrorCode;
import io.quorate.replica.settings.SessionRules;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Global sessions: moves, expiry, change of leader, closing; who is asked and who decides. */
@ForEveryAssembly
@Tag(ForEveryAssembly.COVERING)
@Requires(Requirement.PEERS)
final class EnsembleSessionsTest {

    private final EnsembleOnATable table = new EnsembleOnATable(4, 3, false);

    private EnsembleOnATable.Server server(int id) {
        return table.servers.get(id - 1);
    }

    private EnsembleOnATable.Server follower() {
        return table.servers.stream()
                .filter(server -> server.handler().report().mode().equals("follower"))
                .findFirst()
                .orElseThrow();
    }

    private void settle() {
        table.loop.advanceMillis(50, 10);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void aSessionIsRenewedThroughEveryRole(int id) throws Exception {
        table.startAll();
        table.untilServing(4);
        int from = id == 1 ? 2 : 1;
        RecordedConnection client = server(from).connect();
        server(from).createEphemeral(client, 1, "/e");
        settle();
        assertThat(client.take()).containsExactly("established 10000", "1 created /e");
        RecordedConnection moved = server(id).resume(client, 10_000, false);
        settle();
        assertThat(moved.take()).containsExactly("established 10000");
        server(id).get(moved, 1, "/e");
        server(id).closeSession(moved, 2);
        settle();
        assertThat(moved.take()).containsExactly("1 data  v0", "2 ok", "closed");
        assertThat(client.take())
                .as("the connection left behind, whose session has ended")
                .containsExactly("closed");
        assertThat(table.leader().handler().report().ephemerals()).isZero();
        assertThat(table.leader().handler().report().globalSessions()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void whatAnEarlierConnectionAskedForAnswersNothingOnALaterOne(int id) throws Exception {
        table.startAll();
        table.untilServing(4);
        RecordedConnection client = server(1).connect();
        settle();
        client.take();
        // Under way when the client leaves: it has seen no answer and counts anew elsewhere.
        for (EnsembleOnATable.Server server : table.servers) {
            server.log.hold();
        }
        server(1).create(client, 1, "/old", "");
        table.loop.settle();
        RecordedConnection moved = server(id).resume(client, 10_000, false);
        table.loop.settle();
        server(id).create(moved, 1, "/new", "");
        server(id).get(moved, 2, "/old");
        table.loop.settle();
        for (EnsembleOnATable.Server server : table.servers) {
            server.log.release();
        }
        settle();
        if (moved.heard.equals(List.of("established 10000"))) {
            // An observer lets it in once everything before is decided.
            server(id).create(moved, 1, "/new", "");
            server(id).get(moved, 2, "/old");
            settle();
        }
        assertThat(moved.take())
                .containsExactly("established 10000", "1 created /new", "2 data  v0");
    }

    @Test
    void aRequestThatComesTooLateThroughTheOldServerIsNotCarriedOut() throws Exception {
        table.startAll();
        table.untilServing(4);
        RecordedConnection client = server(1).connect();
        settle();
        RecordedConnection moved = server(2).resume(client, 10_000, false);
        settle();
        moved.take();
        client.take();
        server(1).create(client, 7, "/late", "");
        server(2).create(moved, 8, "/here", "");
        settle();
        assertThat(client.take()).containsExactly("closed");
        assertThat(moved.take()).containsExactly("8 created /here");
        server(2).get(moved, 9, "/late");
        assertThat(moved.take()).containsExactly("9 error " + ErrorCode.NO_NODE);
    }

    /** 2926: nobody counts the time of a session whose creation is not committed. */
    @Test
    void aSessionBeginsWhenItsCreationIsCommitted() throws Exception {
        table.startAll();
        table.untilServing(4);
        EnsembleOnATable.Server leader = table.leader();
        table.servers.forEach(server -> server.log.hold());
        RecordedConnection client = new RecordedConnection();
        leader.handler().connect(client, 0, 400, 0, new byte[16], false);
        table.loop.advanceMillis(1_000, 10);
        assertThat(client.take()).as("before the disks answer").isEmpty();
        assertThat(leader.handler().report().globalSessions()).isZero();
        table.servers.forEach(server -> server.log.release());
        table.loop.advanceMillis(300, 10);
        assertThat(client.take()).containsExactly("established 400");
        assertThat(leader.handler().report().globalSessions()).isOne();
    }

    @Test
    void sessionsSurviveALeaderAndAreGivenTheirFullTimeOut() throws Exception {
        table.startAll();
        table.untilServing(4);
        EnsembleOnATable.Server old = table.leader();
        EnsembleOnATable.Server other = follower();
        RecordedConnection there = old.connect(2000, false);
        RecordedConnection here = other.connect(2000, false);
        old.createEphemeral(there, 1, "/there");
        other.createEphemeral(here, 1, "/here");
        // Nearly expired when the leader goes.
        table.loop.advanceMillis(1900, 10);
        old.kill();
        table.untilServing(3);
        table.loop.advanceMillis(1500, 10);
        EnsembleOnATable.Server next = table.leader();
        assertThat(next.handler().report().globalSessions()).isEqualTo(2);
        RecordedConnection again = next.resume(there, 2000, false);
        table.loop.settle();
        assertThat(again.take()).containsExactly("established 2000");
        for (int step = 0; step < 10; step++) {
            table.loop.advanceMillis(200, 10);
            next.ping(again);
        }
        assertThat(again.take()).doesNotContain("closed");
        assertThat(next.handler().report().globalSessions())
                .as("the one that has stayed silent is gone")
                .isOne();
    }

    @Test
    void aLeaderThatStoodStillExpiresNobody() throws Exception {
        table.startAll();
        table.untilServing(4);
        EnsembleOnATable.Server leader = table.leader();
        EnsembleOnATable.Server other = follower();
        RecordedConnection there = leader.connect(400, false);
        RecordedConnection here = other.connect(400, false);
        settle();
        // All loops are one here: time passes while nobody does anything.
        table.clock.advanceMillis(1500);
        for (int step = 0; step < 10; step++) {
            leader.ping(there);
            other.ping(here);
            table.loop.advanceMillis(100, 10);
        }
        assertThat(there.take()).doesNotContain("closed");
        assertThat(here.take()).doesNotContain("closed");
        assertThat(leader.handler().report().globalSessions()).isEqualTo(2);
        table.loop.advanceMillis(1000, 10);
        assertThat(leader.handler().report().globalSessions()).isZero();
    }

    @Test
    void aLeaderMayBeToldToHaveNoClients() throws Exception {
        table.sessions = new SessionRules(false, false, false, false);
        table.startAll();
        for (int step = 0;
                table.servers.stream().filter(EnsembleOnATable.Server::isServing).count() < 3;
                step++) {
            assertThat(step).isLessThan(1000);
            table.loop.advanceMillis(10, 10);
        }
        EnsembleOnATable.Server leader =
                table.servers.stream()
                        .filter(server -> server.handler().report().mode().equals("leader"))
                        .findFirst()
                        .orElseThrow();
        assertThat(leader.isServing()).isFalse();
        assertThat(leader.connect().take()).containsExactly("closed");
        RecordedConnection client = follower().connect(400, false);
        follower().createEphemeral(client, 1, "/e");
        settle();
        assertThat(client.take()).containsExactly("established 400", "1 created /e");
        table.loop.advanceMillis(1000, 10);
        assertThat(client.take()).as("it expires all the same").containsExactly("closed");
    }
}
