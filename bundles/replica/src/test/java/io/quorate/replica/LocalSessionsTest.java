package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.CreateFlags;
import io.quorate.model.ErrorCode;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.replica.settings.SessionRules;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that only their server knows, on leaders, followers and observers. */
@ForEveryAssembly
@Requires(Requirement.PEERS)
final class LocalSessionsTest {

    private static final SessionRules UPGRADING = new SessionRules(false, true, true, true);
    private static final SessionRules PLAIN = new SessionRules(false, true, false, true);

    private final EnsembleOnATable table = new EnsembleOnATable(4, 3, false);

    private void start(SessionRules rules) throws Exception {
        table.sessions = rules;
        table.startAll();
        table.untilServing(4);
    }

    /** Server 1 follows, server 3 leads (the highest of equals), server 4 observes. */
    private EnsembleOnATable.Server server(int id) {
        return table.servers.get(id - 1);
    }

    private long globalSessions() {
        table.loop.advanceMillis(50, 10);
        return table.leader().handler().report().globalSessions();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void aSessionBeginsAndEndsWithoutATransaction(int id) throws Exception {
        start(UPGRADING);
        long zxid = table.leader().handler().report().zxid();
        RecordedConnection client = server(id).connect();
        assertThat(client.take()).containsExactly("established 10000");
        assertThat(globalSessions()).isZero();
        assertThat(server(id).handler().report().localSessions()).isOne();
        assertThat(table.leader().handler().report().zxid()).isEqualTo(zxid);
        server(id).create(client, 1, "/persistent", "x");
        server(id).get(client, 2, "/persistent");
        server(id).closeSession(client, 3);
        table.loop.advanceMillis(50, 10);
        assertThat(client.take())
                .containsExactly("1 created /persistent", "2 data x v0", "3 ok", "closed");
        assertThat(server(id).handler().report().localSessions()).isZero();
        assertThat(table.leader().handler().report().zxid()).isEqualTo(zxid + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void anEphemeralNodeMakesTheSessionGlobalFirst(int id) throws Exception {
        start(UPGRADING);
        RecordedConnection client = server(id).connect();
        client.take();
        server(id).createEphemeral(client, 1, "/e");
        server(id).createEphemeral(client, 2, "/f");
        table.loop.advanceMillis(50, 10);
        assertThat(client.take()).containsExactly("1 created /e", "2 created /f");
        assertThat(globalSessions()).isOne();
        assertThat(server(id).handler().report().localSessions()).isZero();
        int other = id == 1 ? 3 : 1;
        RecordedConnection moved = server(other).resume(client, 10_000, false);
        table.loop.advanceMillis(50, 10);
        assertThat(moved.take()).containsExactly("established 10000");
        server(other).closeSession(moved, 3);
        table.loop.advanceMillis(50, 10);
        assertThat(moved.take()).containsExactly("3 ok", "closed");
        assertThat(globalSessions()).isZero();
        RecordedConnection reader = server(2).connect();
        server(2).get(reader, 1, "/e");
        assertThat(reader.take()).contains("1 error " + ErrorCode.NO_NODE);
    }

    /** The close comes while the session is becoming global, after any number of steps. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void aCloseBehindTheUpgradeTakesTheNodeWithIt(int id) throws Exception {
        start(UPGRADING);
        for (int steps = 0; steps < 24; steps++) {
            RecordedConnection client = server(id).connect();
            client.take();
            String path = "/e" + steps;
            server(id).createEphemeral(client, 1, path);
            for (int step = 0; step < steps; step++) {
                table.loop.step();
            }
            server(id).closeSession(client, 2);
            table.loop.advanceMillis(50, 10);
            assertThat(client.take()).containsExactly("1 created " + path, "2 ok", "closed");
            assertIsGone(path);
        }
    }

    /** The same through a connection that came while another one was making it global. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void aLaterConnectionThatClosesTakesTheNodeWithIt(int id) throws Exception {
        start(UPGRADING);
        RecordedConnection client = server(id).connect();
        client.take();
        table.servers.forEach(each -> each.log.hold());
        server(id).createEphemeral(client, 1, "/e");
        RecordedConnection later = server(id).resume(client, 10_000, false);
        server(id).closeSession(later, 2);
        table.servers.forEach(each -> each.log.release());
        table.loop.advanceMillis(50, 10);
        assertThat(later.take()).containsExactly("established 10000", "2 ok", "closed");
        assertIsGone("/e");
    }

    private void assertIsGone(String path) {
        assertThat(globalSessions()).isZero();
        RecordedConnection reader = server(2).connect();
        server(2).get(reader, 1, path);
        assertThat(reader.take()).contains("1 error " + ErrorCode.NO_NODE);
        server(2).closeSession(reader, 2);
        for (EnsembleOnATable.Server each : table.servers) {
            assertThat(each.handler().report().localSessions()).as("at " + each.id).isZero();
        }
    }

    @Test
    void aMultiWithAnEphemeralNodeMakesItGlobalToo() throws Exception {
        start(UPGRADING);
        RecordedConnection client = server(1).connect();
        client.take();
        server(1)
                .write(
                        client,
                        1,
                        new Request.Multi(
                                List.of(
                                        server(1).creation("/a", "", CreateFlags.PERSISTENT),
                                        server(1)
                                                .creation(
                                                        "/a2",
                                                        "",
                                                        CreateFlags.EPHEMERAL_SEQUENTIAL))));
        table.loop.advanceMillis(50, 10);
        assertThat(client.take()).containsExactly("1 [ok, ok]");
        assertThat(globalSessions()).isOne();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void withoutUpgradingAnEphemeralNodeIsRefused(int id) throws Exception {
        start(PLAIN);
        RecordedConnection client = server(id).connect();
        client.take();
        server(id).create(client, 1, "/p", "");
        server(id).createEphemeral(client, 2, "/e");
        server(id)
                .write(
                        client,
                        3,
                        new Request.Multi(
                                List.of(
                                        server(id).creation("/a", "", CreateFlags.PERSISTENT),
                                        server(id).creation("/b", "", CreateFlags.EPHEMERAL),
                                        server(id).creation("/c", "", CreateFlags.PERSISTENT))));
        server(id).get(client, 4, "/p");
        table.loop.advanceMillis(50, 10);
        assertThat(client.take())
                .containsExactly(
                        "1 created /p",
                        "2 error " + ErrorCode.EPHEMERAL_ON_LOCAL_SESSION,
                        "3 [error 0, error -120, error -2]",
                        "4 data  v0");
    }

    @Test
    void anotherServerDoesNotKnowTheSession() throws Exception {
        start(UPGRADING);
        RecordedConnection client = server(1).connect();
        client.take();
        RecordedConnection elsewhere = server(2).resume(client, 10_000, false);
        table.loop.advanceMillis(50, 10);
        assertThat(elsewhere.take()).containsExactly("rejected");
        assertThat(server(1).resume(client, 10_000, false).take())
                .containsExactly("established 10000");
        assertThat(client.take()).as("the older connection").containsExactly("closed");
    }

    @Test
    void theServerItIsOnExpiresItAndKeepsItWhileItIsActive() throws Exception {
        start(UPGRADING);
        RecordedConnection silent = server(1).connect(400, false);
        RecordedConnection active = server(1).connect(400, false);
        for (int step = 0; step < 20; step++) {
            table.loop.advanceMillis(100, 10);
            server(1).ping(active);
        }
        assertThat(silent.take()).containsExactly("established 400", "closed");
        assertThat(active.take()).doesNotContain("closed");
        assertThat(server(1).handler().report().localSessions()).isOne();
        server(1).create(active, 1, "/still", "");
        table.loop.advanceMillis(50, 10);
        assertThat(active.take()).containsExactly("1 created /still");
    }

    @Test
    void anUpgradedSessionIsKeptAliveThroughItsServer() throws Exception {
        start(UPGRADING);
        RecordedConnection client = server(1).connect(400, false);
        server(1).createEphemeral(client, 1, "/e");
        for (int step = 0; step < 30; step++) {
            table.loop.advanceMillis(100, 10);
            server(1).ping(client);
        }
        assertThat(client.take()).doesNotContain("closed");
        table.loop.advanceMillis(1500, 10);
        assertThat(client.take()).containsExactly("closed");
        assertThat(globalSessions()).isZero();
    }

    @Test
    void aChangeOfLeaderTakesNeitherKindOfSession() throws Exception {
        start(UPGRADING);
        RecordedConnection local = server(1).connect();
        RecordedConnection global = server(1).connect();
        server(1).createEphemeral(global, 1, "/e");
        table.loop.advanceMillis(50, 10);
        table.leader().kill();
        table.untilServing(3);
        assertThat(local.take()).endsWith("closed");
        RecordedConnection localAgain = server(1).resume(local, 10_000, false);
        RecordedConnection globalAgain = server(1).resume(global, 10_000, false);
        table.loop.advanceMillis(50, 10);
        assertThat(localAgain.take()).containsExactly("established 10000");
        assertThat(globalAgain.take()).containsExactly("established 10000");
        server(1).createEphemeral(localAgain, 2, "/f");
        server(1).get(globalAgain, 2, "/e");
        table.loop.advanceMillis(50, 10);
        assertThat(localAgain.take()).containsExactly("2 created /f");
        assertThat(globalAgain.take()).containsExactly("2 data  v0");
        assertThat(globalSessions()).isEqualTo(2);
    }

    @Test
    void withoutTheSettingAnUnknownSessionMayNotWrite() throws Exception {
        table.sessions = UPGRADING;
        server(1).start();
        table.sessions = SessionRules.DEFAULT;
        server(2).start();
        server(3).start();
        server(4).start();
        table.untilServing(4);
        assertThat(table.leader().id).isNotEqualTo(1);
        RecordedConnection client = server(1).connect();
        server(1).create(client, 1, "/no", "");
        table.loop.advanceMillis(50, 10);
        assertThat(client.take())
                .containsExactly("established 10000", "1 error " + ErrorCode.SESSION_EXPIRED);
        server(1).handler().read(client, 2, new Request.Exists(Znode.of("/no"), false));
        assertThat(client.take()).containsExactly("2 error " + ErrorCode.NO_NODE);
    }
}
