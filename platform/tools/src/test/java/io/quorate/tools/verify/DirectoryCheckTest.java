package io.quorate.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.consensus.HardState;
import io.quorate.consensus.LogEntry;
import io.quorate.replica.log.HardStateInMetadata;
import io.quorate.replica.log.PendingInstall;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.tools.verify.Finding.Severity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories that are whole, harmed in every way, or somebody else's. */
class DirectoryCheckTest {

    private static final int DAMAGES = 300;

    @TempDir Path folder;

    /** Checks, and sees that nothing was changed. */
    private static Report check(Path directory) throws Exception {
        Map<String, Integer> before = Copies.contents(directory);
        Report report = DirectoryCheck.check(directory, directory);
        assertThat(Copies.contents(directory)).isEqualTo(before);
        return report;
    }

    private static void demand(Report report, Severity severity, String... words) {
        assertThat(report.severity()).as(report.findings().toString()).isEqualTo(severity);
        if (words.length > 0) {
            assertThat(report.findings())
                    .anySatisfy(finding -> assertThat(finding.what()).contains(words));
        }
        assertThat(report.findings())
                .allSatisfy(
                        finding ->
                                assertThat(finding.mend().isEmpty())
                                        .as(finding.toString())
                                        .isEqualTo(finding.severity() == Severity.NOTE));
    }

    // ---- directories of ZooKeeper

    @ParameterizedTest
    @CsvSource({
        "basic, 65478525181",
        "ensemble/server1,",
        "ensemble/server2,",
        "ensemble/server3,",
        "ensemble/server4,",
        "legacy/no-digest,",
        "legacy/create-v0,",
    })
    void whatZooKeeperHasLeftIsFine(String vector, String digest) throws Exception {
        Report report = check(Copies.ofVector(vector, folder.resolve("data")));
        demand(report, Severity.NOTE);
        assertThat(report.facts()).containsKeys("snapshots", "log", "hard state", "tree");
        assertThat(report.facts().get("tree")).contains(digest == null ? "digest" : digest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot.2f", "snapshot.2f.gz", "snapshot.2f.snappy"})
    void everyCompressionIsRead(String name) throws Exception {
        Path all = Copies.ofVector("compressed", folder.resolve("all"));
        Path version = Files.createDirectories(folder.resolve("data/version-2"));
        Files.copy(all.resolve(name), version.resolve(name));
        Report report = check(folder.resolve("data"));
        demand(report, Severity.NOTE);
        assertThat(report.facts().get("snapshots")).contains("34 znodes and 2 sessions");
        assertThat(report.facts().get("tree")).contains("65478525181");
    }

    @ParameterizedTest
    @CsvSource({
        "snapshot-digest-but-no-lastzxid, NOTE, ",
        "snapshot-only, NOTE, ",
        "snapshot-without-trailers, NOTE, ",
        "version-9-tail-log, NOTE, ",
        "overlapping-logs, NOTE, ",
        "corrupt-newest-snapshot, ATTENTION, snapshot.29 cannot be read",
        "truncated-newest-snapshot, ATTENTION, snapshot.29 cannot be read",
        "empty-tail-log, ATTENTION, log.30: it has no whole header",
        "header-only-tail-log, ATTENTION, log.30: it has no entries",
        "short-header-tail-log, ATTENTION, log.30: it has no whole header",
        "tail-cut-mid-entry, ATTENTION, log.2a at offset",
        "tail-missing-eor, ATTENTION, log.2a at offset",
        "tail-only-crc-written, ATTENTION, log.2a at offset",
        "tail-torn-then-padding, ATTENTION, log.2a at offset",
        "all-snapshots-corrupt, UNUSABLE, no snapshot can be read",
        "bad-magic-tail-log, UNUSABLE, log.30 at offset 0: it has no valid header",
        "empty-non-tail-log, UNUSABLE, log.20 at offset 0: it has no whole header",
        "logs-without-snapshot, UNUSABLE, no snapshot",
        "middle-crc-mismatch, UNUSABLE, BAD_CHECKSUM",
        "middle-huge-length, UNUSABLE, BAD_LENGTH",
        "middle-negative-length, UNUSABLE, BAD_LENGTH",
        "missing-log-gap, UNUSABLE, 0x2a comes behind 0x0",
        "tail-crc-mismatch, UNUSABLE, BAD_CHECKSUM",
    })
    void everyBrokenDirectoryIsJudgedAsAStartJudgesIt(
            String vector, Severity severity, String words) throws Exception {
        Report report = check(Copies.ofVector("broken/" + vector, folder.resolve("data")));
        demand(report, severity, words == null ? new String[0] : new String[] {words});
    }

    @Test
    void aDigestThatDoesNotMatchIsTold() throws Exception {
        Path data = Copies.ofVector("basic", folder.resolve("data"));
        Path snapshot = data.resolve("version-2/snapshot.29");
        // The time a node was made is part of its digest; the seals are made anew.
        byte[] bytes = Files.readAllBytes(snapshot);
        SealedSnapshot.changeStat(bytes, "/app/bin");
        Files.write(snapshot, bytes);
        demand(check(data), Severity.ATTENTION, "snapshot.29: its znodes have the digest");
        demand(check(data), Severity.ATTENTION, "is not the one the leader had");
    }

    // ---- directories of our own

    private WrittenDirectory written() throws Exception {
        WrittenDirectory written = new WrittenDirectory(folder.resolve("data"));
        try (StorageEngine engine = written.open()) {
            written.append(engine, 20);
        }
        try (StorageEngine engine = written.open()) {
            written.append(engine, 20);
        }
        return written;
    }

    @Test
    void whatAServerHasLeftIsFine() throws Exception {
        Report report = check(written().directory());
        demand(report, Severity.NOTE);
        assertThat(report.facts())
                .containsEntry("storage", "filelog")
                .containsEntry("log", "2 files, 40 entries, the last one 0x28");
        assertThat(report.facts().get("tree")).startsWith("0x28 after 40 transactions");
    }

    /** The judgement is that of a start: refused exactly where a start refuses. */
    @Test
    void whateverIsHarmedAStartAgrees() throws Exception {
        WrittenDirectory written = written();
        SplittableRandom random = new SplittableRandom(42);
        int refused = 0;
        for (int at = 0; at < DAMAGES; at++) {
            Path copy = folder.resolve("copy" + at);
            Copies.copy(written.directory(), copy);
            String damage = harm(copy, random);
            Report report = check(copy);
            boolean starts = true;
            try {
                new WrittenDirectory(copy).open().close();
            } catch (StorageException refusal) {
                starts = false;
                refused++;
            }
            assertThat(report.severity() != Severity.UNUSABLE)
                    .as("%s: %s", damage, report.findings())
                    .isEqualTo(starts);
        }
        assertThat(refused).isBetween(DAMAGES / 10, DAMAGES);
    }

    private static String harm(Path copy, SplittableRandom random) throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.list(copy.resolve("version-2"))) {
            files =
                    all.filter(file -> file.getFileName().toString().startsWith("log."))
                            .sorted()
                            .toList();
        }
        Path file = files.get(random.nextInt(files.size()));
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        int where = random.nextInt(end);
        String kind;
        switch (random.nextInt(4)) {
            case 0 -> {
                kind = "flipped";
                bytes[where] ^= (byte) (1 << random.nextInt(8));
            }
            case 1 -> {
                kind = "cut";
                bytes = Arrays.copyOf(bytes, where);
            }
            case 2 -> {
                kind = "zeros";
                Arrays.fill(bytes, where, Math.min(end, where + 1 + random.nextInt(600)), (byte) 0);
            }
            default -> {
                kind = "deleted";
                bytes = null;
            }
        }
        if (bytes == null) {
            Files.delete(file);
        } else {
            Files.write(file, bytes);
        }
        return kind + " at " + where + " of " + file.getFileName();
    }

    @Test
    void aLostEndIsTold() throws Exception {
        WrittenDirectory written = written();
        Files.delete(written.file("log.15"));
        demand(
                check(written.directory()),
                Severity.UNUSABLE,
                "ends with 0x14, but 0x28 was durable");
    }

    @Test
    void damageThatNoStartNeedsOnlyWantsAttention() throws Exception {
        Path data = Copies.ofVector("basic", folder.resolve("data"));
        Path log = data.resolve("version-2/log.1");
        byte[] bytes = Files.readAllBytes(log);
        bytes[200] ^= 1;
        Files.write(log, bytes);
        demand(check(data), Severity.ATTENTION, "log.1 at offset");
    }

    @Test
    void filesThatDoNotBelongAreNamed() throws Exception {
        WrittenDirectory written = written();
        Files.createFile(written.file("core.1234"));
        Files.createFile(written.file("snapshot.zz"));
        Files.createFile(written.directory().resolve("log.7"));
        Files.createFile(written.file("snapshot.5.tmp"));
        Files.createFile(written.file("damaged-1.log.1"));
        Report report = check(written.directory());
        demand(report, Severity.ATTENTION, "core.1234 does not belong there");
        demand(report, Severity.ATTENTION, "snapshot.zz does not belong there");
        demand(report, Severity.ATTENTION, "log.7 lies beside version-2");
        demand(report, Severity.ATTENTION, "snapshot.5.tmp was never finished");
        demand(report, Severity.ATTENTION, "damaged-1.log.1 was put aside");
    }

    @Test
    void theTreeOfAnotherStorageIsLeftToIt() throws Exception {
        WrittenDirectory written = written();
        Files.writeString(written.file("quorate.owner"), "engine=other\n");
        Files.createFile(written.file("tree.db"));
        demand(check(written.directory()), Severity.NOTE, "kept by storage other");
    }

    @Test
    void directoriesThatWereSwappedAreRefused() throws Exception {
        WrittenDirectory written = written();
        Path logs = Files.createDirectories(folder.resolve("logs/version-2"));
        Report report = DirectoryCheck.check(written.directory(), logs);
        demand(report, Severity.UNUSABLE, "a transaction log is in the snapshot directory");
    }

    // ---- hard state

    /** A member's directory, in epoch 3. */
    private WrittenDirectory member() throws Exception {
        WrittenDirectory written = new WrittenDirectory(folder.resolve("member"));
        try (StorageEngine engine = written.open()) {
            written.epoch(3);
            written.append(engine, 5);
            HardStateInMetadata.write(
                    engine.metadata(), "zab", new HardState(4, 3, new byte[] {1, 2, 3}));
            engine.metadata().hint("commitMark", "300000005".getBytes(StandardCharsets.US_ASCII));
            engine.metadata()
                    .put(
                            "membershipCommitted",
                            "server.1=a:1:2:participant;3\nversion=100000000"
                                    .getBytes(StandardCharsets.UTF_8));
        }
        return written;
    }

    @Test
    void theHardStateOfEveryOwnerIsNamed() throws Exception {
        Report report = check(member().directory());
        demand(report, Severity.NOTE);
        assertThat(report.facts().get("hard state"))
                .contains(
                        "currentEpoch 3, acceptedEpoch 4",
                        "committed up to 0x300000005",
                        "state of zab (3 bytes)");
        assertThat(report.facts()).containsEntry("committed", "version 100000000, servers [1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"currentEpoch", "acceptedEpoch"})
    void anEpochThatIsGoneIsNamed(String file) throws Exception {
        WrittenDirectory written = member();
        Files.delete(written.file(file));
        demand(
                check(written.directory()),
                Severity.ATTENTION,
                "consensusState-zab is there, but " + file + " is not");
    }

    @ParameterizedTest
    @CsvSource({
        "currentEpoch, 2, UNUSABLE, 'which is of epoch 3, but currentEpoch says 2'",
        "acceptedEpoch, 2, UNUSABLE, 'acceptedEpoch says 2, which is less than the current epoch 3'",
        "currentEpoch, three, UNUSABLE, currentEpoch holds",
        "acceptedEpoch, -5, UNUSABLE, 'acceptedEpoch holds -5, but an epoch is a number from 0 to 2147483647'",
        "acceptedEpoch, 9223372036854775807, UNUSABLE, acceptedEpoch holds 9223372036854775807",
        "commitMark.hint, 1, ATTENTION, does not belong",
        "membershipCommitted.state, 1, UNUSABLE, hard state is damaged",
        "consensusState-zab.state, 1, UNUSABLE, hard state is damaged",
    })
    void hardStateThatContradictsIsNamed(
            String file, String content, Severity severity, String words) throws Exception {
        WrittenDirectory written = member();
        if (severity == Severity.ATTENTION) {
            Files.move(written.file(file), written.file(file + ".old"));
        } else {
            Files.writeString(written.file(file), content);
        }
        demand(check(written.directory()), severity, words);
    }

    @Test
    void anEpochOnItsWayIsTakenOverByTheNextStart() throws Exception {
        WrittenDirectory written = member();
        Files.writeString(written.file("currentEpoch"), "2");
        Files.writeString(written.file("currentEpoch.tmp"), "3");
        demand(check(written.directory()), Severity.ATTENTION, "currentEpoch.tmp says 3");
    }

    @Test
    void aLogThatEndsBelowWhatIsCommittedIsTold() throws Exception {
        WrittenDirectory written = member();
        try (StorageEngine engine = written.open()) {
            engine.metadata().hint("commitMark", "300000009".getBytes(StandardCharsets.US_ASCII));
        }
        demand(
                check(written.directory()),
                Severity.ATTENTION,
                "committed ends with 0x300000009",
                "end with 0x300000005");
    }

    @Test
    void anInterruptedInstallIsTold() throws Exception {
        WrittenDirectory written = member();
        try (StorageEngine engine = written.open()) {
            PendingInstall.begin(
                    engine,
                    0x400000002L,
                    "zab",
                    new HardState(4, 4, new byte[0]),
                    false,
                    List.of(new LogEntry(0x400000003L, new byte[40])));
        }
        Report report = check(written.directory());
        demand(report, Severity.ATTENTION, "tree of 0x400000002 was being installed");
        assertThat(report.findings())
                .anySatisfy(finding -> assertThat(finding.mend()).contains("forgets it"));
    }

    // ---- what is no directory to check

    @Test
    void aDirectoryThatARunningServerHoldsIsRefused() throws Exception {
        WrittenDirectory written = written();
        try (StorageEngine engine = written.open()) {
            ProcessBuilder other =
                    new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "io.quorate.tools.Verify",
                            written.directory().toString());
            Process process = other.redirectErrorStream(true).start();
            process.getOutputStream().close();
            assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("a server is running on", "Stop it first");
            assertThat(process.waitFor()).isEqualTo(2);
            assertThat(engine.damage()).isNull();
        }
    }

    @Test
    void whatIsNoDataDirectoryIsRefusedInOneSentence() throws Exception {
        assertThatThrownBy(() -> DirectoryCheck.check(folder, folder))
                .hasMessageContaining("has no version-2");
        Path nothing = folder.resolve("nothing");
        assertThatThrownBy(() -> DirectoryCheck.check(nothing, nothing))
                .hasMessageContaining("there is no directory");
    }

    @Test
    void aNewDirectoryIsFine() throws Exception {
        Path data = Files.createDirectories(folder.resolve("new/version-2")).getParent();
        Files.writeString(data.resolve("myid"), "3\n", StandardOpenOption.CREATE_NEW);
        Report report = check(data);
        demand(report, Severity.NOTE);
        assertThat(report.facts()).containsEntry("server", "3").containsEntry("log", "none");
        Files.writeString(data.resolve("myid"), "three");
        demand(check(data), Severity.UNUSABLE, "myid holds \"three\"");
    }

    @Test
    void theReportEndsWithItsResult() throws Exception {
        List<String> ends = new ArrayList<>();
        for (String vector :
                List.of("basic", "broken/tail-cut-mid-entry", "broken/bad-magic-tail-log")) {
            Path data = folder.resolve(HexFormat.of().toHexDigits(vector.hashCode()));
            java.io.StringWriter text = new java.io.StringWriter();
            check(Copies.ofVector(vector, data)).print(new java.io.PrintWriter(text, true));
            ends.add(text.toString().lines().toList().getLast());
        }
        assertThat(ends)
                .containsExactly(
                        "The directory is fine.",
                        "The directory can be used, but needs attention.",
                        "The directory cannot be used as it is.");
    }
}
