package io.quorate.storage.kit;

import io.quorate.runtime.disk.IoReason;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns faults of the disk port into storage faults. */
public final class DiskFaults {

    private static final String[] FULL = {"no space left", "quota exceeded", "not enough space"};

    private DiskFaults() {}

    /** {@code sentence} says what was tried. */
    public static StorageException of(IOException cause, String sentence, @Nullable Path file) {
        return new StorageException(
                isFull(cause) ? Kind.NO_SPACE : Kind.IO,
                sentence + ": " + IoReason.of(cause),
                file,
                -1,
                cause);
    }

    /** Bytes at {@code offset} are not what was written. */
    public static StorageException corrupt(String sentence, Path file, long offset) {
        return new StorageException(Kind.CORRUPT, sentence, file, offset, null);
    }

    /** True if the disk (or a quota) is full. */
    public static boolean isFull(IOException cause) {
        String text = cause.getMessage();
        if (text == null) {
            return false;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        for (String sign : FULL) {
            if (lower.contains(sign)) {
                return true;
            }
        }
        return false;
    }
}
