package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A follower of one kind under a leader of the other goes on answering clients that mix syncs,
 * writes and reads: what it asked comes back in the order in which it asked.
 *
 * <p>{@code -Dconformance.sync.answers} (default 2,000, full size 100,000) is how many answers the
 * load gets before servers are killed.
 */
@Timeout(900)
class MixedSyncTest {
    private static final int ANSWERS = Integer.getInteger("conformance.sync.answers", 2_000);

    @TempDir Path directory;

    static Stream<String> bothWays() {
        return Stream.of("ZQQ", "QZZ");
    }

    /** Server 3 leads, server 1 is of the other kind. */
    @ParameterizedTest
    @MethodSource("bothWays")
    void syncsAndWritesComeBackInOrder(String kinds) throws Exception {
        try (MixedEnsemble ensemble = new MixedEnsemble(directory, kinds)) {
            ensemble.startLedBy(3);
            try (OfficialLoad load = OfficialLoad.everywhere(ensemble)) {
                while (load.answers() < ANSWERS) {
                    load.awaitProgress(1, 2, 3);
                }
                ensemble.assertEveryoneServes();
                ensemble.kill(2);
                ensemble.assertEveryoneServes();
                load.awaitProgress(1, 3);
                ensemble.bringBack(2);
                ensemble.kill(3);
                ensemble.assertEveryoneServes();
                load.awaitProgress(1, 2);
                // the one with the longer log: server 2 may have come back just now
                assertThat(ensemble.servers().awaitLeader()).isNotEqualTo(3);
            }
        }
    }
}
