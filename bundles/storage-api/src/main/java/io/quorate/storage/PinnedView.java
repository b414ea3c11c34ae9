package io.quorate.storage;

/** A version that stays. One thread at a time. */
public interface PinnedView extends TreeReader, AutoCloseable {

    @Override
    void close();
}
