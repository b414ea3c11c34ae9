package io.quorate.storage;

/** A version that stays. One thread at a time. */
public interface PinnedView extends TreeReader, AutoCloseable {

    /** All of it as bytes for another server; to be read before this view is closed. */
    SnapshotBody body();

    @Override
    void close();
}
