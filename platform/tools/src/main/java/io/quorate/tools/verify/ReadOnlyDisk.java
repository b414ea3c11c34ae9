package io.quorate.tools.verify;

import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.runtime.disk.OpenMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The file system for those who only look; whatever would change it fails. Thread-safe. */
final class ReadOnlyDisk implements Disk {

    private final FileDisk disk = new FileDisk();

    private static IOException refused(Path path) {
        return new IOException(path + " would have been changed by a check");
    }

    @Override
    public DiskFile open(Path file, OpenMode mode) throws IOException {
        if (mode != OpenMode.READ) {
            throw refused(file);
        }
        return disk.open(file, OpenMode.READ);
    }

    @Override
    public boolean exists(Path path) {
        return disk.exists(path);
    }

    @Override
    public long size(Path file) throws IOException {
        return disk.size(file);
    }

    @Override
    public @Nullable Object identity(Path file) throws IOException {
        return disk.identity(file);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        throw refused(directory);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        throw refused(from);
    }

    @Override
    public void delete(Path file) throws IOException {
        throw refused(file);
    }

    @Override
    public void syncDir(Path directory) throws IOException {
        throw refused(directory);
    }

    @Override
    public AutoCloseable lock(Path directory) throws IOException {
        throw refused(directory);
    }

    @Override
    public long usable(Path directory) throws IOException {
        return disk.usable(directory);
    }
}
