package io.quorate.storage;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A version that stays. One thread at a time, not always the same.
 *
 * <p>An engine may end a view that has been open for too long or holds back too much. From then on
 * each method that may throw, of the view, of its cursors and of its body, throws {@link
 * StorageException.Kind#EXPIRED}; {@link #position} and {@link #counts} go on answering. That is no
 * fault of the storage: the host reads again from a later view, or gives up what it was reading. An
 * engine that ends views lets each live for some seconds, so that ordinary reads never meet it.
 */
@ConsumerType
public interface PinnedView extends TreeReader, AutoCloseable {

    /** All of it as bytes for another server; to be read before this view is closed. */
    SnapshotBody body();

    /** Any thread, idempotent, also after the engine has ended it. */
    @Override
    void close();
}
