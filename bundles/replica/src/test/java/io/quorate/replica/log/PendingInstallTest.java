package io.quorate.replica.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.consensus.HardState;
import io.quorate.consensus.LogEntry;
import io.quorate.model.AclEntry;
import io.quorate.model.OpCode;
import io.quorate.model.Txn;
import io.quorate.model.TxnHeader;
import io.quorate.model.Znode;
import io.quorate.model.Zxid;
import io.quorate.replica.TestSettings;
import io.quorate.storage.Install;
import io.quorate.storage.JournalReader;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.testkit.SentTree;
import io.quorate.testkit.SimCrash;
import io.quorate.testkit.SimDisk;
import io.quorate.testkit.SimStorageHost;
import io.quorate.wire.TxnCodec;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.server.ZKDatabase;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Installs that are interrupted at every operation on the disk: what we make of them, and what
 * ZooKeeper makes of them.
 */
class PendingInstallTest {

    static {
        System.setProperty("zookeeper.admin.enableServer", "false");
    }

    private static final Path FILES = TestSettings.DIRS.data().resolve("version-2");
    private static final String OWNER = "zab";
    private static final HardState BEFORE = new HardState(7, 5, new byte[0]);
    private static final HardState AFTER = new HardState(7, 7, new byte[0]);

    @TempDir Path directory;

    private SimDisk disk = new SimDisk(1);

    private StorageEngine open() throws StorageException {
        return TestSettings.filelog()
                .open(
                        TestSettings.DIRS,
                        new SimStorageHost(disk, SimStorageHost.withoutReserve()).refetching());
    }

    private static LogEntry entry(long zxid) {
        Txn create =
                new Txn.Create(
                        OpCode.CREATE,
                        Znode.of("/n" + Zxid.hex(zxid)),
                        new byte[] {1},
                        AclEntry.OPEN,
                        false,
                        -1,
                        -1);
        TxnHeader header = new TxnHeader(0x77, 1, zxid, 1_700_000_000_000L, OpCode.CREATE);
        return new LogEntry(zxid, TxnCodec.encode(header, create));
    }

    private static List<LogEntry> entries(long from, long to) {
        List<LogEntry> all = new ArrayList<>();
        for (long zxid = from; zxid <= to; zxid++) {
            all.add(entry(zxid));
        }
        return all;
    }

    private static void log(StorageEngine engine, List<LogEntry> entries) throws StorageException {
        for (LogEntry entry : entries) {
            engine.journal().append(entry.zxid(), entry.txn());
        }
        engine.journal().sync();
    }

    /** What a leader does with a tree at {@code zxid} and the entries behind it. */
    private static void install(StorageEngine engine, long zxid, List<LogEntry> behind)
            throws StorageException {
        try (Install install = engine.tree().beginInstall()) {
            NodeRecord node = new NodeRecord();
            node.data(new byte[0]);
            new SentTree().node("", node).node("/installed", node).into(install);
            PendingInstall pending =
                    PendingInstall.begin(engine, zxid, OWNER, AFTER, false, behind);
            install.finish(zxid);
            pending.finish(engine);
            install.confirm();
        }
    }

    private static List<Long> positions(StorageEngine engine, long after) throws StorageException {
        List<Long> found = new ArrayList<>();
        try (JournalReader reader = engine.journal().read(after)) {
            while (reader.next()) {
                found.add(reader.position());
            }
        }
        return found;
    }

    private static long epoch(StorageEngine engine, String key) throws StorageException {
        return Long.parseLong(new String(engine.metadata().get(key), StandardCharsets.US_ASCII));
    }

    /** Starts ZooKeeper's persistence, with its check of epochs, on a copy of the directory. */
    private long zooKeeperStarts(String name) throws Exception {
        Path data = directory.resolve("zk" + name.hashCode() + "-" + System.nanoTime());
        Path files = Files.createDirectories(data.resolve("version-2"));
        for (String file : disk.list(FILES)) {
            Files.write(files.resolve(file), disk.content(FILES.resolve(file)));
        }
        File root = data.toFile();
        QuorumPeer peer = new QuorumPeer();
        FileTxnSnapLog log = new FileTxnSnapLog(root, root);
        try {
            peer.setTxnFactory(log);
            peer.setZKDatabase(new ZKDatabase(log));
            Method load = QuorumPeer.class.getDeclaredMethod("loadDataBase");
            load.setAccessible(true);
            load.invoke(peer);
            return peer.getLastLoggedZxid();
        } catch (InvocationTargetException refused) {
            throw new AssertionError(name + ": ZooKeeper refuses", refused.getCause());
        } finally {
            log.close();
        }
    }

    /** Own history, and how it is replaced. */
    private record Case(String name, List<LogEntry> own, long zxid, List<LogEntry> behind) {

        long end() {
            return behind.isEmpty() ? zxid : behind.getLast().zxid();
        }
    }

    private static List<Case> cases() {
        long five = Zxid.of(5, 0);
        long six = Zxid.of(6, 0);
        List<LogEntry> diverged = new ArrayList<>(entries(five + 1, five + 9));
        diverged.addAll(entries(Zxid.of(5, 10), Zxid.of(5, 14)));
        return List.of(
                new Case("a later tree", entries(five + 1, five + 9), six + 4, List.of()),
                new Case(
                        "a later tree with entries",
                        entries(five + 1, five + 9),
                        six + 4,
                        entries(six + 5, six + 9)),
                new Case(
                        "own entries that come with it",
                        entries(five + 1, five + 9),
                        five + 4,
                        entries(five + 5, five + 12)),
                new Case(
                        "own entries that do not", diverged, five + 4, entries(five + 5, five + 7)),
                new Case("an earlier tree", entries(five + 1, five + 9), five + 4, List.of()));
    }

    private StorageEngine prepared(Case one) throws StorageException {
        StorageEngine engine = open();
        log(engine, one.own());
        HardStateInMetadata.write(engine.metadata(), OWNER, BEFORE);
        return engine;
    }

    @Test
    void aKillAtAnyOperationLeavesADirectoryOnWhichBothStart() throws Exception {
        for (Case one : cases()) {
            disk = new SimDisk(1);
            StorageEngine engine = prepared(one);
            long begin = disk.operations();
            install(engine, one.zxid(), one.behind());
            long total = disk.operations() - begin;
            for (long count = 0; count <= total; count++) {
                killedAfter(one, count);
            }
        }
    }

    private void killedAfter(Case one, long count) throws Exception {
        String name = one.name() + ", killed after " + count;
        disk = new SimDisk(count);
        StorageEngine engine = prepared(one);
        disk.survival(SimDisk.Survival.EVERYTHING);
        disk.crashAfter(count);
        try {
            install(engine, one.zxid(), one.behind());
            disk.crash();
        } catch (SimCrash expected) {
            // The point of it.
        }
        disk.restart();
        long reached = zooKeeperStarts(name);
        assertThat(reached)
                .as(name)
                .isLessThanOrEqualTo(Math.max(one.end(), one.own().getLast().zxid()));
        try (StorageEngine again = open()) {
            boolean finished = PendingInstall.recover(again);
            long tree = again.tree().version().position().zxid();
            long last = Math.max(tree, again.journal().span().last());
            HardStateInMetadata.settle(again.metadata(), last);
            if (tree == one.zxid()) {
                assertThat(last).as(name).isEqualTo(one.end());
                assertThat(positions(again, tree))
                        .as(name)
                        .isEqualTo(one.behind().stream().map(LogEntry::zxid).toList());
                assertThat(epoch(again, "currentEpoch")).as(name).isEqualTo(7);
            } else {
                assertThat(finished).as(name).isFalse();
                assertThat(epoch(again, "currentEpoch")).as(name).isEqualTo(5);
                assertThat(last).as(name).isLessThanOrEqualTo(one.own().getLast().zxid());
            }
            assertThat(epoch(again, "acceptedEpoch")).as(name).isEqualTo(7);
            assertThat(again.metadata().announced("currentEpoch")).as(name).isNull();
        }
    }

    /** Killed just behind the switch of the tree, with everything left to do. */
    private void interrupted() throws Exception {
        Case one = cases().get(1);
        StorageEngine engine = prepared(one);
        PendingInstall.begin(engine, one.zxid(), OWNER, AFTER, false, one.behind());
        Install install = engine.tree().beginInstall();
        NodeRecord node = new NodeRecord();
        node.data(new byte[0]);
        new SentTree().node("", node).into(install);
        install.finish(one.zxid());
        engine.close();
    }

    @Test
    void whatZooKeeperHasLoggedSinceIsNotDeleted() throws Exception {
        interrupted();
        long next = Zxid.of(8, 1);
        try (StorageEngine zooKeeper = open()) {
            zooKeeper.journal().append(next, entry(next).txn());
            zooKeeper.journal().sync();
        }
        try (StorageEngine again = open()) {
            assertThat(PendingInstall.recover(again)).isFalse();
            assertThat(again.journal().span().last()).isEqualTo(next);
            assertThat(again.metadata().get("pendingInstall")).isEmpty();
        }
    }

    /** ZooKeeper leaves its older files below a tree it was sent; what they lack comes now. */
    @Test
    void anOwnLogWithAHoleIsCutAtTheHole() throws Exception {
        long five = Zxid.of(5, 0);
        long six = Zxid.of(6, 0);
        Path older = FILES.resolve("log." + Zxid.hex(five + 1));
        StorageEngine engine = open();
        log(engine, entries(five + 1, five + 3));
        engine.close();
        byte[] left = disk.content(older);
        engine = open();
        install(engine, five + 8, List.of());
        log(engine, entries(six + 1, six + 2));
        engine.close();
        disk.put(older, left);
        engine = open();
        install(engine, five + 2, entries(five + 3, five + 10));
        assertThat(positions(engine, five + 2))
                .isEqualTo(entries(five + 3, five + 10).stream().map(LogEntry::zxid).toList());
        engine.close();
        assertThat(positions(open(), five + 2)).hasSize(8);
    }

    @Test
    void anEpochIsNeverLowered() throws Exception {
        interrupted();
        try (StorageEngine zooKeeper = open()) {
            HardStateInMetadata.write(
                    zooKeeper.metadata(), OWNER, new HardState(9, 8, new byte[0]));
        }
        try (StorageEngine again = open()) {
            assertThat(PendingInstall.recover(again)).isFalse();
            assertThat(epoch(again, "acceptedEpoch")).isEqualTo(9);
            assertThat(epoch(again, "currentEpoch")).isEqualTo(8);
        }
    }

    @Test
    void anEpochOnItsWayIsTakenOverAsZooKeeperDoes() throws Exception {
        long six = Zxid.of(6, 0);
        try (StorageEngine engine = open()) {
            log(engine, entries(six + 1, six + 3));
            HardStateInMetadata.write(engine.metadata(), OWNER, new HardState(6, 5, new byte[0]));
        }
        disk.put(FILES.resolve("currentEpoch.tmp"), "6".getBytes(StandardCharsets.US_ASCII));
        assertThat(zooKeeperStarts("tmp")).isEqualTo(six + 3);
        try (StorageEngine engine = open()) {
            HardStateInMetadata.settle(engine.metadata(), six + 3);
            assertThat(epoch(engine, "currentEpoch")).isEqualTo(6);
        }
        assertThat(disk.list(FILES)).doesNotContain("currentEpoch.tmp");
    }

    @Test
    void epochsThatContradictTheLogAreRefusedInOneSentence() throws Exception {
        long six = Zxid.of(6, 0);
        try (StorageEngine engine = open()) {
            log(engine, entries(six + 1, six + 3));
            HardStateInMetadata.write(engine.metadata(), OWNER, new HardState(6, 5, new byte[0]));
            refuses(engine, six + 3, "0x600000003", "currentEpoch says 5");
            HardStateInMetadata.write(engine.metadata(), OWNER, new HardState(5, 6, new byte[0]));
            refuses(engine, six + 3, "acceptedEpoch says 5", "6");
            HardStateInMetadata.write(engine.metadata(), OWNER, new HardState(6, 6, new byte[0]));
            HardStateInMetadata.settle(engine.metadata(), six + 3);
        }
    }

    private static void refuses(StorageEngine engine, long last, String... words) {
        assertThatThrownBy(() -> HardStateInMetadata.settle(engine.metadata(), last))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll(words);
    }
}
