package io.quorate.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.LoggedTxn;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.Checkpoint;
import io.quorate.storage.JournalReader;
import io.quorate.storage.StorageSettings;
import io.quorate.testkit.SimStorageHost;
import io.quorate.wire.TxnCodec;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.Request;
import org.apache.zookeeper.server.TxnLogEntry;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.server.util.SerializeUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The persistence code of ZooKeeper 3.9.5 reads what we write, and the reverse, on a real disk. */
class ZooKeeperInteropTest {

    private static final String EXTENDED_TYPES = "zookeeper.extendedTypesEnabled";
    private static String extendedTypesBefore;

    @TempDir Path directory;

    /** A tree of the reference with its sessions. */
    private record Reference(
            DataTree tree, ConcurrentHashMap<Long, Integer> sessions, FileTxnSnapLog files)
            implements AutoCloseable {

        static Reference open(Path data) throws Exception {
            File file = data.toFile();
            Reference opened =
                    new Reference(
                            new DataTree(),
                            new ConcurrentHashMap<>(),
                            new FileTxnSnapLog(file, file));
            opened.files.restore(opened.tree, opened.sessions, (header, txn, digest) -> {});
            return opened;
        }

        /** Logs and applies payloads that we have encoded. */
        void run(List<byte[]> payloads) throws Exception {
            for (byte[] payload : payloads) {
                TxnLogEntry entry = SerializeUtils.deserializeTxn(payload);
                Request request =
                        new Request(
                                0,
                                0,
                                0,
                                entry.getHeader(),
                                entry.getTxn(),
                                entry.getHeader().getZxid());
                request.setTxnDigest(entry.getDigest());
                files.append(request);
                files.processTransaction(entry.getHeader(), tree, sessions, entry.getTxn());
            }
            files.commit();
        }

        @Override
        public void close() throws Exception {
            files.close();
        }
    }

    @BeforeAll
    static void enableExtendedTypes() {
        extendedTypesBefore = System.setProperty(EXTENDED_TYPES, "true");
    }

    @AfterAll
    static void restoreExtendedTypes() {
        if (extendedTypesBefore == null) {
            System.clearProperty(EXTENDED_TYPES);
        } else {
            System.setProperty(EXTENDED_TYPES, extendedTypesBefore);
        }
    }

    private static SimStorageHost host() {
        StorageSettings base = SimStorageHost.withoutReserve();
        return new SimStorageHost(
                new FileDisk(), new StorageSettings(base.entryBytesMax(), true, true, false, 0, 3));
    }

    /** The 47 transactions of the basic vector. */
    private List<byte[]> payloads() throws Exception {
        Path copy = Files.createDirectories(directory.resolve("vector/version-2"));
        try (Stream<Path> files =
                Files.list(DiskVectorsTest.vectors().resolve("basic/version-2"))) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        copy.resolve(file.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        List<byte[]> payloads = new ArrayList<>();
        try (Replayed vector = Replayed.open(copy.getParent(), host());
                JournalReader reader = vector.engine.journal().read(0)) {
            while (reader.next()) {
                payloads.add(reader.payload());
            }
        }
        assertThat(payloads).hasSize(47);
        return payloads;
    }

    /**
     * Logs, syncs and applies one by one, a second of the host's clock apart, so that marks are
     * written.
     */
    private static void run(Replayed ours, SimStorageHost host, List<byte[]> payloads)
            throws Exception {
        for (byte[] payload : payloads) {
            LoggedTxn txn = TxnCodec.decode(payload);
            ours.engine.journal().append(txn.header().zxid(), payload);
            ours.engine.journal().sync();
            host.advance(1001);
            ours.apply(txn);
        }
        ours.engine.tree().batch().publish();
    }

    private static void checkpoint(Replayed ours) throws Exception {
        Checkpoint checkpoint = ours.engine.tree().beginCheckpoint();
        ours.engine.journal().sync();
        checkpoint.journalIsDurable();
        checkpoint.write();
        ours.engine.tree().complete(checkpoint);
    }

    private static void assertEqual(Replayed ours, Reference reference) throws Exception {
        assertThat(reference.tree().lastProcessedZxid).isEqualTo(ours.tree().position().zxid());
        assertThat(reference.tree().getTreeDigest()).isEqualTo(ours.tree().position().digest());
        assertThat(reference.tree().getNodeCount())
                .isEqualTo((int) ours.tree().counts().nodes() + 1);
        assertThat(reference.sessions()).hasSize((int) ours.tree().counts().sessions());
        assertThat(ours.mismatches).isZero();
    }

    @TestFactory
    Stream<DynamicTest> zooKeeperOpensWhatWeWrote() throws Exception {
        List<byte[]> payloads = payloads();
        return Stream.of("", "gz", "snappy")
                .map(
                        compression ->
                                DynamicTest.dynamicTest(
                                        "snapshots: " + compression,
                                        () -> {
                                            Path data = directory.resolve("ours-" + compression);
                                            SimStorageHost host = host();
                                            try (Replayed ours =
                                                    Replayed.open(
                                                            data,
                                                            host,
                                                            new FilelogSettings(
                                                                    compression,
                                                                    true,
                                                                    false,
                                                                    true,
                                                                    true,
                                                                    SmallFiles.JOURNAL))) {
                                                run(ours, host, payloads.subList(0, 20));
                                                checkpoint(ours);
                                                run(ours, host, payloads.subList(20, 47));
                                                // As after a power loss: the file is not closed.
                                                ByteBuffer header =
                                                        ByteBuffer.wrap(
                                                                Files.readAllBytes(
                                                                        data.resolve(
                                                                                "version-2/log.15")));
                                                assertThat(header.getLong(8))
                                                        .as("batch mark")
                                                        .isGreaterThan(16);
                                                try (Reference reference = Reference.open(data)) {
                                                    assertEqual(ours, reference);
                                                }
                                            }
                                            try (Reference reference = Reference.open(data)) {
                                                assertThat(reference.tree().lastProcessedZxid)
                                                        .isEqualTo(47);
                                            }
                                        }));
    }

    @Test
    void weOpenWhatZooKeeperWroteAndZooKeeperGoesOnBehindUs() throws Exception {
        List<byte[]> payloads = payloads();
        Path data = directory.resolve("both");
        try (Reference reference = Reference.open(data)) {
            reference.run(payloads.subList(0, 12));
            reference.files().save(reference.tree(), reference.sessions(), false);
            reference.run(payloads.subList(12, 20));
        }
        SimStorageHost host = host();
        try (Replayed ours = Replayed.open(data, host)) {
            assertThat(ours.tree().position().zxid()).isEqualTo(20);
            try (Reference reference = Reference.open(data)) {
                assertEqual(ours, reference);
            }
            run(ours, host, payloads.subList(20, 35));
        }
        try (Reference reference = Reference.open(data)) {
            reference.run(payloads.subList(35, 47));
            reference.files().save(reference.tree(), reference.sessions(), true);
        }
        try (Replayed ours = Replayed.open(data, host());
                Reference reference = Reference.open(data)) {
            assertThat(ours.tree().position().zxid()).isEqualTo(47);
            assertEqual(ours, reference);
        }
    }
}
