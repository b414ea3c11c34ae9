package io.quorate.replica;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LogEntry;
import io.quorate.model.AclEntry;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Txn;
import io.quorate.model.TxnHeader;
import io.quorate.model.Znode;
import io.quorate.peer.EnsembleSettings;
import io.quorate.replica.driver.Peers;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.replica.host.Workers;
import io.quorate.replica.membership.ConfiguredClientAddress;
import io.quorate.replica.membership.MembershipStore;
import io.quorate.replica.settings.SessionRules;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageFactory;
import io.quorate.storage.memory.MemoryFactory;
import io.quorate.testkit.ManualLoop;
import io.quorate.testkit.ManualWorker;
import io.quorate.testkit.SimStorageHost;
import io.quorate.testkit.VirtualClock;
import io.quorate.tree.TreeSettings;
import io.quorate.wire.TxnCodec;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Server 1 of two, whose consensus does what a test tells it to. */
final class ScriptedReplica {

    static final ServerId OTHER = new ServerId(2);

    private static final TreeSettings TREE =
            new TreeSettings(true, false, false, true, true, false);

    final VirtualClock clock = new VirtualClock();
    final ManualLoop loop = new ManualLoop(clock);
    final ManualWorker log = new ManualWorker();
    final ManualWorker readWorker = new ManualWorker();
    final List<String> faults = new ArrayList<>();
    final ScriptedConsensus core;
    final StorageEngine engine;
    final Replica replica;

    ScriptedReplica(ScriptedConsensus core) throws StorageException {
        this(core, SessionRules.DEFAULT);
    }

    ScriptedReplica(ScriptedConsensus core, SessionRules sessions) throws StorageException {
        this(
                core,
                sessions,
                new MemoryFactory(),
                new SimStorageHost(new FileDisk(), SimStorageHost.withoutReserve()));
    }

    ScriptedReplica(
            ScriptedConsensus core,
            SessionRules sessions,
            StorageFactory storage,
            SimStorageHost host)
            throws StorageException {
        this.core = core;
        engine = storage.open(TestSettings.DIRS, host);
        Membership two =
                MembershipText.parse(
                        EnsembleOnATable.line(1, "participant")
                                + "\n"
                                + EnsembleOnATable.line(2, "participant"));
        FaultPolicy policy =
                (where, cause) -> {
                    faults.add(where + ": " + cause.getMessage());
                    return new IllegalStateException(where, cause);
                };
        ConfiguredClientAddress address = new ConfiguredClientAddress();
        address.opened(new RecordedGate(new ArrayList<>()));
        replica =
                new ReplicaBuilder(
                                TestSettings.of(
                                        TREE, 1, EnsembleOnATable.TICK_MILLIS, 20_000, sessions),
                                new ReplicaHost(
                                        loop,
                                        new Workers(log, new ManualWorker(), readWorker),
                                        clock,
                                        policy))
                        .storage(engine)
                        .consensus(core)
                        .peers(
                                new Peers(
                                        new TableNetwork(loop).node(),
                                        null,
                                        new EnsembleSettings(
                                                new ServerId(1),
                                                EnsembleOnATable.TICK_MILLIS,
                                                50,
                                                20,
                                                TestSettings.USUAL.recordBytesMax(),
                                                1000,
                                                16 << 20,
                                                false,
                                                Map.of()),
                                        MembershipStore.fixed(two),
                                        address))
                        .build();
        replica.start(1);
        loop.settle();
    }

    /** The core does this, and everything that comes of it is done. */
    void does(ConsensusAction... actions) {
        core.then(actions);
        loop.advanceMillis(20, 10);
    }

    /** The core does this, which is against the rules; what the server is stopped with. */
    String breach(ConsensusAction... actions) {
        core.then(actions);
        try {
            loop.advanceMillis(20, 10);
        } catch (IllegalStateException stopped) {
            // as the process would
        }
        return faults.isEmpty() ? null : faults.getFirst();
    }

    /** It follows the other server, in this phase. */
    static ConsensusAction follows(Phase phase) {
        return new ConsensusAction.RoleChanged(Role.FOLLOWING, phase, OTHER, 0, 0);
    }

    static ConsensusAction append(long ticket, long zxid) {
        Txn create =
                new Txn.Create(
                        OpCode.CREATE,
                        Znode.of("/n" + zxid),
                        new byte[] {'v'},
                        AclEntry.OPEN,
                        false,
                        -1,
                        -1);
        TxnHeader header = new TxnHeader(0x77, 1, zxid, 1_700_000_000_000L, OpCode.CREATE);
        return new ConsensusAction.Append(
                ticket, new LogEntry(zxid, TxnCodec.encode(header, create)));
    }

    /** The bytes of the tree as it is now. */
    byte[] snapshot() {
        int before = core.heard.size();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (boolean last = false; !last; ) {
            does(new ConsensusAction.ReadSnapshot(99, 1 << 20));
            ConsensusEvent.SnapshotRead read = core.last(ConsensusEvent.SnapshotRead.class);
            bytes.writeBytes(read.bytes());
            last = read.last();
        }
        core.heard.subList(before, core.heard.size()).clear();
        return bytes.toByteArray();
    }
}
