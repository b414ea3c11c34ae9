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
import io.quorate.storage.StorageNotice;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.testkit.SimDisk;
import io.quorate.testkit.SimStorageHost;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;

/** Files, marks and damage: what the contract does not see. */
class FileJournalTest {

    private static final Path DIRECTORY = Path.of("/data/version-2");

    private final SimDisk disk = new SimDisk(1);
    private SimStorageHost host = new SimStorageHost(disk, SimStorageHost.withoutReserve());

    private JournalSettings own = FileJournalContractTest.SMALL_FILES;

    private FileJournal open(long from) throws StorageException {
        disk.createDirectories(DIRECTORY);
        return FileJournal.open(DIRECTORY, host, own, new FatalErrorLatch(), from);
    }

    private byte[] file(String name) throws Exception {
        return disk.content(DIRECTORY.resolve(name));
    }

    private void put(String name, byte[] content) {
        disk.put(DIRECTORY.resolve(name), content);
    }

    private long mark(String name) throws Exception {
        return ByteBuffer.wrap(file(name)).getLong(LogFormat.MARK_OFFSET);
    }

    /** Offsets of the entries of a file, and of its end. */
    private List<Integer> offsets(String name) throws Exception {
        return offsetsFrom(file(name), LogFormat.HEADER_BYTES);
    }

    private static List<Integer> offsetsFrom(byte[] bytes, int begin) {
        ByteBuffer content = ByteBuffer.wrap(bytes);
        List<Integer> found = new ArrayList<>(List.of(begin));
        int at = begin;
        while (at + 12 <= content.capacity() && content.getInt(at + 8) > 0) {
            at += LogFormat.OVERHEAD_BYTES + content.getInt(at + 8);
            found.add(at);
        }
        return found;
    }

    private static byte[] encoded(long mark, long... zxids) {
        ByteBuffer bytes = ByteBuffer.allocate(4096).put(LogFormat.header(mark));
        for (long zxid : zxids) {
            byte[] payload = payload(zxid, (int) (zxid * 37 % 300));
            Adler32 adler = new Adler32();
            adler.update(payload);
            bytes.putLong(adler.getValue()).putInt(payload.length).put(payload).put((byte) 'B');
        }
        return bytes.array();
    }

    /**
     * Leaves a journal of three batches (1–3, 4–6, 7–9) as after a power loss; the mark is at the
     * start of the third.
     */
    private void threeBatches() throws Exception {
        FileJournal journal = open(0);
        for (int batch = 0; batch < 3; batch++) {
            append(journal, batch * 3 + 1, batch * 3 + 3);
            host.advance(1001);
            journal.sync();
        }
        disk.crash();
        disk.restart();
    }

    private void flip(String name, int offset) throws Exception {
        byte[] content = file(name);
        content[offset] ^= 0x40;
        put(name, content);
    }

    private void refuses(long from, String... words) {
        assertThatThrownBy(() -> open(from))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        fault -> assertThat(fault.kind()).isEqualTo(Kind.CORRUPT))
                .hasMessageContainingAll(words);
    }

    @Test
    void entriesAreThoseOfZooKeeperBehindAHeaderWithTheMark() throws Exception {
        FileJournal journal = open(0);
        append(journal, 1, 3);
        journal.sync();
        int end = offsets("log.1").getLast();
        byte[] expected = Arrays.copyOf(encoded(LogFormat.HEADER_BYTES, 1, 2, 3), end + 12);
        assertThat(Arrays.copyOf(file("log.1"), expected.length)).isEqualTo(expected);
        journal.close();
        assertThat(mark("log.1")).isEqualTo(end);
        assertThat(disk.list(DIRECTORY)).containsExactly("log.1", "quorate.journal");
    }

    @Test
    void theMarkFollowsTheDurableOffsetOncePerSecond() throws Exception {
        FileJournal journal = open(0);
        append(journal, 1, 3);
        journal.sync();
        append(journal, 4, 6);
        journal.sync();
        assertThat(mark("log.1")).isEqualTo(16);
        host.advance(1000);
        append(journal, 7, 9);
        journal.sync();
        assertThat(mark("log.1")).isEqualTo(offsets("log.1").get(6).longValue());
        append(journal, 10, 10);
        journal.sync();
        assertThat(mark("log.1")).isEqualTo(offsets("log.1").get(6).longValue());
    }

    @Test
    void aTornLastBatchIsCutEvenIfLaterBytesOfItAreThere() throws Exception {
        threeBatches();
        List<Integer> offsets = offsets("log.1");
        byte[] content = file("log.1");
        Arrays.fill(content, offsets.get(7), offsets.get(8), (byte) 0);
        put("log.1", content);
        FileJournal journal = open(0);
        assertThat(positions(journal, 0)).isEqualTo(range(1, 7));
        assertThat(host.notices())
                .filteredOn(notice -> notice.kind() == StorageNotice.Kind.CUT_TAIL)
                .singleElement()
                .satisfies(
                        notice ->
                                assertThat(notice.text())
                                        .contains("log.1")
                                        .contains("" + offsets.get(7)));
        assertThat(file("log.1")).hasSize((int) BatchSeal.extent(offsets.get(7)));
        append(journal, 8, 8);
        journal.sync();
        journal.close();
        assertThat(disk.list(DIRECTORY)).containsExactly("log.1", "log.8", "quorate.journal");
        assertThat(positions(open(0), 0)).isEqualTo(range(1, 8));
    }

    /** A power loss has not written the sector in which the entry {@code zxid} begins. */
    private int unwrite(String name, int zxid, int batchStart) throws Exception {
        int sector = offsets(name).get(zxid - 1) / BatchSeal.SECTOR_BYTES;
        byte[] content = file(name);
        int from = Math.max(batchStart, sector * BatchSeal.SECTOR_BYTES);
        Arrays.fill(content, from, (sector + 1) * BatchSeal.SECTOR_BYTES, (byte) 0);
        put(name, content);
        return from;
    }

    @Test
    void anUnwrittenSectorOfTheLastBatchIsATornTail() throws Exception {
        threeBatches();
        unwrite("log.1", 7, offsets("log.1").get(6));
        assertThat(positions(open(0), 0)).isEqualTo(range(1, 6));
    }

    @Test
    void aFlippedBitInTheLastBatchIsNoTornTail() throws Exception {
        threeBatches();
        int offset = offsets("log.1").get(6);
        flip("log.1", offset + 20);
        refuses(0, "log.1", "offset " + offset, "no torn write", "acceptGaps");
    }

    /** Among them those of lengths, which then reach into what was never written. */
    @Test
    void noFlippedBitOfTheLastBatchTakesAnythingInSilence() throws Exception {
        threeBatches();
        byte[] whole = file("log.1");
        int begin = offsets("log.1").get(6);
        int end = (int) BatchSeal.extent(offsets("log.1").getLast());
        List<String> lost = new ArrayList<>();
        for (int at = begin; at < end; at++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                byte[] content = whole.clone();
                content[at] ^= (byte) (1 << bit);
                put("log.1", content);
                try (FileJournal journal = open(0)) {
                    if (!positions(journal, 0).equals(range(1, 9))) {
                        lost.add("bit " + bit + " at " + at + " of " + begin + " to " + end);
                    }
                } catch (StorageException refused) {
                    assertThat(refused.kind()).isEqualTo(Kind.CORRUPT);
                }
            }
        }
        assertThat(lost).isEmpty();
    }

    @Test
    void anUnwrittenSectorOfABatchBehindWhichAnotherStandsIsNoTornTail() throws Exception {
        FileJournal journal = open(0);
        for (long batch = 0; batch < 30; batch++) {
            append(journal, batch * 3 + 1, batch * 3 + 3);
            journal.sync();
        }
        disk.crash();
        disk.restart();
        assertThat(mark("log.1")).isEqualTo(16);
        List<Integer> offsets = offsets("log.1");
        unwrite("log.1", 50, offsets.get(48));
        refuses(0, "log.1", "offset " + offsets.get(48), "durable when batch 30 was written");
    }

    @Test
    void damageBelowTheMarkIsRefusedWithFileAndOffset() throws Exception {
        threeBatches();
        int offset = offsets("log.1").get(4);
        flip("log.1", offset + 20);
        refuses(0, "log.1", "offset " + offset, "below the durable offset");
    }

    @Test
    void damageFartherThanABatchFromTheLastByteIsRefused() throws Exception {
        FileJournal journal = open(0);
        append(journal, 1, 2);
        journal.sync();
        for (long zxid = 3; zxid <= 6; zxid++) {
            journal.append(zxid, payload(zxid, 1_500_000));
            journal.sync();
        }
        int third = offsets("log.1").get(2);
        disk.crash();
        disk.restart();
        byte[] content = file("log.1");
        ByteBuffer.wrap(content).putLong(LogFormat.MARK_OFFSET, 16);
        Arrays.fill(content, third, third + 1024, (byte) 0);
        put("log.1", content);
        refuses(0, "log.1", "durable when batch 5 was written");
        int end = offsetsFrom(content, third + 1_500_000 + 32 + 13).getLast();
        Arrays.fill(content, end, content.length, (byte) 0);
        put("log.1", content);
        refuses(0, "log.1", "than a batch is long");
    }

    @Test
    void anEntryLongerThanALimitIsNotLost() throws Exception {
        FileJournal journal = open(0);
        append(journal, 1, 2);
        journal.sync();
        journal.append(3, payload(3, 5_000_000));
        journal.sync();
        append(journal, 4, 4);
        journal.sync();
        int end = offsets("log.1").get(3);
        assertThat(mark("log.1")).isEqualTo(end);
        disk.crash();
        disk.restart();
        assertThat(open(0).span().last()).isEqualTo(4);
    }

    @Test
    void aTornBatchOfOneLongEntryIsCut() throws Exception {
        FileJournal journal = open(0);
        append(journal, 1, 2);
        journal.sync();
        journal.append(3, payload(3, 9_000_000));
        journal.sync();
        disk.crash();
        disk.restart();
        int third = offsets("log.1").get(2);
        byte[] content = file("log.1");
        Arrays.fill(content, third, third + 512, (byte) 0);
        put("log.1", content);
        // What is torn was never noted as durable.
        disk.delete(DIRECTORY.resolve(DurableEnd.NAME));
        assertThat(open(0).span().last()).isEqualTo(2);
    }

    @Test
    void afterACleanStopAnyDamageIsRefused() throws Exception {
        FileJournal journal = open(0);
        append(journal, 1, 5);
        journal.sync();
        journal.close();
        flip("log.1", offsets("log.1").get(4) + 30);
        refuses(0, "log.1");
    }

    @Test
    void aFileBeforeAnotherOfOursWasComplete() throws Exception {
        threeBatches();
        FileJournal journal = open(0);
        append(journal, 10, 12);
        journal.sync();
        disk.crash();
        disk.restart();
        flip("log.1", offsets("log.1").get(8) + 20);
        refuses(0, "log.1", "later file");
    }

    @Test
    void zooKeeperMayHaveGoneOnBehindOurTornTail() throws Exception {
        threeBatches();
        unwrite("log.1", 7, offsets("log.1").get(6));
        put("log.7", encoded(0, 7, 8));
        assertThat(positions(open(0), 0)).isEqualTo(range(1, 8));
    }

    @Test
    void aHoleIsRefusedUnlessAccepted() throws Exception {
        put("log.1", encoded(0, 1, 2, 3));
        put("log.6", encoded(0, 6, 7));
        refuses(0, "hole", "0x6", "0x3");
        assertThat(positions(open(5), 5)).isEqualTo(range(6, 7));
        assertThatThrownBy(() -> positions(open(5), 0))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        fault -> assertThat(fault.kind()).isEqualTo(Kind.NEEDS_INSTALL));
    }

    private void needsInstall(FileJournal journal, long after) {
        assertThatThrownBy(() -> positions(journal, after))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        fault -> assertThat(fault.kind()).isEqualTo(Kind.NEEDS_INSTALL));
    }

    /** 5.3 to 5.500 may be in a snapshot that ZooKeeper was sent. */
    @Test
    void aNewEpochBelowTheTreeMayHideAHoleInFilesOfZooKeeper() throws Exception {
        long five = Zxid.of(5, 1);
        long six = Zxid.of(6, 1);
        put("log." + Zxid.hex(five), encoded(0, five, five + 1));
        put("log." + Zxid.hex(six), encoded(0, six, six + 1));
        needsInstall(open(six + 1), five);
        assertThat(positions(open(six), six)).containsExactly(six + 1);
        // What this server has replayed itself is what it has.
        assertThat(positions(open(five + 1), five)).containsExactly(five + 1, six, six + 1);
        disk.delete(DIRECTORY.resolve("log." + Zxid.hex(six)));
        put("log." + Zxid.hex(five), encoded(0, five, five + 1, six, six + 1));
        needsInstall(open(six + 1), five);
    }

    /** 5.3 to 5.500 are in the tree only, and what this server appends itself is of a new epoch. */
    @Test
    void whatIsAppendedBehindATreeHidesWhatOnlyTheTreeHas() throws Exception {
        long five = Zxid.of(5, 1);
        long six = Zxid.of(6, 1);
        put("log." + Zxid.hex(five), encoded(0, five, five + 1));
        FileJournal journal = open(Zxid.of(5, 500));
        append(journal, six, six + 1);
        journal.sync();
        needsInstall(journal, five);
        assertThat(positions(journal, Zxid.of(5, 500))).containsExactly(six, six + 1);
    }

    @Test
    void aNewEpochInFilesOfOurOwnHidesNothing() throws Exception {
        long five = Zxid.of(5, 1);
        long six = Zxid.of(6, 1);
        long seven = Zxid.of(7, 1);
        FileJournal journal = open(0);
        append(journal, five, five + 1);
        journal.roll();
        append(journal, six, six + 1);
        append(journal, seven, seven);
        journal.sync();
        journal.close();
        assertThat(positions(open(seven), five)).containsExactly(five + 1, six, six + 1, seven);
        // As after an install that somebody else has made between the two files.
        put("log." + Zxid.hex(five), encoded(16, five));
        needsInstall(open(seven), five - 1);
    }

    @Test
    void anEntryOfZooKeeperMayBeLongerThanWhatClientsMaySend() throws Exception {
        int length = 3 * SimStorageHost.withoutReserve().entryBytesMax();
        byte[] payload = payload(1, length);
        Adler32 adler = new Adler32();
        adler.update(payload);
        ByteBuffer bytes = ByteBuffer.allocate(length + 200).put(LogFormat.header(0));
        bytes.putLong(adler.getValue()).putInt(payload.length).put(payload).put((byte) 'B');
        put("log.1", bytes.array());
        assertThat(open(0).span().last()).isEqualTo(1);
    }

    @Test
    void overlappingFilesAreReadOnce() throws Exception {
        put("log.1", encoded(0, 1, 2, 3, 4));
        put("log.3", encoded(0, 3, 4, 5, 6));
        assertThat(positions(open(0), 0)).isEqualTo(range(1, 6));
    }

    @Test
    void aFileThatHasTheNameIsMovedAside() throws Exception {
        FileJournal journal = open(0);
        put("log.1", "something else that came later".getBytes());
        append(journal, 1, 2);
        journal.sync();
        assertThat(disk.list(DIRECTORY)).contains("displaced-1.log.1", "log.1");
        assertThat(positions(journal, 0)).isEqualTo(range(1, 2));
    }

    @Test
    void aFileOverItsLimitIsRolled() throws Exception {
        own = new JournalSettings(4096, true, 1000, 2000);
        FileJournal journal = open(0);
        for (long zxid = 1; zxid <= 40; zxid++) {
            append(journal, zxid, zxid);
            journal.sync();
        }
        assertThat(disk.list(DIRECTORY)).hasSizeGreaterThan(3);
        assertThat(positions(journal, 0)).isEqualTo(range(1, 40));
    }

    @Test
    void zerosThatDoNotFitAreNotNeeded() throws Exception {
        FileJournal journal = open(0);
        append(journal, 1, 1);
        journal.sync();
        disk.capacity(disk.used() + 2000);
        for (long zxid = 2; zxid <= 15; zxid++) {
            append(journal, zxid, zxid);
            journal.sync();
        }
        assertThat(positions(journal, 0)).isEqualTo(range(1, 15));
    }

    @Test
    void aSlowSyncIsTold() throws Exception {
        FileJournal journal = open(0);
        append(journal, 1, 1);
        journal.sync();
        assertThat(host.notices()).isEmpty();
        disk.duringSync(() -> host.advance(1500));
        append(journal, 2, 2);
        journal.sync();
        assertThat(host.notices())
                .singleElement()
                .satisfies(
                        notice -> {
                            assertThat(notice.kind()).isEqualTo(StorageNotice.Kind.SLOW_SYNC);
                            assertThat(notice.millis()).isEqualTo(1500);
                        });
    }

    @Test
    void theTreeMayBeAheadOfTheJournal() throws Exception {
        put("log.1", encoded(0, 1, 2, 3));
        FileJournal journal = open(100);
        assertThat(journal.span().last()).isEqualTo(3);
        assertThatThrownBy(() -> append(journal, 4, 4))
                .isInstanceOf(IllegalArgumentException.class);
        append(journal, 101, 102);
        journal.sync();
        assertThat(positions(journal, 100)).isEqualTo(range(101, 102));
        journal.close();
        assertThat(positions(open(100), 100)).isEqualTo(range(101, 102));
    }

    @Test
    void aSparedFileOfAnEarlierLifeIsRemoved() throws Exception {
        put("spare-1.zeros", new byte[100]);
        put("snapshot.5", new byte[10]);
        open(0);
        assertThat(disk.list(DIRECTORY)).containsExactly("snapshot.5");
    }
}
