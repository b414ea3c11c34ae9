package io.quorate.tools.convert;

import io.quorate.runtime.disk.Disk;
import io.quorate.storage.Install;
import io.quorate.storage.PinnedView;
import io.quorate.storage.Position;
import io.quorate.storage.SnapshotBody;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeCounts;
import io.quorate.storage.kit.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves the newest checkpoint of a directory into the files of another storage. Log and hard state
 * are the same files for both and stay; a start replays the log behind the checkpoint, as ever.
 *
 * <p>The new tree is built aside and its digest compared. The directory changes hands with one file
 * that is replaced: whatever interrupts it, one of both storages starts on it, and the conversion
 * can be run again. Blocking; one thread. Source: docs/adr/0125.
 */
public final class Conversion {

    private static final String VERSION = "version-2";
    private static final String ASIDE = "convert";
    private static final String OWNER_FILE = "quorate.owner";
    private static final String LOCK = "-lock";

    /** What a new directory begins with; of an empty tree it is the whole. */
    private static final String EMPTY = "snapshot.0";

    private static final int OWNER_BYTES_MAX = 4096;
    private static final int PIECE_BYTES = 1 << 20;
    private static final int TENTHS = 10;

    /** Bytes of a node in a body besides its data, roughly. */
    private static final int NODE_BYTES = 100;

    private final StorageDirs dirs;
    private final Path data;
    private final Path aside;
    private final PrintWriter out;
    private final OfflineHost host;
    private final Disk disk;

    /** {@code dataDir} and {@code dataLogDir} of a server, the same if there is one alone. */
    public Conversion(Path dataDir, Path dataLogDir, PrintWriter out) {
        dirs = new StorageDirs(dataDir, dataLogDir);
        data = dataDir.resolve(VERSION);
        aside = dataDir.resolve(ASIDE);
        this.out = out;
        host = new OfflineHost(out);
        disk = host.disk();
    }

    /**
     * Converts it.
     *
     * @param from the storage it must be of; null if any
     * @return where the tree is
     * @throws IOException in one sentence: it is of another storage, or cannot be converted
     * @throws StorageException it cannot be read or written; nothing has changed hands
     */
    public Position run(@Nullable TreeStorage from, TreeStorage to)
            throws IOException, StorageException {
        TreeStorage owner = owner();
        if (owner == to) {
            throw new IOException(data + " is of the storage " + to.key() + " already");
        }
        if (from != null && owner != from) {
            throw new IOException(data + " is of the storage " + owner.key());
        }
        clearAside();
        Position position = build(owner, to);
        AutoCloseable lock = disk.lock(data);
        try {
            handOver(owner, to, position);
        } finally {
            release(lock);
        }
        clearAside();
        return position;
    }

    private TreeStorage owner() throws IOException {
        if (!disk.exists(data)) {
            throw new IOException("there is no directory " + data);
        }
        byte[] text = AtomicFile.read(disk, data.resolve(OWNER_FILE), OWNER_BYTES_MAX);
        if (text == null) {
            return TreeStorage.FILELOG;
        }
        TreeStorage owner = TreeStorage.owning(new String(text, StandardCharsets.UTF_8));
        if (owner == null) {
            throw new IOException(data + " is of a storage that cannot be converted");
        }
        return owner;
    }

    private static void release(AutoCloseable lock) {
        try {
            lock.close();
        } catch (Exception ignored) {
            // It ends with the process at the latest.
        }
    }

    /** What an interrupted conversion has left. */
    private void clearAside() throws IOException {
        Path files = aside.resolve(VERSION);
        for (String name : disk.list(files)) {
            disk.delete(files.resolve(name));
        }
        disk.delete(files);
        for (String name : disk.list(aside)) {
            disk.delete(aside.resolve(name));
        }
        disk.delete(aside);
    }

    private Position build(TreeStorage from, TreeStorage to) throws IOException, StorageException {
        try (StorageEngine source = from.factory().open(dirs, host);
                PinnedView view = source.tree().pin()) {
            Position position = view.position();
            if (source.loadedContent().zxid() > position.zxid()) {
                throw new IOException(
                        "the newest snapshot was written while the tree changed, as ZooKeeper does:"
                                + " start the server once with the storage "
                                + from.key()
                                + " and have it write one: `snapshot`, or a thousand writes");
            }
            try (StorageEngine target = to.factory().open(new StorageDirs(aside, aside), host)) {
                install(view, target);
                Position there = target.tree().version().position();
                if (!there.equals(position)) {
                    throw new IOException(
                            "the tree is at " + there + " after its move, and was at " + position);
                }
            }
            return position;
        }
    }

    private void install(PinnedView view, StorageEngine target) throws StorageException {
        TreeCounts counts = view.counts();
        long expected = counts.bytes() + counts.nodes() * NODE_BYTES;
        Progress progress = new Progress(expected);
        try (Install install = target.tree().beginInstall()) {
            SnapshotBody body = view.body();
            byte[] piece = body.next(PIECE_BYTES);
            while (piece != null) {
                byte[] next = body.next(PIECE_BYTES);
                install.body(piece, next == null);
                progress.add(piece.length);
                piece = next;
            }
            install.finish(view.position().zxid());
            target.journal().resetTo(view.position().zxid());
            install.confirm();
        }
    }

    private void handOver(TreeStorage from, TreeStorage to, Position position) throws IOException {
        remove(to);
        Path files = aside.resolve(VERSION);
        boolean empty = position.zxid() == 0;
        List<String> made =
                disk.list(files).stream()
                        .filter(to::isOfTree)
                        .filter(name -> !name.endsWith(LOCK) && (empty || !name.equals(EMPTY)))
                        .sorted()
                        .toList();
        for (String name : made) {
            disk.rename(files.resolve(name), data.resolve(name));
        }
        disk.syncDir(data);
        AtomicFile.replace(
                disk, data.resolve(OWNER_FILE), to.owner().getBytes(StandardCharsets.UTF_8), true);
        remove(from);
    }

    private void remove(TreeStorage storage) throws IOException {
        for (String name : disk.list(data)) {
            if (storage.isOfTree(name)) {
                disk.delete(data.resolve(name));
            }
        }
        disk.syncDir(data);
    }

    /** Says each tenth. */
    private final class Progress {
        private final long expected;
        private long done;
        private long told;

        Progress(long expected) {
            this.expected = Math.max(1, expected);
        }

        void add(long bytes) {
            done += bytes;
            long tenths = Math.min(TENTHS, done * TENTHS / expected);
            if (tenths > told) {
                told = tenths;
                String bar = "#".repeat((int) tenths) + ".".repeat((int) (TENTHS - tenths));
                out.println(bar + " " + (done >> 20) + " MiB of about " + (expected >> 20));
                out.flush();
            }
        }
    }
}
