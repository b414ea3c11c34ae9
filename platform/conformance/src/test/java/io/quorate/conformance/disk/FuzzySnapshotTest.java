package io.quorate.conformance.disk;

import io.quorate.bench.Product;
import io.quorate.bench.ServerSpec;
import io.quorate.bench.ServerUnderTest;
import io.quorate.conformance.Subject;
import io.quorate.conformance.differential.Workload;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.server.persistence.TxnLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A snapshot that ZooKeeper writes under load shows some of the transactions behind its zxid. With
 * the log it opens as the tree that was, wherever it began and whatever got into it. {@code
 * -Dconformance.disk.snapshots} (default 8) is how many are tried, {@code -Dconformance.seed} the
 * first seed. Source: spec disk-format section 9.
 */
@ForEveryAssembly
@Requires(Requirement.ZOOKEEPER_PEERS)
@Timeout(900)
class FuzzySnapshotTest {
    private static final int SNAPSHOTS = Integer.getInteger("conformance.disk.snapshots", 8);
    private static final long SEED = Long.getLong("conformance.seed", 1);
    private static final int SEQUENCES = 12;
    private static final int STEPS = 30;

    @TempDir Path directory;

    @Test
    void whateverGotIntoTheSnapshotTheTreeIsTheSame() throws Exception {
        ServerSpec source = spec("source");
        Map<String, String> written;
        try (ServerUnderTest server = Product.zooKeeper().server(source)) {
            server.start();
            Workload.run(server.port(), SEED, SEQUENCES, STEPS);
            written = TreeWalk.of(server);
            server.stop();
        }
        List<BusyTree.Logged> log = read(source);
        for (long seed = SEED; seed < SEED + SNAPSHOTS; seed++) {
            ServerSpec spec = spec("snapshot-" + seed);
            String what = "seed " + seed + ", " + writeSnapshot(spec, source, log, seed);
            try (ServerUnderTest server = Subject.product().server(spec)) {
                server.start();
                TreeWalk.assertEqual(what, written, TreeWalk.of(server));
            }
        }
    }

    /** A directory with the log of the source and a snapshot taken somewhere in it. */
    private static String writeSnapshot(
            ServerSpec spec, ServerSpec source, List<BusyTree.Logged> log, long seed)
            throws IOException {
        Random random = new Random(seed);
        Path to = Files.createDirectories(spec.dataDir().resolve("version-2"));
        try (Stream<Path> files = Files.list(source.dataDir().resolve("version-2"))) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith("log.")) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
        FileTxnSnapLog files = files(spec);
        BusyTree tree = new BusyTree(log, files, random);
        tree.apply(1 + random.nextInt(log.size() - 1));
        long begin = tree.lastProcessedZxid;
        tree.save();
        files.close();
        return "snapshot of 0x%x with transactions up to 0x%x"
                .formatted(begin, tree.lastProcessedZxid);
    }

    private static List<BusyTree.Logged> read(ServerSpec source) throws IOException {
        List<BusyTree.Logged> log = new ArrayList<>();
        FileTxnSnapLog files = files(source);
        try (TxnLog.TxnIterator transactions = files.readTxnLog(0)) {
            do {
                log.add(new BusyTree.Logged(transactions.getHeader(), transactions.getTxn()));
            } while (transactions.next());
        }
        files.close();
        return log;
    }

    private static FileTxnSnapLog files(ServerSpec spec) throws IOException {
        return new FileTxnSnapLog(spec.dataDir().toFile(), spec.dataDir().toFile());
    }

    private ServerSpec spec(String name) throws IOException {
        return Subject.alone(Files.createDirectories(directory.resolve(name)))
                .with("extendedTypesEnabled", true)
                .with("preAllocSize", 256)
                .with("DigestAuthenticationProvider.superDigest", Workload.superDigest())
                .withFlags("-Dznode.container.checkIntervalMs=86400000");
    }
}
