package io.quorate.storage.kit;

import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
import io.quorate.runtime.disk.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Small files replaced as a whole. Blocking.
 *
 * <p>A file of at most one sector that keeps its length is overwritten, for a disk writes a sector
 * whole or not at all: one sync, and the file system has nothing to commit. Every other one is
 * written under {@code <name>.tmp}, synced and renamed.
 */
public final class AtomicFile {

    /** What an unfinished file's name ends with. */
    public static final String UNFINISHED = ".tmp";

    private static final int SECTOR_BYTES = 512;

    private AtomicFile() {}

    /** Replaces {@code target}; durable on return if {@code sync}. */
    @SuppressWarnings("NullAway") // the file lies in a directory
    public static void replace(Disk disk, Path target, byte[] content, boolean sync)
            throws IOException {
        if (content.length <= SECTOR_BYTES && overwrite(disk, target, content, sync)) {
            return;
        }
        Path unfinished = target.resolveSibling(target.getFileName() + UNFINISHED);
        disk.delete(unfinished);
        try (DiskFile file = disk.open(unfinished, OpenMode.CREATE)) {
            file.write(0, ByteBuffer.wrap(content));
            if (sync) {
                file.sync();
            }
        }
        disk.rename(unfinished, target);
        if (sync) {
            disk.syncDir(target.getParent());
        }
    }

    /**
     * Makes durable what an earlier process has left in {@code file}, which exists; its name lasts
     * once the directory is synced. A file of more than one sector got its name when it was synced.
     */
    @SuppressWarnings("NullAway") // the file exists
    public static void secure(Disk disk, Path file) throws IOException {
        if (disk.size(file) <= SECTOR_BYTES) {
            overwrite(disk, file, read(disk, file, SECTOR_BYTES), true);
        }
    }

    /** False if there is no such file, or one of another length. */
    private static boolean overwrite(Disk disk, Path target, byte[] content, boolean sync)
            throws IOException {
        if (!disk.exists(target)) {
            return false;
        }
        try (DiskFile file = disk.open(target, OpenMode.WRITE)) {
            if (file.size() != content.length) {
                return false;
            }
            file.write(0, ByteBuffer.wrap(content));
            if (sync) {
                file.sync();
            }
        }
        return true;
    }

    /** The whole content, null if there is no such file; at most {@code bytesMax}. */
    public static byte @Nullable [] read(Disk disk, Path source, int bytesMax) throws IOException {
        if (!disk.exists(source)) {
            return null;
        }
        try (DiskFile file = disk.open(source, OpenMode.READ)) {
            long size = file.size();
            if (size > bytesMax) {
                throw new IOException(source + " has " + size + " bytes, more than " + bytesMax);
            }
            ByteBuffer content = ByteBuffer.allocate((int) size);
            while (content.hasRemaining()) {
                if (file.read(content.position(), content) <= 0) {
                    throw new IOException(source + " became shorter while it was read");
                }
            }
            return content.array();
        }
    }
}
