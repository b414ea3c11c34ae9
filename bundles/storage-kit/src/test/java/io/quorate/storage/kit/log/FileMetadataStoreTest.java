package io.quorate.storage.kit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.storage.StorageException;
import io.quorate.storage.StorageHost;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.testkit.MetadataStoreContract;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FileMetadataStoreTest extends MetadataStoreContract {

    private static final Path DIRECTORY = Path.of("/data/version-2");

    @Override
    protected Opened open(StorageHost host) throws StorageException {
        FileMetadataStore state =
                FileMetadataStore.open(DIRECTORY, host.disk(), true, new FatalErrorLatch());
        return new Opened() {
            @Override
            public FileMetadataStore metadata() {
                return state;
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void epochsAreZooKeepersPlainFiles() throws Exception {
        FileMetadataStore state =
                FileMetadataStore.open(DIRECTORY, disk, true, new FatalErrorLatch());
        disk.put(DIRECTORY.resolve("acceptedEpoch"), "7".getBytes(StandardCharsets.UTF_8));
        assertThat(state.get("acceptedEpoch")).asString().isEqualTo("7");
        state.put("currentEpoch", "12".getBytes(StandardCharsets.UTF_8));
        assertThat(disk.content(DIRECTORY.resolve("currentEpoch"))).asString().isEqualTo("12");
    }

    @Test
    void aDamagedStateIsAnErrorAndADamagedHintIsNothing() throws Exception {
        FileMetadataStore state =
                FileMetadataStore.open(DIRECTORY, disk, true, new FatalErrorLatch());
        state.put("ballot", new byte[] {1, 2, 3});
        state.hint("mark", new byte[] {4, 5});
        for (String name : new String[] {"ballot.state", "mark.hint"}) {
            byte[] bytes = disk.content(DIRECTORY.resolve(name));
            bytes[bytes.length - 1] ^= 1;
            disk.put(DIRECTORY.resolve(name), bytes);
        }
        assertThat(state.get("mark")).isNull();
        assertThatThrownBy(() -> state.get("ballot"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("ballot.state");
    }

    @Test
    void keysAreNamesOnly() throws StorageException {
        FileMetadataStore state =
                FileMetadataStore.open(DIRECTORY, disk, true, new FatalErrorLatch());
        assertThatThrownBy(() -> state.get("../myid")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> state.get("")).isInstanceOf(IllegalArgumentException.class);
    }
}
