package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.CreateFlags;
import io.quorate.model.Request;
import io.quorate.storage.kit.DataFileName;
import io.quorate.testkit.SimDisk;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A member whose log has lost something: it heals from the others and decides nothing before. */
@ForEveryAssembly
@Requires(Requirement.ZOOKEEPER_PEERS)
final class DamagedMemberTest {

    private static final Path FILES = TestSettings.DIRS.log().resolve("version-2");

    private final EnsembleOnATable table = new EnsembleOnATable(3, 3, true);

    private void write(EnsembleOnATable.Server server, String path) {
        RecordedConnection client = server.connect();
        server.create(client, 1, path, "");
        table.loop.advanceMillis(100, 10);
        assertThat(client.take()).hasSize(2).last().asString().contains("created");
    }

    private boolean has(EnsembleOnATable.Server server, String path) {
        RecordedConnection client = server.connect();
        client.take();
        server.get(client, 1, path);
        table.loop.advanceMillis(20, 10);
        return client.take().getFirst().startsWith("1 data");
    }

    private EnsembleOnATable.Server follower() {
        return table.servers.stream()
                .filter(server -> server.isServing() && server != table.leader())
                .findFirst()
                .orElseThrow();
    }

    /** Its newest log file is gone, as if never written. */
    private static void lose(EnsembleOnATable.Server server) throws Exception {
        List<DataFileName> logs = DataFileName.select(DataFileName.LOG, server.disk.list(FILES));
        server.disk.survival(SimDisk.Survival.EVERYTHING);
        server.disk.delete(FILES.resolve(logs.getLast().name()));
        server.disk.syncDir(FILES);
    }

    @Test
    void itGetsATreeAndServesAgain() throws Exception {
        table.startAll();
        table.untilServing(3);
        write(table.leader(), "/one");
        EnsembleOnATable.Server damaged = follower();
        damaged.kill();
        lose(damaged);
        damaged.start();
        table.untilServing(3);
        assertThat(damaged.engine.damage()).isNull();
        assertThat(damaged.disk.list(FILES))
                .as("a tree came")
                .anyMatch(name -> name.startsWith("snapshot.10000000"));
        assertThat(has(damaged, "/one")).isTrue();
        damaged.kill();
        damaged.start();
        table.untilServing(3);
        assertThat(has(damaged, "/one")).isTrue();
    }

    /** The tree it is sent has everything that was committed before, be it half applied yet. */
    @Test
    void itGetsAWholeTreeWhileTheLeaderAppliesALongTransaction() throws Exception {
        table.startAll();
        table.untilServing(3);
        EnsembleOnATable.Server leader = table.leader();
        write(leader, "/one");
        EnsembleOnATable.Server damaged = follower();
        damaged.kill();
        lose(damaged);
        RecordedConnection client = leader.connect();
        long before = leader.handler().report().nodes();
        table.clock.eachLookTakesNanos(6_000_000);
        leader.write(client, 1, new Request.Multi(creations(leader, 8_000)));
        while (leader.handler().report().nodes() == before) {
            table.loop.step();
        }
        damaged.start();
        table.clock.eachLookTakesNanos(0);
        table.untilServing(3);
        assertThat(client.take().getLast()).startsWith("1 [ok");
        assertThat(damaged.digest()).isEqualTo(leader.digest());
    }

    private static List<Request.Write> creations(EnsembleOnATable.Server server, int count) {
        List<Request.Write> all = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            all.add(server.creation("/m" + at, "", CreateFlags.PERSISTENT));
        }
        return all;
    }

    /** Two of three have a write; of these one has lost it, and the other one is down. */
    @Test
    void aQuorumThatNeedsItDecidesNothing() throws Exception {
        table.startAll();
        table.untilServing(3);
        EnsembleOnATable.Server leader = table.leader();
        EnsembleOnATable.Server away = follower();
        write(leader, "/one");
        away.kill();
        table.untilServing(2);
        write(leader, "/two");
        EnsembleOnATable.Server damaged = follower();
        damaged.kill();
        leader.kill();
        lose(damaged);
        away.start();
        damaged.start();
        table.loop.advanceMillis(20_000, 10);
        assertThat(away.isServing()).isFalse();
        assertThat(damaged.isServing()).isFalse();
        leader.start();
        table.untilServing(3);
        for (EnsembleOnATable.Server server : table.servers) {
            assertThat(has(server, "/two")).as("server " + server.id).isTrue();
        }
        // It counts again: without the one that was down then, nothing is missing.
        leader.kill();
        table.untilServing(2);
        assertThat(has(damaged, "/two")).isTrue();
    }
}
