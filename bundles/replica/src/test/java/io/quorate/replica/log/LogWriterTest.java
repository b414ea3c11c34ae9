package io.quorate.replica.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LogEntry;
import io.quorate.replica.driver.PersistenceListener;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.replica.host.Workers;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.memory.MemoryFactory;
import io.quorate.testkit.ManualLoop;
import io.quorate.testkit.ManualWorker;
import io.quorate.testkit.SimStorageHost;
import io.quorate.testkit.VirtualClock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order in which things become durable. */
class LogWriterTest {

    private static final FaultPolicy STRICT =
            (where, cause) -> new IllegalStateException(where, cause);

    private final VirtualClock clock = new VirtualClock();
    private final ManualLoop loop = new ManualLoop(clock);
    private final ManualWorker worker = new ManualWorker();
    private final List<Long> persisted = new ArrayList<>();

    /** A checkpoint must find in the log what the tree it writes already holds. */
    @Test
    void whatRunsBehindTheLogWaitsForTheBatchThatIsStillForming() throws Exception {
        StorageEngine engine =
                new MemoryFactory()
                        .open(
                                new StorageDirs(Path.of("data"), Path.of("data")),
                                new SimStorageHost(
                                        new FileDisk(), SimStorageHost.withoutReserve()));
        LogWriter log =
                new LogWriter(
                        engine,
                        "zab",
                        HistoryChanges.NONE,
                        new Listener(),
                        new ReplicaHost(loop, new Workers(worker, worker, worker), clock, STRICT));
        List<Long> seen = new ArrayList<>();
        worker.hold();
        log.persist(1, append(1, 1));
        loop.settle();
        log.persist(2, append(2, 2));
        log.behind(() -> seen.add(engine.journal().span().last()));
        assertThat(seen).isEmpty();
        worker.release();
        loop.settle();
        assertThat(seen).containsExactly(2L);
        assertThat(persisted).containsExactly(1L, 2L);
    }

    private final class Listener implements PersistenceListener {
        @Override
        public void persisted(long ticket) {
            persisted.add(ticket);
        }

        @Override
        public void historyReset(ConsensusEvent.HistoryReset reset) {
            throw new AssertionError(reset);
        }
    }

    private static ConsensusAction.Append append(long ticket, long zxid) {
        byte[] txn = ByteBuffer.allocate(32).putLong(12, zxid).array();
        return new ConsensusAction.Append(ticket, new LogEntry(zxid, txn));
    }
}
