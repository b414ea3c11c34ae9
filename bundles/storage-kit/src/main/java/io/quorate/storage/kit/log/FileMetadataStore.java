package io.quorate.storage.kit.log;

import io.quorate.runtime.disk.Disk;
import io.quorate.storage.MetadataStore;
import io.quorate.storage.StorageException;
import io.quorate.storage.kit.AtomicFile;
import io.quorate.storage.kit.DiskFaults;
import io.quorate.storage.kit.FatalErrorLatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Hard state as one small file per key in a directory.
 *
 * <p>{@code currentEpoch}, {@code acceptedEpoch} and {@code updatingEpoch} are ZooKeeper's plain
 * files: the value is the file. Every other key is {@code <key>.state} ({@link #put}) and {@code
 * <key>.hint} ({@link #hint}): magic, CRC-32C of what follows, {@code long} sequence, value. The
 * one with the higher sequence counts. A damaged state is an error; a damaged hint never existed,
 * for it was never promised.
 */
public final class FileMetadataStore implements MetadataStore {

    private static final Set<String> PLAIN =
            Set.of("currentEpoch", "acceptedEpoch", "updatingEpoch");
    private static final int MAGIC = 0x51485331;
    private static final int PREFIX_BYTES = 16;
    private static final int FILE_BYTES_MAX = 16 << 20;
    private static final String STATE = ".state";
    private static final String HINT = ".hint";

    /** What follows the key in the names of files that are not ZooKeeper's. */
    public static final List<String> SUFFIXES = List.of(STATE, HINT);

    private record Stored(long sequence, byte[] value) {}

    private final Path directory;
    private final Disk disk;
    private final FatalErrorLatch latch;
    private final boolean forceSync;

    private FileMetadataStore(Path directory, Disk disk, boolean forceSync, FatalErrorLatch latch) {
        this.directory = directory;
        this.disk = disk;
        this.forceSync = forceSync;
        this.latch = latch;
    }

    /**
     * Keeps files in {@code directory}, which exists. Blocking.
     *
     * <p>What an earlier process has written there is written and synced once more: it may have
     * died before its sync, or of one that failed, and then the new value is in the memory of the
     * system only.
     */
    public static FileMetadataStore open(
            Path directory, Disk disk, boolean forceSync, FatalErrorLatch latch)
            throws StorageException {
        try {
            if (forceSync) {
                secure(disk, directory);
            }
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot open the hard state", directory);
        }
        return new FileMetadataStore(directory, disk, forceSync, latch);
    }

    private static void secure(Disk disk, Path directory) throws IOException {
        List<String> found =
                disk.list(directory).stream()
                        .filter(name -> PLAIN.contains(name) || name.endsWith(STATE))
                        .toList();
        for (String name : found) {
            AtomicFile.secure(disk, directory.resolve(name));
        }
        if (!found.isEmpty()) {
            disk.syncDir(directory);
        }
    }

    @Override
    public byte @Nullable [] get(String key) throws StorageException {
        latch.check();
        Path plain = directory.resolve(checked(key));
        try {
            if (PLAIN.contains(key)) {
                return AtomicFile.read(disk, plain, FILE_BYTES_MAX);
            }
            Stored state = state(key);
            Stored hint =
                    decode(AtomicFile.read(disk, directory.resolve(key + HINT), FILE_BYTES_MAX));
            if (hint != null && (state == null || hint.sequence() > state.sequence())) {
                return hint.value();
            }
            return state == null ? null : state.value();
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot read hard state", plain);
        }
    }

    @Override
    public void put(String key, byte[] value) throws StorageException {
        replace(key, value, STATE, forceSync);
    }

    @Override
    public void hint(String key, byte[] value) throws StorageException {
        replace(key, value, HINT, false);
    }

    /** ZooKeeper looks there when its log is ahead of its current epoch. */
    private Path announcement(String key) {
        return directory.resolve(checked(key) + AtomicFile.UNFINISHED);
    }

    @Override
    public void announce(String key, byte @Nullable [] value) throws StorageException {
        latch.check();
        Path file = announcement(key);
        try {
            if (value != null) {
                AtomicFile.replace(disk, file, value, forceSync);
            } else if (disk.exists(file)) {
                disk.delete(file);
            }
        } catch (IOException failure) {
            throw latch.fatal(DiskFaults.of(failure, "cannot write hard state", file));
        }
    }

    @Override
    public byte @Nullable [] announced(String key) throws StorageException {
        latch.check();
        Path file = announcement(key);
        try {
            return AtomicFile.read(disk, file, FILE_BYTES_MAX);
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot read hard state", file);
        }
    }

    private void replace(String key, byte[] value, String suffix, boolean sync)
            throws StorageException {
        latch.check();
        Path file = directory.resolve(PLAIN.contains(key) ? key : checked(key) + suffix);
        try {
            byte[] content = value;
            if (!PLAIN.contains(key)) {
                content = encode(sequence(key) + 1, value);
            }
            AtomicFile.replace(disk, file, content, sync);
        } catch (IOException failure) {
            throw latch.fatal(DiskFaults.of(failure, "cannot write hard state", file));
        }
    }

    private long sequence(String key) throws IOException, StorageException {
        Stored state = state(key);
        Stored hint = decode(AtomicFile.read(disk, directory.resolve(key + HINT), FILE_BYTES_MAX));
        return Math.max(state == null ? 0 : state.sequence(), hint == null ? 0 : hint.sequence());
    }

    private @Nullable Stored state(String key) throws IOException, StorageException {
        Path file = directory.resolve(key + STATE);
        byte[] bytes = AtomicFile.read(disk, file, FILE_BYTES_MAX);
        Stored stored = decode(bytes);
        if (bytes != null && stored == null) {
            throw DiskFaults.corrupt("hard state is damaged", file, 0);
        }
        return stored;
    }

    private static byte[] encode(long sequence, byte[] value) {
        ByteBuffer content = ByteBuffer.allocate(PREFIX_BYTES + value.length);
        content.putInt(MAGIC).putInt(0).putLong(sequence).put(value);
        return content.putInt(4, crc(content.array())).array();
    }

    private static @Nullable Stored decode(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length < PREFIX_BYTES) {
            return null;
        }
        ByteBuffer content = ByteBuffer.wrap(bytes);
        if (content.getInt(0) != MAGIC || content.getInt(4) != crc(bytes)) {
            return null;
        }
        return new Stored(
                content.getLong(8), Arrays.copyOfRange(bytes, PREFIX_BYTES, bytes.length));
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 8, bytes.length - 8);
        return (int) crc.getValue();
    }

    private static String checked(String key) {
        for (int i = 0; i < key.length(); i++) {
            char letter = key.charAt(i);
            if (!(letter >= 'a' && letter <= 'z'
                    || letter >= 'A' && letter <= 'Z'
                    || letter >= '0' && letter <= '9'
                    || letter == '-')) {
                throw new IllegalArgumentException("not a key of hard state: " + key);
            }
        }
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a key of hard state is empty");
        }
        return key;
    }
}
