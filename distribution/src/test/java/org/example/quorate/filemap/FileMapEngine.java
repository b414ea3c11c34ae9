package org.example.quorate.filemap;

import io.quorate.runtime.disk.Disk;
import io.quorate.storage.DiskUse;
import io.quorate.storage.Journal;
import io.quorate.storage.MetadataStore;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageHost;
import io.quorate.storage.StorageNotice;
import io.quorate.storage.TreeStore;
import io.quorate.storage.kit.DiskFaults;
import io.quorate.storage.kit.FatalErrorLatch;
import io.quorate.storage.kit.log.FileJournal;
import io.quorate.storage.kit.log.FileMetadataStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The kit's log and hard state beside the tree of this plugin. */
final class FileMapEngine implements StorageEngine {

    private final StorageHost host;
    private final Disk disk;
    private final Path data;
    private final Path log;
    private final List<AutoCloseable> locks;
    private final FatalErrorLatch latch;
    private final FileJournal journal;
    private final FileMetadataStore metadata;
    private final FileMapTree tree;
    private boolean hadReserve = true;

    FileMapEngine(
            StorageHost host,
            Path data,
            Path log,
            List<AutoCloseable> locks,
            FatalErrorLatch latch,
            FileJournal journal,
            FileMetadataStore metadata,
            FileMapTree tree) {
        this.host = host;
        this.disk = host.disk();
        this.data = data;
        this.log = log;
        this.locks = locks;
        this.latch = latch;
        this.journal = journal;
        this.metadata = metadata;
        this.tree = tree;
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
    public StorageException damage() {
        return journal.damage();
    }

    @Override
    public List<String> purge() throws StorageException {
        latch.check();
        try {
            List<Long> trees = TreeFile.list(disk, data);
            List<String> removed = new ArrayList<>();
            for (long zxid :
                    trees.subList(Math.min(trees.size(), FileMapTree.KEPT), trees.size())) {
                Path file = TreeFile.at(data, zxid);
                disk.delete(file);
                removed.add(file.getFileName().toString());
            }
            disk.syncDir(data);
            return removed;
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot purge", data);
        }
    }

    @Override
    public DiskUse diskUse() throws StorageException {
        try {
            return new DiskUse(bytes(data, "tree."), bytes(log, "log."));
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot measure the directories", data);
        }
    }

    private long bytes(Path directory, String begin) throws IOException {
        long sum = 0;
        for (String name : disk.list(directory)) {
            sum += name.startsWith(begin) ? disk.size(directory.resolve(name)) : 0;
        }
        return sum;
    }

    @Override
    public boolean hasReserve() throws StorageException {
        try {
            long usable = Math.min(disk.usable(data), disk.usable(log));
            boolean has = usable >= host.settings().reserveBytes();
            if (has != hadReserve) {
                hadReserve = has;
                host.notice(
                        new StorageNotice(
                                has
                                        ? StorageNotice.Kind.SPACE_RETURNED
                                        : StorageNotice.Kind.LOW_SPACE,
                                usable + " bytes of disk space are left",
                                0));
            }
            return has;
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot measure the free space", data);
        }
    }

    @Override
    public void close() {
        journal.close();
        release(locks);
    }

    static void release(List<AutoCloseable> locks) {
        for (AutoCloseable lock : locks) {
            try {
                lock.close();
            } catch (Exception ignored) {
                // It ends with the process at the latest.
            }
        }
        locks.clear();
    }
}
