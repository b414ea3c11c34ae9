package io.quorate.storage.kit.log;

import static io.quorate.testkit.JournalContract.append;
import static io.quorate.testkit.JournalContract.payload;
import static io.quorate.testkit.JournalContract.positions;
import static io.quorate.testkit.JournalContract.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.Zxid;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageException.Kind;
import io.quorate.storage.StorageHost;
import io.quorate.storage.StorageNotice;
import io.quorate.storage.StorageSettings;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.testkit.SimDisk;
import io.quorate.testkit.SimStorageHost;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Journals that end cleanly, and yet before what they held. */
class LostJournalTest {

    private static final Path DIRECTORY = Path.of("/data/version-2");

    private final SimDisk disk = new SimDisk(1);
    private final SimStorageHost host = host(false, false);

    private SimStorageHost host(boolean refetches, boolean acceptGaps) {
        StorageSettings base = SimStorageHost.withoutReserve();
        StorageSettings settings =
                new StorageSettings(base.entryBytesMax(), true, true, acceptGaps, 0, 3);
        SimStorageHost made = new SimStorageHost(disk, settings);
        return refetches ? made.refetching() : made;
    }

    private FileJournal open(StorageHost with, long from) throws StorageException {
        disk.createDirectories(DIRECTORY);
        return FileJournal.open(
                DIRECTORY, with, FileJournalContractTest.SMALL_FILES, new FatalErrorLatch(), from);
    }

    /** Two files, 1 to 30 and 31 to 60, as a killed process leaves them. */
    @BeforeEach
    void sixtyEntries() throws Exception {
        FileJournal journal = open(host, 0);
        for (long zxid = 1; zxid <= 60; zxid++) {
            append(journal, zxid, zxid);
            host.advance(400);
            journal.sync();
            if (zxid == 30) {
                journal.roll();
            }
        }
        journal.settle();
        kill();
    }

    private void kill() {
        disk.survival(SimDisk.Survival.EVERYTHING);
        disk.crash();
        disk.restart();
    }

    private Path file(String name) {
        return DIRECTORY.resolve(name);
    }

    private int offsetOf(String name, long wanted) throws Exception {
        try (LogFileReader reader = new LogFileReader(disk, file(name), 1 << 20, Long.MAX_VALUE)) {
            while (reader.next()) {
                if (reader.zxid() == wanted) {
                    return (int) reader.start();
                }
            }
        }
        throw new AssertionError("no entry " + wanted);
    }

    private void cutAt(String name, long zxid) throws Exception {
        disk.put(file(name), Arrays.copyOf(disk.content(file(name)), offsetOf(name, zxid)));
    }

    private static void isCorrupt(ThrowingCallable call, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        fault -> {
                            assertThat(fault.kind()).isEqualTo(Kind.CORRUPT);
                            assertThat(fault.file()).isNotNull();
                        })
                .hasMessageContainingAll(words);
    }

    @Test
    void theLastFileEndsBeforeItsMark() throws Exception {
        int offset = offsetOf("log.1f", 47);
        cutAt("log.1f", 47);
        isCorrupt(
                () -> open(host, 0),
                "log.1f",
                "offset " + offset,
                "before the durable offset",
                "acceptGaps");
    }

    @Test
    void theLastFileIsZeroFromSomeEntryOn() throws Exception {
        byte[] content = disk.content(file("log.1f"));
        int offset = offsetOf("log.1f", 47);
        Arrays.fill(content, offset, content.length, (byte) 0);
        disk.put(file("log.1f"), content);
        isCorrupt(() -> open(host, 0), "log.1f", "offset " + offset);
    }

    @Test
    void theLastFileIsEmptied() throws Exception {
        disk.put(file("log.1f"), new byte[0]);
        isCorrupt(() -> open(host, 0), "log.1f", "0x1e", "0x3c", "acceptGaps");
    }

    @Test
    void theLastFileIsRemoved() throws Exception {
        disk.delete(file("log.1f"));
        isCorrupt(() -> open(host, 0), "log.1f", "0x1e", "0x3c", "acceptGaps");
    }

    /** As in a copy made of a running server. */
    @Test
    void theNoteMayBeDeletedAndADamagedOneIsTold() throws Exception {
        cutAt("log.1f", 47);
        byte[] content = disk.content(file("log.1f"));
        ByteBuffer.wrap(content).putLong(LogFormat.MARK_OFFSET, 16);
        disk.put(file("log.1f"), content);
        isCorrupt(() -> open(host, 0), "0x2e", "0x3c", "delete quorate.journal");
        byte[] note = disk.content(file("quorate.journal"));
        note[20] ^= 1;
        disk.put(file("quorate.journal"), note);
        assertThat(positions(open(host, 0), 0)).isEqualTo(range(1, 46));
        assertThat(host.notices())
                .extracting(StorageNotice::kind)
                .contains(StorageNotice.Kind.DAMAGED_NOTE);
        disk.delete(file("quorate.journal"));
        assertThat(positions(open(host, 0), 0)).isEqualTo(range(1, 46));
    }

    @Test
    void allFilesAreRemoved() throws Exception {
        disk.delete(file("log.1"));
        disk.delete(file("log.1f"));
        isCorrupt(() -> open(host, 20), "log.1f", "missing", "0x3c");
        isCorrupt(() -> open(host, 60), "log.1f", "missing", "0x3c");
    }

    /** The note is older than the tree; the file had entries behind both. */
    @Test
    void theLastFileIsMissedThoughTheTreeIsAheadOfTheNote() throws Exception {
        FileJournal journal = open(host, 0);
        append(journal, 61, 62);
        journal.sync();
        kill();
        byte[] whole = disk.content(file("log.3d"));
        disk.delete(file("log.3d"));
        isCorrupt(() -> open(host, 61), "log.3d", "newest file", "0x3e");
        disk.put(file("log.3d"), new byte[0]);
        isCorrupt(() -> open(host, 61), "log.3d", "newest file");
        disk.put(file("log.3d"), whole);
        assertThat(open(host, 61).span().last()).isEqualTo(62);
    }

    @Test
    void aLastFileGivenUpOnceIsMissedNoMore() throws Exception {
        disk.delete(file("log.1"));
        disk.delete(file("log.1f"));
        isCorrupt(() -> open(host, 60), "newest file");
        open(host(false, true), 60).close();
        kill();
        FileJournal journal = open(host, 60);
        assertThat(journal.span().last()).isEqualTo(-1);
        append(journal, 61, 62);
        journal.sync();
        kill();
        assertThat(positions(open(host, 60), 60)).isEqualTo(range(61, 62));
    }

    /** It was synced then, so that a later loss of it is noticed. */
    @Test
    void anOpeningNotesWhatItFinds() throws Exception {
        FileJournal journal = open(host, 0);
        for (long zxid = 61; zxid <= 64; zxid++) {
            append(journal, zxid, zxid);
            journal.sync();
        }
        kill();
        open(host, 0).close();
        kill();
        byte[] content = disk.content(file("log.3d"));
        Arrays.fill(content, offsetOf("log.3d", 62), content.length, (byte) 0);
        ByteBuffer.wrap(content).putLong(LogFormat.MARK_OFFSET, 16);
        disk.put(file("log.3d"), content);
        isCorrupt(() -> open(host, 0), "0x3d", "0x40");
    }

    @Test
    void aFileThatIsMissingInFrontOfANewEpochIsNoticed() throws Exception {
        FileJournal journal = open(host, 0);
        long next = Zxid.of(1, 1);
        journal.append(next, payload(next, 5));
        journal.sync();
        journal.close();
        disk.delete(file("log.1f"));
        isCorrupt(() -> open(host, 0), "hole", "0x100000001", "0x1e", "acceptGaps");
    }

    @Test
    void aFileBeforeTheLastIsCutInFrontOfANewEpoch() throws Exception {
        FileJournal journal = open(host, 0);
        long next = Zxid.of(1, 1);
        journal.append(next, payload(next, 5));
        journal.sync();
        journal.close();
        byte[] content = disk.content(file("log.1f"));
        int offset = offsetOf("log.1f", 47);
        Arrays.fill(content, offset, content.length, (byte) 0);
        ByteBuffer.wrap(content).putLong(LogFormat.MARK_OFFSET, 16);
        disk.put(file("log.1f"), content);
        isCorrupt(() -> open(host, 0), "hole", "0x100000001", "0x2e");
    }

    @Test
    void whatIsLostIsGivenUpOnDemandAndKeptAside() throws Exception {
        byte[] content = disk.content(file("log.1f"));
        content[offsetOf("log.1f", 47) + 20] ^= 1;
        disk.put(file("log.1f"), content);
        isCorrupt(() -> open(host, 0), "log.1f");
        FileJournal journal = open(host(false, true), 0);
        assertThat(positions(journal, 0)).isEqualTo(range(1, 46));
        append(journal, 47, 50);
        journal.sync();
        journal.close();
        assertThat(disk.content(file("damaged-1.log.1f"))).isEqualTo(content);
        assertThat(positions(open(host, 0), 0)).isEqualTo(range(1, 50));
    }

    @Test
    void aRemovedFileIsGivenUpOnDemand() throws Exception {
        disk.delete(file("log.1f"));
        FileJournal journal = open(host(false, true), 0);
        assertThat(positions(journal, 0)).isEqualTo(range(1, 30));
        journal.close();
        assertThat(positions(open(host, 0), 0)).isEqualTo(range(1, 30));
    }

    @Test
    void aHostThatHasItsHistorySentStartsAfresh() throws Exception {
        cutAt("log.1f", 47);
        SimStorageHost member = host(true, false);
        FileJournal journal = open(member, 10);
        assertThat(journal.damage()).hasMessageContaining("log.1f");
        assertThat(journal.span().last()).isEqualTo(-1);
        isCorrupt(() -> journal.read(10), "log.1f");
        isCorrupt(() -> append(journal, 11, 11), "log.1f");
        journal.close();
        FileJournal again = open(member, 10);
        assertThat(again.damage()).as("nothing was changed").isNotNull();
        again.resetTo(100);
        assertThat(again.damage()).isNull();
        append(again, 101, 103);
        again.sync();
        again.close();
        FileJournal healed = open(member, 100);
        assertThat(healed.damage()).isNull();
        assertThat(positions(healed, 100)).isEqualTo(range(101, 103));
        assertThat(disk.list(DIRECTORY)).containsExactly("log.65", "quorate.journal");
    }

    @Test
    void zooKeeperHasGoneOnWithoutTheLostFile() throws Exception {
        byte[] zooKeeper = disk.content(file("log.1f"));
        ByteBuffer.wrap(zooKeeper).putLong(LogFormat.MARK_OFFSET, 0);
        int end = offsetOf("log.1f", 34);
        disk.put(file("log.1f"), Arrays.copyOf(zooKeeper, end));
        assertThat(positions(open(host, 0), 0)).isEqualTo(range(1, 33));
    }

    @Test
    void whatACutLeavesIsNoLoss() throws Exception {
        FileJournal journal = open(host, 0);
        journal.truncateAfter(20);
        journal.close();
        assertThat(positions(open(host, 0), 0)).isEqualTo(range(1, 20));
        journal = open(host, 0);
        journal.resetTo(5);
        journal.close();
        assertThat(open(host, 5).span().last()).isEqualTo(-1);
    }

    @Test
    void aDirectoryThatIsDeletedUnderTheJournalIsNoticedBeforeAnythingIsAcknowledged()
            throws Exception {
        FileJournal journal = open(host, 0);
        append(journal, 61, 61);
        journal.sync();
        disk.remove(DIRECTORY);
        append(journal, 62, 62);
        assertThatThrownBy(journal::sync)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("deleted or moved");
        assertThat(journal.span().durable()).isEqualTo(61);
    }

    @Test
    void aDirectoryThatIsDeletedUnderAnIdleJournalIsNoticed() throws Exception {
        FileJournal journal = open(host, 0);
        append(journal, 61, 61);
        journal.sync();
        journal.settle();
        disk.remove(DIRECTORY);
        assertThatThrownBy(journal::settle)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("deleted or moved");
    }
}
