package io.quorate.storage.kit.log;

import java.nio.file.Path;

/** One file of the journal. */
final class LogSegment {

    static final long UNKNOWN = -1;

    /** Position in the name: that of the first entry. */
    final long first;

    final Path file;

    /**
     * Position of the last durable entry, {@link #UNKNOWN} if the file was not read. Written by the
     * log worker.
     */
    volatile long last = UNKNOWN;

    /**
     * Offset behind the last durable entry, {@link #UNKNOWN} if the file was not read. Written by
     * the log worker, after {@link #last}.
     */
    volatile long end = UNKNOWN;

    /** The batch mark found in its header; recovery only. */
    long mark;

    /**
     * Position that the first entry comes behind, {@link BatchSeal#UNKNOWN} if the file does not
     * say it.
     */
    volatile long follows = BatchSeal.UNKNOWN;

    /** Readers that still need the file; guarded by the journal. */
    int pins;

    LogSegment(long first, Path file) {
        this.first = first;
        this.file = file;
    }
}
