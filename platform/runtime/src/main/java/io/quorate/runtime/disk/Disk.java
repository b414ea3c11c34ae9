package io.quorate.runtime.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files and directories. Thread-safe. */
public interface Disk {

    /** Whether paths name files of the operating system, which others can open, too. */
    default boolean isFileSystem() {
        return false;
    }

    /** Opens a file. */
    DiskFile open(Path file, OpenMode mode) throws IOException;

    /** True if the file or directory exists. */
    boolean exists(Path path) throws IOException;

    /** Length of a file in bytes. */
    long size(Path file) throws IOException;

    /**
     * What distinguishes a file from any other one that has or had its name, equal for the same
     * file; null if there is none.
     */
    @Nullable Object identity(Path file) throws IOException;

    /** Names in a directory, any order; empty if there is no such directory. */
    List<String> list(Path directory) throws IOException;

    /** Creates a directory and those above it where missing; durable on return. */
    void createDirectories(Path directory) throws IOException;

    /** Renames atomically, replacing the target; durable after {@link #syncDir}. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file; no error if there is none. */
    void delete(Path file) throws IOException;

    /** Makes creations, renames and deletions in the directory durable. */
    void syncDir(Path directory) throws IOException;

    /**
     * Takes the exclusive lock of a directory against other processes; fails at once if it is held.
     */
    AutoCloseable lock(Path directory) throws IOException;

    /** Bytes that may still be written below the directory. */
    long usable(Path directory) throws IOException;
}
