package io.quorate.storage.filelog;

import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.IoReason;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageException.Kind;
import io.quorate.storage.StorageHost;
import io.quorate.storage.kit.AtomicFile;
import io.quorate.storage.kit.DataFileName;
import io.quorate.storage.kit.DiskFaults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two {@code version-2} directories of a server, locked. Source: spec disk-format section 1.
 *
 * <p>A file {@code quorate.owner} names the engine whose tree is in the directory, so that no
 * engine takes a stale one of an earlier stay for its own. A directory without it is ZooKeeper's or
 * new.
 */
final class Directories implements AutoCloseable {

    private static final String VERSION = "version-2";
    private static final String OWNER_FILE = "quorate.owner";
    private static final String OWNER = "engine=filelog\n";
    private static final String INITIALIZE = "initialize";
    private static final int OWNER_BYTES_MAX = 4096;

    private final Path root;
    private final Path snapshots;
    private final Path logs;
    private final Disk disk;
    private final List<AutoCloseable> locks = new ArrayList<>();

    private Directories(StorageDirs dirs, Disk disk) {
        this.root = dirs.data();
        this.snapshots = dirs.data().resolve(VERSION);
        this.logs = dirs.log().resolve(VERSION);
        this.disk = disk;
    }

    /** Makes, checks and locks the directories; changes nothing if they are somebody else's. */
    static Directories open(StorageDirs dirs, StorageHost host, boolean create)
            throws StorageException {
        Directories opened = new Directories(dirs, host.disk());
        try {
            opened.prepare(create);
            return opened;
        } catch (IOException failure) {
            opened.close();
            throw DiskFaults.of(failure, "cannot open the data directory", opened.snapshots);
        } catch (StorageException refused) {
            opened.close();
            throw refused;
        }
    }

    private void prepare(boolean create) throws IOException, StorageException {
        for (Path directory : all()) {
            if (!disk.exists(directory)) {
                if (!create) {
                    throw new StorageException(
                            Kind.IO,
                            "the directory "
                                    + directory
                                    + " does not exist and zookeeper.datadir.autocreate is false");
                }
                disk.createDirectories(directory);
            }
        }
        for (Path directory : all()) {
            lock(directory);
        }
        checkOwner();
        checkNotSwapped();
    }

    private void lock(Path directory) throws StorageException {
        try {
            locks.add(disk.lock(directory));
        } catch (IOException held) {
            throw new StorageException(Kind.WRONG_OWNER, IoReason.of(held), null, -1, held);
        }
    }

    private void checkOwner() throws IOException, StorageException {
        Path file = snapshots.resolve(OWNER_FILE);
        byte[] owner = AtomicFile.read(disk, file, OWNER_BYTES_MAX);
        if (owner == null) {
            AtomicFile.replace(disk, file, OWNER.getBytes(StandardCharsets.UTF_8), true);
            return;
        }
        String text = new String(owner, StandardCharsets.UTF_8);
        if (!text.equals(OWNER)) {
            throw new StorageException(
                    Kind.WRONG_OWNER,
                    "the directory belongs to another storage (" + text.strip() + ")",
                    file,
                    -1,
                    null);
        }
    }

    private void checkNotSwapped() throws IOException, StorageException {
        if (snapshots.equals(logs)) {
            return;
        }
        refuse(
                snapshots,
                DataFileName.LOG,
                "a transaction log is in the snapshot directory; are dataDir and dataLogDir right?");
        refuse(
                logs,
                DataFileName.SNAPSHOT,
                "a snapshot is in the log directory; are dataDir and dataLogDir right?");
    }

    private void refuse(Path directory, String kind, String sentence)
            throws IOException, StorageException {
        List<DataFileName> found = DataFileName.select(kind, disk.list(directory));
        if (!found.isEmpty()) {
            throw new StorageException(
                    Kind.WRONG_OWNER,
                    sentence,
                    directory.resolve(found.getFirst().name()),
                    -1,
                    null);
        }
    }

    /** Removes the administrator's {@code initialize} marker; true if there was one. */
    boolean takeInitialize() throws IOException {
        Path marker = root.resolve(INITIALIZE);
        if (!disk.exists(marker)) {
            return false;
        }
        disk.delete(marker);
        disk.syncDir(root);
        return true;
    }

    /** Snapshots, epochs, hard state. */
    Path snapshots() {
        return snapshots;
    }

    /** Transaction logs. */
    Path logs() {
        return logs;
    }

    private List<Path> all() {
        return snapshots.equals(logs) ? List.of(snapshots) : List.of(snapshots, logs);
    }

    /** A directory that is not there any more, null if all are. */
    @Nullable Path missing() throws IOException {
        for (Path directory : all()) {
            if (!disk.exists(directory)) {
                return directory;
            }
        }
        return null;
    }

    /** Bytes that may still be written to the fuller of the two. */
    long usable() throws IOException {
        long least = Long.MAX_VALUE;
        for (Path directory : all()) {
            least = Math.min(least, disk.usable(directory));
        }
        return least;
    }

    @Override
    public void close() {
        for (AutoCloseable lock : locks) {
            try {
                lock.close();
            } catch (Exception ignored) {
                // The lock ends with the process at the latest.
            }
        }
        locks.clear();
    }
}
