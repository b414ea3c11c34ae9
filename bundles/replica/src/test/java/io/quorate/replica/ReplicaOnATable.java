package io.quorate.replica;

import io.quorate.consensus.solo.SoloFactory;
import io.quorate.model.AclEntry;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.replica.auth.AuthSchemes;
import io.quorate.replica.auth.AuthSettings;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.replica.host.Workers;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.replica.settings.SessionRules;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.service.RequestHandler;
import io.quorate.storage.IoBudget;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageHost;
import io.quorate.storage.StorageNotice;
import io.quorate.storage.StorageSettings;
import io.quorate.storage.memory.MemoryFactory;
import io.quorate.testkit.ManualLoop;
import io.quorate.testkit.ManualWorker;
import io.quorate.testkit.VirtualClock;
import io.quorate.tree.TreeSettings;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.RequestCodec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * A whole replica with solo consensus and memory storage whose loop, workers and clock the test
 * holds in its hands.
 */
final class ReplicaOnATable {

    static final int TICK_MILLIS = 1000;

    final VirtualClock clock = new VirtualClock();
    final ManualLoop loop = new ManualLoop(clock);
    final ManualWorker log = new ManualWorker();
    final ManualWorker background = new ManualWorker();
    final AuthSchemes schemes = new AuthSchemes();
    final Replica replica;
    final RequestHandler handler;

    ReplicaOnATable() throws StorageException {
        this(UnaryOperator.identity());
    }

    /** A replica whose engine is made something else of. */
    ReplicaOnATable(UnaryOperator<StorageEngine> engine) throws StorageException {
        this(engine, AuthSettings.DEFAULT);
    }

    /** A replica with settings of authentication. */
    ReplicaOnATable(AuthSettings auth) throws StorageException {
        this(UnaryOperator.identity(), auth);
    }

    private ReplicaOnATable(UnaryOperator<StorageEngine> engine, AuthSettings auth)
            throws StorageException {
        TreeSettings tree = new TreeSettings(true, false, false, true, true, false);
        ReplicaSettings settings =
                TestSettings.of(tree, 0, TICK_MILLIS, 20 * TICK_MILLIS, SessionRules.DEFAULT);
        FaultPolicy faults = (where, cause) -> new IllegalStateException(where, cause);
        replica =
                new ReplicaBuilder(
                                TestSettings.standalone(settings, auth),
                                new ReplicaHost(
                                        loop,
                                        new Workers(log, new ManualWorker(), background),
                                        clock,
                                        faults))
                        .storage(
                                engine.apply(
                                        new MemoryFactory()
                                                .open(
                                                        TestSettings.DIRS,
                                                        new Host(StorageSettings.DEFAULTS))))
                        .consensus(new SoloFactory())
                        .schemes(schemes)
                        .build();
        CompletableFuture<Void> ready = replica.start(1);
        loop.settle();
        ready.join();
        handler = replica.handler();
    }

    RecordedConnection connect() {
        RecordedConnection connection = new RecordedConnection();
        handler.connect(connection, 0, 10_000, 0, new byte[16], false);
        loop.settle();
        return connection;
    }

    void create(RecordedConnection connection, int xid, String path, String data, int flags) {
        write(
                connection,
                xid,
                new Request.Create(
                        OpCode.CREATE, Znode.of(path), bytes(data), AclEntry.OPEN, flags, -1));
    }

    void set(RecordedConnection connection, int xid, String path, String data) {
        write(connection, xid, new Request.SetData(Znode.of(path), bytes(data), -1));
    }

    void get(RecordedConnection connection, int xid, String path, boolean watch) {
        handler.read(connection, xid, new Request.GetData(Znode.of(path), watch));
    }

    void write(RecordedConnection connection, int xid, Request.Write request) {
        JuteWriter body = new JuteWriter();
        RequestCodec.encode(request, body);
        handler.write(connection, xid, request.op(), body.toByteArray());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private record Host(StorageSettings settings) implements StorageHost {

        @Override
        public Disk disk() {
            return new FileDisk();
        }

        @Override
        public IoBudget budget() {
            return IoBudget.UNLIMITED;
        }

        @Override
        public void notice(StorageNotice what) {}
    }
}
