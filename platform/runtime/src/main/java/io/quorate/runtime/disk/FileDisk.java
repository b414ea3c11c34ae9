package io.quorate.runtime.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The machine's file system. */
public final class FileDisk implements Disk {

    /** Name of the file that carries the lock of a directory. */
    public static final String LOCK_FILE = ".quorate.lock";

    private final DescriptorReserve reserve = new DescriptorReserve();

    @Override
    public DiskFile open(Path file, OpenMode mode) throws IOException {
        return reserve.open(() -> new ChannelFile(channel(file, mode), reserve));
    }

    private static FileChannel channel(Path file, OpenMode mode) throws IOException {
        if (mode != OpenMode.CREATE
                && !Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            // Opening a pipe waits until its other end is opened.
            throw new FileSystemException(file.toString(), null, "it is no regular file");
        }
        return switch (mode) {
            case READ -> FileChannel.open(file, StandardOpenOption.READ);
            case WRITE -> FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            case CREATE ->
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
        };
    }

    @Override
    public boolean isFileSystem() {
        return true;
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path);
    }

    @Override
    public long size(Path file) throws IOException {
        return Files.size(file);
    }

    @Override
    public @Nullable Object identity(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Object key = attributes.fileKey();
            return key == null ? file.toAbsolutePath() : key;
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = reserve.open(() -> Files.list(directory))) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath();
        if (Files.isDirectory(absolute)) {
            return;
        }
        // Only a root has none, and it is there.
        Path parent = Objects.requireNonNull(absolute.getParent());
        createDirectories(parent);
        try {
            Files.createDirectory(absolute);
        } catch (FileAlreadyExistsException exists) {
            if (!Files.isDirectory(absolute)) {
                throw exists;
            }
        }
        syncDir(parent);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void syncDir(Path directory) throws IOException {
        try (FileChannel channel =
                reserve.open(() -> FileChannel.open(directory, StandardOpenOption.READ))) {
            channel.force(true);
        }
        reserve.refill();
    }

    @Override
    public AutoCloseable lock(Path directory) throws IOException {
        Path file = directory.resolve(LOCK_FILE);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                reserve.hold(directory);
                return channel;
            }
        } catch (OverlappingFileLockException held) {
            // Held by this very process: the same refusal as for another one.
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
        channel.close();
        throw new IOException("directory " + directory + " is in use by another server");
    }

    @Override
    public long usable(Path directory) throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    private record ChannelFile(FileChannel channel, DescriptorReserve reserve) implements DiskFile {

        private static final ByteBuffer ZEROS =
                ByteBuffer.allocateDirect(256 << 10).asReadOnlyBuffer();

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(long at, ByteBuffer into) throws IOException {
            return channel.read(into, at);
        }

        @Override
        public void write(long at, ByteBuffer... from) throws IOException {
            long position = at;
            for (ByteBuffer part : from) {
                while (part.hasRemaining()) {
                    position += channel.write(part, position);
                }
            }
        }

        @Override
        public void preallocate(long size) throws IOException {
            long position = channel.size();
            ByteBuffer zeros = ZEROS.duplicate();
            while (position < size) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), size - position));
                position += channel.write(zeros, position);
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
            reserve.refill();
        }
    }
}
