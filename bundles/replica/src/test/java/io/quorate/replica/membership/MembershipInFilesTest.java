package io.quorate.replica.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.config.MembershipFiles;
import io.quorate.consensus.ConsensusAction.Stage;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.ServerId;
import io.quorate.replica.TestSettings;
import io.quorate.storage.MetadataStore;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.memory.MemoryFactory;
import io.quorate.testkit.SimDisk;
import io.quorate.testkit.SimStorageHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a changed membership when the files of the configuration cannot be written. */
class MembershipInFilesTest {

    @TempDir private Path folder;
    private Path file;
    private MetadataStore metadata;

    @BeforeEach
    void writeStaticFile() throws Exception {
        file = Files.writeString(folder.resolve("zoo.cfg"), "dataDir=data\n");
        StorageEngine engine =
                new MemoryFactory()
                        .open(
                                TestSettings.DIRS,
                                new SimStorageHost(
                                        new SimDisk(1), SimStorageHost.withoutReserve()));
        metadata = engine.metadata();
    }

    private static Membership version(long version) {
        return MembershipText.parse(
                "server.1=a:2888:3888\nserver.2=b:2888:3888\nversion=" + Long.toHexString(version));
    }

    /** The store of a start that finds {@code committed} in the files, and nothing under way. */
    private MembershipStore started(long committed) throws Exception {
        return MembershipInFiles.read(
                new MembershipFiles(file, new ServerId(1)), version(committed), null, metadata);
    }

    private void breakStaticFile() throws IOException {
        Files.writeString(file, "password=\\u00zz\n");
    }

    @Test
    void whatIsWrittenToTheFilesIsNowhereElse() throws Exception {
        MembershipStore store = started(1);
        store.write(Stage.PROPOSED, version(2));
        store.write(Stage.COMMITTED, version(2));
        assertThat(Files.readString(file)).contains("zoo.cfg.dynamic.2");
        assertThat(started(1).committed().version()).isEqualTo(1);
    }

    @Test
    void aFileThatNobodyCanReadAnyMoreLosesNothing() throws Exception {
        MembershipStore store = started(1);
        store.write(Stage.PROPOSED, version(2));
        breakStaticFile();
        store.write(Stage.COMMITTED, version(2));
        assertThat(started(1).committed()).isEqualTo(version(2));
        assertThat(started(1).proposed()).isNull();
    }

    @Test
    void aFolderThatIsGoneLosesNothing() throws Exception {
        MembershipStore store = started(1);
        Files.move(folder, folder.resolveSibling(folder.getFileName() + "-moved"));
        store.write(Stage.PROPOSED, version(2));
        assertThat(started(1).committed().version()).isEqualTo(1);
        assertThat(started(1).proposed()).isEqualTo(version(2));
        store.write(Stage.COMMITTED, version(2));
        assertThat(started(1).committed()).isEqualTo(version(2));
    }

    @Test
    void aStartWithFilesThatCanBeWrittenKnowsWhatOneWithoutHasKept() throws Exception {
        MembershipInMetadata.read(metadata, version(1)).write(Stage.COMMITTED, version(5));
        assertThat(started(1).committed()).isEqualTo(version(5));
    }

    @Test
    void newerFilesWin() throws Exception {
        MembershipStore store = started(1);
        breakStaticFile();
        store.write(Stage.COMMITTED, version(2));
        assertThat(started(3).committed().version()).isEqualTo(3);
    }
}
