package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers of both kinds in one ensemble: what one writes all read, whoever leads, and again when
 * the leader has died. {@code -Dconformance.splits=all} takes every split of three and of five
 * servers, led by either kind.
 */
@Timeout(900)
class MixedEnsembleTest {
    private static final boolean ALL = System.getProperty("conformance.splits", "").equals("all");

    @TempDir Path directory;

    /** The kinds of servers 1, 2, 3 …; the last one leads first, the last but one after it. */
    static List<String> splits() {
        Stream<String> few = Stream.of("QQZ", "ZZZQQ");
        Stream<String> all =
                Stream.of(
                        "ZZQ", "ZQZ", "QZZ", "QQZ", "QZQ", "ZQQ", "QZZZZ", "ZZZZQ", "ZQZQZ",
                        "ZZQZQ", "QZQQZ", "QQZZQ", "QQQQZ", "ZQQQQ");
        return (ALL ? all : few).toList();
    }

    @ParameterizedTest
    @MethodSource("splits")
    void whatOneServerWritesAllServersRead(String kinds) throws Exception {
        try (MixedEnsemble ensemble = new MixedEnsemble(directory, kinds)) {
            int size = ensemble.size();
            ensemble.startLedBy(size);
            try (OfficialLoad load = OfficialLoad.everywhere(ensemble)) {
                everyServerWrites(ensemble, "/first");
                ensemble.kill(size);
                assertThat(ensemble.servers().awaitLeader()).isLessThan(size);
                ensemble.assertEveryoneServes();
                load.awaitProgressBut(size);
                ensemble.bringBack(size);
                load.awaitProgressBut();
            }
            everyServerWrites(ensemble, "/second");
            assertThat(ensemble.assertEqualTrees()).hasSizeGreaterThanOrEqualTo(2 * size);
        }
    }

    private static void everyServerWrites(MixedEnsemble ensemble, String name) throws Exception {
        for (long writer = 1; writer <= ensemble.size(); writer++) {
            byte[] data = ("of " + writer).getBytes(StandardCharsets.UTF_8);
            String path = name + writer;
            try (ZooKeeper client = ensemble.connect(writer)) {
                client.create(path, data, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
            for (long reader = 1; reader <= ensemble.size(); reader++) {
                try (ZooKeeper client = ensemble.connect(reader)) {
                    client.sync(path);
                    assertThat(client.getData(path, false, null)).isEqualTo(data);
                }
            }
        }
    }
}
