package io.quorate.storage.lmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.Znode;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.Checkpoint;
import io.quorate.storage.Install;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageException.Kind;
import io.quorate.storage.TreeBatch;
import io.quorate.testkit.SentTree;
import io.quorate.testkit.SimStorageHost;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged tree is neither served nor the end of the process; a member of an ensemble heals. */
class LmdbDamageTest {

    private static final byte[] DATA = "data that is looked for".getBytes(StandardCharsets.UTF_8);
    private static final int LAST_PAGE_AT = 136;

    @TempDir Path folder;
    private Path data;
    private Path tree;

    @BeforeEach
    void writeTree() throws Exception {
        data = folder.resolve("version-2");
        tree = data.resolve("lmdb.1");
        try (StorageEngine engine = open(host())) {
            TreeBatch batch = engine.tree().batch();
            NodeRecord node = new NodeRecord();
            for (int zxid = 1; zxid <= 300; zxid++) {
                node.created(zxid, 1, 0);
                node.data(zxid == 95 ? DATA : new byte[100 + 30 * zxid]);
                batch.put(Znode.of("/n" + zxid), node);
                batch.seal(zxid);
                batch.publish();
            }
            Checkpoint checkpoint = engine.tree().beginCheckpoint();
            checkpoint.journalIsDurable();
            checkpoint.write();
            engine.tree().complete(checkpoint);
        }
    }

    private static SimStorageHost host() {
        return new SimStorageHost(new FileDisk(), SimStorageHost.withoutReserve());
    }

    private StorageEngine open(SimStorageHost host) throws StorageException {
        return Engines.lmdb().open(new StorageDirs(folder, folder), host);
    }

    /** A lone server is refused, one of several has another tree sent and goes on with it. */
    private void isRefusedOrHealed(String words) throws Exception {
        assertThatThrownBy(() -> open(host()))
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        fault -> assertThat(fault.kind()).isEqualTo(Kind.CORRUPT));
        for (int start = 0; start < 2; start++) {
            try (StorageEngine engine = open(host().refetching())) {
                assertThat(engine.damage()).hasMessageContaining(words);
                assertThat(engine.tree().version().position().zxid()).isEqualTo(-1);
                assertThat(engine.journal().span().last()).isEqualTo(-1);
            }
        }
        try (StorageEngine engine = open(host().refetching())) {
            heal(engine);
            assertThat(engine.damage()).isNull();
        }
        try (StorageEngine engine = open(host())) {
            assertThat(engine.tree().version().position().zxid()).isEqualTo(0x1000);
            assertThat(engine.tree().version().get(Znode.of("/healed"), new NodeRecord())).isTrue();
        }
    }

    /** A leader's tree is installed. */
    private static void heal(StorageEngine engine) throws StorageException {
        try (Install install = engine.tree().beginInstall()) {
            NodeRecord node = new NodeRecord();
            node.data(new byte[0]);
            new SentTree().node("", node).node("/healed", node).into(install);
            install.finish(0x1000);
            engine.journal().resetTo(0x1000);
            install.confirm();
        }
    }

    private void cut(long bytes) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(tree.toFile(), "rw")) {
            file.setLength(bytes);
        }
    }

    private void write(long at, byte[] bytes) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(tree.toFile(), "rw")) {
            file.seek(at);
            file.write(bytes);
        }
    }

    @Test
    void aTreeThatIsCutInItsPages() throws Exception {
        cut(Files.size(tree) / 2);
        isRefusedOrHealed("lmdb.1");
    }

    @Test
    void aTreeThatIsCutInItsFirstPages() throws Exception {
        cut(5_000);
        isRefusedOrHealed("lmdb.1");
    }

    @Test
    void anEmptyFileIsNoNewTree() throws Exception {
        cut(0);
        isRefusedOrHealed("lmdb.1");
    }

    @Test
    void aFileOfSomethingElse() throws Exception {
        write(16, new byte[4]);
        isRefusedOrHealed("no tree in LMDB");
    }

    @Test
    void aTreeThatIsMissing() throws Exception {
        Files.delete(tree);
        isRefusedOrHealed("the tree is missing");
    }

    @Test
    void aPointerToNowhere() throws Exception {
        Files.writeString(data.resolve("quorate.tree"), "x\n");
        isRefusedOrHealed("quorate.tree");
    }

    @Test
    void pagesThatNobodyHasWrittenAreNotMissed() throws Exception {
        long before = Files.size(tree);
        int pageBytes = 4096;
        for (int meta = 0; meta < 2; meta++) {
            ByteBuffer last = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
            try (RandomAccessFile file = new RandomAccessFile(tree.toFile(), "r")) {
                file.seek((long) meta * pageBytes + LAST_PAGE_AT);
                file.readFully(last.array());
            }
            last.putLong(0, before / pageBytes);
            write((long) meta * pageBytes + LAST_PAGE_AT, last.array());
        }
        try (StorageEngine engine = open(host())) {
            assertThat(engine.tree().version().position().zxid()).isEqualTo(300);
        }
        assertThat(Files.size(tree)).isEqualTo(before + pageBytes);
    }

    @Test
    void damageThatAReadFindsIsKnownToTheNextStart() throws Exception {
        byte[] all = Files.readAllBytes(tree);
        String text = new String(all, StandardCharsets.ISO_8859_1);
        String looked = new String(DATA, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf(looked); at >= 0; at = text.indexOf(looked, at + 1)) {
            write(at, new byte[] {'D'});
        }
        try (StorageEngine engine = open(host())) {
            assertThat(engine.tree().batch().get(Znode.of("/n1"), new NodeRecord())).isTrue();
            assertThatThrownBy(() -> engine.tree().batch().get(Znode.of("/n95"), new NodeRecord()))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("lmdb.1");
        }
        isRefusedOrHealed("was found earlier");
    }
}
