package io.quorate.storage.lmdb.map;

import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
import io.quorate.runtime.disk.OpenMode;
import io.quorate.storage.StorageException;
import io.quorate.storage.kit.DiskFaults;
import java.io.IOException;
import java.nio.file.Path;
import org.lmdbjava.ByteArrayProxy;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.LmdbException;

/**
 * Maps in files of LMDB, each synced at the end of every batch. Thread-safe. Source: docs/adr/0125.
 */
public record LmdbFiles(long mapBytes) implements MapFiles {

    private static final int READERS_MAX = 4_096;
    private static final String NAME = "quorate";

    @Override
    public OrderedMap open(Path file, Disk disk) throws StorageException {
        try {
            if (disk.exists(file)) {
                checkBeforeMapping(file, disk);
            }
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot open the tree", file);
        }
        return open(file);
    }

    /**
     * A page that is missing at the end must be a free one: those may never have been written, all
     * others are read, and reading them would end the process.
     */
    private static void checkBeforeMapping(Path file, Disk disk)
            throws IOException, StorageException {
        long bytes;
        try (PageFile pages = PageFile.open(disk, file)) {
            if (!pages.isShort()) {
                return;
            }
            new PageWalk(pages).run(LmdbFiles::ignore);
            bytes = pages.bytes();
        }
        try (DiskFile longer = disk.open(file, OpenMode.WRITE)) {
            longer.preallocate(bytes);
        }
    }

    /** Takes the entries of a map, in the order of their keys. */
    public interface Entries {

        void entry(byte[] key, byte[] value) throws StorageException;
    }

    /**
     * Reads all of a map that nobody has open, without LMDB. Blocking; changes nothing.
     *
     * @throws StorageException CORRUPT: anything is not what was written
     */
    public static void readAll(Path file, Disk disk, Entries into) throws StorageException {
        try (PageFile pages = PageFile.open(disk, file)) {
            new PageWalk(pages)
                    .run((key, stored) -> into.entry(key, SealedValue.open(key, stored, file)));
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot read the tree", file);
        }
    }

    private static void ignore(byte[] key, byte[] stored) {
        // It is enough that it is there.
    }

    private OrderedMap open(Path file) throws StorageException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // The library looks for parts of itself there.
        thread.setContextClassLoader(Env.class.getClassLoader());
        Env<byte[]> env = null;
        try {
            env =
                    Env.create(ByteArrayProxy.PROXY_BA)
                            .setMapSize(mapBytes)
                            .setMaxDbs(1)
                            .setMaxReaders(READERS_MAX)
                            .open(file.toFile(), EnvFlags.MDB_NOSUBDIR, EnvFlags.MDB_NOTLS);
            Dbi<byte[]> entries = env.openDbi(NAME, DbiFlags.MDB_CREATE, DbiFlags.MDB_UNSIGNEDKEY);
            return new LmdbMap(file, env, entries);
        } catch (LmdbException failure) {
            if (env != null) {
                env.close();
            }
            throw LmdbMap.fault(failure, "cannot open the tree", file);
        } catch (LinkageError noLibrary) {
            throw new StorageException(
                    StorageException.Kind.IO,
                    "LMDB's library cannot be loaded on this platform ("
                            + System.getProperty("os.name")
                            + ", "
                            + System.getProperty("os.arch")
                            + "): "
                            + first(noLibrary),
                    null,
                    -1,
                    noLibrary);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** What began it. */
    private static Throwable first(Throwable failure) {
        Throwable at = failure;
        for (Throwable cause = at.getCause(); cause != null; cause = at.getCause()) {
            at = cause;
        }
        return at;
    }
}
