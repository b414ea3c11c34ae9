package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.ServerId;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A leader is asked to let another server lead. */
@ForEveryAssembly
@Tag(ForEveryAssembly.COVERING)
@Requires(Requirement.PEERS)
final class HandOverTest {

    @Test
    void anotherServerLeadsAndQuietClientsStay() throws Exception {
        EnsembleOnATable table = new EnsembleOnATable(3, 3, false);
        table.startAll();
        EnsembleOnATable.Server old = table.untilServing(3);
        List<RecordedConnection> clients = new ArrayList<>();
        for (EnsembleOnATable.Server server : table.servers) {
            clients.add(server.connect());
        }
        List<String> ended = new ArrayList<>();
        old.handler().handOver(null, ended::add);
        for (int step = 0; ended.isEmpty(); step++) {
            assertThat(step).isLessThan(500);
            table.loop.advanceMillis(10, 10);
        }
        EnsembleOnATable.Server next = table.untilServing(3);
        assertThat(next).isNotSameAs(old);
        assertThat(ended).containsExactly("Server " + next.id + " leads.");
        for (int at = 0; at < clients.size(); at++) {
            table.servers.get(at).create(clients.get(at), 1, "/after" + at, "");
            table.loop.advanceMillis(50, 10);
            assertThat(clients.get(at).take())
                    .containsExactly("established 10000", "1 created /after" + at);
        }
    }

    private static String handOver(
            EnsembleOnATable table, EnsembleOnATable.Server from, ServerId to) {
        List<String> ended = new ArrayList<>();
        from.handler().handOver(to, ended::add);
        for (int step = 0; ended.isEmpty(); step++) {
            assertThat(step).isLessThan(600);
            table.loop.advanceMillis(10, 10);
            assertThat(table.faults).isEmpty();
        }
        assertThat(ended).hasSize(1);
        return ended.getFirst();
    }

    /** All histories are equal, and an election alone would always choose the greatest id. */
    @Test
    void theServerThatIsNamedLeadsWhateverItsNumber() throws Exception {
        for (int size : new int[] {2, 3, 5}) {
            EnsembleOnATable table = new EnsembleOnATable(size, size, false);
            table.startAll();
            EnsembleOnATable.Server leader = table.untilServing(size);
            RecordedConnection client = leader.connect();
            leader.create(client, 1, "/a", "");
            table.loop.advanceMillis(50, 10);
            List<Integer> order = new ArrayList<>();
            for (int id = 1; id <= size; id++) {
                order.add(id);
            }
            order.addAll(List.of(1, 2, 1));
            for (int next : order) {
                if (leader.id == next) {
                    continue;
                }
                assertThat(handOver(table, leader, new ServerId(next)))
                        .as("%d servers, from %d", size, leader.id)
                        .isEqualTo("Server " + next + " leads.");
                leader = table.untilServing(size);
                assertThat(leader.id).isEqualTo(next);
            }
            assertThat(
                            table.servers.stream()
                                    .map(server -> server.handler().report().treeDigest())
                                    .distinct())
                    .hasSize(1);
            RecordedConnection after = leader.connect();
            leader.create(after, 1, "/b", "");
            table.loop.advanceMillis(50, 10);
            assertThat(after.take()).containsExactly("established 10000", "1 created /b");
        }
    }

    /** What its clients ask for meanwhile is not lost if it fails: it goes on leading. */
    @Test
    void aSuccessorThatFallsAwayLeavesTheLeaderLeading() throws Exception {
        EnsembleOnATable table = new EnsembleOnATable(3, 3, false);
        table.startAll();
        EnsembleOnATable.Server leader = table.untilServing(3);
        RecordedConnection client = leader.connect();
        table.loop.advanceMillis(50, 10);
        client.take();
        EnsembleOnATable.Server named =
                table.servers.stream().filter(server -> server != leader).findFirst().orElseThrow();
        List<String> ended = new ArrayList<>();
        leader.handler().handOver(new ServerId(named.id), ended::add);
        named.links.cut(true);
        leader.create(client, 1, "/meanwhile", "");
        table.until(() -> !ended.isEmpty());
        assertThat(ended)
                .containsExactly("Nobody has taken over in time; this server goes on leading.");
        assertThat(client.take()).containsExactly("1 created /meanwhile");
        named.links.cut(false);
        assertThat(table.untilServing(3)).isSameAs(leader);
    }

    @Test
    void aVoteWithoutWeightCannotLeadAndItselfNeedNot() throws Exception {
        EnsembleOnATable table =
                new EnsembleOnATable(1, 3, 3, "group.1=1:2:3\nweight.1=0\n", false);
        table.startAll();
        EnsembleOnATable.Server leader = table.untilServing(3);
        assertThat(handOver(table, leader, new ServerId(1)))
                .isEqualTo("The vote of server 1 has no weight, so it cannot lead.");
        assertThat(handOver(table, leader, new ServerId(leader.id)))
                .isEqualTo("This server leads already.");
    }

    @Test
    void whoDoesNotLeadOrHasNobodySaysSo() throws Exception {
        EnsembleOnATable table = new EnsembleOnATable(3, 3, false);
        table.startAll();
        EnsembleOnATable.Server leader = table.untilServing(3);
        List<String> ended = new ArrayList<>();
        for (EnsembleOnATable.Server server : table.servers) {
            if (server != leader) {
                server.handler().handOver(null, ended::add);
            }
        }
        leader.handler().handOver(new ServerId(9), ended::add);
        assertThat(ended)
                .containsExactly(
                        "This server does not lead.",
                        "This server does not lead.",
                        "Server 9 is no voter in step with this leader.");
    }
}
