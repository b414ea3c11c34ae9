package io.quorate.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.OpCode;
import io.quorate.model.Txn;
import io.quorate.model.TxnHeader;
import io.quorate.model.Znode;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.Checkpoint;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeReader;
import io.quorate.testkit.SimStorageHost;
import io.quorate.tools.convert.TreeStorage;
import io.quorate.tools.verify.DirectoryCheck;
import io.quorate.tools.verify.Report;
import io.quorate.wire.TxnCodec;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A tree is the same in the files of another storage, and back. */
class ConvertTest {

    private static final int NODES = 200;

    @TempDir Path folder;
    private final StringWriter said = new StringWriter();

    private StorageEngine open(TreeStorage storage) throws Exception {
        return storage.factory()
                .open(
                        new StorageDirs(folder, folder),
                        new SimStorageHost(new FileDisk(), SimStorageHost.withoutReserve()));
    }

    /** A checkpoint, and five entries of the log behind it. */
    private void write(TreeStorage storage) throws Exception {
        try (StorageEngine engine = open(storage)) {
            TreeBatch batch = engine.tree().batch();
            NodeRecord node = new NodeRecord();
            for (int zxid = 1; zxid <= NODES + 5; zxid++) {
                engine.journal().append(zxid, logged(zxid));
                if (zxid <= NODES) {
                    node.created(zxid, zxid, zxid % 10 == 0 ? 0x77 : 0);
                    node.data(new byte[zxid]);
                    batch.put(Znode.of("/n" + zxid), node);
                    batch.seal(zxid);
                }
            }
            batch.session(0x77, 4_000);
            batch.seal(NODES);
            batch.publish();
            engine.journal().sync();
            Checkpoint checkpoint = engine.tree().beginCheckpoint();
            checkpoint.write();
            engine.tree().complete(checkpoint);
        }
    }

    private static byte[] logged(int zxid) {
        Txn txn =
                new Txn.Create(
                        OpCode.CREATE,
                        Znode.of("/n" + zxid),
                        new byte[zxid],
                        AclEntry.OPEN,
                        false,
                        zxid,
                        0);
        return TxnCodec.encode(new TxnHeader(0x77, 1, zxid, zxid, OpCode.CREATE), txn);
    }

    private Map<String, String> nodes(TreeStorage storage) throws Exception {
        try (StorageEngine engine = open(storage)) {
            assertThat(engine.journal().span().last()).isEqualTo(NODES + 5);
            TreeReader tree = engine.tree().version();
            assertThat(tree.ephemeralOwners()).containsExactly(0x77);
            assertThat(tree.sessionTimeoutMillis(0x77)).isEqualTo(4_000);
            Map<String, String> nodes = new TreeMap<>();
            for (NodeCursor all = tree.scan(); all.next(); ) {
                NodeRecord node = all.node();
                nodes.put(
                        all.path().toString(),
                        node.czxid + " " + node.ephemeralOwner + " " + node.dataLength);
            }
            nodes.put("position", tree.position().toString());
            nodes.put("counts", tree.counts().toString());
            return nodes;
        }
    }

    private int convert(String... arguments) {
        CommandLine line = Tool.line(new Convert());
        line.setOut(new PrintWriter(said));
        line.setErr(new PrintWriter(said));
        return line.execute(arguments);
    }

    private String there() {
        return folder.toString();
    }

    private Stream<String> names() {
        String[] names = folder.resolve("version-2").toFile().list();
        return Stream.of(names == null ? new String[0] : names);
    }

    private Report check() throws Exception {
        return DirectoryCheck.check(folder, folder);
    }

    @Test
    void thereAndBack() throws Exception {
        write(TreeStorage.FILELOG);
        Map<String, String> before = nodes(TreeStorage.FILELOG);
        assertThat(convert("--from", "filelog", "--to", "lmdb", there())).as("%s", said).isZero();
        assertThat(names()).noneMatch(TreeStorage.FILELOG::isOfTree);
        assertThat(nodes(TreeStorage.LMDB)).isEqualTo(before);
        assertThat(convert("--to", "filelog", there())).as("%s", said).isZero();
        assertThat(names()).noneMatch(TreeStorage.LMDB::isOfTree);
        assertThat(nodes(TreeStorage.FILELOG)).isEqualTo(before);
        assertThat(folder.resolve("convert")).doesNotExist();
    }

    /** As a server has it that has written no snapshot yet. */
    @Test
    void aLogBehindAnEmptyTreeIsMovedWithIt() throws Exception {
        try (StorageEngine engine = open(TreeStorage.FILELOG)) {
            engine.journal().append(1, logged(1));
            engine.journal().sync();
        }
        for (TreeStorage to : new TreeStorage[] {TreeStorage.LMDB, TreeStorage.FILELOG}) {
            assertThat(convert("--to", to.key(), there())).as("%s", said).isZero();
            try (StorageEngine engine = open(to)) {
                assertThat(engine.journal().span().last()).isEqualTo(1);
                assertThat(engine.tree().version().position().zxid()).isZero();
                assertThat(engine.tree().version().counts().nodes()).isEqualTo(4);
            }
        }
        assertThat(check().findings()).isEmpty();
    }

    @Test
    void whatAnInterruptedConversionLeftIsNotInTheWay() throws Exception {
        write(TreeStorage.FILELOG);
        Map<String, String> before = nodes(TreeStorage.FILELOG);
        Path version = folder.resolve("version-2");
        Path aside = Files.createDirectories(folder.resolve("convert").resolve("version-2"));
        Files.writeString(aside.resolve("quorate.tree"), "7\n");
        Files.writeString(version.resolve("lmdb.9"), "part");
        Files.writeString(version.resolve("quorate.tree"), "9\n");
        assertThat(nodes(TreeStorage.FILELOG)).isEqualTo(before);
        assertThat(convert("--to", "lmdb", there())).as("%s", said).isZero();
        assertThat(nodes(TreeStorage.LMDB)).isEqualTo(before);
    }

    @Test
    void whatIsThereAlreadyOrOfAnotherStorageIsLeftAlone() throws Exception {
        write(TreeStorage.FILELOG);
        Map<String, String> before = nodes(TreeStorage.FILELOG);
        assertThat(convert("--to", "filelog", there())).isEqualTo(1);
        assertThat(convert("--from", "lmdb", "--to", "filelog", there())).isEqualTo(1);
        assertThat(convert("--to", "memory", there())).isEqualTo(1);
        assertThat(said.toString()).contains("already", "there is no storage memory");
        assertThat(nodes(TreeStorage.FILELOG)).isEqualTo(before);
    }

    @Test
    void aTreeInLmdbIsChecked() throws Exception {
        write(TreeStorage.LMDB);
        Report whole = check();
        assertThat(whole.findings()).isEmpty();
        assertThat(whole.facts().get("tree")).contains((NODES + 4) + " znodes");
        Path tree = folder.resolve("version-2").resolve("lmdb.1");
        try (RandomAccessFile file = new RandomAccessFile(tree.toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }
        assertThat(check().findings())
                .anySatisfy(finding -> assertThat(finding.what()).contains("lmdb.1"));
    }
}
