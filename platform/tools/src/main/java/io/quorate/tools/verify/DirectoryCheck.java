package io.quorate.tools.verify;

import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.Znode;
import io.quorate.storage.StorageException;
import io.quorate.storage.kit.heap.HeapLoader;
import io.quorate.storage.kit.snapshot.SnapshotTrailer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks what one server has on disk, part by part, against the rules by which a start takes it,
 * mends it or refuses it. Files are read as streams; only the tree is held as a whole, and where it
 * would not fit, it is left out. Blocking. Source: spec disk-format section 10, docs/adr/0119.
 */
public final class DirectoryCheck {

    private static final Znode CONFIG = Znode.of("/zookeeper/config");
    private static final double SHARE_OF_HEAP = 0.8;

    private final Places places;
    private final ReadOnlyDisk disk = new ReadOnlyDisk();
    private final Report report = new Report();

    private DirectoryCheck(Places places) {
        this.places = places;
    }

    /**
     * Checks the directories of a server that does not run.
     *
     * @param dataDir as in the configuration, or its {@code version-2}
     * @param dataLogDir the same if there is none
     * @throws IOException in one sentence: there is no such directory, a server runs on it, or it
     *     cannot be read
     */
    public static Report check(Path dataDir, Path dataLogDir) throws IOException {
        Places places = Places.of(dataDir, dataLogDir);
        demandStopped(places);
        DirectoryCheck check = new DirectoryCheck(places);
        try {
            check.run();
        } catch (StorageException failure) {
            throw new IOException(failure.getMessage(), failure);
        }
        demandStopped(places);
        return check.report;
    }

    private static void demandStopped(Places places) throws IOException {
        Optional<String> running = places.runningServer();
        if (running.isPresent()) {
            throw new IOException(
                    running.get()
                            + ": what it writes meanwhile would look like damage. Stop it first, or check a copy");
        }
    }

    private void run() throws IOException, StorageException {
        report.fact("directory", places.snapshots().toString());
        if (!places.snapshots().equals(places.logs())) {
            report.fact("logs", places.logs().toString());
        }
        FileNames names = new FileNames(disk, places, report);
        boolean readable = names.run();
        HardStateCheck hardState = new HardStateCheck(disk, places.snapshots(), report);
        Epochs epochs = hardState.epochs();
        SnapshotCheck snapshots = new SnapshotCheck(disk, places.snapshots(), report);
        TreeReplay tree = null;
        long from;
        if (readable) {
            snapshots.run();
            tree = tree(snapshots);
            from = snapshots.from();
        } else {
            from = new OtherTree(disk, places, report).run(names.engine(), epochs.isThere());
        }
        LogCheck log = new LogCheck(disk, places.logs(), report, epochs.isThere(), tree);
        long logged = log.run(from, snapshots.skipped());
        if (readable) {
            noSnapshot(snapshots, logged);
        }
        hardState.run(epochs, from, logged);
        if (log.replayed() != null) {
            membership(log.replayed());
        }
    }

    /** Null where there is no snapshot, or no room. */
    private @Nullable TreeReplay tree(SnapshotCheck snapshots)
            throws IOException, StorageException {
        SnapshotCheck.Base base = snapshots.base();
        if (base == null) {
            return snapshots.allDamaged()
                    ? null
                    : new TreeReplay(new HeapLoader(true).finish(0), 0, SnapshotTrailer.NONE);
        }
        if (base.heapBytes() > Runtime.getRuntime().maxMemory() * SHARE_OF_HEAP) {
            report.note(
                    "the tree was not made and its digest not compared: that needs about "
                            + (base.heapBytes() >> 20)
                            + " MiB of heap; CLIENT_JVMFLAGS=-Xmx…m gives more");
            return null;
        }
        HeapLoader content = snapshots.load();
        return content == null ? null : new TreeReplay(content, base.zxid(), base.trailer());
    }

    private void noSnapshot(SnapshotCheck snapshots, long logged) {
        if (snapshots.allDamaged()) {
            report.unusable(
                    "no snapshot can be read",
                    "put one back from a copy; a member may be started beside the others: it has a"
                            + " whole tree sent");
        } else if (snapshots.base() == null && logged >= 0) {
            report.unusable(
                    "there are transaction logs but no snapshot",
                    "put the snapshots back from a copy; or start once with"
                            + " zookeeper.snapshot.trust.empty=true if the log is the whole history");
        }
    }

    /** Where memberships change, the tree tells the one in force. */
    private void membership(TreeReplay tree) throws StorageException {
        byte[] text = tree.data(CONFIG);
        if (text == null || text.length == 0) {
            return;
        }
        try {
            report.fact(
                    "membership",
                    text(MembershipText.parse(new String(text, StandardCharsets.UTF_8))));
        } catch (IllegalArgumentException e) {
            report.attention(
                    CONFIG + " is no membership: " + e.getMessage(),
                    "`reconfig` in `quorate shell` writes a new one");
        }
    }

    static String text(Membership membership) {
        return "version "
                + Long.toHexString(membership.version())
                + ", servers "
                + membership.members().keySet();
    }
}
