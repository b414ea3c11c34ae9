package io.quorate.tools.verify;

import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.OpenMode;
import io.quorate.storage.StorageException;
import io.quorate.storage.kit.AtomicFile;
import io.quorate.storage.kit.DataFileName;
import io.quorate.storage.kit.DiskInput;
import io.quorate.storage.kit.heap.HeapLoader;
import io.quorate.storage.kit.snapshot.SnapshotContainer;
import io.quorate.storage.kit.snapshot.SnapshotReader;
import io.quorate.storage.kit.snapshot.SnapshotSink;
import io.quorate.storage.kit.snapshot.SnapshotTrailer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads every snapshot with all its seals, the newest first, and finds the one a start goes on
 * from. Source: spec disk-format sections 6, 10.1 and 11.2.
 */
final class SnapshotCheck {

    /** Most a node costs on the heap besides its path and data. */
    private static final long NODE_BYTES = 300;

    private static final long ROOM_BYTES = 64L << 20;

    /**
     * The snapshot a start goes on from.
     *
     * @param zxid the one of its name
     * @param trailer what stands behind its nodes
     * @param heapBytes what its tree needs, roughly
     */
    record Base(DataFileName name, long zxid, SnapshotTrailer trailer, long heapBytes) {}

    private final Disk disk;
    private final Path directory;
    private final Report report;
    private @Nullable Base base;
    private long skipped = -1;
    private int damaged;
    private int all;

    SnapshotCheck(Disk disk, Path directory, Report report) {
        this.disk = disk;
        this.directory = directory;
        this.report = report;
    }

    /** Reads them all. */
    void run() throws IOException {
        List<DataFileName> names =
                DataFileName.select(DataFileName.SNAPSHOT, disk.list(directory)).stream()
                        .filter(name -> !name.name().endsWith(AtomicFile.UNFINISHED))
                        .toList();
        all = names.size();
        String newest = "";
        for (DataFileName name : names.reversed()) {
            try {
                SnapshotFigures figures = new SnapshotFigures();
                SnapshotTrailer trailer = read(name, figures);
                if (base == null) {
                    newest = use(name, figures, trailer);
                }
                compare(name, figures, trailer);
            } catch (StorageException damage) {
                skip(name, damage);
            }
        }
        report.fact("snapshots", all == 0 ? "none" : all + newest);
    }

    private String use(DataFileName name, SnapshotFigures figures, SnapshotTrailer trailer) {
        base =
                new Base(
                        name,
                        name.zxid(),
                        trailer,
                        figures.nodes() * NODE_BYTES + 2 * figures.bytes() + ROOM_BYTES);
        return ", the newest whole one "
                + name.name()
                + " with "
                + figures.nodes()
                + " znodes and "
                + figures.sessions()
                + " sessions";
    }

    private SnapshotTrailer read(DataFileName name, SnapshotSink sink)
            throws StorageException, IOException {
        Path file = directory.resolve(name.name());
        SnapshotContainer container = SnapshotContainer.ofFile(name.name());
        try (InputStream in = new DiskInput(disk.open(file, OpenMode.READ))) {
            long bytes = container == SnapshotContainer.RAW ? disk.size(file) : Long.MAX_VALUE;
            return SnapshotReader.read(container, in, sink, bytes);
        }
    }

    private void compare(DataFileName name, SnapshotFigures figures, SnapshotTrailer trailer) {
        if (trailer.hasDigest()
                && trailer.digestZxid() == name.zxid()
                && trailer.digest() != figures.digest()) {
            report.attention(
                    name.name()
                            + ": its znodes have the digest "
                            + figures.digest()
                            + ", and it says "
                            + trailer.digest(),
                    "its seals are right, so it was written so: compare the znodes with those of"
                            + " another server; a member takes a whole tree after"
                            + " `quorate history discard zoo.cfg`");
        }
    }

    private void skip(DataFileName name, StorageException damage) {
        damaged++;
        if (base == null) {
            skipped = Math.max(skipped, name.zxid());
        }
        report.attention(
                name.name() + " cannot be read: " + damage.getMessage(),
                "a start takes an older one and more of the log; put it back from a copy, or"
                        + " delete it once the server has written a newer one");
    }

    /**
     * The tree of the base. What only a whole tree shows to be wrong makes it a damaged one.
     *
     * @return null where there is none
     */
    @Nullable HeapLoader load() throws IOException {
        if (base == null) {
            return null;
        }
        try {
            HeapLoader loader = new HeapLoader(true);
            read(base.name(), loader);
            return loader.finish(base.zxid());
        } catch (StorageException damage) {
            report.unusable(
                    base.name().name() + " makes no tree: " + damage.getMessage(),
                    "put it back from a copy; or move it away, so that a start takes an older one");
            return null;
        }
    }

    /** The newest one that is whole; null if there is none. */
    @Nullable Base base() {
        return base;
    }

    /** Position of the newest one that cannot be read and is newer than the base, else -1. */
    long skipped() {
        return skipped;
    }

    /** Whether there are some and none can be read. */
    boolean allDamaged() {
        return all > 0 && damaged == all;
    }

    /** The position a log goes on from, 0 without a snapshot. */
    long from() {
        return base == null ? 0 : base.zxid();
    }
}
