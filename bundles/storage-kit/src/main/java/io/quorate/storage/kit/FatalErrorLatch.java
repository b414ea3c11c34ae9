package io.quorate.storage.kit;

import io.quorate.storage.StorageException;
import io.quorate.storage.StorageException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The state of an engine after a fatal fault: every later call is refused, nothing is retried.
 * Shared by the parts of one engine. Thread-safe.
 */
public final class FatalErrorLatch {

    private volatile @Nullable StorageException cause;

    /** Throws {@link Kind#POISONED} if there was a fatal fault. */
    public void check() throws StorageException {
        StorageException first = cause;
        if (first != null) {
            throw new StorageException(
                    Kind.POISONED, "storage stopped after: " + first.getMessage(), null, -1, first);
        }
    }

    /** Remembers the first fatal fault; returns {@code fault} to throw. */
    public StorageException fatal(StorageException fault) {
        synchronized (this) {
            if (cause == null) {
                cause = fault;
            }
        }
        return fault;
    }

    /** True after a fatal fault. */
    public boolean isSet() {
        return cause != null;
    }
}
