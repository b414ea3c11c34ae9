package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.EnsembleUnderTest;
import io.quorate.bench.Product;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers of both kinds in one ensemble. */
class MixedEnsembleTest {

    private static final int SESSION_MILLIS = 10_000;

    @TempDir Path directory;

    /** Q is a Quorate, Z a ZooKeeper; the highest id leads, for all data is empty. */
    @ParameterizedTest
    @ValueSource(strings = {"QQQ", "ZZQ", "QQZ", "ZQZ", "QZQ", "QZZ", "ZQQ"})
    void whatOneServerWritesAllServersRead(String kinds) throws Exception {
        try (EnsembleUnderTest ensemble =
                new EnsembleUnderTest(directory, products(kinds), Set.of(), (id, spec) -> spec)) {
            ensemble.start();
            assertThat(ensemble.awaitLeader()).isPositive();
            for (long writer = 1; writer <= ensemble.size(); writer++) {
                byte[] data = ("of " + writer).getBytes(StandardCharsets.UTF_8);
                try (ZooKeeper client = connect(ensemble, writer)) {
                    client.create(
                            "/node" + writer, data, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
                }
                for (long reader = 1; reader <= ensemble.size(); reader++) {
                    try (ZooKeeper client = connect(ensemble, reader)) {
                        client.sync("/node" + writer);
                        assertThat(client.getData("/node" + writer, false, null)).isEqualTo(data);
                    }
                }
            }
        }
    }

    private static List<Product> products(String kinds) {
        List<Product> products = new ArrayList<>();
        for (char kind : kinds.toCharArray()) {
            products.add(kind == 'Q' ? Product.quorate() : Product.zooKeeper());
        }
        return products;
    }

    private static ZooKeeper connect(EnsembleUnderTest ensemble, long id) throws Exception {
        return new ZooKeeper(
                "127.0.0.1:" + ensemble.server(id).port(), SESSION_MILLIS, event -> {});
    }
}
