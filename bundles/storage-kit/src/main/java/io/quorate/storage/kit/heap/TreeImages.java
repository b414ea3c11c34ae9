package io.quorate.storage.kit.heap;

import io.quorate.storage.StorageException;
import io.quorate.storage.StoredImage;
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

    /** Any thread: the newest uncompressed image of at least {@code minZxid}. */
    Optional<StoredImage> newest(long minZxid);

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
                public Optional<StoredImage> newest(long minZxid) {
                    return Optional.empty();
                }
            };
}
