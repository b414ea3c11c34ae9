package io.quorate.storage.filelog;

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
 */
public record FilelogSettings(
        String compression,
        boolean lastZxidSection,
        boolean trustEmpty,
        boolean autocreateDirectories,
        boolean autocreateDatabase) {

    /** The defaults of the table. */
    public static final FilelogSettings DEFAULTS = new FilelogSettings("", true, false, true, true);
}
