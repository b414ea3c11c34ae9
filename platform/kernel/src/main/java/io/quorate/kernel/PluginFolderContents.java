package io.quorate.kernel;

import io.quorate.config.PluginTable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What lies in the plugin folder, judged jar by jar. A jar is judged once its stamp has stayed the
 * same between two looks, so half-copied files are not; hidden files are not there. One thread.
 */
final class PluginFolderContents {

    /** Exactly one of {@code jar} and {@code complaint} is there. */
    private record Judged(Stamp stamp, PluginJar jar, String complaint) {}

    private final Path folder;
    private final Map<Path, Judged> judged = new LinkedHashMap<>();
    private final Map<String, String> unsaid = new TreeMap<>();
    private Map<Path, Stamp> lastSeen = Map.of();

    PluginFolderContents(Path folder) {
        this.folder = folder;
    }

    /** Judges everything as it lies there. */
    void lookAtOnce() throws StartFailure {
        try {
            lastSeen = seen();
        } catch (IOException e) {
            throw new StartFailure("cannot list " + folder + ": " + e.getMessage(), e);
        }
        lastSeen.forEach(this::judge);
    }

    /** Judges what has settled since the last look; true if anything is not as it was. */
    boolean look() throws IOException {
        Map<Path, Stamp> seen = seen();
        // Gone is what is missing twice: a file that was renamed is judged under its new name then.
        boolean changed =
                judged.keySet()
                        .removeIf(path -> !seen.containsKey(path) && !lastSeen.containsKey(path));
        for (Map.Entry<Path, Stamp> entry : seen.entrySet()) {
            Judged known = judged.get(entry.getKey());
            boolean fresh = known == null || !known.stamp.equals(entry.getValue());
            if (fresh && entry.getValue().equals(lastSeen.get(entry.getKey()))) {
                judge(entry.getKey(), entry.getValue());
                changed = true;
            }
        }
        lastSeen = seen;
        return changed;
    }

    private Map<Path, Stamp> seen() throws IOException {
        Map<Path, Stamp> seen = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "[!.]*.jar")) {
                all.forEach(path -> seen.put(path, Stamp.of(path)));
            }
        }
        return seen;
    }

    private void judge(Path path, Stamp stamp) {
        try {
            judged.put(path, new Judged(stamp, JarInspection.admit(path, stamp), null));
        } catch (UnfitPlugin e) {
            judged.put(path, new Judged(stamp, null, e.getMessage()));
            unsaid.put(path.getFileName().toString(), e.getMessage());
        }
    }

    /** File names and what is wrong with them, since the last call. */
    Map<String, String> newComplaints() {
        Map<String, String> complaints = Map.copyOf(unsaid);
        unsaid.clear();
        return complaints;
    }

    /** Whether there is anything of that name. */
    boolean has(Path path) {
        return judged.containsKey(path) || lastSeen.containsKey(path);
    }

    /** The jar of that name that may be installed; null if there is none. */
    PluginJar at(Path path) {
        Judged found = judged.get(path);
        return found == null ? null : found.jar;
    }

    Collection<PluginJar> jars() {
        return judged.values().stream().map(Judged::jar).filter(jar -> jar != null).toList();
    }

    /** The jars of each symbolic name, the one to run first. */
    Map<String, List<PluginJar>> bySymbolicName() {
        Map<String, List<PluginJar>> byName = new TreeMap<>();
        for (PluginJar jar : jars()) {
            byName.computeIfAbsent(jar.symbolicName(), name -> new ArrayList<>()).add(jar);
        }
        byName.values().forEach(jars -> jars.sort(PluginJar.BEST_FIRST));
        return byName;
    }

    /** The tables of keys of the jars that run first. */
    List<PluginTable> tables() {
        return bySymbolicName().values().stream()
                .map(jars -> jars.getFirst().table())
                .filter(Objects::nonNull)
                .toList();
    }

    /** File names and what is wrong with them. */
    Map<String, String> complaints() {
        Map<String, String> complaints = new TreeMap<>();
        judged.forEach(
                (path, found) -> {
                    if (found.complaint != null) {
                        complaints.put(path.getFileName().toString(), found.complaint);
                    }
                });
        return complaints;
    }
}
