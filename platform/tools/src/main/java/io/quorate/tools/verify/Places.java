package io.quorate.tools.verify;

import io.quorate.runtime.disk.FileDisk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directories of one server. Source: spec disk-format section 1.
 *
 * @param root {@code dataDir}; null where {@code version-2} itself was named
 * @param snapshots where snapshots and hard state are
 * @param logs where the logs are, often the same
 */
record Places(@Nullable Path root, Path snapshots, Path logs) {

    private static final String VERSION = "version-2";
    private static final String PID_FILE = "zookeeper_server.pid";

    /** What the command line of a ZooKeeper that may have an ensemble contains. */
    private static final String ZOOKEEPER = "org.apache.zookeeper.server.";

    /**
     * The directories that {@code dataDir} and {@code dataLogDir} mean; each may be {@code
     * version-2} itself.
     *
     * @throws IOException in one sentence, where there are none
     */
    static Places of(Path dataDir, Path dataLogDir) throws IOException {
        Path data = dataDir.toAbsolutePath().normalize();
        Path logs = dataLogDir.toAbsolutePath().normalize();
        boolean inside = data.getFileName() != null && data.endsWith(VERSION);
        return new Places(inside ? null : data, version(data), version(logs));
    }

    private static Path version(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("there is no directory " + directory);
        }
        if (directory.endsWith(VERSION)) {
            return directory;
        }
        Path version = directory.resolve(VERSION);
        if (!Files.isDirectory(version)) {
            throw new IOException(
                    directory
                            + " has no "
                            + VERSION
                            + ": it is no data directory, or one in which no server has been yet");
        }
        return version;
    }

    Set<Path> all() {
        Set<Path> all = new LinkedHashSet<>();
        all.add(snapshots);
        all.add(logs);
        return all;
    }

    /**
     * What shows that a server runs on the directories now; empty if nothing does. A ZooKeeper
     * shows it only if it was started by its script.
     */
    Optional<String> runningServer() throws IOException {
        for (Path place : all()) {
            if (isLocked(place.resolve(FileDisk.LOCK_FILE))) {
                return Optional.of("a server is running on " + place);
            }
        }
        if (root == null || !Files.isRegularFile(root.resolve(PID_FILE))) {
            return Optional.empty();
        }
        String pid = Files.readString(root.resolve(PID_FILE)).strip();
        if (pid.isEmpty() || pid.length() > 18 || !pid.chars().allMatch(Character::isDigit)) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(pid))
                .flatMap(process -> process.info().commandLine())
                .filter(command -> command.contains(ZOOKEEPER))
                .map(command -> "a ZooKeeper, process " + pid + ", is running on " + root);
    }

    /** The lock is tried for the moment of a look, and shared, which needs no right to write. */
    private static boolean isLocked(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return lock == null;
        }
    }
}
