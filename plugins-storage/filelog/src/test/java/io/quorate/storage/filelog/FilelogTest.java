package io.quorate.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.Znode;
import io.quorate.storage.Checkpoint;
import io.quorate.storage.Install;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PinnedView;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageException.Kind;
import io.quorate.storage.StorageSettings;
import io.quorate.testkit.JournalContract;
import io.quorate.testkit.SentTree;
import io.quorate.testkit.SimDisk;
import io.quorate.testkit.SimStorageHost;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Directories, markers, images and fuzzy snapshots. */
class FilelogTest {

    private static final Path DATA = Path.of("/data");
    private static final Path FILES = DATA.resolve("version-2");
    private static final StorageDirs DIRS = new StorageDirs(DATA, DATA);

    private final SimDisk disk = new SimDisk(1);

    /** As the last host was asked for. */
    private FilelogSettings own = SmallFiles.SETTINGS;

    private SimStorageHost host(
            String compression, boolean trustEmpty, boolean makeDirectories, boolean makeDatabase) {
        own =
                new FilelogSettings(
                        compression,
                        true,
                        trustEmpty,
                        makeDirectories,
                        makeDatabase,
                        SmallFiles.JOURNAL);
        return new SimStorageHost(disk, new StorageSettings(2 << 20, true, true, false, 0, 3));
    }

    private SimStorageHost host() {
        return host("", false, true, true);
    }

    private StorageEngine open(SimStorageHost host) throws StorageException {
        return new FilelogFactory(own).open(DIRS, host);
    }

    private void vector(String file, String as) throws Exception {
        disk.put(FILES.resolve(as), Files.readAllBytes(DiskVectorsTest.vectors().resolve(file)));
    }

    private void refuses(SimStorageHost host, StorageDirs dirs, Kind kind, String words) {
        assertThatThrownBy(() -> new FilelogFactory(own).open(dirs, host))
                .isInstanceOfSatisfying(
                        StorageException.class, fault -> assertThat(fault.kind()).isEqualTo(kind))
                .hasMessageContaining(words);
    }

    @Test
    void aNewDirectoryGetsASnapshotOfTheEmptyTree() throws Exception {
        open(host()).close();
        assertThat(disk.list(FILES)).containsExactly("quorate.owner", "snapshot.0");
        open(host()).close();
        assertThat(disk.list(FILES)).containsExactly("quorate.owner", "snapshot.0");
    }

    @Test
    void anEmptyDirectoryIsTrustedOnlyByLeave() throws Exception {
        SimStorageHost careful = host("", false, true, false);
        try (StorageEngine engine = open(careful)) {
            assertThat(engine.tree().version().position().zxid()).isEqualTo(-1);
        }
        assertThat(disk.list(FILES)).doesNotContain("snapshot.0");
        disk.put(DATA.resolve("initialize"), new byte[0]);
        try (StorageEngine engine = open(careful)) {
            assertThat(engine.tree().version().position().zxid()).isZero();
        }
        assertThat(disk.list(DATA)).doesNotContain("initialize");
        assertThat(disk.list(FILES)).contains("snapshot.0");
    }

    @Test
    void logsWithoutSnapshotAreReplayedOnDemand() throws Exception {
        vector("basic/version-2/log.1", "log.1");
        refuses(host(), DIRS, Kind.CORRUPT, "zookeeper.snapshot.trust.empty");
        try (Replayed opened = Replayed.open(DATA, host("", true, true, true), own)) {
            assertThat(opened.txns).isEqualTo(0x29);
        }
    }

    @Test
    void directoriesAreNotMadeAgainstTheSetting() {
        refuses(host("", false, false, true), DIRS, Kind.IO, "/data/version-2");
    }

    @Test
    void mixedUpDirectoriesAreRefused() throws Exception {
        StorageDirs apart = new StorageDirs(DATA, Path.of("/log"));
        vector("basic/version-2/log.1", "log.1");
        refuses(host(), apart, Kind.WRONG_OWNER, "dataLogDir");
        disk.delete(FILES.resolve("log.1"));
        disk.put(Path.of("/log/version-2/snapshot.0"), new byte[100]);
        refuses(host(), apart, Kind.WRONG_OWNER, "dataLogDir");
    }

    @Test
    void aDirectoryOfAnotherEngineIsRefused() throws Exception {
        disk.put(FILES.resolve("quorate.owner"), "engine=lmdb\n".getBytes(StandardCharsets.UTF_8));
        refuses(host(), DIRS, Kind.WRONG_OWNER, "engine=lmdb");
        assertThat(disk.list(FILES)).containsExactly("quorate.owner");
    }

    @Test
    void unfinishedSnapshotsAreRemoved() throws Exception {
        vector("basic/version-2/snapshot.29", "snapshot.29");
        vector("basic/version-2/snapshot.29", "snapshot.99.tmp");
        try (StorageEngine engine = open(host())) {
            assertThat(engine.tree().version().position().zxid()).isEqualTo(0x29);
        }
        assertThat(disk.list(FILES)).doesNotContain("snapshot.99.tmp");
    }

    @Test
    void compressedSnapshotsAreReadBack() throws Exception {
        open(host("gz", false, true, true)).close();
        assertThat(disk.list(FILES)).contains("snapshot.0.gz");
        open(host("snappy", false, true, true)).close();
    }

    @Test
    void aFuzzySnapshotConvergesAndItsDigestIsComparedAtItsEnd() throws Exception {
        vector("basic/version-2/log.1", "log.1");
        vector("basic/version-2/log.2a", "log.2a");
        vector("basic/version-2/snapshot.0", "snapshot.0");
        // Content up to 0x29 under an older name: as if it had been written while four transactions
        // were applied.
        vector("basic/version-2/snapshot.29", "snapshot.25");
        try (Replayed opened = Replayed.open(DATA, host(), own)) {
            assertThat(opened.engine.loadedContent().zxid()).isEqualTo(0x29);
            assertThat(opened.txns).isEqualTo(10);
            assertThat(opened.mismatches).isZero();
            assertThat(opened.tree().position().digest()).isEqualTo(65478525181L);
        }
    }

    @Test
    void aRollbackDoesNotTakeAFuzzySnapshotThatReachesFarther() throws Exception {
        vector("basic/version-2/log.1", "log.1");
        vector("basic/version-2/log.2a", "log.2a");
        vector("basic/version-2/snapshot.0", "snapshot.0");
        vector("basic/version-2/snapshot.29", "snapshot.25");
        try (Replayed opened = Replayed.open(DATA, host(), own)) {
            opened.engine.journal().truncateAfter(0x27);
            assertThat(opened.engine.tree().rollbackTo(0x27)).isZero();
            assertThat(opened.engine.tree().version().get(Znode.of("/app"), new NodeRecord()))
                    .isFalse();
        }
        assertThat(disk.list(FILES))
                .contains("snapshot.0", "log.1")
                .doesNotContain("snapshot.25", "log.2a");
        try (Replayed again = Replayed.open(DATA, host(), own)) {
            assertThat(again.tree().position().zxid()).isEqualTo(0x27);
            assertThat(again.mismatches).isZero();
        }
    }

    @Test
    void aDamagedSnapshotThatTheLogsDoNotReachIsFatal() throws Exception {
        vector("basic/version-2/snapshot.0", "snapshot.0");
        vector("broken/corrupt-newest-snapshot/version-2/snapshot.29", "snapshot.29");
        refuses(host(), DIRS, Kind.CORRUPT, "0x29");
    }

    /** A leader's tree at 0x100 is installed. */
    private static void heal(StorageEngine engine) throws StorageException {
        try (Install install = engine.tree().beginInstall()) {
            NodeRecord node = new NodeRecord();
            node.data(new byte[0]);
            new SentTree().node("", node).node("/healed", node).into(install);
            install.finish(0x100);
            engine.journal().resetTo(0x100);
            install.confirm();
        }
    }

    private void heals(long treeZxid, String words) throws Exception {
        try (StorageEngine engine = open(host().refetching())) {
            assertThat(engine.damage()).hasMessageContaining(words);
            assertThat(engine.tree().version().position().zxid()).isEqualTo(treeZxid);
            assertThat(engine.journal().span().last()).isEqualTo(-1);
            heal(engine);
            assertThat(engine.damage()).isNull();
        }
        try (StorageEngine engine = open(host())) {
            assertThat(engine.tree().version().position().zxid()).isEqualTo(0x100);
            assertThat(engine.tree().version().get(Znode.of("/healed"), new NodeRecord())).isTrue();
        }
    }

    @Test
    void aMemberOpensADamagedLogAndHeals() throws Exception {
        vector("basic/version-2/snapshot.29", "snapshot.29");
        vector("broken/tail-crc-mismatch/version-2/log.2a", "log.2a");
        refuses(host(), DIRS, Kind.CORRUPT, "log.2a");
        heals(0x29, "log.2a");
    }

    @Test
    void aMemberOpensWhatHasNoReadableSnapshotAndHeals() throws Exception {
        vector("broken/corrupt-newest-snapshot/version-2/snapshot.29", "snapshot.29");
        vector("basic/version-2/log.2a", "log.2a");
        refuses(host(), DIRS, Kind.CORRUPT, "snapshot.29");
        heals(-1, "snapshot.29");
    }

    @Test
    void aMemberOpensLogsWithoutSnapshotAndHeals() throws Exception {
        vector("basic/version-2/log.1", "log.1");
        heals(-1, "no snapshot");
    }

    /** Entries of the epoch after it do not show that those it covered are there. */
    @Test
    void aDamagedSnapshotMustBeCoveredByTheLogs() throws Exception {
        vector("basic/version-2/snapshot.0", "snapshot.0");
        vector("broken/corrupt-newest-snapshot/version-2/snapshot.29", "snapshot.29");
        vector("basic/version-2/log.1", "log.1");
        vector("basic/version-2/log.2a", "log.2a");
        try (StorageEngine engine = open(host())) {
            assertThat(engine.wantsCheckpoint()).as("the newest cannot be read").isTrue();
        }
        disk.rename(FILES.resolve("snapshot.29"), FILES.resolve("snapshot.100000005"));
        refuses(host(), DIRS, Kind.CORRUPT, "0x100000005");
    }

    @Test
    void aTrustedStartWithoutSnapshotWantsOne() throws Exception {
        vector("basic/version-2/log.1", "log.1");
        try (Replayed opened = Replayed.open(DATA, host("", true, true, true), own)) {
            assertThat(opened.engine.wantsCheckpoint()).isTrue();
            Checkpoint checkpoint = opened.engine.tree().beginCheckpoint();
            opened.engine.journal().sync();
            checkpoint.journalIsDurable();
            checkpoint.write();
            assertThat(opened.engine.tree().complete(checkpoint))
                    .as("the log stays until it is purged, as ZooKeeper's does")
                    .isEqualTo(-1);
        }
        try (StorageEngine engine = open(host())) {
            assertThat(engine.wantsCheckpoint()).isFalse();
            assertThat(engine.tree().version().position().zxid()).isEqualTo(0x29);
        }
    }

    /** However little clients may send now. */
    @Test
    void whatIsStoredIsReadBackHoweverLongItIs() throws Exception {
        byte[] data = new byte[5 << 20];
        Arrays.fill(data, (byte) 7);
        try (StorageEngine engine = open(host())) {
            NodeRecord node = new NodeRecord();
            node.created(1, 1, 0);
            node.data(data);
            engine.tree().batch().put(Znode.of("/long"), node);
            List<AclEntry> acl = new ArrayList<>();
            for (int number = 0; number < 60_000; number++) {
                acl.add(new AclEntry(31, new Identity("digest", "someone with a name" + number)));
            }
            node.data(new byte[0]);
            node.aclId = engine.tree().batch().acl(acl);
            engine.tree().batch().put(Znode.of("/kept"), node);
            engine.tree().batch().seal(1);
            engine.tree().batch().publish();
            engine.journal().append(1, JournalContract.payload(1, 5 << 20));
            engine.journal().sync();
            Checkpoint checkpoint = engine.tree().beginCheckpoint();
            engine.journal().sync();
            checkpoint.journalIsDurable();
            checkpoint.write();
            engine.tree().complete(checkpoint);
        }
        byte[] body;
        try (StorageEngine engine = open(host())) {
            NodeRecord node = new NodeRecord();
            assertThat(engine.tree().version().get(Znode.of("/long"), node)).isTrue();
            assertThat(node.dataLength).isEqualTo(data.length);
            assertThat(engine.tree().version().get(Znode.of("/kept"), node)).isTrue();
            assertThat(engine.tree().version().acl(node.aclId)).hasSize(60_000);
            try (PinnedView view = engine.tree().pin()) {
                body = view.body().next(Integer.MAX_VALUE);
            }
        }
        try (StorageEngine engine = open(host());
                Install install = engine.tree().beginInstall()) {
            for (int at = 0; at < body.length; at += 64 << 10) {
                int end = Math.min(body.length, at + (64 << 10));
                install.body(Arrays.copyOfRange(body, at, end), end == body.length);
            }
            install.finish(9);
            NodeRecord node = new NodeRecord();
            assertThat(engine.tree().version().get(Znode.of("/long"), node)).isTrue();
            assertThat(node.dataLength).isEqualTo(data.length);
        }
    }

    @Test
    void aDeletedDirectoryIsToldFromAFullDisk() throws Exception {
        try (StorageEngine engine = open(host())) {
            assertThat(engine.hasReserve()).isTrue();
            disk.remove(DATA);
            assertThatThrownBy(engine::hasReserve)
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            fault -> assertThat(fault.kind()).isEqualTo(Kind.GONE))
                    .hasMessageContaining("/data/version-2");
        }
    }

    @Test
    void bothDirectoriesCountForTheDiskUse() throws Exception {
        vector("basic/version-2/snapshot.29", "snapshot.29");
        vector("basic/version-2/log.2a", "log.2a");
        try (StorageEngine engine = open(host())) {
            assertThat(engine.diskUse().dataBytes()).isEqualTo(3306);
            assertThat(engine.diskUse().logBytes()).isEqualTo(8208);
        }
    }
}
