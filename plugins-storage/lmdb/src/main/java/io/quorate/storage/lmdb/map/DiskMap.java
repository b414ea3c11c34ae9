package io.quorate.storage.lmdb.map;

import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
import io.quorate.runtime.disk.OpenMode;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageException.Kind;
import io.quorate.storage.kit.AtomicFile;
import io.quorate.storage.kit.DiskFaults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A map in memory with LMDB's semantics of crashes on a disk without files that LMDB could open, as
 * a simulated one is: each batch writes the whole map to a file that is renamed. Source: storage
 * SPI F21.
 */
public final class DiskMap implements OrderedMap {

    private final Disk disk;
    private final Path file;
    private volatile NavigableMap<byte[], byte[]> entries;

    private DiskMap(Disk disk, Path file, NavigableMap<byte[], byte[]> entries) {
        this.disk = disk;
        this.file = file;
        this.entries = entries;
    }

    /** Maps in files of a disk. */
    public static MapFiles files(Disk disk) {
        return (file, same) -> {
            try {
                return open(disk, file);
            } catch (IOException failure) {
                throw DiskFaults.of(failure, "cannot open the tree", file);
            }
        };
    }

    private static DiskMap open(Disk disk, Path file) throws IOException, StorageException {
        NavigableMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
        byte[] image = AtomicFile.read(disk, file, Integer.MAX_VALUE);
        if (image != null) {
            int end = image.length - Integer.BYTES;
            if (end < 0 || ByteBuffer.wrap(image).getInt(end) != checksum(image, end)) {
                throw new StorageException(
                        Kind.CORRUPT, "the tree is not what was written", file, -1, null);
            }
            ByteBuffer from = ByteBuffer.wrap(image, 0, end);
            while (from.hasRemaining()) {
                entries.put(take(from), take(from));
            }
        }
        return new DiskMap(disk, file, entries);
    }

    private static int checksum(byte[] image, int end) {
        CRC32C crc = new CRC32C();
        crc.update(image, 0, end);
        return (int) crc.getValue();
    }

    private static byte[] take(ByteBuffer from) {
        byte[] bytes = new byte[from.getInt()];
        from.get(bytes);
        return bytes;
    }

    @Override
    public View view() {
        NavigableMap<byte[], byte[]> seen = entries;
        return new View() {
            private volatile boolean closed;

            @Override
            public byte @Nullable [] get(byte[] key) throws StorageException {
                check();
                return seen.get(key);
            }

            @Override
            public List<Entry> range(byte[] from, boolean exclusive, int max)
                    throws StorageException {
                check();
                return slice(seen, from, exclusive, max);
            }

            private void check() throws StorageException {
                if (closed) {
                    throw new StorageException(Kind.EXPIRED, "the view is closed");
                }
            }

            @Override
            public void close() {
                closed = true;
            }
        };
    }

    private static List<Entry> slice(
            NavigableMap<byte[], byte[]> map, byte[] from, boolean exclusive, int max) {
        List<Entry> found = new ArrayList<>();
        for (Map.Entry<byte[], byte[]> entry : map.tailMap(from, !exclusive).entrySet()) {
            if (found.size() == max) {
                break;
            }
            found.add(new Entry(entry.getKey(), entry.getValue()));
        }
        return found;
    }

    @Override
    public void write(Changes changes) throws StorageException {
        NavigableMap<byte[], byte[]> next = new TreeMap<>(entries);
        changes.into(
                new Writer() {
                    @Override
                    public void put(byte[] key, byte[] value) {
                        if (key.length > KEY_BYTES_MAX) {
                            throw new IllegalArgumentException("a key is too long");
                        }
                        next.put(key, value);
                    }

                    @Override
                    public void delete(byte[] key) {
                        next.remove(key);
                    }

                    @Override
                    public byte @Nullable [] get(byte[] key) {
                        return next.get(key);
                    }

                    @Override
                    public List<Entry> range(byte[] from, boolean exclusive, int max) {
                        return slice(next, from, exclusive, max);
                    }
                });
        try {
            save(next);
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot write the tree", file);
        }
        entries = next;
    }

    private void save(NavigableMap<byte[], byte[]> map) throws IOException {
        ByteBuffer image = ByteBuffer.allocate(bytes(map) + Integer.BYTES);
        for (Map.Entry<byte[], byte[]> entry : map.entrySet()) {
            image.putInt(entry.getKey().length).put(entry.getKey());
            image.putInt(entry.getValue().length).put(entry.getValue());
        }
        image.putInt(checksum(image.array(), image.position()));
        Path unfinished = file.resolveSibling(file.getFileName() + AtomicFile.UNFINISHED);
        disk.delete(unfinished);
        try (DiskFile out = disk.open(unfinished, OpenMode.CREATE)) {
            out.write(0, image.flip());
            out.sync();
        }
        disk.rename(unfinished, file);
        disk.syncDir(Objects.requireNonNull(file.getParent(), "it is in the data directory"));
    }

    @Override
    public long usedBytes() {
        return bytes(entries);
    }

    private static int bytes(NavigableMap<byte[], byte[]> map) {
        int size = 0;
        for (Map.Entry<byte[], byte[]> entry : map.entrySet()) {
            size += 2 * Integer.BYTES + entry.getKey().length + entry.getValue().length;
        }
        return size;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
