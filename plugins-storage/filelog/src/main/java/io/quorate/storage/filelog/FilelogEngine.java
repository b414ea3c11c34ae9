package io.quorate.storage.filelog;

import io.quorate.runtime.disk.Disk;
import io.quorate.storage.DiskUse;
import io.quorate.storage.Journal;
import io.quorate.storage.LoadedContent;
import io.quorate.storage.MetadataStore;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageHost;
import io.quorate.storage.StorageNotice;
import io.quorate.storage.TreeStore;
import io.quorate.storage.kit.DataFileName;
import io.quorate.storage.kit.DiskFaults;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.storage.kit.heap.HeapTree;
import io.quorate.storage.kit.log.FileJournal;
import io.quorate.storage.kit.log.FileMetadataStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** ZooKeeper's files: the kit's journal, hard state and heap tree over snapshot files. */
final class FilelogEngine implements StorageEngine {

    private final Directories directories;
    private final StorageHost host;
    private final Disk disk;
    private final FatalErrorLatch latch;
    private final SnapshotFiles snapshots;
    private final HeapTree tree;
    private final FileJournal journal;
    private final FileMetadataStore metadata;
    private final LoadedContent loadedContent;
    private final boolean wantsCheckpoint;
    private final AtomicBoolean reserve = new AtomicBoolean(true);

    FilelogEngine(
            Directories directories,
            StorageHost host,
            FatalErrorLatch latch,
            SnapshotFiles snapshots,
            HeapTree tree,
            FileJournal journal,
            FileMetadataStore metadata,
            LoadedContent loadedContent,
            boolean wantsCheckpoint) {
        this.directories = directories;
        this.host = host;
        this.disk = host.disk();
        this.latch = latch;
        this.snapshots = snapshots;
        this.tree = tree;
        this.journal = journal;
        this.loadedContent = loadedContent;
        this.wantsCheckpoint = wantsCheckpoint;
        this.metadata = metadata;
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public MetadataStore metadata() {
        return metadata;
    }

    @Override
    public TreeStore tree() {
        return tree;
    }

    @Override
    public LoadedContent loadedContent() {
        return loadedContent;
    }

    @Override
    public @Nullable StorageException damage() {
        return journal.damage();
    }

    @Override
    public boolean wantsCheckpoint() {
        return wantsCheckpoint;
    }

    @Override
    public List<String> purge() throws StorageException {
        latch.check();
        try {
            List<String> before = disk.list(directories.logs());
            List<String> removed = snapshots.purge(host.settings().retainCheckpoints());
            long oldest = snapshots.oldestWhole();
            if (oldest >= 0) {
                journal.trimBefore(oldest);
            }
            List<String> after = disk.list(directories.logs());
            for (DataFileName log : DataFileName.select(DataFileName.LOG, before)) {
                if (!after.contains(log.name())) {
                    removed.add(log.name());
                }
            }
            return removed;
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot purge", directories.snapshots());
        }
    }

    @Override
    public DiskUse diskUse() throws StorageException {
        try {
            long data = bytes(directories.snapshots(), DataFileName.SNAPSHOT);
            return new DiskUse(data, bytes(directories.logs(), DataFileName.LOG));
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot measure the directories", directories.snapshots());
        }
    }

    private long bytes(Path directory, String kind) throws IOException {
        long sum = 0;
        for (DataFileName file : DataFileName.select(kind, disk.list(directory))) {
            try {
                sum += disk.size(directory.resolve(file.name()));
            } catch (IOException gone) {
                // Purged or renamed since the listing.
            }
        }
        return sum;
    }

    @Override
    public boolean hasReserve() throws StorageException {
        try {
            Path gone = directories.missing();
            if (gone != null) {
                throw latch.fatal(
                        new StorageException(
                                StorageException.Kind.GONE,
                                "the data directory was deleted or moved while the server ran",
                                gone,
                                -1,
                                null));
            }
            long usable = directories.usable();
            long wanted = host.settings().reserveBytes();
            boolean has = usable >= wanted;
            if (reserve.compareAndSet(!has, has)) {
                host.notice(
                        has
                                ? new StorageNotice(
                                        StorageNotice.Kind.SPACE_RETURNED,
                                        "there is disk space again: " + usable + " bytes",
                                        0)
                                : new StorageNotice(
                                        StorageNotice.Kind.LOW_SPACE,
                                        "only "
                                                + usable
                                                + " bytes of disk space are left, "
                                                + wanted
                                                + " are the reserve",
                                        0));
            }
            return has;
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot measure the free space", directories.snapshots());
        }
    }

    @Override
    public void close() {
        journal.close();
        directories.close();
    }
}
