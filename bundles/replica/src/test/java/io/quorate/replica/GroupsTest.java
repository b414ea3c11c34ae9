package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import org.junit.jupiter.api.Test;

/** Quorums by groups and weights: who may be missing, and who may not. */
@ForEveryAssembly
@Requires(Requirement.PEERS)
final class GroupsTest {

    private static void write(EnsembleOnATable table, EnsembleOnATable.Server server, String path) {
        RecordedConnection client = server.connect();
        table.loop.advanceMillis(100, 10);
        server.create(client, 1, path, "");
        table.loop.advanceMillis(100, 10);
        assertThat(client.take()).containsExactly("established 10000", "1 created " + path);
    }

    private static void assertNobodyServes(EnsembleOnATable table) {
        table.loop.advanceMillis(8000, 10);
        assertThat(table.servers).noneMatch(EnsembleOnATable.Server::isServing);
        assertThat(table.faults).isEmpty();
    }

    @Test
    void fourOfNineDecideIfTheyWinTwoGroupsOfThree() throws Exception {
        EnsembleOnATable table =
                new EnsembleOnATable(
                        1, 9, 9, "group.1=1:2:3\ngroup.2=4:5:6\ngroup.3=7:8:9\n", false);
        table.startAll();
        table.untilServing(9);
        write(table, table.servers.getFirst(), "/nine");
        for (int id : new int[] {9, 8, 7, 3, 6}) {
            table.servers.get(id - 1).kill();
        }
        EnsembleOnATable.Server leader = table.untilServing(4);
        write(table, leader, "/four");
        // Five of nine, one more than before, but only one group is won.
        table.servers.get(8).start();
        table.servers.get(7).start();
        table.untilServing(6);
        table.servers.get(0).kill();
        table.servers.get(3).kill();
        table.servers.get(2).start();
        table.servers.get(1).kill();
        assertNobodyServes(table);
    }

    @Test
    void weightDecidesNotTheNumberOfServers() throws Exception {
        EnsembleOnATable table =
                new EnsembleOnATable(1, 3, 3, "group.1=1:2:3\nweight.1=3\nweight.3=0\n", false);
        table.startAll();
        table.untilServing(3);
        assertThat(table.leader().id).as("a server without weight never leads").isNotEqualTo(3);
        write(table, table.servers.get(2), "/three");
        table.servers.get(1).kill();
        table.servers.get(2).kill();
        EnsembleOnATable.Server heavy = table.untilServing(1);
        assertThat(heavy.id).isOne();
        write(table, heavy, "/one");
        heavy.kill();
        table.servers.get(1).start();
        table.servers.get(2).start();
        assertNobodyServes(table);
    }
}
