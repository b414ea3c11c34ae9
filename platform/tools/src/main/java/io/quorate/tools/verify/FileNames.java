package io.quorate.tools.verify;

import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.kit.AtomicFile;
import io.quorate.storage.kit.DataFileName;
import io.quorate.storage.kit.log.FileMetadataStore;
import io.quorate.storage.kit.log.JournalCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Whether each file belongs where it lies. Source: spec disk-format section 1. */
final class FileNames {

    private static final String OWNER_FILE = "quorate.owner";
    private static final String OWNER = "engine=";
    private static final String FILELOG = "filelog";
    private static final int OWNER_BYTES_MAX = 4096;
    private static final String MY_ID = "myid";

    private static final Set<String> EPOCHS =
            Set.of("currentEpoch", "acceptedEpoch", "updatingEpoch");

    private final Disk disk;
    private final Places places;
    private final Report report;
    private String engine = FILELOG;

    FileNames(Disk disk, Places places, Report report) {
        this.disk = disk;
        this.places = places;
        this.report = report;
    }

    /** Looks at all names; false if the tree is in files that only another storage knows. */
    boolean run() throws IOException {
        boolean readable = owner();
        swapped();
        for (Path place : places.all()) {
            for (String name : disk.list(place).stream().sorted().toList()) {
                look(place, name, readable);
            }
        }
        if (places.root() != null) {
            root(places.root());
        }
        return readable;
    }

    private boolean owner() throws IOException {
        byte[] owner =
                AtomicFile.read(disk, places.snapshots().resolve(OWNER_FILE), OWNER_BYTES_MAX);
        if (owner == null) {
            report.fact("storage", "nobody's mark: ZooKeeper's, or of a version without one");
            return true;
        }
        String text = new String(owner, StandardCharsets.UTF_8).strip();
        engine = text.startsWith(OWNER) ? text.substring(OWNER.length()) : text;
        report.fact("storage", engine);
        return engine.equals(FILELOG);
    }

    /** The storage the tree is of. */
    String engine() {
        return engine;
    }

    private void swapped() throws IOException {
        if (places.snapshots().equals(places.logs())) {
            return;
        }
        refuse(
                places.snapshots(),
                DataFileName.LOG,
                "a transaction log is in the snapshot directory");
        refuse(places.logs(), DataFileName.SNAPSHOT, "a snapshot is in the log directory");
    }

    private void refuse(Path place, String kind, String what) throws IOException {
        List<DataFileName> found = DataFileName.select(kind, disk.list(place));
        if (!found.isEmpty()) {
            report.unusable(
                    what + ": " + place.resolve(found.getFirst().name()),
                    "no server starts like that: correct dataDir and dataLogDir in zoo.cfg, or move"
                            + " the file to the other directory");
        }
    }

    private void look(Path place, String name, boolean readable) {
        if (name.startsWith("damaged-") || name.startsWith("displaced-")) {
            report.note(
                    place.resolve(name)
                            + " was put aside by a start; remove it when nobody needs it");
        } else if (name.endsWith(AtomicFile.UNFINISHED) && belongs(finished(name))) {
            if (!name.startsWith("currentEpoch")) {
                report.note(
                        place.resolve(name) + " was never finished; it is written anew or removed");
            }
        } else if (readable && !belongs(name)) {
            report.attention(
                    place.resolve(name) + " does not belong there",
                    "nobody reads it: move it away");
        }
    }

    private static String finished(String name) {
        return name.substring(0, name.length() - AtomicFile.UNFINISHED.length());
    }

    private static boolean belongs(String name) {
        return EPOCHS.contains(name)
                || name.equals(OWNER_FILE)
                || name.equals(FileDisk.LOCK_FILE)
                || JournalCheck.isOwnFile(name)
                || FileMetadataStore.SUFFIXES.stream().anyMatch(name::endsWith)
                || isData(DataFileName.LOG, name, Set.of(""))
                || isData(DataFileName.SNAPSHOT, name, Set.of("", "gz", "snappy"));
    }

    private static boolean isData(String kind, String name, Set<String> extensions) {
        return DataFileName.parse(kind, name)
                .filter(parsed -> extensions.contains(parsed.extension()))
                .isPresent();
    }

    private void root(Path root) throws IOException {
        for (String name : disk.list(root)) {
            boolean data =
                    EPOCHS.contains(name)
                            || DataFileName.parse(DataFileName.LOG, name).isPresent()
                            || DataFileName.parse(DataFileName.SNAPSHOT, name).isPresent();
            if (data) {
                report.attention(
                        root.resolve(name) + " lies beside version-2 and not in it",
                        "nobody reads it there: move it away, or into version-2 if it belongs to"
                                + " this server's history");
            }
        }
        byte[] id = AtomicFile.read(disk, root.resolve(MY_ID), OWNER_BYTES_MAX);
        if (id != null) {
            String text =
                    new String(id, StandardCharsets.UTF_8).lines().findFirst().orElse("").strip();
            report.fact("server", text);
            if (text.isEmpty()
                    || text.length() > 18
                    || !text.chars().allMatch(Character::isDigit)) {
                report.unusable(
                        MY_ID + " holds \"" + text + "\" instead of the number of a server",
                        "write the number of its server line into it");
            }
        }
    }
}
