package io.quorate.tools;

import io.quorate.storage.StorageException;
import io.quorate.storage.kit.DataFileName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The data files of one server: snapshots in one folder, logs in the same or in another. */
final class DataFiles {

    private static final String VERSION = "version-2";

    private final Path logs;
    private final Path snapshots;

    /** The folders of the configuration, or {@code version-2} inside of them. */
    DataFiles(Path dataLogDir, Path dataDir) {
        this.logs = inside(dataLogDir);
        this.snapshots = inside(dataDir);
    }

    private static Path inside(Path folder) {
        Path version = folder.resolve(VERSION);
        return Files.isDirectory(version) ? version : folder;
    }

    static long zxid(String snapshotName) {
        return DataFileName.parse(DataFileName.SNAPSHOT, snapshotName)
                .map(DataFileName::zxid)
                .orElse(0L);
    }

    /**
     * What no start needs once {@code retain} whole snapshots are kept: older snapshots, and the
     * logs before the one that the oldest kept snapshot goes on with. Nothing while there are not
     * more whole snapshots than that.
     */
    List<Path> superfluous(int retain) throws IOException {
        long oldest = -1;
        int whole = 0;
        for (DataFileName name : names(snapshots, DataFileName.SNAPSHOT).reversed()) {
            if (whole < retain && isWhole(snapshots.resolve(name.name()))) {
                whole++;
                oldest = name.zxid();
            }
        }
        List<Path> superfluous = new ArrayList<>();
        if (whole < retain) {
            return superfluous;
        }
        for (DataFileName name : names(snapshots, DataFileName.SNAPSHOT)) {
            if (Long.compareUnsigned(name.zxid(), oldest) < 0) {
                superfluous.add(snapshots.resolve(name.name()));
            }
        }
        List<DataFileName> all = names(logs, DataFileName.LOG);
        for (int at = 0; at + 1 < all.size(); at++) {
            // The next log begins at or before the first transaction behind the snapshot.
            if (Long.compareUnsigned(all.get(at + 1).zxid(), oldest + 1) <= 0) {
                superfluous.add(logs.resolve(all.get(at).name()));
            }
        }
        return superfluous;
    }

    private static List<DataFileName> names(Path folder, String kind) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return DataFileName.select(
                    kind, files.map(file -> file.getFileName().toString()).toList());
        }
    }

    private static boolean isWhole(Path snapshot) {
        try {
            SnapshotToolkit.read(snapshot, new SnapshotCounts());
            return true;
        } catch (IOException | StorageException e) {
            return false;
        }
    }
}
