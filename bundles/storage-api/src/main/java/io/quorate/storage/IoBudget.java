package io.quorate.storage;

import org.osgi.annotation.versioning.ProviderType;

/** Keeps background writers from crowding out the journal. */
@ProviderType
public interface IoBudget {

    /** Blocks the calling background thread until {@code bytes} may be written. */
    void take(long bytes);

    /** No limit. */
    IoBudget UNLIMITED = bytes -> {};
}
