package io.quorate.storage;

import io.quorate.runtime.Clock;
import io.quorate.runtime.disk.Disk;
import org.osgi.annotation.versioning.ProviderType;

/** Everything an engine may use of the outside world. Thread-safe. */
@ProviderType
public interface StorageHost {

    /** The only way to files. */
    Disk disk();

    /** Tokens for background bytes. */
    IoBudget budget();

    /** Settings of the engine and of the kit. */
    StorageSettings settings();

    /** Time, for notices and for the deadlines of views. */
    default Clock clock() {
        return Clock.SYSTEM;
    }

    /**
     * Whether this host can have the whole history sent by others. Then a directory whose history
     * is damaged is opened, and {@link StorageEngine#damage} says so; else it is refused.
     */
    default boolean refetches() {
        return false;
    }

    /** Called when something happens that operators should know of; must not block. Any thread. */
    void notice(StorageNotice what);
}
