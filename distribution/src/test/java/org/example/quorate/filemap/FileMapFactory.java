package org.example.quorate.filemap;

import io.quorate.runtime.disk.Disk;
import io.quorate.storage.DebtLimits;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageFactory;
import io.quorate.storage.StorageHost;
import io.quorate.storage.kit.AtomicFile;
import io.quorate.storage.kit.DiskFaults;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.storage.kit.log.FileJournal;
import io.quorate.storage.kit.log.FileMetadataStore;
import io.quorate.storage.kit.log.JournalSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A storage whose tree is a map in a file: data is read from there, a view lasts for a while, and
 * what is in no checkpoint is bounded. It sees the exported packages only.
 */
public final class FileMapFactory implements StorageFactory {

    private static final JournalSettings JOURNAL = new JournalSettings(4096, true, 1000, 256 << 10);

    private final long viewMillis;
    private final DebtLimits limits;

    /** With the defaults of the table. */
    public FileMapFactory() {
        this(Map.of());
    }

    /** With what is set. */
    public FileMapFactory(Map<String, Object> properties) {
        viewMillis = number(properties, "viewMillis", 5_000);
        long debt = number(properties, "debtBytes", 1 << 20);
        limits = new DebtLimits(debt, 2 * debt);
    }

    private static long number(Map<String, Object> properties, String name, long otherwise) {
        return properties.get(name) instanceof Number set ? set.longValue() : otherwise;
    }

    @Override
    public StorageEngine open(StorageDirs dirs, StorageHost host) throws StorageException {
        Path data = dirs.data().resolve("filemap");
        Path log = dirs.log().resolve("filemap-log");
        List<AutoCloseable> locks = new ArrayList<>();
        try {
            lock(host.disk(), locks, data, log);
            return open(host, data, log, locks);
        } catch (IOException failure) {
            FileMapEngine.release(locks);
            throw DiskFaults.of(failure, "cannot open the directory", data);
        } catch (StorageException | RuntimeException failure) {
            FileMapEngine.release(locks);
            throw failure;
        }
    }

    private static void lock(Disk disk, List<AutoCloseable> locks, Path... directories)
            throws IOException, StorageException {
        for (Path directory : directories) {
            disk.createDirectories(directory);
            try {
                locks.add(disk.lock(directory));
            } catch (IOException held) {
                throw new StorageException(
                        StorageException.Kind.WRONG_OWNER,
                        "the directory is in use",
                        directory,
                        -1,
                        held);
            }
        }
    }

    private StorageEngine open(StorageHost host, Path data, Path log, List<AutoCloseable> locks)
            throws StorageException, IOException {
        boolean extendedTypes = host.settings().extendedTypes();
        for (String name : host.disk().list(data)) {
            if (name.startsWith("tree.") && name.endsWith(AtomicFile.UNFINISHED)) {
                host.disk().delete(data.resolve(name));
            }
        }
        host.disk().syncDir(data);
        List<Long> trees = TreeFile.list(host.disk(), data);
        TreeState state =
                trees.isEmpty()
                        ? TreeState.NOTHING.completed(extendedTypes).sealed(0)
                        : TreeFile.read(host.disk(), data, trees.getFirst(), extendedTypes);
        FatalErrorLatch latch = new FatalErrorLatch();
        FileJournal journal = FileJournal.open(log, host, JOURNAL, latch, state.position().zxid());
        FileMetadataStore metadata = FileMetadataStore.open(data, host.disk(), true, latch);
        FileData files = new FileData(host.disk(), extendedTypes);
        FileMapTree tree = new FileMapTree(host, data, latch, files, state, limits, viewMillis);
        return new FileMapEngine(host, data, log, locks, latch, journal, metadata, tree);
    }
}
