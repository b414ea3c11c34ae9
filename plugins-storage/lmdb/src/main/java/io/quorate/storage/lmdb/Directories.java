package io.quorate.storage.lmdb;

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
 * The two {@code version-2} directories of a server, locked: tree and hard state, and the log. One
 * without the file {@code quorate.owner} must be empty: a tree in ZooKeeper's files is not read.
 * Source: storage SPI F28.
 */
final class Directories implements AutoCloseable {

    private static final String VERSION = "version-2";
    private static final String OWNER_FILE = "quorate.owner";
    private static final String OWNER = "engine=lmdb\n";
    private static final int OWNER_BYTES_MAX = 4096;

    private final Path data;
    private final Path logs;
    private final Disk disk;
    private final List<AutoCloseable> locks = new ArrayList<>();

    private Directories(StorageDirs dirs, Disk disk) {
        this.data = data(dirs);
        this.logs = dirs.log().resolve(VERSION);
        this.disk = disk;
    }

    /** Where the tree is. */
    static Path data(StorageDirs dirs) {
        return dirs.data().resolve(VERSION);
    }

    /** Makes, checks and locks the directories; changes nothing if they are somebody else's. */
    static Directories open(StorageDirs dirs, StorageHost host) throws StorageException {
        Directories opened = new Directories(dirs, host.disk());
        try {
            for (Path directory : opened.all()) {
                opened.disk.createDirectories(directory);
            }
            for (Path directory : opened.all()) {
                opened.lock(directory);
            }
            opened.checkOwner();
            return opened;
        } catch (IOException failure) {
            opened.close();
            throw DiskFaults.of(failure, "cannot open the data directory", opened.data);
        } catch (StorageException refused) {
            opened.close();
            throw refused;
        }
    }

    private void lock(Path directory) throws StorageException {
        try {
            locks.add(disk.lock(directory));
        } catch (IOException held) {
            throw new StorageException(Kind.WRONG_OWNER, IoReason.of(held), null, -1, held);
        }
    }

    private void checkOwner() throws IOException, StorageException {
        Path file = data.resolve(OWNER_FILE);
        byte[] owner = AtomicFile.read(disk, file, OWNER_BYTES_MAX);
        if (owner == null) {
            refuseFiles(data, DataFileName.SNAPSHOT);
            refuseFiles(logs, DataFileName.LOG);
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

    private void refuseFiles(Path directory, String kind) throws IOException, StorageException {
        List<DataFileName> found = DataFileName.select(kind, disk.list(directory));
        if (!found.isEmpty()) {
            throw new StorageException(
                    Kind.WRONG_OWNER,
                    "the directory has a tree in ZooKeeper's files, which the storage lmdb does not read",
                    directory.resolve(found.getFirst().name()),
                    -1,
                    null);
        }
    }

    /** The tree, epochs, hard state. */
    Path data() {
        return data;
    }

    /** Transaction logs. */
    Path logs() {
        return logs;
    }

    private List<Path> all() {
        return data.equals(logs) ? List.of(data) : List.of(data, logs);
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
