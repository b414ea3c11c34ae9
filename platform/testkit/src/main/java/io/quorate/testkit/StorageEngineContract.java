package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.Znode;
import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.runtime.disk.OpenMode;
import io.quorate.storage.Checkpoint;
import io.quorate.storage.Install;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PinnedView;
import io.quorate.storage.SnapshotBody;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageException.Kind;
import io.quorate.storage.StorageFactory;
import io.quorate.storage.TreeStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an engine that keeps its state on a disk must do as a whole: journal, tree and checkpoints
 * stay one history. On real files; {@link StorageCrashContract} has the same on a simulated disk,
 * with crashes and faults. The factory may come from anywhere: made by the test, or taken from the
 * framework of a running server.
 */
public abstract class StorageEngineContract {

    /** Where real files go. */
    @TempDir Path folder;

    protected SimStorageHost host;
    private StorageDirs dirs;

    /** The factory under test. */
    protected abstract StorageFactory factory();

    @BeforeEach
    void makeDisk() {
        use(new FileDisk(), new StorageDirs(folder.resolve("data"), folder.resolve("log")));
    }

    /** From here on engines are opened on this disk, in these directories. */
    final void use(Disk disk, StorageDirs directories) {
        host = new SimStorageHost(disk, SimStorageHost.withoutReserve());
        dirs = directories;
    }

    final StorageEngine open() throws StorageException {
        return factory().open(dirs, host);
    }

    static void assertKind(ThrowingCallable call, Kind kind) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, fault -> assertThat(fault.kind()).isEqualTo(kind));
    }

    @Test
    void aNewDirectoryIsAnEmptyTree() throws Exception {
        try (StorageEngine engine = open()) {
            assertThat(engine.tree().version().position().zxid()).isZero();
            assertThat(engine.journal().span().last()).isEqualTo(-1);
            assertThat(engine.hasReserve()).isTrue();
        }
    }

    @Test
    void reopeningFindsCheckpointAndJournal() throws Exception {
        long digest;
        try (StorageEngine engine = open()) {
            EngineScript script = new EngineScript(engine);
            script.run(30);
            assertThat(script.checkpoint()).isEqualTo(30);
            assertThat(engine.tree().debt()).isZero();
            script.run(12);
            digest = script.digest();
        }
        try (StorageEngine engine = open()) {
            assertThat(engine.tree().version().position().zxid()).isEqualTo(30);
            EngineScript script = new EngineScript(engine);
            assertThat(script.zxid()).isEqualTo(42);
            assertThat(script.digest()).isEqualTo(digest);
        }
    }

    @Test
    void anInstallThatIsNotFinishedChangesNothing() throws Exception {
        try (StorageEngine engine = open()) {
            EngineScript script = new EngineScript(engine);
            script.run(10);
            install(engine, false);
            assertThat(engine.tree().version().position().zxid()).isEqualTo(10);
            assertThat(engine.tree().version().get(Znode.of("/installed1"), new NodeRecord()))
                    .isFalse();
        }
    }

    @Test
    void aDirectoryInUseIsRefusedAndNotTouched() throws Exception {
        try (StorageEngine engine = open()) {
            new EngineScript(engine).run(5);
            Map<String, byte[]> before = contents();
            assertKind(this::open, Kind.WRONG_OWNER);
            assertThat(contents().keySet()).isEqualTo(before.keySet());
            for (Map.Entry<String, byte[]> file : contents().entrySet()) {
                assertThat(file.getValue()).as(file.getKey()).isEqualTo(before.get(file.getKey()));
            }
        }
        open().close();
    }

    /** Every file below the directories. */
    private Map<String, byte[]> contents() throws IOException {
        Map<String, byte[]> found = new TreeMap<>();
        collect(dirs.data(), found);
        collect(dirs.log(), found);
        return found;
    }

    private void collect(Path at, Map<String, byte[]> found) throws IOException {
        List<String> names = host.disk().list(at);
        for (String name : names) {
            Path path = at.resolve(name);
            if (host.disk().list(path).isEmpty() && !name.equals(FileDisk.LOCK_FILE)) {
                found.put(path.toString(), read(path));
            } else {
                collect(path, found);
            }
        }
    }

    private byte[] read(Path file) throws IOException {
        try (DiskFile from = host.disk().open(file, OpenMode.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) from.size());
            while (bytes.hasRemaining() && from.read(bytes.position(), bytes) > 0) {
                // Short reads are legal.
            }
            return bytes.array();
        }
    }

    @Test
    void purgingKeepsWhatARestartNeeds() throws Exception {
        long digest;
        try (StorageEngine engine = open()) {
            EngineScript script = new EngineScript(engine);
            for (int i = 0; i < 6; i++) {
                script.run(10);
                script.checkpoint();
            }
            script.run(5);
            long before = engine.diskUse().dataBytes() + engine.diskUse().logBytes();
            assertThat(engine.purge()).isNotEmpty();
            assertThat(engine.purge()).isEmpty();
            assertThat(engine.diskUse().dataBytes() + engine.diskUse().logBytes())
                    .isLessThan(before);
            digest = script.digest();
        }
        try (StorageEngine engine = open()) {
            EngineScript script = new EngineScript(engine);
            assertThat(script.zxid()).isEqualTo(65);
            assertThat(script.digest()).isEqualTo(digest);
        }
    }

    @Test
    void rollingBackGoesToAnOlderCheckpointForGood() throws Exception {
        List<Long> digestAt = new ArrayList<>(List.of(0L));
        try (StorageEngine engine = open()) {
            EngineScript script = new EngineScript(engine);
            for (int i = 1; i <= 3; i++) {
                script.run(10);
                digestAt.add(script.digest());
                script.checkpoint();
            }
            engine.journal().truncateAfter(25);
            assertThat(engine.tree().rollbackTo(25)).isEqualTo(20);
            assertThat(engine.tree().version().position().digest()).isEqualTo(digestAt.get(2));
            assertThat(new EngineScript(engine).zxid()).isEqualTo(25);
        }
        try (StorageEngine engine = open()) {
            assertThat(engine.tree().version().position().zxid()).isEqualTo(20);
            assertThat(new EngineScript(engine).zxid()).isEqualTo(25);
        }
    }

    @Test
    void closingWithAnOpenViewIsFineAndMayBeRepeated() throws Exception {
        StorageEngine engine = open();
        EngineScript script = new EngineScript(engine);
        script.run(3);
        PinnedView view = engine.tree().pin();
        engine.close();
        engine.close();
        view.close();
        open().close();
    }

    @Test
    void limitsOfDebtAreInOrderAndStay() throws Exception {
        try (StorageEngine engine = open()) {
            assertThat(engine.tree().debtLimits()).isEqualTo(engine.tree().debtLimits());
            EngineScript script = new EngineScript(engine);
            script.run(20);
            long debt = engine.tree().debt();
            assertThat(debt).isPositive();
            script.run(20);
            assertThat(engine.tree().debt()).isGreaterThan(debt);
            script.checkpoint();
            assertThat(engine.tree().debt()).isLessThan(debt);
        }
    }

    /** A host trims the log below the answer of each checkpoint; see {@link EngineScript}. */
    @Test
    void whatACheckpointMakesNeedlessOfTheLogIsNotNeeded() throws Exception {
        long digest = 0;
        for (int start = 0; start < 4; start++) {
            try (StorageEngine engine = open()) {
                EngineScript script = new EngineScript(engine);
                assertThat(script.zxid()).isEqualTo(start * 50L);
                assertThat(script.digest()).isEqualTo(start == 0 ? script.digest() : digest);
                for (int round = 0; round < 5; round++) {
                    script.run(10);
                    script.checkpoint();
                }
                digest = script.digest();
            }
        }
    }

    /**
     * A checkpoint is not a roll of the log: entries come before, while and after it is written.
     */
    @Test
    void theLogGoesOnWhileACheckpointIsWritten() throws Exception {
        long digest;
        try (StorageEngine engine = open()) {
            EngineScript script = new EngineScript(engine);
            script.run(10);
            Checkpoint checkpoint = engine.tree().beginCheckpoint();
            script.run(5);
            checkpoint.journalIsDurable();
            script.run(5);
            checkpoint.write();
            script.run(5);
            engine.tree().complete(checkpoint);
            script.run(5);
            digest = script.digest();
        }
        try (StorageEngine engine = open()) {
            assertThat(engine.tree().version().position().zxid()).isEqualTo(10);
            EngineScript script = new EngineScript(engine);
            assertThat(script.zxid()).isEqualTo(30);
            assertThat(script.digest()).isEqualTo(digest);
        }
    }

    /** After a checkpoint and after a start, when what is asked for may be on the disk only. */
    @Test
    void whatWasLoadedIsReadWithoutTheDisk() throws Exception {
        try (StorageEngine engine = open()) {
            new EngineScript(engine).run(40);
            new EngineScript(engine).checkpoint();
            loadAndRead(engine);
        }
        try (StorageEngine engine = open()) {
            loadAndRead(engine);
        }
    }

    private static void loadAndRead(StorageEngine engine) throws Exception {
        TreeStore tree = engine.tree();
        NodeRecord node = new NodeRecord();
        boolean mayBlock = tree.readsMayBlock();
        for (long number = 20; number < 37; number++) {
            Znode path = EngineScript.path(number);
            if (!tree.isResident(path)) {
                assertThat(mayBlock).isTrue();
                load(tree, path);
                assertThat(tree.isResident(path)).as("%s was loaded", path).isTrue();
            }
            assertThat(tree.batch().get(path, node)).isTrue();
            assertThat(node.dataLength).isPositive();
        }
        Znode none = Znode.of("/none");
        load(tree, none);
        assertThat(tree.isResident(none)).isTrue();
        assertThat(tree.batch().get(none, node)).isFalse();
    }

    /** On another thread, as the read worker is. */
    private static void load(TreeStore tree, Znode path) throws Exception {
        FutureTask<Void> loading =
                new FutureTask<>(
                        () -> {
                            tree.load(path);
                            return null;
                        });
        Thread.ofPlatform().start(loading);
        loading.get();
    }

    /** Time passes; an engine may end the view, and then says so wherever it is used. */
    @Test
    void aViewThatIsOldIsWholeOrEnded() throws Exception {
        try (StorageEngine engine = open()) {
            EngineScript script = new EngineScript(engine);
            script.run(17);
            PinnedView view = engine.tree().pin();
            Map<String, String> before = TreeProbe.dump(view);
            SnapshotBody body = view.body();
            for (int hour = 0; hour < 3; hour++) {
                host.advance(3_600_000);
                script.run(17);
                script.checkpoint();
                PinnedView young = engine.tree().pin();
                assertThat(TreeProbe.dump(young)).hasSameSizeAs(before);
                young.close();
                try {
                    assertThat(TreeProbe.dump(view)).isEqualTo(before);
                    assertThat(body.next(1)).isNotEmpty();
                } catch (StorageException ended) {
                    assertThat(ended.isExpired()).isTrue();
                    assertThat(view.position().zxid()).isEqualTo(17);
                    assertThat(view.counts().nodes()).isEqualTo(before.size());
                    assertKind(() -> view.get(Znode.ROOT, new NodeRecord()), Kind.EXPIRED);
                    assertKind(view::scan, Kind.EXPIRED);
                    assertKind(() -> body.next(1), Kind.EXPIRED);
                }
            }
            view.close();
            view.close();
        }
    }

    static void install(StorageEngine engine, boolean finish) throws StorageException {
        NodeRecord node = new NodeRecord();
        node.data(new byte[0]);
        SentTree sent = new SentTree().session(77, 5000).node("", node);
        for (int i = 0; i < 40; i++) {
            node.created(500 + i, 1, 0);
            node.data(("installed " + i).getBytes(StandardCharsets.UTF_8));
            sent.node("/installed" + i, node);
        }
        try (Install install = engine.tree().beginInstall()) {
            sent.into(install);
            if (finish) {
                install.finish(1000);
                install.confirm();
            }
        }
    }
}
