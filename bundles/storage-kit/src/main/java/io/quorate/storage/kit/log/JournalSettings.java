package io.quorate.storage.kit.log;

/**
 * How a journal treats its files; an engine has them from keys of its own. Immutable.
 *
 * @param preallocBytes block in which the files grow; 0 or less: they are not prepared
 * @param forceSync false skips fsync and gives up durability
 * @param slowSyncMillis an fsync that takes longer is a notice
 * @param fileBytesMax a file is closed behind the batch with which it exceeds this; 0 or less: no
 *     such limit
 */
public record JournalSettings(
        long preallocBytes, boolean forceSync, long slowSyncMillis, long fileBytesMax) {

    /** Those of a server whose configuration says nothing. */
    public static final JournalSettings DEFAULTS = new JournalSettings(16L << 20, true, 1000, -1);
}
