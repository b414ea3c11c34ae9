package io.quorate.storage.lmdb;

import io.quorate.runtime.disk.Disk;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageFactory;
import io.quorate.storage.StorageHost;
import io.quorate.storage.kit.DiskFaults;
import io.quorate.storage.kit.log.JournalSettings;
import io.quorate.storage.lmdb.map.DiskMap;
import io.quorate.storage.lmdb.map.LmdbFiles;
import io.quorate.storage.lmdb.map.MapFiles;
import java.io.IOException;
import java.nio.file.Path;
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
        this(LmdbSettings.DEFAULTS);
    }

    public LmdbFactory(LmdbSettings own) {
        this.own = own;
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
                                configuration.logSizeLimitBytes())));
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
        Disk disk = host.disk();
        MapFiles files =
                disk.isFileSystem() ? new LmdbFiles(own.reservedBytes()) : DiskMap.files(disk);
        Generations generations = new Generations(directories.data(), disk, files);
        try {
            return new Opening(directories, host, own, generations).run();
        } catch (StorageException | IOException | RuntimeException failure) {
            generations.close();
            throw failure;
        }
    }

    @Override
    public TreeSummary inspect(StorageDirs dirs, Disk disk) throws StorageException {
        Path data = Directories.data(dirs);
        try {
            return TreeCheck.of(Generations.inForce(data, disk), disk);
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot read the data directory", data);
        }
    }
}
