package io.quorate.replica;

import static io.quorate.replica.EnsembleOnATable.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.Request;
import io.quorate.model.SystemPaths;
import io.quorate.model.WatchKinds;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An ensemble whose configuration changes while clients are served. */
@ForEveryAssembly
@Tag(ForEveryAssembly.COVERING)
@Requires(Requirement.PEERS)
final class ReconfigurationTest {

    private static final int CHANGE = 9;

    private static EnsembleOnATable three() throws Exception {
        return table(3, false);
    }

    private static EnsembleOnATable table(int count, boolean onDisk) throws Exception {
        EnsembleOnATable table = EnsembleOnATable.changeable(count, onDisk);
        table.startAll();
        table.untilServing(count);
        return table;
    }

    private static Request.Reconfig join(String... lines) {
        return new Request.Reconfig(String.join(",", lines), null, null, -1);
    }

    private static Request.Reconfig leave(int... ids) {
        String list =
                String.join(",", java.util.Arrays.stream(ids).mapToObj(String::valueOf).toList());
        return new Request.Reconfig(null, list, null, -1);
    }

    /** What a client of this server is answered. */
    private static String ask(
            EnsembleOnATable table, EnsembleOnATable.Server server, Request.Reconfig change) {
        RecordedConnection client = server.connect();
        client.take();
        server.write(client, CHANGE, change);
        table.until(() -> !client.heard.isEmpty());
        return client.take().getFirst();
    }

    /** The same for a change that is made. */
    private static void change(
            EnsembleOnATable table, EnsembleOnATable.Server server, Request.Reconfig change) {
        assertThat(ask(table, server, change)).startsWith(CHANGE + " data server.");
    }

    private static String config(EnsembleOnATable table, EnsembleOnATable.Server server) {
        RecordedConnection client = server.connect();
        client.take();
        server.get(client, 1, "/zookeeper/config");
        table.until(() -> !client.heard.isEmpty());
        String heard = client.take().getFirst();
        return heard.substring("1 data ".length(), heard.indexOf(" v-1"));
    }

    private static void assertWritesFrom(
            EnsembleOnATable table, EnsembleOnATable.Server server, String path) {
        RecordedConnection client = server.connect();
        client.take();
        server.create(client, 1, path, "x");
        table.until(() -> !client.heard.isEmpty());
        assertThat(client.take()).containsExactly("1 created " + path);
    }

    private static EnsembleOnATable.Server follower(EnsembleOnATable table) {
        return table.servers.stream()
                .filter(server -> server.isServing() && server.mode().equals("follower"))
                .findFirst()
                .orElseThrow();
    }

    private static void assertSame(EnsembleOnATable table) {
        table.loop.advanceMillis(50, 10);
        long digest = table.leader().digest();
        String config = config(table, table.leader());
        for (EnsembleOnATable.Server server : table.servers) {
            if (server.isServing()) {
                assertThat(server.digest()).as("digest of " + server.id).isEqualTo(digest);
                assertThat(config(table, server)).as("seen at " + server.id).isEqualTo(config);
            }
        }
    }

    @Test
    void theFirstLeaderGivesTheConfigurationAVersion() throws Exception {
        EnsembleOnATable table = three();
        for (EnsembleOnATable.Server server : table.servers) {
            assertThat(config(table, server))
                    .isEqualTo(
                            String.join(
                                    "\n",
                                    line(1, "participant"),
                                    line(2, "participant"),
                                    line(3, "participant"),
                                    "version=100000000"));
        }
    }

    @Test
    void aServerJoins() throws Exception {
        EnsembleOnATable table = three();
        EnsembleOnATable.Server four =
                table.joiner(
                        4, line(1, "participant"), line(2, "participant"), line(4, "participant"));
        four.start();
        table.untilServing(4);
        assertThat(four.mode()).isEqualTo("follower");
        assertThat(config(table, four)).endsWith("version=100000000").doesNotContain("server.4");
        assertWritesFrom(table, four, "/before");
        change(table, table.servers.getFirst(), join(line(4, "participant")));
        table.untilServing(4);
        assertThat(config(table, four)).contains(line(4, "participant"));
        assertSame(table);
        // Three of four are a quorum now, two are not.
        EnsembleOnATable.Server lost = follower(table);
        lost.links.cut(true);
        table.untilServing(3);
        assertWritesFrom(table, four.isServing() ? four : table.leader(), "/after");
    }

    @Test
    void anObserverJoins() throws Exception {
        EnsembleOnATable table = three();
        EnsembleOnATable.Server four =
                table.joiner(
                        4, line(1, "participant"), line(2, "participant"), line(4, "observer"));
        four.start();
        table.untilServing(4);
        change(table, table.servers.get(1), join(line(4, "observer")));
        table.until(() -> four.isServing() && four.mode().equals("observer"));
        assertWritesFrom(table, four, "/observed");
        assertSame(table);
    }

    @Test
    void aFollowerIsRemovedAndGoesOnWithoutAVote() throws Exception {
        EnsembleOnATable table = three();
        EnsembleOnATable.Server leader = table.leader();
        EnsembleOnATable.Server gone = follower(table);
        change(table, leader, leave(gone.id));
        table.untilServing(3);
        assertThat(table.leader()).isSameAs(leader);
        assertWritesFrom(table, gone, "/from-the-removed");
        assertSame(table);
        // Its vote is not missed: the other two are a quorum of two.
        gone.kill();
        assertWritesFrom(table, leader, "/without");
        EnsembleOnATable.Server other = follower(table);
        other.links.cut(true);
        table.until(() -> !leader.isServing());
    }

    @Test
    void theLeaderIsRemovedAndNamesAnother() throws Exception {
        EnsembleOnATable table = three();
        EnsembleOnATable.Server old = table.leader();
        change(table, follower(table), leave(old.id));
        table.until(() -> table.leader() != null && table.leader() != old);
        table.untilServing(3);
        assertThat(old.mode()).isEqualTo("follower");
        assertWritesFrom(table, old, "/still-here");
        assertThat(config(table, old)).doesNotContain("server." + old.id + "=");
        assertSame(table);
    }

    @Test
    void aClientOfTheRemovedLeaderIsAnsweredFirst() throws Exception {
        EnsembleOnATable table = three();
        EnsembleOnATable.Server old = table.leader();
        change(table, old, leave(old.id));
        table.until(() -> table.leader() != null && table.leader() != old);
    }

    @Test
    void aFollowerBecomesAnObserverAndAgainAFollower() throws Exception {
        EnsembleOnATable table = three();
        EnsembleOnATable.Server server = follower(table);
        change(table, table.leader(), join(line(server.id, "observer")));
        table.until(() -> server.isServing() && server.mode().equals("observer"));
        assertWritesFrom(table, server, "/as-observer");
        assertSame(table);
        change(table, server, join(line(server.id, "participant")));
        table.until(() -> server.isServing() && server.mode().equals("follower"));
        assertWritesFrom(table, server, "/as-follower");
        assertSame(table);
    }

    @Test
    void theLeaderBecomesAnObserver() throws Exception {
        EnsembleOnATable table = three();
        EnsembleOnATable.Server old = table.leader();
        change(table, follower(table), join(line(old.id, "observer")));
        table.until(() -> table.leader() != null && table.leader() != old);
        table.until(() -> old.isServing() && old.mode().equals("observer"));
        assertWritesFrom(table, old, "/as-observer");
        assertSame(table);
    }

    private static Membership membership(String version, String roles) {
        StringBuilder lines = new StringBuilder();
        for (int id = 1; id <= roles.length(); id++) {
            lines.append(line(id, roles.charAt(id - 1) == 'p' ? "participant" : "observer"))
                    .append('\n');
        }
        return MembershipText.parse(lines + "version=" + version);
    }

    /** Roles before and after, server by server, and who knows of the change. */
    @ParameterizedTest
    @CsvSource({
        "ppp,   ppo,   123",
        "ppp,   opp,   123",
        "pppp,  ppop,  1234",
        "pppoo, poopp, 12345",
        "pppoo, ooppp, 12345",
        "ppppp, pppoo, 12345",
        "pppoo, ppppp, 12345",
        "pppoo, poopp, 1",
        "pppoo, ooppp, 45",
        "ppp,   opp,   3",
    })
    void serversComeUpWithAChangeOfRolesUnderWay(String before, String after, String who)
            throws Exception {
        EnsembleOnATable table = EnsembleOnATable.of(membership("100000000", before));
        for (EnsembleOnATable.Server server : table.servers) {
            if (who.contains(Integer.toString(server.id))) {
                server.underWay = membership("100000007", after);
            }
        }
        table.startAll();
        table.untilServing(before.length());
        String roles = config(table, table.leader()).endsWith("version=100000007") ? after : before;
        table.until(() -> table.servers.stream().allMatch(server -> hasRole(server, roles)));
        assertThat(config(table, table.leader())).doesNotContain("version=0");
        assertWritesFrom(table, table.servers.getFirst(), "/from-the-first");
        assertWritesFrom(table, table.servers.getLast(), "/from-the-last");
        assertSame(table);
    }

    private static boolean hasRole(EnsembleOnATable.Server server, String roles) {
        return server.isServing()
                && server.mode().equals("observer") == (roles.charAt(server.id - 1) == 'o');
    }

    /** What the server says of itself when its client has just been answered. */
    private static String modeAfter(
            EnsembleOnATable table, EnsembleOnATable.Server server, Request.Reconfig change) {
        RecordedConnection client = server.connect();
        client.take();
        server.write(client, CHANGE, change);
        table.until(() -> !client.heard.isEmpty());
        assertThat(client.take().getFirst()).startsWith(CHANGE + " data server.");
        return server.mode();
    }

    @Test
    void aServerHasItsNewRoleWhenItsClientIsAnswered() throws Exception {
        EnsembleOnATable table = three();
        EnsembleOnATable.Server server = follower(table);
        assertThat(modeAfter(table, server, join(line(server.id, "observer"))))
                .isEqualTo("observer");
        table.untilServing(3);
        assertThat(modeAfter(table, server, join(line(server.id, "participant"))))
                .isEqualTo("follower");
        table.untilServing(3);
        EnsembleOnATable.Server leader = table.leader();
        assertThat(modeAfter(table, leader, join(line(leader.id, "observer"))))
                .isEqualTo("observer");
        table.untilServing(3);
        EnsembleOnATable.Server next = table.leader();
        assertThat(next).isNotSameAs(leader);
        assertWritesFrom(table, leader, "/as-observer");
        assertSame(table);
    }

    @Test
    void portsChangeOneServerAfterTheOther() throws Exception {
        EnsembleOnATable table = three();
        for (int id = 1; id <= 3; id++) {
            EnsembleOnATable.Server server = table.servers.get(id - 1);
            change(table, follower(table), join(line(id, 500, "participant")));
            assertThat(server.clientAddresses).containsExactly("127.0.0.1:" + (4500 + id));
            table.untilServing(3);
            assertWritesFrom(table, server, "/moved-" + id);
        }
        assertSame(table);
        // They find each other at the new places.
        table.leader().links.cut(true);
        table.untilServing(2);
        assertWritesFrom(table, table.leader(), "/elected-there");
    }

    /** Nobody else could lead meanwhile. */
    @Test
    void theOnlyVoterMoves() throws Exception {
        EnsembleOnATable table = table(1, false);
        EnsembleOnATable.Server one = table.leader();
        RecordedConnection client = one.connect();
        client.take();
        one.write(client, 1, new Request.Reconfig(null, null, line(1, 500, "participant"), -1));
        table.until(() -> !one.clientAddresses.isEmpty());
        assertThat(one.clientAddresses).containsExactly("127.0.0.1:4501");
        EnsembleOnATable.Server two =
                table.joiner(2, line(1, 500, "participant"), line(2, "participant"));
        two.start();
        table.untilServing(2);
        assertWritesFrom(table, two, "/there");
    }

    /** A server that has the proposal knows the configuration too, whenever it is killed. */
    @Test
    void aConfigurationIsStoredBeforeItsProposalIsLogged() throws Exception {
        EnsembleOnATable table = table(3, true);
        table.servers.forEach(server -> server.stored.clear());
        change(table, follower(table), join(line(4, "observer")));
        table.loop.advanceMillis(50, 10);
        for (EnsembleOnATable.Server server : table.servers) {
            assertThat(server.stored)
                    .extracting(EnsembleOnATable.Stored::stage)
                    .containsExactly(
                            ConsensusAction.Stage.PROPOSED, ConsensusAction.Stage.COMMITTED);
            assertThat(server.stored.getFirst())
                    .satisfies(
                            proposed ->
                                    assertThat(proposed.logged())
                                            .isEqualTo(proposed.version() - 1));
        }
    }

    @Test
    void aServerThatWasDownLearnsOfTheChange() throws Exception {
        EnsembleOnATable table = table(3, true);
        EnsembleOnATable.Server down = follower(table);
        down.kill();
        change(table, table.leader(), join(line(down.id, 500, "participant")));
        down.start();
        table.untilServing(3);
        assertThat(down.clientAddresses).containsExactly("127.0.0.1:" + (4500 + down.id));
        assertThat(config(table, down)).contains(line(down.id, 500, "participant"));
        assertSame(table);
        down.kill();
        down.start();
        table.untilServing(3);
        assertThat(config(table, down)).contains(line(down.id, 500, "participant"));
    }

    @Test
    void allServersComeBackWithTheConfigurationTheyHad() throws Exception {
        EnsembleOnATable table = table(3, true);
        EnsembleOnATable.Server gone = follower(table);
        change(table, table.leader(), leave(gone.id));
        String config = config(table, table.leader());
        table.servers.forEach(EnsembleOnATable.Server::kill);
        for (EnsembleOnATable.Server server : table.servers) {
            if (server != gone) {
                server.start();
            }
        }
        table.untilServing(2);
        assertThat(config(table, table.leader())).isEqualTo(config);
    }

    @Test
    void aSecondChangeIsRefusedWhileOneIsUnderWay() throws Exception {
        EnsembleOnATable table = three();
        EnsembleOnATable.Server leader = table.leader();
        RecordedConnection one = leader.connect();
        RecordedConnection two = leader.connect();
        one.take();
        two.take();
        leader.write(one, 1, join(line(4, "observer")));
        leader.write(two, 2, join(line(5, "observer")));
        table.until(() -> !one.heard.isEmpty() && !two.heard.isEmpty());
        assertThat(one.take().getFirst()).startsWith("1 data ");
        assertThat(two.take()).containsExactly("2 error -14");
        change(table, leader, join(line(5, "observer")));
    }

    @Test
    void aChangeThatWouldStopTheEnsembleIsRefused() throws Exception {
        EnsembleOnATable table = three();
        EnsembleOnATable.Server leader = table.leader();
        EnsembleOnATable.Server down = follower(table);
        down.kill();
        table.until(() -> ask(table, leader, leave(follower(table).id)).equals("9 error -13"));
        assertThat(ask(table, leader, join(line(7, "participant"), line(8, "participant"))))
                .isEqualTo("9 error -13");
        assertThat(ask(table, leader, new Request.Reconfig(null, "1", null, 0x7)))
                .isEqualTo("9 error -103");
        assertThat(config(table, leader)).endsWith("version=100000000");
    }

    @Test
    void watchesOfTheConfigurationFireOnEveryServer() throws Exception {
        EnsembleOnATable table = three();
        List<RecordedConnection> once =
                table.servers.stream().map(EnsembleOnATable.Server::connect).toList();
        List<RecordedConnection> always =
                table.servers.stream().map(EnsembleOnATable.Server::connect).toList();
        for (int at = 0; at < 3; at++) {
            table.servers
                    .get(at)
                    .handler()
                    .read(once.get(at), 1, new Request.GetData(SystemPaths.CONFIG, true));
            table.servers
                    .get(at)
                    .handler()
                    .read(
                            always.get(at),
                            1,
                            new Request.AddWatch(SystemPaths.CONFIG, WatchKinds.MODE_PERSISTENT));
        }
        table.loop.settle();
        once.forEach(RecordedConnection::take);
        always.forEach(RecordedConnection::take);
        change(table, follower(table), join(line(4, "observer")));
        change(table, follower(table), join(line(5, "observer")));
        table.loop.advanceMillis(50, 10);
        String event = "event " + WatchKinds.NODE_DATA_CHANGED + " /zookeeper/config";
        assertThat(once).allSatisfy(c -> assertThat(c.take()).containsExactly(event));
        assertThat(always).allSatisfy(c -> assertThat(c.take()).containsExactly(event, event));
    }

    @Test
    void oneServerGrowsToThreeAndBack() throws Exception {
        EnsembleOnATable table = table(1, false);
        EnsembleOnATable.Server one = table.leader();
        EnsembleOnATable.Server two =
                table.joiner(2, line(1, "participant"), line(2, "participant"));
        EnsembleOnATable.Server three =
                table.joiner(3, line(1, "participant"), line(3, "participant"));
        two.start();
        three.start();
        table.untilServing(3);
        change(table, two, join(line(2, "participant"), line(3, "participant")));
        table.untilServing(3);
        one.links.cut(true);
        table.untilServing(2);
        one.links.cut(false);
        table.untilServing(3);
        assertSame(table);
        assertThat(MembershipText.parse(config(table, one)).participants()).hasSize(3);
    }
}
