package io.quorate.tools.verify;

import io.quorate.model.Zxid;
import io.quorate.runtime.disk.Disk;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageFactory.TreeSummary;
import io.quorate.tools.convert.TreeStorage;
import java.io.IOException;
import java.nio.file.Path;

/** The tree in files that only the plugin of their storage can read. */
final class OtherTree {

    private final Disk disk;
    private final Places places;
    private final Report report;

    OtherTree(Disk disk, Places places, Report report) {
        this.disk = disk;
        this.places = places;
        this.report = report;
    }

    /**
     * Has all of it read.
     *
     * @param member whether others may have what is lost
     * @return the position a log goes on from, 0 if that is not known
     */
    long run(String engine, boolean member) throws StorageException {
        TreeStorage storage = TreeStorage.named(engine);
        if (storage == null) {
            unchecked(engine);
            return 0;
        }
        try {
            StorageDirs dirs = new StorageDirs(parent(places.snapshots()), parent(places.logs()));
            TreeSummary summary = storage.factory().inspect(dirs, disk);
            if (summary == null) {
                unchecked(engine);
                return 0;
            }
            report.fact(
                    "tree",
                    Zxid.text(summary.position().zxid())
                            + " without the log: "
                            + summary.counts().nodes()
                            + " znodes, "
                            + summary.counts().sessions()
                            + " sessions, digest "
                            + summary.position().digest());
            return summary.position().zxid();
        } catch (IOException noPlugin) {
            unchecked(engine);
            return 0;
        } catch (StorageException damage) {
            report.unusable(String.valueOf(damage.getMessage()), mend(member));
            return 0;
        }
    }

    private static String mend(boolean member) {
        String copy = "put the whole directory back from a copy";
        return member
                ? "start it beside the others: it votes for nobody until a leader has sent it a"
                        + " whole tree; or "
                        + copy
                : copy;
    }

    private void unchecked(String engine) {
        report.note(
                "the tree is kept by storage "
                        + engine
                        + ", whose files are not checked; log and hard state are");
    }

    @SuppressWarnings("NullAway") // version-2 lies in a directory
    private static Path parent(Path version) {
        return version.toAbsolutePath().getParent();
    }
}
