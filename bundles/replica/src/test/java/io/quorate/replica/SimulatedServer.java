package io.quorate.replica;

import io.quorate.consensus.LogEntry;
import io.quorate.model.ServerId;
import io.quorate.model.Znode;
import io.quorate.peer.EnsembleSettings;
import io.quorate.replica.driver.Peers;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.replica.host.Workers;
import io.quorate.replica.membership.ConfiguredClientAddress;
import io.quorate.replica.membership.MembershipStore;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Worker;
import io.quorate.service.RequestHandler;
import io.quorate.storage.JournalReader;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import io.quorate.storage.kit.DataFileName;
import io.quorate.testkit.SimCrash;
import io.quorate.testkit.SimDisk;
import io.quorate.testkit.SimStorageHost;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.invariant.Violation;
import io.quorate.tree.TreeSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A machine with a disk, and the server that lives on it again and again. */
final class SimulatedServer {

    private static final long RESERVE_BYTES = 64 * 1024;

    private final SimulatedEnsemble world;
    private final long id;
    private final Random random;
    private final SimDisk disk;
    private final HistoryMirror mirror;
    private final Assembly plugins;
    private final int driftPerMille;
    private SimulatedLoop loop;
    private SimulatedLinks links;
    private StorageEngine engine;
    private Replica replica;
    private Worker background;
    private int lives;
    private boolean diskFailed;
    private boolean rotten;

    SimulatedServer(
            SimulatedEnsemble world,
            long id,
            Random random,
            HistoryMirror mirror,
            Assembly plugins,
            int driftPerMille) {
        this.world = world;
        this.id = id;
        this.random = random;
        this.mirror = mirror;
        this.plugins = plugins;
        this.driftPerMille = driftPerMille;
        this.disk = new SimDisk(random.nextLong());
    }

    long id() {
        return id;
    }

    SimDisk disk() {
        return disk;
    }

    /** Null while down. */
    SimulatedLoop loop() {
        return loop;
    }

    StorageEngine engine() {
        return engine;
    }

    boolean isUp() {
        return loop != null;
    }

    boolean isServing() {
        return loop != null && !loop.isFrozen() && replica != null && replica.handler().serving();
    }

    RequestHandler handler() {
        return replica.handler();
    }

    /** Starts it if it is down; a disk that fails meanwhile keeps it down. */
    void start() {
        if (loop != null) {
            return;
        }
        lives++;
        diskFailed = disk.isFailing();
        world.note(id, 10, "starts");
        SimulatedLoop mine =
                new SimulatedLoop(
                        world.agenda(),
                        new Random(random.nextLong()),
                        driftPerMille,
                        this::afterTurn,
                        this::died);
        loop = mine;
        try {
            begin(mine);
        } catch (StorageException | IllegalStateException | SimCrash failure) {
            died(failure);
        }
    }

    private void begin(SimulatedLoop mine) throws StorageException {
        engine =
                plugins.storage()
                        .open(
                                TestSettings.DIRS,
                                new SimStorageHost(disk, SimStorageHost.withReserve(RESERVE_BYTES))
                                        .refetching());
        if (engine.damage() == null) {
            mirror.opened(engine.tree().version().position().zxid(), entries(engine));
        } else if (rotten) {
            world.note(id, 15, "is damaged: " + engine.damage().getMessage());
            mirror.damaged(engine.tree().version().position().zxid());
        } else {
            throw new Violation(
                    "DurableIsThere", "server %d: %s", id, engine.damage().getMessage());
        }
        wholeMultis(engine);
        background = mine.worker(false);
        links = new SimulatedLinks(world.network(), new ServerId(id), mine);
        EnsembleSettings ensemble =
                new EnsembleSettings(
                        new ServerId(id),
                        SimulatedEnsemble.TICK_MILLIS,
                        10,
                        5,
                        1 << 20,
                        50,
                        1 << 20,
                        false,
                        Map.of());
        FaultPolicy faults =
                (where, cause) -> new IllegalStateException("server " + id + ": " + where, cause);
        replica =
                new ReplicaBuilder(
                                settings(),
                                new ReplicaHost(
                                        mine,
                                        new Workers(
                                                mine.worker(true), background, mine.worker(false)),
                                        mine,
                                        faults))
                        .storage(engine)
                        .consensus(
                                new ObservedConsensus(
                                        plugins.consensus(),
                                        id,
                                        mirror,
                                        world.judge(),
                                        (kind, what) -> world.note(id, kind, what)))
                        .peers(
                                new Peers(
                                        links,
                                        plugins.election(),
                                        ensemble,
                                        MembershipStore.fixed(world.membership()),
                                        new ConfiguredClientAddress()))
                        .seed(lives)
                        .build();
        replica.start(world.seed() * 1_000_003L + id * 1_009L + lives);
    }

    /** WholeMultis: two nodes that are only ever written together; 3127. */
    private void wholeMultis(StorageEngine opened) throws StorageException {
        NodeRecord one = new NodeRecord();
        NodeRecord two = new NodeRecord();
        TreeReader tree = opened.tree().version();
        if (tree.get(Znode.of("/m1"), one) && tree.get(Znode.of("/m2"), two)) {
            byte[] first = data(one);
            if (!Arrays.equals(first, data(two))) {
                throw new Violation(
                        "WholeMultis", "server %d loads a snapshot with half a multi", id);
            }
        }
    }

    private static byte[] data(NodeRecord node) {
        return Arrays.copyOfRange(
                node.data, node.dataOffset, node.dataOffset + Math.max(0, node.dataLength));
    }

    /**
     * What is in the log. Where its newest file was destroyed, and a snapshot had all that was in
     * it, the log goes on behind a hole below the tree, across which nobody is fed.
     */
    private static List<LogEntry> entries(StorageEngine engine) throws StorageException {
        List<LogEntry> entries = new ArrayList<>();
        try {
            read(engine, -1, entries);
        } catch (StorageException hole) {
            if (hole.kind() != StorageException.Kind.NEEDS_INSTALL) {
                throw hole;
            }
            read(engine, engine.tree().version().position().zxid(), entries);
        }
        return entries;
    }

    private static void read(StorageEngine engine, long after, List<LogEntry> entries)
            throws StorageException {
        try (JournalReader reader = engine.journal().read(after)) {
            while (reader.next()) {
                entries.add(new LogEntry(reader.position(), reader.payload()));
            }
        }
    }

    private ReplicaSettings settings() {
        TreeSettings tree = new TreeSettings(true, false, false, true, true, false);
        return TestSettings.of(
                tree,
                id,
                SimulatedEnsemble.TICK_MILLIS,
                20 * SimulatedEnsemble.TICK_MILLIS,
                new TestSettings.Limits(60, 1 << 20, 50, 1 << 20),
                world.sessionRules());
    }

    private void afterTurn() {
        if (replica != null && !mirror.isChanging()) {
            world.judge()
                    .stands(
                            id,
                            engine.tree().batch().position().zxid(),
                            engine.tree().batch().digest());
        }
    }

    /** A task has thrown: because of the disk, or because something is wrong. */
    private void died(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Violation violation) {
                throw violation;
            }
        }
        if (!isOfTheDisk(failure)) {
            throw new Violation("NobodyHalts", "server %d: %s", id, chain(failure));
        }
        world.note(id, 14, "stops: " + chain(failure));
        crash(failure instanceof SimCrash || random.nextBoolean());
    }

    private boolean isOfTheDisk(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SimCrash) {
                return true;
            }
            if (cause instanceof StorageException storageFailure) {
                return switch (storageFailure.kind()) {
                    case IO, NO_SPACE, POISONED -> diskFailed || disk.isLimited();
                    default -> false;
                };
            }
        }
        return false;
    }

    private static String chain(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            text.append(text.isEmpty() ? "" : " < ").append(cause);
        }
        return text.toString();
    }

    /**
     * The process ends at once, and what the system had not written yet is written; or the machine
     * loses power, and it is not.
     */
    void crash(boolean power) {
        if (loop == null) {
            return;
        }
        world.note(id, 11, power ? "loses power" : "is killed");
        loop.end();
        loop = null;
        replica = null;
        disk.survival(
                power
                        ? random.nextBoolean() ? SimDisk.Survival.SOME : SimDisk.Survival.NOTHING
                        : SimDisk.Survival.EVERYTHING);
        disk.crash();
        disk.restart();
        world.network().detach(new ServerId(id), power);
        world.left(this);
    }

    void freeze(boolean stop) {
        if (loop != null) {
            world.note(id, 12, stop ? "is stopped" : "goes on");
            loop.freeze(stop);
        }
    }

    /** The next change of a file fails. */
    void failDisk(SimDisk.Operation operation) {
        diskFailed = true;
        disk.fail(operation, "", "Input/output error");
    }

    /** Whether something of its history was destroyed and has not been replaced. */
    boolean isRotten() {
        if (rotten && loop != null && engine != null && engine.damage() == null) {
            rotten = false;
        }
        return rotten;
    }

    /**
     * It is killed, and the newest file of its log goes, or a byte of it changes, before it comes
     * back.
     */
    void rot() throws IOException {
        crash(false);
        Path directory = TestSettings.DIRS.log().resolve("version-2");
        List<DataFileName> logs = DataFileName.select(DataFileName.LOG, disk.list(directory));
        if (logs.isEmpty()) {
            return;
        }
        rotten = true;
        Path newest = directory.resolve(logs.getLast().name());
        List<Path> trees = trees();
        if (!trees.isEmpty() && random.nextBoolean()) {
            newest = trees.getLast();
        }
        if (random.nextInt(3) == 0) {
            disk.delete(newest);
            disk.syncDir(directory);
        } else {
            byte[] content = disk.content(newest);
            content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
            disk.put(newest, content);
        }
    }

    /** Files that a start without them takes for damage, as it does logs. */
    private List<Path> trees() throws IOException {
        Path directory = TestSettings.DIRS.data().resolve("version-2");
        return disk.list(directory).stream()
                .filter(name -> name.matches("lmdb\\.\\d+"))
                .sorted()
                .map(directory::resolve)
                .toList();
    }

    /** What an administrator's purge does. */
    void purge() {
        if (loop != null) {
            StorageEngine mine = engine;
            background.submit(
                    () -> {
                        try {
                            mine.purge();
                        } catch (StorageException failure) {
                            throw new IllegalStateException("purge", failure);
                        }
                    });
        }
    }
}
