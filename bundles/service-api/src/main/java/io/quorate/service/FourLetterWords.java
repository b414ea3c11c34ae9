package io.quorate.service;

import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Answers the words that doors find at the beginning of a connection. An OSGi service of {@code
 * admin}. Replica's loop only.
 */
@ProviderType
public interface FourLetterWords {

    /** True if the four bytes, read as a big-endian int, are a word. */
    boolean knows(int word);

    /** Bytes to wait for behind the word before it is answered (8 for {@code stmk}, else 0). */
    int argumentBytes(int word);

    /**
     * Answers a word.
     *
     * @param argument the bytes of {@link #argumentBytes}
     * @param gate the door that asks, for its own figures
     * @param answer called once, on the loop, now or later, with the text to send before closing
     *     (may be empty); it is the caller's to close
     */
    void answer(int word, byte[] argument, ClientGate gate, Consumer<PiecewiseText> answer);
}
