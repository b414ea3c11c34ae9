package io.quorate.storage.kit.heap;

import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import java.util.Optional;

/** Where an engine keeps durable images of its heap tree. Background thread except where said. */
public interface TreeImages {

    /** Writes a version; durable on return. */
    void write(TreeReader version) throws StorageException;

    /**
     * Writes a version received from elsewhere and makes it the one that the next open finds; older
     * images are kept.
     */
    void install(TreeReader version) throws StorageException;

    /** Images older than the installed one may go. */
    void confirm() throws StorageException;

    /** Loads the newest image of at most {@code maxZxid}; empty if there is none. */
    Optional<HeapLoader> load(long maxZxid) throws StorageException;

    /**
     * Log worker: the journal is durable as far as the version that will be written; nothing is
     * being appended.
     */
    default void journalIsDurable() throws StorageException {}

    /**
     * Owner: whether older images are kept that need the journal behind them, so that a new one is
     * no reason to cut it.
     */
    default boolean needLog() {
        return true;
    }

    /** Keeps nothing. */
    TreeImages NONE =
            new TreeImages() {
                @Override
                public void write(TreeReader version) {}

                @Override
                public void install(TreeReader version) {}

                @Override
                public void confirm() {}

                @Override
                public Optional<HeapLoader> load(long maxZxid) {
                    return Optional.empty();
                }

                @Override
                public boolean needLog() {
                    return false;
                }
            };
}
