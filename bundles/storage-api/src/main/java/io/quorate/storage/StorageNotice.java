package io.quorate.storage;

/**
 * Something people should know.
 *
 * @param kind what happened
 * @param text one sentence that names the file and offset where there is one
 * @param millis duration for {@link Kind#SLOW_SYNC}, else 0
 */
public record StorageNotice(Kind kind, String text, long millis) {

    public enum Kind {
        SLOW_SYNC,
        CUT_TAIL,
        DAMAGED_NOTE,
        SKIPPED_CHECKPOINT,
        LOW_SPACE,
        SPACE_RETURNED,
        CHECKPOINT_FAILED,
        REMOVED_FILE,
        /** A key is set that this engine does nothing with. */
        SETTING_WITHOUT_EFFECT
    }
}
