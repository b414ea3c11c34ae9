package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.ServerId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A leader is asked to let another server lead. */
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
        old.hatch().handOver(null, ended::add);
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

    @Test
    void whoDoesNotLeadOrHasNobodySaysSo() throws Exception {
        EnsembleOnATable table = new EnsembleOnATable(3, 3, false);
        table.startAll();
        EnsembleOnATable.Server leader = table.untilServing(3);
        List<String> ended = new ArrayList<>();
        for (EnsembleOnATable.Server server : table.servers) {
            if (server != leader) {
                server.hatch().handOver(null, ended::add);
            }
        }
        leader.hatch().handOver(new ServerId(9), ended::add);
        assertThat(ended)
                .containsExactly(
                        "This server does not lead.",
                        "This server does not lead.",
                        "Server 9 is no voter in step with this leader.");
    }
}
