package io.quorate.replica.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusActions;
import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.LogEntry;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.Journal;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.memory.MemoryFactory;
import io.quorate.testkit.ManualLoop;
import io.quorate.testkit.ManualWorker;
import io.quorate.testkit.SimStorageHost;
import io.quorate.testkit.VirtualClock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a learner is read from the log while the log goes on. */
class LogReadsTest {

    private static final FaultPolicy STRICT =
            (where, cause) -> new IllegalStateException(where, cause);

    private final VirtualClock clock = new VirtualClock();
    private final ManualLoop loop = new ManualLoop(clock);
    private final List<Long> read = new ArrayList<>();
    private RecentLog recent = new RecentLog(1, 0);
    private Journal journal;
    private LogReads reads;
    private boolean isGone;

    /** Takes what is read for the learner. */
    private final class Learner implements ConsensusCore {
        @Override
        public void step(long nowNanos, ConsensusEvent event, ConsensusActions actions) {
            ConsensusEvent.LogRead answer = (ConsensusEvent.LogRead) event;
            answer.entries().forEach(entry -> read.add(entry.zxid()));
            isGone = answer.status() == ConsensusEvent.LogStatus.GONE;
        }

        @Override
        public ConsensusReport report() {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeEach
    void open() throws Exception {
        journal =
                new MemoryFactory()
                        .open(
                                new StorageDirs(Path.of("data"), Path.of("data")),
                                new SimStorageHost(new FileDisk(), SimStorageHost.withoutReserve()))
                        .journal();
        reads = readsBehind(0);
    }

    private LogReads readsBehind(long tree) {
        return new LogReads(
                journal,
                recent,
                tree,
                new ManualWorker(),
                loop,
                new CoreDriver(new Learner(), clock, STRICT));
    }

    /** The disk does not have it yet, and a moment later the memory has it no more. */
    @Test
    void nothingIsLeftOutThatBecomesDurableWhileTheDiskIsRead() throws Exception {
        append(1);
        sync(1);
        append(2);
        append(3);
        read(1);
        loop.settle();
        assertThat(read).containsExactly(1L);
        read(1);
        sync(2, 3);
        append(4);
        loop.settle();
        read(1);
        loop.settle();
        assertThat(read).containsExactly(1L, 2L, 3L, 4L);
    }

    /** The same where the log begins behind a tree. */
    @Test
    void norWhereTheLogHasNothingYet() throws Exception {
        append(1);
        append(2);
        read(0);
        sync(1, 2);
        append(3);
        loop.settle();
        read(0);
        loop.settle();
        assertThat(read).containsExactly(1L, 2L, 3L);
    }

    /** ZooKeeper leaves its older files where they are when it is sent a tree. */
    @Test
    void aLogThatEndsBelowTheTreeIsNoHistoryOfIt() throws Exception {
        sync(1, 2, 3);
        reads = readsBehind(9);
        recent.restart(9);
        for (long from = 1; from < 9; from++) {
            read(from);
            loop.settle();
            assertThat(isGone).as("from %d", from).isTrue();
        }
        append(10);
        read(8);
        loop.settle();
        assertThat(isGone).isTrue();
        assertThat(read).isEmpty();
        read(9);
        loop.settle();
        assertThat(isGone).isFalse();
        assertThat(read).containsExactly(10L);
    }

    /** What it was sent last may be the end of what the disk had, and go before it asks again. */
    @Test
    void aLearnerThatTheLogDoesNotReachAnyMoreIsNotReadOverTheHole() throws Exception {
        for (long zxid = 1; zxid <= 3; zxid++) {
            append(zxid);
            sync(zxid);
        }
        read(1);
        loop.settle();
        assertThat(read).containsExactly(1L, 2L, 3L);
        for (long zxid = 4; zxid <= 9; zxid++) {
            append(zxid);
            sync(zxid);
        }
        journal.trimBefore(7);
        read(1);
        loop.settle();
        assertThat(isGone).isTrue();
        assertThat(read).containsExactly(1L, 2L, 3L);
    }

    /** Between two looks at the disk the memory may have had what was next. */
    @Test
    void nothingIsReadTwiceWhereTheMemoryHasHelpedOut() throws Exception {
        recent = new RecentLog(3, 0);
        reads = readsBehind(0);
        for (long zxid = 1; zxid <= 12; zxid++) {
            append(zxid);
            sync(zxid);
            if (zxid >= 6 && read.size() < 5) {
                for (long each = 1; each <= 5; each++) {
                    readUpTo(32);
                    loop.settle();
                }
            }
        }
        while (read.size() < 12 && !isGone) {
            readUpTo(32);
            loop.settle();
        }
        assertThat(read).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
    }

    private void readUpTo(int bytesMax) {
        reads.read(new ConsensusAction.ReadLog(7, 1, bytesMax));
    }

    private void read(long from) {
        reads.read(new ConsensusAction.ReadLog(7, from, 1 << 20));
    }

    private void append(long zxid) {
        recent.append(new LogEntry(zxid, txn(zxid)), Math.max(0, journal.span().durable()));
        reads.appended(zxid);
    }

    private void sync(long... zxids) throws Exception {
        for (long zxid : zxids) {
            journal.append(zxid, txn(zxid));
        }
        journal.sync();
    }

    private static byte[] txn(long zxid) {
        return ByteBuffer.allocate(32).putLong(12, zxid).array();
    }
}
