package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.FourLetterClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Elections among servers of both kinds. */
@Timeout(900)
class MixedElectionTest {
    @TempDir Path directory;

    static Stream<String> ofFive() {
        return MixedEnsemble.cases("ZQZQZ", "QZQZQ");
    }

    static Stream<String> withDouble() {
        return MixedEnsemble.cases("QQZ", "QQQ");
    }

    static Stream<String> ofThree() {
        return MixedEnsemble.cases("QZQ", "ZQZ");
    }

    /** Weight 0 keeps server 3 from leading; servers 4 and 5 are half of the second group each. */
    @ParameterizedTest
    @MethodSource("ofFive")
    void groupsAndWeightsDecide(String kinds) throws Exception {
        try (MixedEnsemble ensemble =
                new MixedEnsemble(
                        directory,
                        kinds,
                        (id, spec) ->
                                spec.with("group.1", "1:2:3")
                                        .with("group.2", "4:5")
                                        .with("weight.1", 1)
                                        .with("weight.2", 1)
                                        .with("weight.3", 1)
                                        .with("weight.4", 1)
                                        .with("weight.5", 0))) {
            ensemble.startLedBy(4);
            ensemble.kill(5, 1);
            ensemble.assertEveryoneServes();
            ensemble.write(2, "/without-two", 5);
            ensemble.launch(5, 1);
            ensemble.server(1).awaitAnswer();
            ensemble.server(5).awaitAnswer();
            assertThat(ensemble.mode(4)).isEqualTo("leader");
            ensemble.assertEqualTrees();
        }
    }

    /**
     * The third server has by mistake the number of the second, and its member lines have both in
     * the other's place. Server 1 hears it, and server 2 is called by its own number.
     */
    @ParameterizedTest
    @MethodSource("withDouble")
    void twoServersWithOneNumberAreTold(String kinds) throws Exception {
        try (MixedEnsemble ensemble =
                new MixedEnsemble(
                        directory,
                        kinds,
                        (id, spec) ->
                                id == 3
                                        ? spec.with("server.2", spec.keys().get("server.3"))
                                                .with("server.3", spec.keys().get("server.2"))
                                        : spec)) {
            Files.writeString(ensemble.server(3).dataDir().resolve("myid"), "2");
            ensemble.launch(1, 2);
            ensemble.server(1).awaitAnswer();
            ensemble.launch(3);
            ensemble.awaitLog(1, 0, "A server says that it is server 2 at");
            ensemble.awaitLog(2, 0, "which is the number of this server");
            ensemble.kill(3);
            ensemble.server(1).awaitAnswer();
            ensemble.server(2).awaitAnswer();
            ensemble.write(1, "/after", 5);
        }
    }

    /** Server 3 polls, the others hold ZooKeeper's election, one of them in ZooKeeper. */
    @Test
    void aMemberWithAnotherElectionStaysOutAndBothSayWhy() throws Exception {
        try (MixedEnsemble ensemble =
                new MixedEnsemble(
                        directory,
                        "ZQQ",
                        (id, spec) -> id == 3 ? spec.with("quorate.election", "basic") : spec)) {
            ensemble.launch(1, 2, 3);
            ensemble.awaitLog(
                    3,
                    0,
                    "is a ZooKeeper server or has quorate.election=fast, but this server has quorate.election=basic");
            ensemble.awaitLog(
                    2,
                    0,
                    "server 3 has quorate.election=basic, but this server has quorate.election=fast");
            ensemble.awaitLog(1, 0, "protocol version");
            ensemble.server(1).awaitAnswer();
            ensemble.server(2).awaitAnswer();
            ensemble.write(1, "/without", 5);
            assertThat(ensemble.mode(3)).isNotIn("leader", "follower");
        }
    }

    static Stream<String> ledByQuorate() {
        return MixedEnsemble.cases("QZQ", "QQZZQ", "ZZQ");
    }

    /**
     * The lead goes to the named server also where all histories are equal and the election would
     * choose another, and the others, of either kind, follow it.
     */
    @ParameterizedTest
    @MethodSource("ledByQuorate")
    void theServerThatIsNamedLeads(String kinds) throws Exception {
        try (MixedEnsemble ensemble =
                new MixedEnsemble(
                        directory,
                        kinds,
                        (id, spec) -> spec.with("4lw.commands.whitelist", "*,hand"))) {
            ensemble.startLedBy(kinds.length());
            for (long id = 1; id <= kinds.length(); id++) {
                ensemble.server(id).awaitAnswer();
            }
            ensemble.write(1, "/before", 5);
            long leader = kinds.length();
            // Each time another server has a greater number and the same history.
            for (long next = 1; ensemble.isQuorate(leader) && next < kinds.length(); next++) {
                assertThat(handOver(ensemble, leader, next))
                        .as("from %d of %s", leader, kinds)
                        .isEqualTo("Server " + next + " leads.");
                ensemble.awaitMode(next, "leader");
                for (long id = 1; id <= kinds.length(); id++) {
                    ensemble.server(id).awaitAnswer();
                }
                assertThat(ensemble.mode(next)).isEqualTo("leader");
                ensemble.write(leader, "/behind-" + next, 5);
                leader = next;
            }
            ensemble.assertEqualTrees();
        }
    }

    private static String handOver(MixedEnsemble ensemble, long from, long to) throws IOException {
        String number = "\0\0\0\0\0\0\0" + (char) to;
        return FourLetterClient.ask(ensemble.server(from).port(), "hand" + number).strip();
    }

    /** The leader dies again and again; it comes back as a follower of the next. */
    @ParameterizedTest
    @MethodSource("ofThree")
    void leadershipGoesFromKindToKind(String kinds) throws Exception {
        try (MixedEnsemble ensemble = new MixedEnsemble(directory, kinds)) {
            ensemble.start();
            long before = 0;
            try (OfficialLoad load = OfficialLoad.everywhere(ensemble)) {
                for (int times = 0; times < 4; times++) {
                    long leader = ensemble.servers().awaitLeader();
                    assertThat(leader).isNotEqualTo(before);
                    ensemble.write(leader, "/of-" + times, 5);
                    ensemble.kill(leader);
                    ensemble.assertEveryoneServes();
                    ensemble.bringBack(leader);
                    load.awaitProgressBut();
                    before = leader;
                }
            }
            assertThat(ensemble.assertEqualTrees()).hasSizeGreaterThan(20);
        }
    }
}
