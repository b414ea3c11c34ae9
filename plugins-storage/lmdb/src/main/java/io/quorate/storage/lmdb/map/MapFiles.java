package io.quorate.storage.lmdb.map;

import io.quorate.runtime.disk.Disk;
import io.quorate.storage.StorageException;
import java.nio.file.Path;

/** Opens maps in files. */
public interface MapFiles {

    /** What the name of a file that belongs to a map ends with, besides the map's own. */
    String LOCK_SUFFIX = "-lock";

    /**
     * Opens the map in {@code file}; makes an empty one if there is no such file. Blocking.
     *
     * @param disk where to look at the file before it is opened
     * @throws StorageException CORRUPT: this is no such map, or not all of one
     */
    OrderedMap open(Path file, Disk disk) throws StorageException;
}
