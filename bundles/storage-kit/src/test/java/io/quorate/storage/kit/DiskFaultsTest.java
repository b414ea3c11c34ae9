package io.quorate.storage.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.storage.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DiskFaultsTest {

    private static final Path DATA = Path.of("/data/version-2");

    @Test
    void aDirectoryThatMayNotBeWrittenSaysSo() {
        StorageException denied =
                DiskFaults.of(
                        new AccessDeniedException(DATA.toString()),
                        "cannot open the data directory",
                        DATA);
        assertThat(denied.kind()).isEqualTo(StorageException.Kind.IO);
        assertThat(denied).hasMessageContaining("permission denied: /data/version-2");
    }

    @Test
    void aFullDiskIsTold() {
        StorageException full =
                DiskFaults.of(new IOException("No space left on device"), "cannot write", DATA);
        assertThat(full.kind()).isEqualTo(StorageException.Kind.NO_SPACE);
        assertThat(full).hasMessageContaining("No space left on device");
    }
}
