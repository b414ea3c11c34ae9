package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.Zxid;
import io.quorate.storage.Journal;
import io.quorate.storage.JournalReader;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageHost;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every journal must do, durable or not. A storage extends this class and says how its journal
 * is opened.
 */
public abstract class JournalContract {

    /** An open journal. */
    public interface Opened extends AutoCloseable {
        Journal journal();

        /** Where the journal has files: the next append begins a new one. */
        default void roll() throws StorageException {}

        @Override
        void close();
    }

    protected SimDisk disk;
    protected SimStorageHost host;
    private Opened opened;

    /** Opens the journal on the host's disk; the tree is empty (position 0). */
    protected abstract Opened open(StorageHost host) throws Exception;

    @BeforeEach
    void makeDisk() {
        disk = new SimDisk(1);
        host = new SimStorageHost(disk, SimStorageHost.withoutReserve());
    }

    @AfterEach
    void closeJournal() {
        if (opened != null) {
            opened.close();
        }
    }

    /** Opens, closing what was open before. */
    protected final Journal journal() throws Exception {
        closeJournal();
        opened = null;
        opened = open(host);
        return opened.journal();
    }

    /** Makes durable what was appended to the journal opened last, and ends its file. */
    protected final void roll() throws StorageException {
        opened.journal().sync();
        opened.roll();
    }

    /** A transaction header with {@code zxid} and {@code bodyBytes} bytes that depend on it. */
    public static byte[] payload(long zxid, int bodyBytes) {
        ByteBuffer bytes = ByteBuffer.allocate(32 + bodyBytes);
        bytes.putLong(0x100)
                .putInt((int) zxid)
                .putLong(zxid)
                .putLong(1_700_000_000_000L + zxid)
                .putInt(5);
        while (bytes.hasRemaining()) {
            bytes.put((byte) (zxid * 31 + bytes.position() | 1));
        }
        return bytes.array();
    }

    /** Appends {@code from} to {@code to}. */
    public static void append(Journal journal, long from, long to) throws StorageException {
        for (long zxid = from; zxid <= to; zxid++) {
            journal.append(zxid, payload(zxid, (int) (zxid * 37 % 300)));
        }
    }

    /** Positions of all durable entries behind {@code after}; checks order and bytes. */
    public static List<Long> positions(Journal journal, long after) throws StorageException {
        List<Long> found = new ArrayList<>();
        try (JournalReader reader = journal.read(after)) {
            while (reader.next()) {
                long zxid = reader.position();
                assertThat(reader.payload()).isEqualTo(payload(zxid, (int) (zxid * 37 % 300)));
                found.add(zxid);
            }
        }
        return found;
    }

    /** {@code from} to {@code to}, both included. */
    public static List<Long> range(long from, long to) {
        List<Long> list = new ArrayList<>();
        for (long zxid = from; zxid <= to; zxid++) {
            list.add(zxid);
        }
        return list;
    }

    @Test
    void aNewJournalIsEmpty() throws Exception {
        Journal journal = journal();
        assertThat(journal.span().oldest()).isEqualTo(-1);
        assertThat(journal.span().last()).isEqualTo(-1);
        assertThat(journal.span().durable()).isEqualTo(-1);
        assertThat(journal.sync()).isEqualTo(-1);
        assertThat(positions(journal, 0)).isEmpty();
    }

    @Test
    void entriesAreReadOnlyOnceTheyAreDurable() throws Exception {
        Journal journal = journal();
        append(journal, 1, 3);
        assertThat(journal.span().last()).isEqualTo(3);
        assertThat(journal.span().durable()).isEqualTo(-1);
        assertThat(positions(journal, 0)).isEmpty();
        assertThat(journal.sync()).isEqualTo(3);
        assertThat(journal.span().oldest()).isEqualTo(1);
        assertThat(journal.span().durable()).isEqualTo(3);
        assertThat(positions(journal, 0)).isEqualTo(range(1, 3));
    }

    @Test
    void aReaderStopsWhereTheJournalWasDurableWhenItBegan() throws Exception {
        Journal journal = journal();
        append(journal, 1, 5);
        journal.sync();
        try (JournalReader reader = journal.read(3)) {
            append(journal, 6, 9);
            journal.sync();
            assertThat(reader.next()).isTrue();
            assertThat(reader.position()).isEqualTo(4);
            assertThat(reader.next()).isTrue();
            assertThat(reader.next()).isFalse();
        }
        assertThat(positions(journal, 5)).isEqualTo(range(6, 9));
    }

    @Test
    void rollingDoesNotChangeWhatIsRead() throws Exception {
        Journal journal = journal();
        for (long zxid = 1; zxid <= 20; zxid++) {
            append(journal, zxid, zxid);
            if (zxid % 4 == 0) {
                roll();
            } else {
                journal.sync();
            }
        }
        assertThat(positions(journal, 0)).isEqualTo(range(1, 20));
        assertThat(positions(journal, 7)).isEqualTo(range(8, 20));
        assertThat(positions(journal, 20)).isEmpty();
    }

    @Test
    void positionsMustGoUpWithoutHoles() throws Exception {
        Journal journal = journal();
        append(journal, 1, 2);
        assertThatThrownBy(() -> journal.append(2, payload(2, 0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> journal.append(4, payload(4, 0)))
                .isInstanceOf(IllegalArgumentException.class);
        journal.append(Zxid.of(1, 1), payload(Zxid.of(1, 1), 0));
        assertThat(journal.sync()).isEqualTo(Zxid.of(1, 1));
    }

    @Test
    void truncatingIsExact() throws Exception {
        Journal journal = journal();
        append(journal, 1, 6);
        roll();
        append(journal, 7, 12);
        journal.truncateAfter(9);
        assertThat(journal.span().last()).isEqualTo(9);
        assertThat(journal.span().durable()).isEqualTo(9);
        assertThat(positions(journal, 0)).isEqualTo(range(1, 9));
        append(journal, 10, 11);
        journal.sync();
        journal.truncateAfter(4);
        assertThat(positions(journal, 0)).isEqualTo(range(1, 4));
        append(journal, 5, 6);
        journal.sync();
        assertThat(positions(journal, 2)).isEqualTo(range(3, 6));
    }

    @Test
    void truncatingEverythingLeavesAnEmptyJournal() throws Exception {
        Journal journal = journal();
        append(journal, 1, 6);
        journal.truncateAfter(0);
        assertThat(journal.span().last()).isEqualTo(-1);
        assertThat(positions(journal, 0)).isEmpty();
        append(journal, 1, 2);
        assertThat(journal.sync()).isEqualTo(2);
        assertThat(positions(journal, 0)).isEqualTo(range(1, 2));
    }

    @Test
    void afterAResetTheNextEntryFollowsTheNewPosition() throws Exception {
        Journal journal = journal();
        append(journal, 1, 6);
        journal.sync();
        journal.resetTo(100);
        assertThat(journal.span().last()).isEqualTo(-1);
        assertThat(positions(journal, 0)).isEmpty();
        append(journal, 101, 103);
        assertThat(journal.sync()).isEqualTo(103);
        assertThat(journal.span().oldest()).isEqualTo(101);
        assertThat(positions(journal, 100)).isEqualTo(range(101, 103));
    }

    @Test
    void trimmingKeepsWhatIsNotBelowAndWhatAReaderHolds() throws Exception {
        Journal journal = journal();
        append(journal, 1, 5);
        roll();
        append(journal, 6, 10);
        roll();
        append(journal, 11, 15);
        journal.sync();
        try (JournalReader reader = journal.read(0)) {
            journal.trimBefore(11);
            for (long zxid = 1; zxid <= 15; zxid++) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.position()).isEqualTo(zxid);
            }
        }
        journal.trimBefore(11);
        assertThat(journal.span().oldest()).isGreaterThan(5).isLessThanOrEqualTo(11);
        assertThat(positions(journal, 10)).isEqualTo(range(11, 15));
        journal.trimBefore(1000);
        assertThat(journal.span().last()).isEqualTo(15);
    }

    @Test
    void aLargeBatchIsOneSequence() throws Exception {
        Journal journal = journal();
        byte[] large = payload(1, 900_000);
        journal.append(1, large);
        for (long zxid = 2; zxid <= 12; zxid++) {
            journal.append(zxid, payload(zxid, 900_000));
        }
        assertThat(journal.sync()).isEqualTo(12);
        try (JournalReader reader = journal.read(0)) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.payload()).isEqualTo(large);
            for (int i = 0; i < 11; i++) {
                assertThat(reader.next()).isTrue();
            }
            assertThat(reader.next()).isFalse();
        }
    }
}
