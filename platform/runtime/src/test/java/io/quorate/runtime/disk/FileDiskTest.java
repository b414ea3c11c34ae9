package io.quorate.runtime.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest {

    @TempDir Path directory;

    private final FileDisk disk = new FileDisk();

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes());
    }

    @Test
    void writesReadsAndCuts() throws Exception {
        Path path = directory.resolve("a");
        try (DiskFile file = disk.open(path, OpenMode.CREATE)) {
            file.write(0, text("hello "), text("world"));
            file.write(6, text("W"));
            file.sync();
            assertThat(file.size()).isEqualTo(11);
            ByteBuffer into = ByteBuffer.allocate(5);
            assertThat(file.read(6, into)).isEqualTo(5);
            assertThat(new String(into.array())).isEqualTo("World");
            assertThat(file.read(11, ByteBuffer.allocate(1))).isEqualTo(-1);
            file.truncate(5);
        }
        assertThat(Files.readString(path)).isEqualTo("hello");
        assertThat(disk.size(path)).isEqualTo(5);
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeIsNotWaitedFor() throws Exception {
        Path pipe = directory.resolve("snapshot.1");
        assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        for (OpenMode mode : new OpenMode[] {OpenMode.READ, OpenMode.WRITE}) {
            assertThatThrownBy(() -> disk.open(pipe, mode))
                    .isInstanceOfSatisfying(
                            IOException.class,
                            failure ->
                                    assertThat(IoReason.of(failure))
                                            .contains("no regular file", pipe.toString()));
        }
    }

    @Test
    void preallocatingAddsZerosAndNeverShortens() throws Exception {
        Path path = directory.resolve("a");
        try (DiskFile file = disk.open(path, OpenMode.CREATE)) {
            file.write(0, text("x"));
            file.preallocate(1_000_000);
            file.preallocate(10);
            file.sync();
        }
        byte[] content = Files.readAllBytes(path);
        assertThat(content).hasSize(1_000_000).startsWith('x');
        content[0] = 0;
        assertThat(content).containsOnly(0);
    }

    @Test
    void modesSayWhetherAFileMustExist() throws Exception {
        Path path = directory.resolve("a");
        assertThatThrownBy(() -> disk.open(path, OpenMode.READ))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.open(path, OpenMode.WRITE))
                .isInstanceOf(NoSuchFileException.class);
        disk.open(path, OpenMode.CREATE).close();
        assertThatThrownBy(() -> disk.open(path, OpenMode.CREATE))
                .isInstanceOf(FileAlreadyExistsException.class);
        disk.open(path, OpenMode.WRITE).close();
    }

    @Test
    void renamingReplacesAndDeletingIsTolerant() throws Exception {
        Files.writeString(directory.resolve("a"), "new");
        Files.writeString(directory.resolve("b"), "old");
        disk.rename(directory.resolve("a"), directory.resolve("b"));
        disk.syncDir(directory);
        assertThat(disk.list(directory)).containsExactly("b");
        assertThat(Files.readString(directory.resolve("b"))).isEqualTo("new");
        disk.delete(directory.resolve("b"));
        disk.delete(directory.resolve("b"));
        assertThat(disk.list(directory)).isEmpty();
        assertThat(disk.list(directory.resolve("none"))).isEmpty();
        assertThat(disk.usable(directory)).isPositive();
    }

    @Test
    void missingDirectoriesAreMade() throws Exception {
        Path deep = directory.resolve("a/b/c");
        disk.createDirectories(deep);
        disk.createDirectories(deep);
        assertThat(deep).isDirectory();
        Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> disk.createDirectories(directory.resolve("file/x")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aDirectoryIsLockedOnce() throws Exception {
        AutoCloseable lock = disk.lock(directory);
        assertThatThrownBy(() -> disk.lock(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.toString());
        lock.close();
        disk.lock(directory).close();
    }

    /** In a process of its own, for it uses up all descriptors; as many as a client could. */
    @Test
    void filesCanBeBegunWithNoDescriptorLeft() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path output = directory.resolve("output");
        Path work = Files.createDirectory(directory.resolve("work"));
        Process process =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "ulimit -n 128 && exec \"$@\"",
                                "sh",
                                java,
                                "-cp",
                                System.getProperty("java.class.path"),
                                NoDescriptorsLeft.class.getName(),
                                work.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output)).startsWith("began 20 files with");
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void theIdentityOfAFileStaysWithItsBytes() throws Exception {
        Path path = directory.resolve("a");
        Path other = directory.resolve("b");
        Files.writeString(path, "one");
        Files.writeString(other, "two");
        Object identity = disk.identity(path);
        assertThat(disk.identity(path)).isEqualTo(identity).isNotEqualTo(disk.identity(other));
        disk.rename(path, directory.resolve("c"));
        assertThat(disk.identity(path)).isNull();
        assertThat(disk.identity(directory.resolve("c"))).isEqualTo(identity);
    }
}
