package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.runtime.disk.DiskFile;
import io.quorate.runtime.disk.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SimDiskTest {

    private static final Path DIRECTORY = Path.of("/data");
    private static final Path FILE = DIRECTORY.resolve("file");

    private final SimDisk disk = new SimDisk(1);

    private static ByteBuffer bytes(int count, int value) {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            bytes.put((byte) value);
        }
        return bytes.flip();
    }

    private void write(int count, int value, boolean sync) throws IOException {
        try (DiskFile file =
                disk.open(FILE, disk.exists(FILE) ? OpenMode.WRITE : OpenMode.CREATE)) {
            file.write(0, bytes(count, value));
            if (sync) {
                file.sync();
                disk.syncDir(DIRECTORY);
            }
        }
    }

    private void crash(SimDisk.Survival survival) {
        disk.survival(survival);
        disk.crash();
        disk.restart();
    }

    @Test
    void aCrashForgetsWhatWasNotSynced() throws Exception {
        write(2000, 1, true);
        write(2000, 2, false);
        crash(SimDisk.Survival.NOTHING);
        assertThat(disk.content(FILE)).hasSize(2000).containsOnly(1);
    }

    @Test
    void aCrashMayKeepEverythingOrSomeSectors() throws Exception {
        write(5120, 1, true);
        write(5120, 2, false);
        crash(SimDisk.Survival.SOME);
        byte[] torn = disk.content(FILE);
        assertThat(torn).hasSize(5120).contains(1, 2).containsOnly(1, 2);
        for (int sector = 0; sector < torn.length; sector += 512) {
            for (int i = 1; i < 512; i++) {
                assertThat(torn[sector + i]).isEqualTo(torn[sector]);
            }
        }
        write(5120, 3, false);
        crash(SimDisk.Survival.EVERYTHING);
        assertThat(disk.content(FILE)).containsOnly(3);
    }

    @Test
    void aFileIsGoneWithoutASyncOfItsDirectory() throws Exception {
        disk.createDirectories(DIRECTORY);
        try (DiskFile file = disk.open(FILE, OpenMode.CREATE)) {
            file.write(0, bytes(10, 1));
            file.sync();
        }
        crash(SimDisk.Survival.NOTHING);
        assertThat(disk.exists(FILE)).isFalse();
    }

    @Test
    void aRenameIsOldOrNew() throws Exception {
        write(10, 1, true);
        Path other = DIRECTORY.resolve("other");
        disk.rename(FILE, other);
        crash(SimDisk.Survival.NOTHING);
        assertThat(disk.list(DIRECTORY)).containsExactly("file");
        disk.rename(FILE, other);
        crash(SimDisk.Survival.EVERYTHING);
        assertThat(disk.list(DIRECTORY)).containsExactly("other");
    }

    @Test
    void powerGoesAtTheOperationAskedFor() throws Exception {
        write(10, 1, true);
        disk.crashAfter(1);
        DiskFile file = disk.open(FILE, OpenMode.WRITE);
        file.write(0, bytes(10, 2));
        assertThatThrownBy(file::sync).isInstanceOf(SimCrash.class);
        assertThatThrownBy(() -> disk.list(DIRECTORY)).isInstanceOf(SimCrash.class);
        disk.restart();
        assertThatThrownBy(file::size).isInstanceOf(SimCrash.class);
        assertThat(disk.list(DIRECTORY)).containsExactly("file");
    }

    @Test
    void faultsAndFullDisks() throws Exception {
        write(10, 1, true);
        disk.fail(SimDisk.Operation.SYNC, "file", "Input/output error");
        try (DiskFile file = disk.open(FILE, OpenMode.WRITE)) {
            assertThatThrownBy(file::sync)
                    .isInstanceOf(IOException.class)
                    .hasMessage("Input/output error");
            file.sync();
            disk.capacity(20);
            file.write(10, bytes(10, 1));
            assertThat(disk.usable(DIRECTORY)).isZero();
            assertThatThrownBy(() -> file.write(20, bytes(1, 1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space");
            file.write(0, bytes(20, 2));
        }
    }

    @Test
    void modesAndLocksAreThoseOfARealDisk() throws Exception {
        assertThatThrownBy(() -> disk.open(FILE, OpenMode.READ))
                .isInstanceOf(NoSuchFileException.class);
        write(10, 1, true);
        assertThatThrownBy(() -> disk.open(FILE, OpenMode.CREATE))
                .isInstanceOf(FileAlreadyExistsException.class);
        AutoCloseable lock = disk.lock(DIRECTORY);
        assertThatThrownBy(() -> disk.lock(DIRECTORY)).isInstanceOf(IOException.class);
        lock.close();
        disk.lock(DIRECTORY);
        crash(SimDisk.Survival.NOTHING);
        disk.lock(DIRECTORY).close();
    }
}
