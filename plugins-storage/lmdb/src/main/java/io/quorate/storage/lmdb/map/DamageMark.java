package io.quorate.storage.lmdb.map;

import io.quorate.runtime.disk.Disk;
import io.quorate.storage.StorageException;
import io.quorate.storage.kit.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file beside a map that says that damage was found in it: no start reads all of a map, and one
 * that goes on with it would stop again at the same place. Thread-safe; blocking.
 */
public final class DamageMark {

    private static final String SUFFIX = "-damaged";
    private static final int TEXT_BYTES_MAX = 4096;

    private final Disk disk;
    private final Path file;

    public DamageMark(Disk disk, Path map) {
        this.disk = disk;
        file = map.resolveSibling(map.getFileName() + SUFFIX);
    }

    /** Whether that is the name of a mark of the map of that name. */
    public static boolean isOf(String name, String map) {
        return name.equals(map + SUFFIX);
    }

    /** Damage that was found; what begins anew finds it, too. Returns it. */
    synchronized StorageException found(StorageException damage) {
        try {
            if (!disk.exists(file)) {
                byte[] text = (damage.getMessage() + "\n").getBytes(StandardCharsets.UTF_8);
                AtomicFile.replace(disk, file, text, true);
            }
        } catch (IOException ignored) {
            // Whoever reads that place again finds it.
        }
        return damage;
    }

    /** What was found earlier, null if nothing was. */
    public @Nullable StorageException known() throws IOException {
        byte[] text = AtomicFile.read(disk, file, TEXT_BYTES_MAX);
        return text == null
                ? null
                : new StorageException(
                        StorageException.Kind.CORRUPT,
                        "damage of the tree was found earlier: "
                                + new String(text, StandardCharsets.UTF_8).strip(),
                        file,
                        -1,
                        null);
    }
}
