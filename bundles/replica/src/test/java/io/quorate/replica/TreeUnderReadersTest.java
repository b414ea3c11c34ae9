package io.quorate.replica;

import static io.quorate.replica.ScriptedReplica.append;
import static io.quorate.replica.ScriptedReplica.follows;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.LogEntry;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.Phase;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.model.TxnHeader;
import io.quorate.model.Znode;
import io.quorate.replica.settings.SessionRules;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.memory.MemoryFactory;
import io.quorate.testkit.SimStorageHost;
import io.quorate.wire.TxnCodec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A tree is replaced while clients read: each read is answered from one tree, the one before or the
 * one after, and none while the tree is being changed. Source: consensus SPI section 1.5.
 */
final class TreeUnderReadersTest {

    private static final int NODES = 1_500;
    private static final long INSTALLED = 9_000;

    private final ScriptedConsensus core = new ScriptedConsensus();
    private ScriptedReplica server;
    private StrainedStorage storage;
    private long ticket;
    private long zxid;

    /** The tree has 1,500 nodes beside those of every tree; the staged one has one of them. */
    @BeforeEach
    void start() throws Exception {
        server =
                new ScriptedReplica(
                        core,
                        SessionRules.DEFAULT,
                        (dirs, host) -> {
                            storage = new StrainedStorage(new MemoryFactory().open(dirs, host));
                            storage.readsMayBlock = true;
                            return storage.engine;
                        },
                        new SimStorageHost(new FileDisk(), SimStorageHost.withoutReserve()));
        server.does(follows(Phase.SYNCING), append(1, 1), new ConsensusAction.Commit(1));
        byte[] small = server.snapshot();
        List<ConsensusAction> more = new ArrayList<>();
        for (int next = 2; next <= NODES; next++) {
            more.add(append(next, next));
        }
        ticket = NODES;
        zxid = NODES;
        more.add(new ConsensusAction.Commit(NODES));
        more.add(follows(Phase.SERVING));
        more.add(new ConsensusAction.StageSnapshot(7, 0, small, true));
        server.does(more.toArray(ConsensusAction[]::new));
        assertThat(core.last(ConsensusEvent.SnapshotStaged.class).ok()).isTrue();
    }

    /** A client whose session the other server has decided on. */
    private RecordedConnection connect() {
        RecordedConnection client = new RecordedConnection();
        server.replica.handler().connect(client, 0, 10_000, 0, new byte[16], false);
        server.loop.settle();
        LeaderCall.Submit asked = (LeaderCall.Submit) core.last(ConsensusEvent.Call.class).call();
        TxnHeader header =
                new TxnHeader(
                        asked.sessionId(),
                        asked.cxid(),
                        ++zxid,
                        1_700_000_000_000L,
                        OpCode.CREATE_SESSION);
        byte[] txn = TxnCodec.encode(header, new Txn.CreateSession(10_000));
        server.does(
                new ConsensusAction.Append(++ticket, new LogEntry(zxid, txn)),
                new ConsensusAction.Commit(zxid));
        assertThat(client.take()).containsExactly("established 10000");
        return client;
    }

    private void list(RecordedConnection client, int xid) {
        server.replica
                .handler()
                .read(
                        client,
                        xid,
                        new Request.GetChildren(OpCode.GET_CHILDREN, Znode.of("/"), false));
    }

    private void get(RecordedConnection client, int xid, String path) {
        server.replica.handler().read(client, xid, new Request.GetData(Znode.of(path), false));
    }

    @Test
    void aReadIsAnsweredFromTheTreeBeforeOrFromTheOneBehindAndNotInBetween() {
        RecordedConnection client = connect();
        server.readWorker.hold();
        list(client, 1); // in flight: it takes long, so it runs elsewhere
        server.loop.settle();
        server.log.hold();
        server.does(
                follows(Phase.SYNCING),
                new ConsensusAction.InstallSnapshot(
                        ++ticket, 7, INSTALLED, HardState.INITIAL, false));
        get(client, 2, "/n" + NODES); // asked while the tree is being replaced
        server.loop.advanceMillis(50, 10);
        assertThat(client.take()).as("answered while the tree is replaced").isEmpty();
        server.readWorker.release();
        server.loop.advanceMillis(50, 10);
        assertThat(client.take()).containsExactly("1 children " + (NODES + 1));
        server.log.release();
        server.loop.advanceMillis(50, 10);
        assertThat(core.last(ConsensusEvent.HistoryReset.class))
                .isEqualTo(new ConsensusEvent.HistoryReset(ticket, INSTALLED, INSTALLED, true));
        // What it knows is of another tree; it comes again and is told of the new one.
        assertThat(client.take()).containsExactly("closed");
        zxid = INSTALLED;
        server.does(follows(Phase.SERVING));
        RecordedConnection again = connect();
        get(again, 1, "/n" + NODES);
        get(again, 2, "/n1");
        server.loop.settle();
        assertThat(again.take()).containsExactly("1 error " + ErrorCode.NO_NODE, "2 data v v0");
        assertThat(server.faults).isEmpty();
    }

    /** What it needs is in memory only when another tree is about to come: it is not read then. */
    @Test
    void aReadThatWaitsForTheDiskIsNotAnsweredFromATreeThatChanges() {
        RecordedConnection client = connect();
        storage.cold.add(Znode.of("/n1"));
        server.readWorker.hold();
        get(client, 1, "/n1");
        server.loop.settle();
        server.log.hold();
        server.does(
                follows(Phase.SYNCING),
                new ConsensusAction.InstallSnapshot(
                        ++ticket, 7, INSTALLED, HardState.INITIAL, false));
        server.readWorker.release();
        server.loop.advanceMillis(50, 10);
        assertThat(client.take()).containsExactly("closed");
        server.log.release();
        server.loop.advanceMillis(50, 10);
        assertThat(core.last(ConsensusEvent.HistoryReset.class).ok()).isTrue();
        assertThat(server.faults).isEmpty();
    }

    /** Undecided entries are cut under a server that serves: the tree is not concerned. */
    @Test
    void readsGoOnWhileTheTailOfTheLogIsCut() {
        RecordedConnection client = connect();
        server.log.hold();
        server.does(append(++ticket, zxid + 1), new ConsensusAction.Truncate(++ticket, zxid));
        get(client, 1, "/n1");
        server.loop.settle();
        assertThat(client.take()).containsExactly("1 data v v0");
        server.log.release();
        server.loop.advanceMillis(20, 10);
        assertThat(core.last(ConsensusEvent.HistoryReset.class).ok()).isTrue();
        get(client, 2, "/n" + NODES);
        server.loop.settle();
        assertThat(client.take()).containsExactly("2 data v v0");
        assertThat(server.faults).isEmpty();
    }
}
