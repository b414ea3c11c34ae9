package io.quorate.storage.filelog;

import io.quorate.model.Zxid;
import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
import io.quorate.runtime.disk.OpenMode;
import io.quorate.storage.LoadedContent;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageHost;
import io.quorate.storage.StorageNotice;
import io.quorate.storage.StorageSettings;
import io.quorate.storage.TreeReader;
import io.quorate.storage.kit.AtomicFile;
import io.quorate.storage.kit.DataFileName;
import io.quorate.storage.kit.DiskFaults;
import io.quorate.storage.kit.DiskOutput;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.storage.kit.heap.HeapLoader;
import io.quorate.storage.kit.heap.TreeImages;
import io.quorate.storage.kit.log.FileJournal;
import io.quorate.storage.kit.snapshot.SnapshotContainer;
import io.quorate.storage.kit.snapshot.SnapshotWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The snapshots of a directory: {@code snapshot.<hex>[.gz|.snappy]}. Source: spec disk-format
 * sections 6, 10, 11.2, 13, 14.
 *
 * <p>A snapshot is written under {@code <name>.tmp}, synced and renamed: what has a data name is
 * whole. A fault while writing one is not fatal: the older ones are as they were.
 */
final class SnapshotFiles implements TreeImages {

    private static final int CANDIDATES_MAX = 100;

    /**
     * A tree from a snapshot.
     *
     * @param content what the snapshot says of it
     * @param skippedZxid highest zxid of a snapshot that was whole and yet not readable, -1 if
     *     there was none
     */
    record Loaded(HeapLoader loader, long zxid, LoadedContent content, long skippedZxid) {}

    private final Path directory;
    private final StorageHost host;
    private final Disk disk;
    private final StorageSettings settings;
    private final FilelogSettings own;
    private final FatalErrorLatch latch;

    @SuppressWarnings("NullAway.Init") // given before the first snapshot
    private FileJournal journal;

    SnapshotFiles(Path directory, StorageHost host, FilelogSettings own, FatalErrorLatch latch) {
        this.directory = directory;
        this.host = host;
        this.disk = host.disk();
        this.settings = host.settings();
        this.own = own;
        this.latch = latch;
    }

    /** The log that snapshots are taken of; before the first is written on demand. */
    void behind(FileJournal log) {
        journal = log;
    }

    /** As ZooKeeper has it, the log goes on in a new file, so that a purge can drop the old one. */
    @Override
    public void journalIsDurable() throws StorageException {
        journal.roll();
    }

    /** Deletes what an interrupted write has left. */
    void removeUnfinished() throws IOException {
        for (String name : disk.list(directory)) {
            if (name.startsWith(DataFileName.SNAPSHOT + ".")
                    && name.endsWith(AtomicFile.UNFINISHED)) {
                disk.delete(directory.resolve(name));
            }
        }
    }

    /**
     * The newest snapshot that can be read; empty if there is none at all; CORRUPT if there are
     * some and none can be read.
     */
    Optional<Loaded> loadNewest() throws StorageException, IOException {
        return load(Long.MAX_VALUE, whole());
    }

    private Optional<Loaded> load(long maxZxid, List<DataFileName> candidates)
            throws StorageException {
        long skipped = -1;
        StorageException first = null;
        for (DataFileName candidate : candidates) {
            try {
                SnapshotFile file =
                        new SnapshotFile(
                                directory.resolve(candidate.name()), candidate.zxid(), host);
                Loaded loaded = file.load(skipped);
                if (loaded.content().zxid() <= maxZxid) {
                    return Optional.of(loaded);
                }
            } catch (StorageException damaged) {
                first = first == null ? damaged : first;
                skipped = Math.max(skipped, candidate.zxid());
                notice(
                        StorageNotice.Kind.SKIPPED_CHECKPOINT,
                        "snapshot " + candidate.name() + " is skipped: " + damaged.getMessage());
            }
        }
        if (first != null) {
            throw first;
        }
        return Optional.empty();
    }

    /** Snapshots that pass the quick test, newest first, at most 100. */
    private List<DataFileName> whole() throws IOException {
        List<DataFileName> found = new ArrayList<>();
        for (DataFileName name :
                DataFileName.select(DataFileName.SNAPSHOT, disk.list(directory)).reversed()) {
            if (found.size() == CANDIDATES_MAX) {
                break;
            }
            if (("." + name.extension()).endsWith(AtomicFile.UNFINISHED)) {
                continue;
            }
            if (SnapshotFile.looksWhole(disk, directory.resolve(name.name()))) {
                found.add(name);
            } else {
                notice(
                        StorageNotice.Kind.SKIPPED_CHECKPOINT,
                        "snapshot " + name.name() + " was never finished; it is skipped");
            }
        }
        return found;
    }

    @Override
    @SuppressWarnings("NullAway") // a fault of the storage has a message
    public void write(TreeReader version) throws StorageException {
        latch.check();
        SnapshotContainer container = SnapshotContainer.ofSetting(own.compression());
        long zxid = version.position().zxid();
        Path target =
                directory.resolve(
                        DataFileName.SNAPSHOT + "." + Zxid.hex(zxid) + container.suffix());
        Path unfinished = target.resolveSibling(target.getFileName() + AtomicFile.UNFINISHED);
        try {
            disk.delete(unfinished);
            write(version, unfinished, container);
            disk.rename(unfinished, target);
            disk.syncDir(directory);
        } catch (IOException failure) {
            drop(unfinished);
            StorageException fault = DiskFaults.of(failure, "cannot write a snapshot", target);
            notice(StorageNotice.Kind.CHECKPOINT_FAILED, fault.getMessage());
            throw fault;
        }
    }

    private void write(TreeReader version, Path unfinished, SnapshotContainer container)
            throws StorageException, IOException {
        try (DiskFile file = disk.open(unfinished, OpenMode.CREATE);
                OutputStream out =
                        container.wrap(
                                new DiskOutput(file, host.budget(), own.journal().forceSync()))) {
            SnapshotWriter.write(version, out, settings.digestEnabled(), own.lastZxidSection());
        }
    }

    private void drop(Path unfinished) {
        try {
            disk.delete(unfinished);
        } catch (IOException ignored) {
            // It is removed by the next write of this name or the next start.
        }
    }

    /**
     * Durable and found first by the next open: afterwards no snapshot of a higher zxid remains.
     */
    @Override
    public void install(TreeReader version) throws StorageException {
        write(version);
        removeAbove(version.position().zxid());
    }

    @Override
    public void confirm() {
        // Older snapshots go with the purge.
    }

    @Override
    public Optional<HeapLoader> load(long maxZxid) throws StorageException {
        latch.check();
        try {
            List<DataFileName> candidates = new ArrayList<>(whole());
            candidates.removeIf(name -> name.zxid() > maxZxid);
            Optional<Loaded> loaded = load(maxZxid, candidates);
            if (loaded.isPresent()) {
                removeAbove(loaded.get().zxid());
            }
            return loaded.map(Loaded::loader);
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot load a snapshot", directory);
        }
    }

    private void removeAbove(long zxid) throws StorageException {
        try {
            boolean removed = false;
            for (DataFileName name :
                    DataFileName.select(DataFileName.SNAPSHOT, disk.list(directory))) {
                if (name.zxid() > zxid) {
                    remove(name);
                    removed = true;
                }
            }
            if (removed) {
                disk.syncDir(directory);
            }
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot remove a snapshot", directory);
        }
    }

    private void remove(DataFileName name) throws IOException {
        disk.delete(directory.resolve(name.name()));
    }

    /**
     * Deletes snapshots below the oldest of the newest {@code retain} whole ones; returns their
     * names.
     */
    List<String> purge(int retain) throws IOException {
        List<DataFileName> whole = whole();
        List<String> removed = new ArrayList<>();
        if (whole.size() <= Math.max(3, retain)) {
            return removed;
        }
        long oldest = whole.get(Math.max(3, retain) - 1).zxid();
        for (DataFileName name : DataFileName.select(DataFileName.SNAPSHOT, disk.list(directory))) {
            if (name.zxid() < oldest) {
                remove(name);
                removed.add(name.name());
            }
        }
        disk.syncDir(directory);
        return removed;
    }

    /** Zxid of the oldest whole snapshot, -1 if there is none. */
    long oldestWhole() throws IOException {
        List<DataFileName> whole = whole();
        return whole.isEmpty() ? -1 : whole.getLast().zxid();
    }

    private void notice(StorageNotice.Kind kind, String sentence) {
        host.notice(new StorageNotice(kind, sentence, 0));
    }
}
