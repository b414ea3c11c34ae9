package io.quorate.storage;

/** Keeps background writers from crowding out the journal. */
public interface IoBudget {

    /** Blocks the calling background thread until {@code bytes} may be written. */
    void take(long bytes);

    /** No limit. */
    IoBudget UNLIMITED = bytes -> {};
}
