package io.quorate.storage.filelog;

import io.quorate.storage.DirectoryInfo;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageFactory;
import io.quorate.storage.StorageHost;
import io.quorate.storage.kit.DataFileName;
import io.quorate.storage.kit.DiskFaults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
                        configuration.autocreateDatabase()));
    }

    @Override
    public DirectoryInfo inspect(StorageDirs dirs, StorageHost host) throws StorageException {
        Path data = dirs.data().resolve("version-2");
        Path log = dirs.log().resolve("version-2");
        try {
            List<DataFileName> files =
                    new ArrayList<>(
                            DataFileName.select(DataFileName.SNAPSHOT, host.disk().list(data)));
            files.addAll(DataFileName.select(DataFileName.LOG, host.disk().list(log)));
            files.sort(DataFileName.BY_ZXID);
            return new DirectoryInfo(
                    files.isEmpty(), files.isEmpty() ? -1 : files.getLast().zxid());
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot list the data directory", data);
        }
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
