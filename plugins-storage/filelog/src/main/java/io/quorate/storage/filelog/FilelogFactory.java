package io.quorate.storage.filelog;

import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageFactory;
import io.quorate.storage.StorageHost;
import io.quorate.storage.kit.DiskFaults;
import io.quorate.storage.kit.log.JournalSettings;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Opens ZooKeeper's data directories. Thread-safe. */
@Component(
        service = StorageFactory.class,
        configurationPid = "io.quorate.storage.filelog",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "storage.engine=filelog")
public final class FilelogFactory implements StorageFactory {

    private final FilelogSettings own;

    /** Properties of this component, as the table of keys names them. */
    @interface Configuration {
        String compression() default "";

        boolean lastZxidSection() default true;

        boolean trustEmpty() default false;

        boolean autocreateDirectories() default true;

        boolean autocreateDatabase() default true;

        long preallocBytes() default 16L << 20;

        boolean forceSync() default true;

        long slowSyncMillis() default 1000;

        long logSizeLimitBytes() default -1;
    }

    /** With the default of every key. */
    public FilelogFactory() {
        this(FilelogSettings.DEFAULTS);
    }

    public FilelogFactory(FilelogSettings own) {
        this.own = own;
    }

    @Activate
    public FilelogFactory(Configuration configuration) {
        this(
                new FilelogSettings(
                        configuration.compression(),
                        configuration.lastZxidSection(),
                        configuration.trustEmpty(),
                        configuration.autocreateDirectories(),
                        configuration.autocreateDatabase(),
                        new JournalSettings(
                                configuration.preallocBytes(),
                                configuration.forceSync(),
                                configuration.slowSyncMillis(),
                                configuration.logSizeLimitBytes())));
    }

    @Override
    public StorageEngine open(StorageDirs dirs, StorageHost host) throws StorageException {
        Directories directories = Directories.open(dirs, host, own.autocreateDirectories());
        try {
            return new Restore(directories, host, own).run();
        } catch (IOException failure) {
            directories.close();
            throw DiskFaults.of(failure, "cannot open the data directory", directories.snapshots());
        } catch (StorageException | RuntimeException failure) {
            directories.close();
            throw failure;
        }
    }
}
