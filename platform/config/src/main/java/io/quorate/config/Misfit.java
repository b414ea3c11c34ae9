package io.quorate.config;

import org.jspecify.annotations.Nullable;

/**
 * A text that is no value of its key, or one beyond its range. The message is the type's {@link
 * KeyType#values()} or says what exactly must hold; it completes the sentence "… must be".
 */
final class Misfit extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    /** What ZooKeeper makes of it, or what is nearest to it; null if there is no such value. */
    private final transient @Nullable Object instead;

    Misfit(String values, @Nullable Object instead) {
        super(values);
        this.instead = instead;
    }

    /** As above, where nothing can stand for the text. */
    Misfit(String values) {
        this(values, null);
    }

    @Nullable Object instead() {
        return instead;
    }
}
