package io.quorate.replica.settings;

/**
 * When the tree is written, and old files go.
 *
 * @param snapCount transactions after which a checkpoint is due, at least 2
 * @param snapBytes log bytes after which a checkpoint is due; 0 or less: never
 * @param purgeIntervalHours between two deletions of old files; 0: never
 */
public record SnapshotSettings(int snapCount, long snapBytes, int purgeIntervalHours) {

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException with a sentence, in the words of the configuration file
     */
    public SnapshotSettings {
        if (snapCount < 2) {
            throw new IllegalArgumentException("snapCount must be at least 2, got " + snapCount);
        }
    }
}
