package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.storage.Journal;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageException.Kind;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * What a journal on a disk must do besides: nothing that a sync has returned is ever lost, whatever
 * happens.
 *
 * <p>The random crash runs default to 300 seeds; {@code -Dquorate.test.seeds=n} sets another
 * number. A failure names its seed.
 */
public abstract class DurableJournalContract extends JournalContract {

    private static final int SEEDS = Integer.getInteger("quorate.test.seeds", 300);

    /** What the outside knows about a journal in the middle of a run. */
    private static final class Ledger {
        long durable;
        long appended;
        long truncateFloor = Long.MAX_VALUE;
    }

    @Test
    void entriesSurviveReopening() throws Exception {
        Journal journal = journal();
        append(journal, 1, 50);
        journal.sync();
        journal = journal();
        assertThat(journal.span().last()).isEqualTo(50);
        assertThat(journal.span().durable()).isEqualTo(50);
        assertThat(positions(journal, 0)).isEqualTo(range(1, 50));
        append(journal, 51, 60);
        journal.sync();
        assertThat(positions(journal(), 0)).isEqualTo(range(1, 60));
    }

    @Test
    void truncationAndResetSurviveReopening() throws Exception {
        Journal journal = journal();
        append(journal, 1, 50);
        roll();
        append(journal, 51, 70);
        journal.truncateAfter(33);
        assertThat(positions(journal(), 0)).isEqualTo(range(1, 33));
    }

    @Test
    void aCrashAtAnyOperationLosesNothingDurable() throws Exception {
        long total = countOperations();
        for (SimDisk.Survival survival : SimDisk.Survival.values()) {
            for (long count = 0; count <= total; count++) {
                crashAndCheck(
                        "crash after " + count + " operations, " + survival + " survives",
                        count,
                        survival,
                        7);
            }
        }
    }

    @Test
    void randomCrashesLoseNothingDurable() throws Exception {
        long total = countOperations();
        for (int seed = 0; seed < SEEDS; seed++) {
            long count = new Random(seed).nextLong(total + 1);
            crashAndCheck("seed " + seed, count, SimDisk.Survival.SOME, seed);
        }
    }

    private long countOperations() throws Exception {
        disk = new SimDisk(0);
        host = new SimStorageHost(disk, SimStorageHost.withoutReserve());
        try (Opened session = open(host)) {
            workload(session, new Ledger(), new Random(7));
        }
        return disk.operations();
    }

    private void crashAndCheck(String name, long count, SimDisk.Survival survival, int seed)
            throws Exception {
        disk = new SimDisk(seed);
        host = new SimStorageHost(disk, SimStorageHost.withoutReserve());
        disk.survival(survival);
        disk.crashAfter(count);
        Ledger ledger = new Ledger();
        try {
            Opened session = open(host);
            workload(session, ledger, new Random(seed));
            disk.crash();
        } catch (SimCrash expected) {
            // The point of it.
        }
        disk.restart();
        crashWhileRecovering(seed);
        try (Opened again = open(host)) {
            List<Long> found = positions(again.journal(), 0);
            long kept = found.isEmpty() ? 0 : found.getLast();
            assertThat(found).as(name).isEqualTo(range(1, kept));
            assertThat(kept)
                    .as(name)
                    .isBetween(Math.min(ledger.durable, ledger.truncateFloor), ledger.appended);
            append(again.journal(), kept + 1, kept + 3);
            again.journal().sync();
            assertThat(positions(again.journal(), 0)).as(name).isEqualTo(range(1, kept + 3));
        }
        try (Opened third = open(host)) {
            assertThat(third.journal().span().last()).as(name).isPositive();
        }
    }

    private void crashWhileRecovering(int seed) throws Exception {
        disk.crashAfter(seed % 9);
        try {
            open(host);
            disk.crash();
        } catch (SimCrash expected) {
            // Recovery must bear it too.
        }
        disk.restart();
    }

    /** Batches of several sizes, rolls and truncations; some time passes in between. */
    private void workload(Opened session, Ledger ledger, Random random) throws StorageException {
        Journal journal = session.journal();
        for (int round = 0; round < 14; round++) {
            int entries = 1 + random.nextInt(12);
            host.advance(random.nextInt(900));
            append(journal, ledger.appended + 1, ledger.appended + entries);
            ledger.appended += entries;
            if (round % 5 == 4) {
                session.roll();
            }
            ledger.durable = journal.sync();
            if (round == 6 || round == 11) {
                long target = Math.max(1, ledger.appended - 15);
                ledger.truncateFloor = target;
                journal.truncateAfter(target);
                ledger.durable = target;
                ledger.appended = target;
                ledger.truncateFloor = Long.MAX_VALUE;
            }
        }
    }

    @Test
    void aFailedSyncIsFatal() throws Exception {
        refusesEverythingAfter(SimDisk.Operation.SYNC, "Input/output error", Kind.IO);
    }

    @Test
    void aFailedWriteIsFatal() throws Exception {
        refusesEverythingAfter(SimDisk.Operation.WRITE, "No space left on device", Kind.NO_SPACE);
    }

    private void refusesEverythingAfter(SimDisk.Operation operation, String message, Kind kind)
            throws Exception {
        Journal journal = journal();
        append(journal, 1, 3);
        journal.sync();
        append(journal, 4, 6);
        disk.fail(operation, "", message);
        assertThatThrownBy(journal::sync)
                .isInstanceOfSatisfying(
                        StorageException.class, fault -> assertThat(fault.kind()).isEqualTo(kind));
        for (ThrowingCallable call :
                List.<ThrowingCallable>of(
                        journal::sync,
                        () -> append(journal, 7, 7),
                        () -> journal.truncateAfter(1),
                        () -> journal.resetTo(9),
                        () -> journal.trimBefore(2),
                        () -> journal.read(0))) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            fault -> assertThat(fault.kind()).isEqualTo(Kind.POISONED));
        }
        assertThat(journal.span().durable()).isEqualTo(3);
        assertThat(positions(journal(), 0)).startsWith(1L, 2L, 3L);
    }

    /**
     * What a process leaves behind that died of a failed sync, or between write and sync, is in the
     * memory of the system only. An engine that finds it must make it last before it builds on it.
     */
    @Test
    void whatIsFoundLasts() throws Exception {
        for (int synced = 0; synced < 3; synced++) {
            SimDisk failing = new SimDisk(synced);
            SimStorageHost failingHost =
                    new SimStorageHost(failing, SimStorageHost.withoutReserve());
            Journal dying = open(failingHost).journal();
            for (int batch = 0; batch < synced; batch++) {
                append(dying, 2 * batch + 1, 2 * batch + 2);
                dying.sync();
            }
            append(dying, 2 * synced + 1, 2 * synced + 2);
            failing.fail(SimDisk.Operation.SYNC, "", "Input/output error");
            assertThatThrownBy(dying::sync).isInstanceOf(StorageException.class);
            Journal next = open(failingHost).journal();
            List<Long> found = positions(next, 0);
            failing.survival(SimDisk.Survival.NOTHING);
            failing.crash();
            failing.restart();
            assertThat(positions(open(failingHost).journal(), 0)).isEqualTo(found);
        }
    }

    @Test
    void theNextFileMayBePreparedAtAnyTime() throws Exception {
        Journal journal = journal();
        journal.prepare();
        journal.prepare();
        append(journal, 1, 5);
        journal.sync();
        journal.prepare();
        roll();
        append(journal, 6, 9);
        journal.sync();
        assertThat(positions(journal, 0)).isEqualTo(range(1, 9));
        assertThat(positions(journal(), 0)).isEqualTo(range(1, 9));
    }
}
