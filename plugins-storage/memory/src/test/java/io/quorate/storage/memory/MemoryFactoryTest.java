package io.quorate.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageNotice;
import io.quorate.testkit.SimDisk;
import io.quorate.testkit.SimStorageHost;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What ZooKeeper's keys for log files do here. */
final class MemoryFactoryTest {

    private static final StorageDirs NOWHERE =
            new StorageDirs(Path.of("/nowhere"), Path.of("/nowhere"));

    private final SimStorageHost host =
            new SimStorageHost(new SimDisk(1), SimStorageHost.withoutReserve());

    @Test
    void keysOfLogFilesAreAcceptedAndNamedOnce() throws Exception {
        new MemoryFactory(Map.of("preAllocSize", "65536", "forceSync", "no", "service.id", 7L))
                .open(NOWHERE, host)
                .close();
        assertThat(host.notices())
                .containsExactly(
                        new StorageNotice(
                                StorageNotice.Kind.SETTING_WITHOUT_EFFECT,
                                "without effect, as the storage memory has no files: preAllocSize, forceSync",
                                0));
    }

    @Test
    void whereNoneIsSetNothingIsSaid() throws Exception {
        new MemoryFactory().open(NOWHERE, host).close();
        assertThat(host.notices()).isEmpty();
    }
}
