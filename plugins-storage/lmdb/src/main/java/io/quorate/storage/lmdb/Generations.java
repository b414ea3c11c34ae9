package io.quorate.storage.lmdb;

import io.quorate.runtime.disk.Disk;
import io.quorate.storage.StorageException;
import io.quorate.storage.kit.AtomicFile;
import io.quorate.storage.kit.DiskFaults;
import io.quorate.storage.lmdb.map.DamageMark;
import io.quorate.storage.lmdb.map.MapFiles;
import io.quorate.storage.lmdb.map.OrderedMap;
import io.quorate.storage.lmdb.map.WatchedMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The maps of a directory, {@code lmdb.<number>}: the one in force, named by the file {@code
 * quorate.tree}, and for a while one that is being built or was in force before.
 */
final class Generations {

    static final String MAP = "lmdb.";
    private static final String POINTER = "quorate.tree";
    private static final int POINTER_BYTES_MAX = 64;
    private static final Pattern FILE = Pattern.compile("lmdb\\.(\\d{1,18})(-[a-z]+)?");

    private final Path directory;
    private final Disk disk;
    private final MapFiles files;
    private long number;

    private volatile @Nullable OrderedMap current;

    Generations(Path directory, Disk disk, MapFiles files) {
        this.directory = directory;
        this.disk = disk;
        this.files = files;
    }

    /** A map that is not in force. */
    final class Next {
        private final long its;
        private final OrderedMap map;

        private Next(long its, OrderedMap map) {
            this.its = its;
            this.map = map;
        }

        OrderedMap map() {
            return map;
        }

        /** Its file goes at once or with the next start. */
        void abandon() {
            map.close();
            try {
                delete(at(its));
            } catch (IOException ignored) {
                // The next start removes it.
            }
        }
    }

    /**
     * The maps of a directory; the one in force is opened.
     *
     * @throws StorageException CORRUPT: there is one, and it is damaged or gone
     */
    void open() throws IOException, StorageException {
        number = number(directory, disk);
        removeOthers();
        if (number > 0) {
            Path file = at(number);
            check(file, disk);
            current = map(file);
        }
    }

    /**
     * The file that a start goes on from.
     *
     * @throws StorageException CORRUPT: there is none, or damage of it is known
     */
    static Path inForce(Path directory, Disk disk) throws IOException, StorageException {
        Path file = directory.resolve(MAP + number(directory, disk));
        check(file, disk);
        return file;
    }

    private static void check(Path file, Disk disk) throws IOException, StorageException {
        if (!disk.exists(file)) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT, "the tree is missing", file, -1, null);
        }
        StorageException known = new DamageMark(disk, file).known();
        if (known != null) {
            throw known;
        }
    }

    /** Of the map in force, 0 without one. */
    private static long number(Path directory, Disk disk) throws IOException, StorageException {
        Path pointer = directory.resolve(POINTER);
        byte[] text = AtomicFile.read(disk, pointer, POINTER_BYTES_MAX);
        return text == null ? 0 : number(text, pointer);
    }

    private OrderedMap map(Path file) throws StorageException {
        return new WatchedMap(files.open(file, disk), new DamageMark(disk, file));
    }

    private static long number(byte[] text, Path pointer) throws StorageException {
        try {
            return Long.parseLong(new String(text, StandardCharsets.US_ASCII).strip());
        } catch (NumberFormatException none) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT, "this names no tree", pointer, -1, none);
        }
    }

    private void removeOthers() throws IOException {
        String kept = MAP + number;
        boolean removed = false;
        for (String name : disk.list(directory)) {
            if (name.startsWith(MAP)
                    && !name.equals(kept)
                    && !name.equals(kept + MapFiles.LOCK_SUFFIX)
                    && !DamageMark.isOf(name, kept)) {
                disk.delete(directory.resolve(name));
                removed = true;
            }
        }
        if (removed) {
            disk.syncDir(directory);
        }
    }

    private Path at(long generation) {
        return directory.resolve(MAP + generation);
    }

    private void delete(Path file) throws IOException {
        disk.delete(file);
        disk.delete(directory.resolve(file.getFileName() + MapFiles.LOCK_SUFFIX));
    }

    boolean isEmpty() {
        return current == null;
    }

    /** The one in force. */
    OrderedMap current() {
        OrderedMap map = current;
        if (map == null) {
            throw new IllegalStateException("there is no tree yet");
        }
        return map;
    }

    /** An empty one that may take its place. */
    Next next() throws StorageException {
        try {
            long its = highest() + 1;
            return new Next(its, map(at(its)));
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot begin a new tree", directory);
        }
    }

    /** No file has a higher number, whatever of it. */
    private long highest() throws IOException {
        long highest = number;
        for (String name : disk.list(directory)) {
            highest = Math.max(highest, numberOf(name));
        }
        return highest;
    }

    /** The number in the name of a file of a map, 0 if it is another's. */
    private static long numberOf(String name) {
        Matcher file = FILE.matcher(name);
        return file.matches() ? Long.parseLong(file.group(1)) : 0;
    }

    /**
     * Durable on return. Returns the one that was in force; its file stays until it is confirmed.
     */
    @Nullable OrderedMap switchTo(Next next) throws StorageException {
        Path pointer = directory.resolve(POINTER);
        try {
            disk.syncDir(directory);
            AtomicFile.replace(
                    disk, pointer, (next.its + "\n").getBytes(StandardCharsets.US_ASCII), true);
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot switch to another tree", pointer);
        }
        OrderedMap before = current;
        number = next.its;
        current = next.map;
        return before;
    }

    /**
     * Makes one current that no start finds: the one in force is damaged, and stays as it is until
     * another has been switched to.
     */
    void standIn(Next next) {
        current = next.map;
    }

    /** Those before may go. */
    void confirm() throws StorageException {
        try {
            for (String name : disk.list(directory)) {
                long its = numberOf(name);
                if (its > 0 && its < number) {
                    disk.delete(directory.resolve(name));
                }
            }
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot remove the tree before", directory);
        }
    }

    void close() {
        OrderedMap map = current;
        if (map != null) {
            map.close();
        }
    }
}
