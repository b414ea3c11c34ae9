package io.quorate.replica;

import static io.quorate.replica.EnsembleOnATable.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.Request;
import io.quorate.model.ServerId;
import io.quorate.model.SystemPaths;
import io.quorate.model.Znode;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Members come, go and change role in any order while servers are killed and cut off and clients
 * write. What was acknowledged is everywhere in the end, and all who serve agree. {@code
 * -Dquorate.test.seeds=n} for more runs, {@code -Dquorate.test.seed=n} for one.
 */
@ForEveryAssembly
@Requires({Requirement.PEERS, Requirement.DURABLE_STORAGE})
final class RandomReconfigurationTest {

    private static final int SERVERS = 5;
    private static final int STEPS = 60;

    static LongStream seeds() {
        Long one = Long.getLong("quorate.test.seed");
        return one != null
                ? LongStream.of(one)
                : LongStream.rangeClosed(1, Long.getLong("quorate.test.seeds", 40));
    }

    private final Set<EnsembleOnATable.Server> cut = new HashSet<>();
    private final Map<RecordedConnection, String> written = new LinkedHashMap<>();
    private final List<RecordedConnection> changes = new ArrayList<>();
    private EnsembleOnATable table;
    private RandomGenerator random;

    @ParameterizedTest
    @MethodSource("seeds")
    void acknowledgedWritesSurviveEveryConfiguration(long seed) throws Exception {
        random = new SplittableRandom(seed);
        table = EnsembleOnATable.changeable(SERVERS, true);
        table.startAll();
        table.untilServing(SERVERS);
        write(table.leader(), "/first");
        for (int step = 0; step < STEPS; step++) {
            step(step);
            table.loop.advanceMillis(10 * (1 + random.nextInt(20)), 10);
            assertThat(table.faults).isEmpty();
        }
        for (EnsembleOnATable.Server server : table.servers) {
            if (server.replica == null) {
                server.start();
            }
            server.links.cut(false);
        }
        if (Boolean.getBoolean("quorate.test.print")) {
            System.out.println(
                    "seed "
                            + seed
                            + ": "
                            + changes.stream().filter(this::wasMade).count()
                            + " of "
                            + changes.size()
                            + " changes, "
                            + written.size()
                            + " writes");
        }
        table.until(this::aQuorumServes);
        table.loop.advanceMillis(2_000, 10);
        table.until(this::aQuorumServes);
        // A schedule may have no write that was acknowledged; what it has come to takes one.
        write(table.leader(), "/last");
        table.loop.settle();
        assertAgreement();
    }

    private void step(int step) throws Exception {
        EnsembleOnATable.Server server = table.servers.get(random.nextInt(SERVERS));
        switch (random.nextInt(10)) {
            case 0 -> {
                if (server.replica != null && mayFail()) {
                    server.kill();
                }
            }
            case 1, 2 -> {
                if (server.replica == null) {
                    server.start();
                }
            }
            case 3 -> {
                if (server.replica != null && mayFail()) {
                    server.links.cut(true);
                    cut.add(server);
                }
            }
            case 4 -> {
                if (server.replica != null) {
                    server.links.cut(false);
                    cut.remove(server);
                }
            }
            case 5, 6, 7 -> {
                if (server.isServing()) {
                    RecordedConnection client = server.connect();
                    server.write(client, 1, change());
                    changes.add(client);
                }
            }
            default -> {
                if (server.isServing()) {
                    write(server, "/n" + step);
                }
            }
        }
    }

    private void write(EnsembleOnATable.Server server, String path) {
        RecordedConnection client = server.connect();
        server.create(client, 7, path, "x");
        written.put(client, path);
    }

    /** Never more than two, so that something goes on. */
    private boolean mayFail() {
        return table.servers.stream()
                        .filter(server -> server.replica == null || cut.contains(server))
                        .count()
                < 2;
    }

    private boolean wasMade(RecordedConnection client) {
        return client.heard.stream().anyMatch(line -> line.startsWith("1 data "));
    }

    private Request.Reconfig change() {
        int id = 1 + random.nextInt(SERVERS);
        return switch (random.nextInt(4)) {
            case 0 -> new Request.Reconfig(null, String.valueOf(id), null, -1);
            case 1 -> new Request.Reconfig(line(id, "observer"), null, null, -1);
            default -> new Request.Reconfig(line(id, "participant"), null, null, -1);
        };
    }

    private boolean aQuorumServes() {
        EnsembleOnATable.Server leader = table.leader();
        if (leader == null) {
            return false;
        }
        Membership members = MembershipText.parse(read(leader, SystemPaths.CONFIG));
        return members.quorums()
                .isQuorum(
                        table.servers.stream()
                                .filter(EnsembleOnATable.Server::isServing)
                                .map(server -> new ServerId(server.id))
                                .toList());
    }

    private String read(EnsembleOnATable.Server server, Znode path) {
        RecordedConnection client = server.connect();
        client.take();
        server.get(client, 1, path.toString());
        table.loop.settle();
        List<String> heard = client.take();
        assertThat(heard).hasSize(1);
        String text = heard.getFirst();
        return text.startsWith("1 data ")
                ? text.substring("1 data ".length(), text.lastIndexOf(" v"))
                : text;
    }

    private void assertAgreement() {
        EnsembleOnATable.Server leader = table.leader();
        String config = read(leader, SystemPaths.CONFIG);
        List<String> acknowledged = new ArrayList<>();
        written.forEach(
                (client, path) -> {
                    if (client.heard.contains("7 created " + path)) {
                        acknowledged.add(path);
                    }
                });
        for (EnsembleOnATable.Server server : table.servers) {
            if (!server.isServing()) {
                continue;
            }
            assertThat(server.digest()).as("digest of " + server.id).isEqualTo(leader.digest());
            assertThat(read(server, SystemPaths.CONFIG)).as("at " + server.id).isEqualTo(config);
            for (String path : acknowledged) {
                assertThat(read(server, Znode.of(path)))
                        .as(path + " at " + server.id)
                        .isEqualTo("x");
            }
        }
        assertThat(acknowledged).as("acknowledged writes").isNotEmpty();
    }
}
