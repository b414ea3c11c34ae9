package io.quorate.storage;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A storage fault. Checked: the caller decides what it means. */
public final class StorageException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What kind of fault. */
    public enum Kind {
        /** The operating system refused. */
        IO,
        /** The directory was deleted or moved while the engine was open. */
        GONE,
        /** The disk is full. */
        NO_SPACE,
        /** Bytes on disk are not what was written. */
        CORRUPT,
        /** The state asked for cannot be reached from what is stored. */
        NEEDS_INSTALL,
        /**
         * A view was used after the engine has ended it, or after its close. Never fatal: see
         * {@link PinnedView}.
         */
        EXPIRED,
        /** The directory belongs to another engine or server. */
        WRONG_OWNER,
        /** An earlier fault was fatal; nothing works any more. */
        POISONED
    }

    private final Kind kind;
    private final transient @Nullable Path file;
    private final long offset;

    /**
     * A fault in a file at an offset ({@code file} null and {@code offset} -1 where there is none).
     */
    public StorageException(
            Kind kind,
            String sentence,
            @Nullable Path file,
            long offset,
            @Nullable Throwable cause) {
        super(
                sentence
                        + (file == null
                                ? ""
                                : " (" + file + (offset < 0 ? "" : ", offset " + offset) + ")"),
                cause);
        this.kind = kind;
        this.file = file;
        this.offset = offset;
    }

    /** A fault without a place. */
    public StorageException(Kind kind, String sentence) {
        this(kind, sentence, null, -1, null);
    }

    public Kind kind() {
        return kind;
    }

    /** Whether a view was ended, which is no fault. */
    public boolean isExpired() {
        return kind == Kind.EXPIRED;
    }

    /** The file, or null. */
    public @Nullable Path file() {
        return file;
    }

    /** The offset in the file, or -1. */
    public long offset() {
        return offset;
    }
}
