package io.quorate.storage.lmdb;

import io.quorate.runtime.disk.Disk;
import io.quorate.storage.DiskUse;
import io.quorate.storage.Journal;
import io.quorate.storage.MetadataStore;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageHost;
import io.quorate.storage.StorageNotice;
import io.quorate.storage.TreeStore;
import io.quorate.storage.kit.DataFileName;
import io.quorate.storage.kit.DiskFaults;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.storage.kit.log.FileJournal;
import io.quorate.storage.kit.log.FileMetadataStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The kit's log and hard state beside the tree of this plugin. */
final class LmdbEngine implements StorageEngine {

    private final Directories directories;
    private final StorageHost host;
    private final LmdbSettings own;
    private final Disk disk;
    private final FatalErrorLatch latch;
    private final Generations generations;
    private final LmdbTree tree;
    private final FileJournal journal;
    private final FileMetadataStore metadata;
    private final AtomicBoolean reserve = new AtomicBoolean(true);

    LmdbEngine(
            Directories directories,
            StorageHost host,
            LmdbSettings own,
            FatalErrorLatch latch,
            Generations generations,
            LmdbTree tree,
            FileJournal journal,
            FileMetadataStore metadata) {
        this.directories = directories;
        this.host = host;
        this.own = own;
        this.disk = host.disk();
        this.latch = latch;
        this.generations = generations;
        this.tree = tree;
        this.journal = journal;
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
    public @Nullable StorageException damage() {
        return journal.damage();
    }

    @Override
    public List<String> purge() throws StorageException {
        latch.check();
        try {
            List<String> before = disk.list(directories.logs());
            List<String> removed = new ArrayList<>();
            long oldest = tree.checkpointBefore();
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
            throw DiskFaults.of(failure, "cannot purge", directories.data());
        }
    }

    @Override
    public DiskUse diskUse() throws StorageException {
        try {
            return new DiskUse(
                    bytes(directories.data(), Generations.MAP),
                    bytes(directories.logs(), DataFileName.LOG + "."));
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot measure the directories", directories.data());
        }
    }

    private long bytes(Path directory, String begin) throws IOException {
        long sum = 0;
        for (String name : disk.list(directory)) {
            if (name.startsWith(begin)) {
                try {
                    sum += disk.size(directory.resolve(name));
                } catch (IOException gone) {
                    // Purged or renamed since the listing.
                }
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
            long used = generations.current().usedBytes();
            boolean full = used >= own.mapBytes();
            boolean has = usable >= wanted && !full;
            if (reserve.compareAndSet(!has, has)) {
                host.notice(
                        has
                                ? new StorageNotice(
                                        StorageNotice.Kind.SPACE_RETURNED,
                                        "there is disk space again: " + usable + " bytes",
                                        0)
                                : new StorageNotice(
                                        StorageNotice.Kind.LOW_SPACE,
                                        full ? full(used) : low(usable, wanted),
                                        0));
            }
            return has;
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot measure the free space", directories.data());
        }
    }

    private String full(long used) {
        return "the tree takes "
                + used
                + " bytes, as much as quorate.lmdb.mapSizeMegabytes allows; only deletions are taken";
    }

    private static String low(long usable, long wanted) {
        return "only " + usable + " bytes of disk space are left, " + wanted + " are the reserve";
    }

    @Override
    public void close() {
        journal.close();
        tree.close();
        generations.close();
        directories.close();
    }
}
