package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.replica.session.FailoverConnectionKeeper;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What clients of an ensemble see, and what its servers keep. */
@ForEveryAssembly
@Tag(ForEveryAssembly.COVERING)
@Requires(Requirement.PEERS)
final class EnsembleTest {

    private static void write(
            EnsembleOnATable table, EnsembleOnATable.Server server, String prefix, int count) {
        RecordedConnection client = server.connect();
        assertThat(client.take()).containsExactly("established 10000");
        for (int n = 0; n < count; n++) {
            server.create(client, n + 1, prefix + n, "v" + n);
        }
        table.loop.advanceMillis(50, 10);
        assertThat(client.take()).hasSize(count).allMatch(line -> line.contains("created"));
    }

    private static void assertSame(EnsembleOnATable table) {
        EnsembleOnATable.Server leader = table.leader();
        for (EnsembleOnATable.Server server : table.servers) {
            if (server.replica != null) {
                assertThat(server.digest())
                        .as("digest of server " + server.id)
                        .isEqualTo(leader.digest());
            }
        }
    }

    @Test
    void threeServersElectOneAndServeWritesEverywhere() throws Exception {
        EnsembleOnATable table = new EnsembleOnATable(3, 3, false);
        table.startAll();
        table.untilServing(3);
        for (EnsembleOnATable.Server server : table.servers) {
            write(table, server, "/from" + server.id + "-", 20);
        }
        assertSame(table);
        RecordedConnection reader = table.servers.getFirst().connect();
        reader.take();
        table.servers.getFirst().handler().read(reader, 1, new Request.Sync(Znode.of("/")));
        table.servers.getFirst().get(reader, 2, "/from3-7");
        table.loop.advanceMillis(50, 10);
        assertThat(reader.take()).containsExactly("1 synced", "2 data v7 v0");
    }

    /** A barrier is passed before the write in front of it is applied; it is answered behind it. */
    @Test
    void theZxidsOfAConnectionNeverGoBack() throws Exception {
        EnsembleOnATable table = new EnsembleOnATable(3, 3, false);
        table.startAll();
        table.untilServing(3);
        for (EnsembleOnATable.Server server : table.servers) {
            RecordedConnection client = server.connect();
            for (int n = 0; n < 5; n++) {
                server.create(client, 3 * n + 1, "/z" + server.id + n, "");
                server.handler().read(client, 3 * n + 2, new Request.Sync(Znode.of("/")));
                server.get(client, 3 * n + 3, "/z" + server.id + n);
            }
            table.loop.advanceMillis(100, 10);
            assertThat(client.take()).hasSize(16);
            assertThat(client.zxids).hasSize(15).isSorted();
        }
    }

    /** Numbering servers from 0 is as good as from 1. */
    @Test
    void aServerMayHaveTheNumberZero() throws Exception {
        EnsembleOnATable table = new EnsembleOnATable(0, 3, 3, false);
        table.startAll();
        table.untilServing(3);
        for (EnsembleOnATable.Server server : table.servers) {
            RecordedConnection client = server.connect();
            table.loop.advanceMillis(50, 10);
            assertThat(client.sessionId >>> 56).isEqualTo(server.id);
            assertThat(server.handler().report().mode()).isNotEqualTo("standalone");
            write(table, server, "/from" + server.id + "-", 5);
        }
        assertSame(table);
    }

    @Test
    void aReadBehindASyncDoesNotSeeTheWriteBehindIt() throws Exception {
        EnsembleOnATable table = new EnsembleOnATable(3, 3, false);
        table.startAll();
        EnsembleOnATable.Server leader = table.untilServing(3);
        RecordedConnection client = leader.connect();
        RecordedConnection other = leader.connect();
        leader.create(client, 1, "/order", "before");
        table.loop.advanceMillis(50, 10);
        client.take();
        // Both writes are committed at once, and the sync waits for the first of them.
        EnsembleOnATable.Server slow = table.servers.get(leader.id == 1 ? 1 : 0);
        slow.log.hold();
        leader.log.hold();
        leader.create(other, 1, "/another", "");
        leader.handler().read(client, 2, new Request.Sync(Znode.of("/order")));
        leader.get(client, 3, "/order");
        leader.set(client, 4, "/order", "after");
        leader.handler().read(client, 5, new Request.Sync(Znode.of("/order")));
        leader.get(client, 6, "/order");
        table.loop.advanceMillis(20, 10);
        leader.log.release();
        table.loop.advanceMillis(50, 10);
        slow.log.release();
        table.loop.advanceMillis(200, 10);
        assertThat(client.take())
                .containsExactly(
                        "2 synced", "3 data before v0", "4 stat v1", "5 synced", "6 data after v1");
    }

    @Test
    void anObserverServesToo() throws Exception {
        EnsembleOnATable table = new EnsembleOnATable(4, 3, false);
        table.startAll();
        table.untilServing(4);
        write(table, table.servers.get(3), "/o", 10);
        assertThat(table.servers.get(3).handler().report().mode()).isEqualTo("observer");
        assertSame(table);
    }

    @Test
    void whenTheLeaderIsCutOffTheOthersGoOnAndItComesBack() throws Exception {
        EnsembleOnATable table = new EnsembleOnATable(3, 3, false);
        table.startAll();
        EnsembleOnATable.Server old = table.untilServing(3);
        write(table, old, "/a", 10);
        RecordedConnection client = old.connect();
        client.take();
        old.links.cut(true);
        EnsembleOnATable.Server next = table.untilServing(2);
        assertThat(next.id).isNotEqualTo(old.id);
        table.loop.advanceMillis(FailoverConnectionKeeper.LONGEST_MILLIS + 100, 10);
        assertThat(client.take()).containsExactly("closed");
        write(table, next, "/b", 10);
        old.links.cut(false);
        table.untilServing(3);
        write(table, old, "/c", 10);
        assertSame(table);
    }

    @Test
    void aSessionMovesToAnotherServerAndExpiresNowhereWhileItIsActive() throws Exception {
        EnsembleOnATable table = new EnsembleOnATable(3, 3, false);
        table.startAll();
        table.untilServing(3);
        EnsembleOnATable.Server one = table.servers.get(0);
        EnsembleOnATable.Server two = table.servers.get(1);
        RecordedConnection client = new RecordedConnection();
        one.handler().connect(client, 0, 400, 0, new byte[16], false);
        table.loop.settle();
        assertThat(client.take()).containsExactly("established 400");
        for (int n = 0; n < 30; n++) {
            table.loop.advanceMillis(100, 10);
            one.handler().read(client, -2, new Request.Ping());
        }
        assertThat(client.take()).allMatch(line -> line.startsWith("-2"));
        RecordedConnection again = new RecordedConnection();
        two.handler().connect(again, 0, 400, client.sessionId, client.password, false);
        table.loop.settle();
        assertThat(again.take()).containsExactly("established 400");
        one.create(client, 5, "/late", "");
        two.create(again, 6, "/here", "");
        table.loop.advanceMillis(20, 10);
        assertThat(again.take()).containsExactly("6 created /here");
        assertThat(client.take())
                .as("no client is ever told that its session has moved")
                .containsExactly("closed");
        table.loop.advanceMillis(1500, 10);
        assertThat(again.take()).containsExactly("closed");
    }

    @Test
    void afterAKillEveryServerHasWhatWasAcknowledged() throws Exception {
        EnsembleOnATable table = new EnsembleOnATable(3, 3, true);
        table.startAll();
        EnsembleOnATable.Server first = table.untilServing(3);
        write(table, first, "/a", 30);
        table.servers.get(0).kill();
        write(table, first, "/b", 30);
        first.kill();
        table.servers.get(0).start();
        EnsembleOnATable.Server second = table.untilServing(2);
        write(table, second, "/c", 30);
        first.start();
        table.untilServing(3);
        assertSame(table);
        RecordedConnection reader = first.connect();
        reader.take();
        first.get(reader, 1, "/a29");
        first.get(reader, 2, "/b29");
        first.get(reader, 3, "/c29");
        assertThat(reader.take())
                .containsExactly("1 data v29 v0", "2 data v29 v0", "3 data v29 v0");
    }

    /** The log of an epoch may be long; nobody waits for it to be looked through. */
    @Test
    void survivorsOfALeaderGoOnWithoutReadingTheirLogs() throws Exception {
        EnsembleOnATable table = new EnsembleOnATable(3, 3, true);
        table.startAll();
        EnsembleOnATable.Server first = table.untilServing(3);
        write(table, first, "/a", 300);
        first.kill();
        EnsembleOnATable.Server second = table.untilServing(2);
        write(table, second, "/b", 30);
        for (EnsembleOnATable.Server server : table.servers) {
            if (server != first) {
                assertThat(server.reads.count()).as("server " + server.id).isZero();
            }
        }
        first.start();
        table.untilServing(3);
        assertSame(table);
    }

    @Test
    void aServerThatMissedMoreThanTheLogHasGetsATree() throws Exception {
        EnsembleOnATable table = new EnsembleOnATable(3, 3, false);
        table.startAll();
        table.untilServing(3);
        EnsembleOnATable.Server lost = table.servers.getFirst();
        lost.kill();
        EnsembleOnATable.Server leader = table.untilServing(2);
        write(table, leader, "/n", 1500);
        for (EnsembleOnATable.Server server : table.servers) {
            server.engine.journal().trimBefore(server.engine.journal().span().last());
        }
        lost.start();
        table.untilServing(3);
        assertThat(lost.engine.journal().span().oldest())
                .as("the log of a server that was given a tree")
                .isEqualTo(-1);
        assertSame(table);
        write(table, lost, "/after", 5);
        assertSame(table);
    }
}
