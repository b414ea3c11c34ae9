package io.quorate.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.Request;
import org.apache.zookeeper.server.SnapshotFormatter;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.apache.zookeeper.server.persistence.FileTxnLog;
import org.apache.zookeeper.server.persistence.TxnLogToolkit;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.TxnHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs and snapshots that ZooKeeper wrote, looked at with its tools and with ours. */
class ToolsTest {

    private static final int FIRST = 0x101;
    private static final int COUNT = 5;

    @TempDir Path folder;

    private Path log;
    private Path snapshot;

    private record Ended(int exitCode, String out, String err) {}

    @BeforeEach
    void write() throws Exception {
        FileTxnLog txns = new FileTxnLog(folder.toFile());
        DataTree tree = new DataTree();
        for (int at = 0; at < COUNT; at++) {
            TxnHeader header =
                    new TxnHeader(0x10, at, FIRST + at, 1000L * at, ZooDefs.OpCode.create);
            CreateTxn create =
                    new CreateTxn(
                            "/n" + at,
                            ("data" + at).getBytes(StandardCharsets.UTF_8),
                            ZooDefs.Ids.OPEN_ACL_UNSAFE,
                            at == 1,
                            at + 1);
            txns.append(
                    new Request(
                            header.getClientId(),
                            at,
                            header.getType(),
                            header,
                            create,
                            header.getZxid()));
            tree.createNode(
                    create.getPath(),
                    create.getData(),
                    create.getAcl(),
                    at == 1 ? 0x10 : 0,
                    at + 1,
                    header.getZxid(),
                    header.getTime());
        }
        tree.createNode("/n0/below", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, 0, 1, 0x106, 7000);
        tree.lastProcessedZxid = 0x106;
        txns.commit();
        txns.close();
        log = folder.resolve("log.101");
        snapshot = folder.resolve("snapshot.106");
        new FileSnap(folder.toFile())
                .serialize(
                        tree,
                        new java.util.concurrent.ConcurrentHashMap<>(Map.of(0x10L, 4000)),
                        snapshot.toFile(),
                        false);
    }

    private static Ended run(Object tool, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                Tool.line(tool)
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments);
        return new Ended(exitCode, out.toString(), err.toString());
    }

    private String original(String... arguments) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            new SnapshotFormatter()
                    .run(
                            snapshot.toString(),
                            List.of(arguments).contains("-d"),
                            List.of(arguments).contains("-json"));
        } finally {
            System.setOut(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theHelpNamesWhatThereIs() {
        for (Object tool : new Object[] {new LogToolkit(), new SnapshotToolkit(), new Cleanup()}) {
            Ended ended = run(tool, "--help");
            assertThat(ended.exitCode()).isZero();
            assertThat(ended.out())
                    .containsOnlyOnce("Usage: ")
                    .contains("--help")
                    .doesNotContain("--version");
        }
    }

    @Test
    void aLogIsShownEntryByEntry() {
        Ended ended = run(new LogToolkit(), "-d", log.toString());
        assertThat(ended.exitCode).isZero();
        assertThat(ended.out.lines().toList())
                .hasSize(COUNT + 2)
                .first()
                .asString()
                .startsWith("ZooKeeper Transactional Log File with dbid ")
                .endsWith(" txnlog format version 2");
        assertThat(ended.out)
                .contains(
                        " session 0x10 cxid 0x1 zxid 0x102 create /n1,data1,[world:anyone:31],true,2",
                        "EOF reached after 5 txns.");
    }

    @Test
    void controlCharactersOfClientsDoNotReachTheTerminal() {
        assertThat(TxnText.printable("a\u001b[2Jb\n")).isEqualTo("a\\u001b[2Jb\\u000a");
    }

    @Test
    void aDamagedChecksumIsToldAndMendedInACopy() throws Exception {
        byte[] bytes = Files.readAllBytes(log);
        bytes[16] ^= 1;
        Files.write(log, bytes);
        Ended shown = run(new LogToolkit(), log.toString());
        assertThat(shown.exitCode).isEqualTo(1);
        assertThat(shown.out).contains("CRC ERROR - ");
        Ended mended = run(new LogToolkit(), "-r", "-y", log.toString());
        assertThat(mended.exitCode).isZero();
        assertThat(mended.out).contains("has been written with 1 fixed CRC error(s)");
        assertThat(Files.readAllBytes(log)).isEqualTo(bytes);
        assertThat(run(new LogToolkit(), log + ".fixed").out).doesNotContain("CRC ERROR");
        // The original reads what ours has mended.
        try (TxnLogToolkit toolkit = new TxnLogToolkit(false, false, log + ".fixed", false)) {
            toolkit.dump(new java.util.Scanner(""));
        }
        assertThat(run(new LogToolkit(), "-r", "-y", log.toString()).exitCode)
                .as("a file that is there is not overwritten")
                .isEqualTo(1);
    }

    @Test
    void aLogIsCutBehindAZxidInACopy() {
        Ended ended = run(new LogToolkit(), "-c", "-z", "0x103", log.toString());
        assertThat(ended.exitCode).isZero();
        assertThat(ended.out).contains("Chopping at 259 new log has 3 records");
        assertThat(run(new LogToolkit(), log + ".chopped259").out)
                .contains("EOF reached after 3 txns.");
        Ended beyond = run(new LogToolkit(), "-c", "-z", "999", log.toString());
        assertThat(beyond.exitCode).isEqualTo(1);
        assertThat(beyond.err).contains("has no transaction 0x3e7; nothing is written");
        assertThat(folder.resolve("log.101.chopped999")).doesNotExist();
    }

    @Test
    void aFileThatIsNoLogIsRefusedWithOneSentence() throws Exception {
        Path other = Files.writeString(folder.resolve("other"), "this is no log at all");
        Ended ended = run(new LogToolkit(), other.toString());
        assertThat(ended.exitCode).isEqualTo(1);
        assertThat(ended.err.lines().toList())
                .containsExactly(other + " is no transaction log: it begins otherwise");
        byte[] bytes = Files.readAllBytes(log);
        bytes[24] = 0x7f;
        Files.write(other, bytes);
        assertThat(run(new LogToolkit(), other.toString()).err)
                .contains(other + " at offset 16: an entry has a length of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "missing", "."})
    void whatIsNoFileIsNamed(String place) {
        String path = folder.resolve(place).toString();
        for (Object tool : List.of(new LogToolkit(), new SnapshotToolkit())) {
            Ended ended = run(tool, path);
            assertThat(ended.exitCode).isEqualTo(1);
            assertThat(ended.err.lines().toList()).containsExactly("there is no file " + path);
        }
    }

    @Test
    void aSnapshotIsShownAsByTheOriginal() throws Exception {
        for (String[] options : new String[][] {{}, {"-d"}}) {
            List<String> arguments = new java.util.ArrayList<>(List.of(options));
            arguments.add(snapshot.toString());
            Ended ended = run(new SnapshotToolkit(), arguments.toArray(new String[0]));
            assertThat(ended.exitCode).isZero();
            assertThat(blocks(ended.out)).isEqualTo(blocks(original(options)));
        }
    }

    /** In any order: the original shows the children of a node in that of a hash table. */
    private static List<String> blocks(String text) {
        return Stream.of(text.split("----\n")).sorted().toList();
    }

    @Test
    void theJsonOfASnapshotHasTheFormOfTheOriginal() throws Exception {
        String ours = run(new SnapshotToolkit(), "-json", snapshot.toString()).out;
        assertThat(shape(ours)).isEqualTo(shape(original("-json")));
        assertThat(ours)
                .startsWith("[1,0,{\"progname\":")
                .contains(",[{\"name\":\"n0\",\"asize\":5,\"dsize\":5,\"dev\":0,\"ino\":")
                .endsWith("]]");
    }

    private static List<String> shape(String json) {
        return Stream.of(json.replaceAll("\"(timestamp|ino)\":[0-9]+", "").split("[{}]"))
                .map(part -> part.replaceAll("[\\[\\],]", ""))
                .sorted()
                .toList();
    }

    @Test
    void aDamagedSnapshotIsRefusedWithOneSentence() throws Exception {
        byte[] bytes = Files.readAllBytes(snapshot);
        bytes[bytes.length / 2] ^= 1;
        Files.write(snapshot, bytes);
        Ended ended = run(new SnapshotToolkit(), snapshot.toString());
        assertThat(ended.exitCode).isEqualTo(1);
        assertThat(ended.err.lines().toList()).hasSize(1);
        assertThat(ended.err).startsWith(snapshot + " cannot be read: ");
    }

    @Test
    void cleaningUpKeepsWhatAStartNeeds() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data/version-2"));
        for (int zxid : new int[] {0x10, 0x20, 0x30, 0x40, 0x50}) {
            Files.copy(snapshot, data.resolve("snapshot." + Integer.toHexString(zxid)));
        }
        Files.writeString(data.resolve("snapshot.60"), "never finished");
        for (int zxid : new int[] {0x1, 0x11, 0x21, 0x35, 0x41}) {
            Files.copy(log, data.resolve("log." + Integer.toHexString(zxid)));
        }
        Ended ended = run(new Cleanup(), data.getParent().toString(), "-n", "3");
        assertThat(ended.exitCode).isZero();
        assertThat(ended.out.lines().toList())
                .hasSize(4)
                .allMatch(l -> l.startsWith("Removing file: "));
        try (Stream<Path> left = Files.list(data)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "snapshot.30",
                            "snapshot.40",
                            "snapshot.50",
                            "snapshot.60",
                            "log.21",
                            "log.35",
                            "log.41");
        }
        assertThat(run(new Cleanup(), data.getParent().toString(), "-n", "3").out).isEmpty();
        Ended few = run(new Cleanup(), data.toString(), "-n", "2");
        assertThat(few.exitCode).isEqualTo(2);
        assertThat(few.err).contains("count should be greater than or equal to 3");
    }
}
