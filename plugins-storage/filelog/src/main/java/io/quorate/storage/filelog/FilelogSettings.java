package io.quorate.storage.filelog;

import io.quorate.storage.kit.log.JournalSettings;

/**
 * What the keys of this plugin say, see its table {@code META-INF/quorate/keys.txt}. Immutable.
 *
 * <p>Source: spec semantics section 18.
 *
 * @param compression of snapshots: empty, {@code gz} or {@code snappy}
 * @param lastZxidSection whether snapshots name their last transaction
 * @param trustEmpty whether a log without any snapshot is accepted
 * @param autocreateDirectories whether missing directories are made
 * @param autocreateDatabase whether an empty directory is a new database
 * @param journal how the log treats its files; {@code forceSync} counts for the other files, too
 */
public record FilelogSettings(
        String compression,
        boolean lastZxidSection,
        boolean trustEmpty,
        boolean autocreateDirectories,
        boolean autocreateDatabase,
        JournalSettings journal) {

    /** The defaults of the table. */
    public static final FilelogSettings DEFAULTS =
            new FilelogSettings("", true, false, true, true, JournalSettings.DEFAULTS);
}
