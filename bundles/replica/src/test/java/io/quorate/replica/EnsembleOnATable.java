package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.auth.AuthScheme;
import io.quorate.consensus.ConsensusAction;
import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.ServerId;
import io.quorate.model.Znode;
import io.quorate.peer.EnsembleSettings;
import io.quorate.replica.auth.AuthProvider;
import io.quorate.replica.auth.AuthSchemes;
import io.quorate.replica.driver.Peers;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.replica.host.Workers;
import io.quorate.replica.membership.ConfiguredClientAddress;
import io.quorate.replica.membership.MembershipInMetadata;
import io.quorate.replica.membership.MembershipStore;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.replica.settings.SessionRules;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.DebtLimits;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageSettings;
import io.quorate.testkit.ManualLoop;
import io.quorate.testkit.ManualWorker;
import io.quorate.testkit.SimDisk;
import io.quorate.testkit.SimStorageHost;
import io.quorate.testkit.VirtualClock;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.module.Assembly;
import io.quorate.tree.TreeSettings;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.RequestCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Version;

/**
 * Several replicas on one loop and one clock that the test holds in its hands; with zab, the fast
 * election and the storage the test wants, or what {@code
 * -Dquorate.assembly=consensus,election,storage} names.
 */
final class EnsembleOnATable {

    static final int TICK_MILLIS = 100;

    final VirtualClock clock = new VirtualClock();
    final ManualLoop loop = new ManualLoop(clock);
    final TableNetwork network = new TableNetwork(loop);
    final List<Server> servers = new ArrayList<>();
    final List<String> faults = new ArrayList<>();

    /** Rules of servers that are started from now on. */
    SessionRules sessions = SessionRules.DEFAULT;

    /** What cores of servers that are started from now on may look at. */
    Map<String, Object> options = Map.of();

    /** Longest record of servers that are started from now on. */
    int recordBytesMax = TestSettings.USUAL.recordBytesMax();

    /** Transactions after which a snapshot is due, of servers that are started from now on. */
    int snapCount = TestSettings.USUAL.snapCount();

    /** What storages of servers that are started from now on bear. */
    DebtLimits limits = DebtLimits.NONE;

    /** Who clients can be. */
    final AuthSchemes schemes = new AuthSchemes();

    private long schemeCount;

    private final boolean changeable;

    /**
     * Servers 1 to {@code count}; those above {@code voters} observe. Skips the running test if it
     * needs what the chosen plugins have not.
     *
     * @param onDisk whether what a server has stored must outlive it
     */
    EnsembleOnATable(int count, int voters, boolean onDisk) {
        this(1, count, voters, "", onDisk);
    }

    /** The same with ids from {@code first} on. */
    EnsembleOnATable(int first, int count, int voters, boolean onDisk) {
        this(first, count, voters, "", onDisk);
    }

    /** The same with more membership lines, each ended by a line end: groups and weights. */
    EnsembleOnATable(int first, int count, int voters, String groups, boolean onDisk) {
        this(first, count, voters, groups, onDisk, false);
    }

    private EnsembleOnATable(
            int first, int count, int voters, String groups, boolean onDisk, boolean changeable) {
        Requirement.PEERS.assume();
        if (onDisk) {
            Requirement.DURABLE_STORAGE.assume();
        }
        this.changeable = changeable;
        StringBuilder lines = new StringBuilder();
        for (int id = first; id < first + count; id++) {
            String role = id - first >= voters ? "observer" : "participant";
            lines.append(line(id, role)).append('\n');
        }
        Membership membership = MembershipText.parse(lines + groups);
        for (int id = first; id < first + count; id++) {
            servers.add(new Server(id, disk(id, onDisk), membership));
        }
    }

    /** The disk of a server; null if its storage keeps nothing. */
    private static SimDisk disk(int id, boolean wanted) {
        return wanted || TestSettings.keepsData() ? new SimDisk(id) : null;
    }

    /** Servers of this configuration, which everybody may change. */
    static EnsembleOnATable of(Membership committed) {
        EnsembleOnATable table = new EnsembleOnATable(1, 0, 0, "", false, true);
        for (ServerId id : committed.members().keySet()) {
            int number = (int) id.value();
            table.servers.add(table.new Server(number, disk(number, false), committed));
        }
        return table;
    }

    /** An ensemble whose configuration everybody may change. */
    static EnsembleOnATable changeable(int count, boolean onDisk) {
        return new EnsembleOnATable(1, count, count, "", onDisk, true);
    }

    /** The member line of a server at its usual ports. */
    static String line(int id, String role) {
        return line(id, 0, role);
    }

    /** The same at ports moved by {@code shift}. */
    static String line(int id, int shift, String role) {
        return "server.%d=10.0.0.%d:%d:%d:%s;127.0.0.1:%d"
                .formatted(id, id, 2000 + shift + id, 3000 + shift + id, role, 4000 + shift + id);
    }

    /** A server that is not among the others yet and knows these lines. */
    Server joiner(int id, String... known) {
        Server server =
                new Server(id, disk(id, false), MembershipText.parse(String.join("\n", known)));
        servers.add(server);
        return server;
    }

    /** Lets time pass until something holds. */
    void until(BooleanSupplier holds) {
        for (int step = 0; step < 3000; step++) {
            if (holds.getAsBoolean()) {
                return;
            }
            loop.advanceMillis(10, 10);
            assertThat(faults).isEmpty();
        }
        throw new AssertionError("did not come to pass");
    }

    /** All servers have this scheme of authentication. */
    void offer(AuthScheme scheme) {
        schemes.present(
                new AuthProvider(scheme.scheme(), "test", Version.emptyVersion, 0, schemeCount++),
                () -> scheme);
    }

    void startAll() throws StorageException {
        for (Server server : servers) {
            server.start();
        }
        loop.settle();
    }

    /** Lets time pass until someone leads and everyone running and reachable serves. */
    Server untilServing(int count) {
        for (int step = 0; step < 3000; step++) {
            List<Server> serving = servers.stream().filter(Server::isServing).toList();
            if (serving.size() == count && leader() != null) {
                return leader();
            }
            loop.advanceMillis(10, 10);
            assertThat(faults).isEmpty();
        }
        throw new AssertionError(
                "serving: "
                        + servers.stream()
                                .filter(Server::isServing)
                                .map(server -> server.id)
                                .toList());
    }

    Server leader() {
        return servers.stream()
                .filter(
                        server ->
                                server.isServing()
                                        && server.handler().report().mode().equals("leader"))
                .findFirst()
                .orElse(null);
    }

    /**
     * A configuration was stored.
     *
     * @param logged last entry of the log at that moment
     */
    record Stored(ConsensusAction.Stage stage, long version, long logged) {}

    /** One server; its disk survives a stop. */
    final class Server {

        final int id;
        SimDisk disk;
        TableNetwork.Node links;
        Replica replica;
        StorageEngine engine;
        CountedReads reads;
        StrainedStorage storage;
        ManualWorker log;
        private List<ManualWorker> workers;

        /** Where clients were told to go. */
        final List<String> clientAddresses = new ArrayList<>();

        /** Configurations that were stored. */
        final List<Stored> stored = new ArrayList<>();

        /** A configuration it has stored as proposed before its first start; null if none. */
        Membership underWay;

        private final Membership known;

        Server(int id, SimDisk disk, Membership known) {
            this.id = id;
            this.disk = disk;
            this.known = known;
        }

        void start() throws StorageException {
            links = network.node();
            log = new ManualWorker();
            ManualWorker background = new ManualWorker();
            ManualWorker readWorker = new ManualWorker();
            workers = List.of(log, background, readWorker);
            Assembly plugins = TestSettings.plugins(disk != null);
            reads =
                    new CountedReads(
                            plugins.storage()
                                    .open(
                                            TestSettings.DIRS,
                                            new SimStorageHost(
                                                            disk == null ? new FileDisk() : disk,
                                                            storage())
                                                    .refetching()));
            storage = new StrainedStorage(reads.engine);
            storage.limits = limits;
            engine = storage.engine;
            FaultPolicy policy =
                    (where, cause) -> {
                        faults.add("server " + id + ": " + where + ": " + cause);
                        return new IllegalStateException(where, cause);
                    };
            EnsembleSettings ensemble =
                    new EnsembleSettings(
                            new ServerId(id),
                            TICK_MILLIS,
                            50,
                            20,
                            recordBytesMax,
                            1000,
                            16 << 20,
                            changeable,
                            options);
            replica =
                    new ReplicaBuilder(
                                    settings(),
                                    new ReplicaHost(
                                            loop,
                                            new Workers(log, background, readWorker),
                                            clock,
                                            policy))
                            .storage(engine)
                            .consensus(plugins.consensus())
                            .peers(
                                    new Peers(
                                            links,
                                            plugins.election(),
                                            ensemble,
                                            changeable ? store() : MembershipStore.fixed(known),
                                            clientAddress()))
                            .schemes(schemes)
                            .seed(id)
                            .build();
            replica.start(id);
            loop.settle();
        }

        private MembershipStore store() throws StorageException {
            MembershipStore store = MembershipInMetadata.read(engine.metadata(), known);
            return new MembershipStore() {
                @Override
                public Membership committed() {
                    return store.committed();
                }

                @Override
                public Membership proposed() {
                    return store.proposed() == null ? underWay : store.proposed();
                }

                @Override
                public void write(ConsensusAction.Stage stage, Membership membership)
                        throws StorageException {
                    long log = engine.journal().span().last();
                    stored.add(new Stored(stage, membership.version(), log));
                    store.write(stage, membership);
                }
            };
        }

        private ConfiguredClientAddress clientAddress() {
            ConfiguredClientAddress clientAddress = new ConfiguredClientAddress();
            clientAddress.opened(new RecordedGate(clientAddresses));
            return clientAddress;
        }

        private StorageSettings storage() {
            StorageSettings small = SimStorageHost.withoutReserve();
            return new StorageSettings(
                    recordBytesMax,
                    small.digestEnabled(),
                    true, // as the tree below
                    small.acceptGaps(),
                    small.reserveBytes(),
                    small.retainCheckpoints());
        }

        private ReplicaSettings settings() {
            TreeSettings tree =
                    new TreeSettings(true, false, changeable, true, true, changeable, false, false);
            TestSettings.Limits usual = TestSettings.USUAL;
            return TestSettings.of(
                    tree,
                    id,
                    TICK_MILLIS,
                    20_000,
                    new TestSettings.Limits(
                            snapCount, recordBytesMax, usual.windowTxns(), usual.windowBytes()),
                    sessions);
        }

        /** As if the process had been killed; what was synced stays. */
        void kill() {
            links.close();
            replica.abandon();
            workers.forEach(ManualWorker::hold);
            replica = null;
            if (disk != null) {
                disk.crash();
                disk.restart();
            }
        }

        /** Its next start finds nothing. */
        void replaceDisk() {
            disk = new SimDisk(id);
        }

        boolean isServing() {
            return replica != null && replica.handler().serving();
        }

        io.quorate.service.RequestHandler handler() {
            return replica.handler();
        }

        RecordedConnection connect() {
            return connect(10_000, false);
        }

        RecordedConnection connect(int timeoutMillis, boolean readOnly) {
            RecordedConnection connection = new RecordedConnection();
            handler().connect(connection, 0, timeoutMillis, 0, new byte[16], readOnly);
            loop.settle();
            return connection;
        }

        /** The session of another connection comes here. */
        RecordedConnection resume(RecordedConnection before, int timeoutMillis, boolean readOnly) {
            RecordedConnection connection = new RecordedConnection();
            handler()
                    .connect(
                            connection,
                            before.lastZxid,
                            timeoutMillis,
                            before.sessionId,
                            before.password,
                            readOnly);
            loop.settle();
            return connection;
        }

        void create(RecordedConnection connection, int xid, String path, String data) {
            write(connection, xid, creation(path, data, CreateFlags.PERSISTENT));
        }

        void createEphemeral(RecordedConnection connection, int xid, String path) {
            write(connection, xid, creation(path, "", CreateFlags.EPHEMERAL));
        }

        Request.Create creation(String path, String data, int flags) {
            return new Request.Create(
                    OpCode.CREATE,
                    Znode.of(path),
                    ReplicaOnATable.bytes(data),
                    AclEntry.OPEN,
                    flags,
                    -1);
        }

        void closeSession(RecordedConnection connection, int xid) {
            handler().write(connection, xid, OpCode.CLOSE_SESSION, new byte[0]);
        }

        void ping(RecordedConnection connection) {
            handler().read(connection, -2, new Request.Ping());
        }

        void write(RecordedConnection connection, int xid, Request.Write request) {
            JuteWriter body = new JuteWriter();
            RequestCodec.encode(request, body);
            handler().write(connection, xid, request.op(), body.toByteArray());
        }

        String mode() {
            return handler().report().mode();
        }

        void set(RecordedConnection connection, int xid, String path, String data) {
            Request.Write request =
                    new Request.SetData(Znode.of(path), ReplicaOnATable.bytes(data), -1);
            JuteWriter body = new JuteWriter();
            RequestCodec.encode(request, body);
            handler().write(connection, xid, request.op(), body.toByteArray());
        }

        void get(RecordedConnection connection, int xid, String path) {
            handler().read(connection, xid, new Request.GetData(Znode.of(path), false));
        }

        long digest() {
            return handler().report().treeDigest();
        }
    }
}
