package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
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
