package org.example.quorate.filemap;

import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
import io.quorate.runtime.disk.OpenMode;
import io.quorate.storage.StorageException;
import io.quorate.storage.kit.DiskFaults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Data of nodes in files, and what of it is in memory just now. Thread-safe. */
final class FileData {

    /** Data that is kept in memory once it was loaded. */
    private static final int LOADED_MAX = 1_000;

    private final Disk disk;
    private final boolean extendedTypes;
    private final Map<Place, byte[]> loaded = new ConcurrentHashMap<>();
    private volatile Thread owner;

    private record Place(Object file, long offset) {}

    FileData(Disk disk, boolean extendedTypes) {
        this.disk = disk;
        this.extendedTypes = extendedTypes;
    }

    boolean extendedTypes() {
        return extendedTypes;
    }

    /** The calling thread owns the tree. */
    void own() {
        owner = Thread.currentThread();
    }

    boolean has(Entry entry) {
        return entry.isInMemory() || loaded.containsKey(place(entry));
    }

    void load(Entry entry) throws StorageException {
        if (!has(entry)) {
            byte[] data = fetch(entry);
            if (loaded.size() >= LOADED_MAX) {
                loaded.clear();
            }
            loaded.put(place(entry), data);
            count("filemap.loads");
        }
    }

    byte[] read(Entry entry) throws StorageException {
        if (entry.file == null) {
            return entry.data;
        }
        byte[] data = entry.stat.dataLength == 0 ? new byte[0] : loaded.get(place(entry));
        if (data == null) {
            if (Thread.currentThread() == owner) {
                count("filemap.waits");
            }
            data = fetch(entry);
        }
        return data;
    }

    /** For a test in another world of classes to see. */
    private static synchronized void count(String property) {
        System.setProperty(property, String.valueOf(Long.getLong(property, 0) + 1));
    }

    private static Place place(Entry entry) {
        return new Place(entry.file, entry.offset);
    }

    private byte[] fetch(Entry entry) throws StorageException {
        try (DiskFile from = disk.open(entry.file, OpenMode.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(entry.stat.dataLength);
            while (bytes.hasRemaining() && from.read(entry.offset + bytes.position(), bytes) > 0) {
                // Short reads are legal.
            }
            return bytes.array();
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot read a node", entry.file);
        }
    }
}
