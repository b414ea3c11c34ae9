package io.quorate.storage.lmdb;

import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageFactory;
import io.quorate.storage.StorageHost;
import io.quorate.storage.kit.DiskFaults;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.storage.kit.log.FileJournal;
import io.quorate.storage.kit.log.FileMetadataStore;
import io.quorate.storage.kit.log.JournalSettings;
import io.quorate.storage.lmdb.map.LmdbFiles;
import io.quorate.storage.lmdb.map.MapFiles;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Opens directories with a tree in LMDB. Thread-safe. */
@Component(
        service = StorageFactory.class,
        configurationPid = "io.quorate.storage.lmdb",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "storage.engine=lmdb")
public final class LmdbFactory implements StorageFactory {

    private final LmdbSettings own;
    private final MapFiles files;

    /** Properties of this component, as the table of keys names them. */
    @interface Configuration {
        long mapBytes() default 1L << 40;

        long cacheBytes() default 64L << 20;

        long debtBytes() default 64L << 20;

        long viewMillis() default 600_000;

        long preallocBytes() default 16L << 20;

        boolean forceSync() default true;

        long slowSyncMillis() default 1000;

        long logSizeLimitBytes() default -1;
    }

    /** With the default of every key. */
    public LmdbFactory() {
        this(LmdbSettings.DEFAULTS, new LmdbFiles(LmdbSettings.DEFAULTS.mapBytes()));
    }

    LmdbFactory(LmdbSettings own, MapFiles files) {
        this.own = own;
        this.files = files;
    }

    @Activate
    public LmdbFactory(Configuration configuration) {
        this(
                new LmdbSettings(
                        configuration.mapBytes(),
                        configuration.cacheBytes(),
                        configuration.debtBytes(),
                        configuration.viewMillis(),
                        new JournalSettings(
                                configuration.preallocBytes(),
                                configuration.forceSync(),
                                configuration.slowSyncMillis(),
                                configuration.logSizeLimitBytes())),
                new LmdbFiles(configuration.mapBytes()));
    }

    @Override
    public StorageEngine open(StorageDirs dirs, StorageHost host) throws StorageException {
        Directories directories = Directories.open(dirs, host);
        try {
            return open(directories, host);
        } catch (IOException failure) {
            directories.close();
            throw DiskFaults.of(failure, "cannot open the data directory", directories.data());
        } catch (StorageException | RuntimeException failure) {
            directories.close();
            throw failure;
        }
    }

    private StorageEngine open(Directories directories, StorageHost host)
            throws StorageException, IOException {
        FatalErrorLatch latch = new FatalErrorLatch();
        Generations generations = Generations.open(directories.data(), host.disk(), files);
        try {
            if (generations.isEmpty()) {
                begin(directories, host, latch, generations);
            }
            LmdbTree tree = new LmdbTree(host, latch, own, generations);
            FileJournal journal =
                    FileJournal.open(
                            directories.logs(),
                            host,
                            own.journal(),
                            latch,
                            tree.version().position().zxid());
            tree.behind(journal);
            FileMetadataStore metadata =
                    FileMetadataStore.open(
                            directories.data(), host.disk(), own.journal().forceSync(), latch);
            return new LmdbEngine(directories, host, latch, generations, tree, journal, metadata);
        } catch (StorageException | RuntimeException failure) {
            generations.close();
            throw failure;
        }
    }

    /** An empty tree, unless there is a log: then there was one that is missing now. */
    private void begin(
            Directories directories,
            StorageHost host,
            FatalErrorLatch latch,
            Generations generations)
            throws StorageException {
        try (FileJournal journal =
                FileJournal.open(directories.logs(), host, own.journal(), latch, 0)) {
            if (journal.span().last() >= 0) {
                throw new StorageException(
                        StorageException.Kind.CORRUPT,
                        "there are transaction logs but no tree",
                        directories.logs(),
                        -1,
                        null);
            }
        }
        try (LmdbInstall install =
                new LmdbInstall(null, generations, latch, host.settings().extendedTypes())) {
            install.finish(0);
        }
    }
}
