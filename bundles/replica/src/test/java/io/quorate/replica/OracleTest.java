package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers and a file by which somebody outside decides which one goes on alone. */
@ForEveryAssembly
@Requires(Requirement.PEERS)
final class OracleTest {

    @TempDir Path directory;

    /** The third one observes: it makes nobody less alone. */
    private final EnsembleOnATable table = new EnsembleOnATable(3, 2, false);

    private EnsembleOnATable.Server leader;
    private EnsembleOnATable.Server other;

    @BeforeEach
    void start() throws Exception {
        for (EnsembleOnATable.Server server : table.servers) {
            table.options = Map.of("oraclePath", file(server).toString());
            server.start();
        }
        leader = table.untilServing(3);
        other = table.servers.get(leader.id == 1 ? 1 : 0);
        write(leader, "/before");
    }

    private Path file(EnsembleOnATable.Server server) {
        return directory.resolve("oracle-" + server.id);
    }

    private void write(EnsembleOnATable.Server server, String path) {
        RecordedConnection client = server.connect();
        table.loop.advanceMillis(50, 10);
        server.create(client, 1, path, "");
        table.loop.advanceMillis(50, 10);
        assertThat(client.take()).containsExactly("established 10000", "1 created " + path);
    }

    private void pass(int millis) {
        table.loop.advanceMillis(millis, 10);
        assertThat(table.faults).isEmpty();
    }

    @Test
    void theOneThatIsLeftAloneGoesOnOnceTheFileGrants() throws Exception {
        other.kill();
        pass(5000);
        assertThat(leader.isServing()).as("without a word of the oracle").isFalse();
        Files.writeString(file(leader), "1\n");
        table.untilServing(2);
        write(leader, "/alone");
        other.start();
        table.untilServing(3);
        assertThat(other.digest()).isEqualTo(leader.digest());
        write(other, "/together");
    }

    @Test
    void afterADeathOfTheLeaderTheOtherOneLeads() throws Exception {
        leader.kill();
        Files.writeString(file(other), "1");
        assertThat(table.untilServing(2)).isSameAs(other);
        write(other, "/alone");
    }

    @Test
    void whatWaitedForTheOtherOneIsDecidedWhenItIsGone() throws Exception {
        Files.writeString(file(leader), "1");
        pass(500);
        RecordedConnection client = leader.connect();
        RecordedConnection reader = leader.connect();
        pass(50);
        client.take();
        reader.take();
        other.log.hold();
        leader.create(client, 1, "/waiting", "");
        table.loop.settle();
        leader.handler().read(reader, 2, new Request.Sync(Znode.of("/")));
        table.loop.settle();
        assertThat(client.take()).isEmpty();
        other.kill();
        pass(50);
        assertThat(client.take()).containsExactly("1 created /waiting");
        assertThat(reader.take()).containsExactly("2 synced");
    }

    @Test
    void whenTheFileDeniesAgainTheOneAloneStops() throws Exception {
        Files.writeString(file(leader), "1");
        pass(500);
        other.kill();
        pass(3000);
        assertThat(leader.isServing()).isTrue();
        write(leader, "/alone");
        Files.writeString(file(leader), "0");
        pass(3000);
        assertThat(leader.isServing()).isFalse();
    }
}
