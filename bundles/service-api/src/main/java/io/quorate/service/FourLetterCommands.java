package io.quorate.service;

import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Answers the commands that gates find at the beginning of a connection. An OSGi service of {@code
 * admin}. Replica's loop only.
 */
@ProviderType
public interface FourLetterCommands {

    /** True if the four bytes, read as a big-endian int, are a command. */
    boolean knows(int command);

    /** Bytes to wait for behind the command before it is answered (8 for {@code stmk}, else 0). */
    int argumentBytes(int command);

    /**
     * Answers a command.
     *
     * @param argument the bytes of {@link #argumentBytes}
     * @param gate the gate that asks, for its own figures
     * @param answer called once, on the loop, now or later, with the text to send before closing
     *     (may be empty); it is the caller's to close
     */
    void answer(int command, byte[] argument, ClientGate gate, Consumer<PiecewiseText> answer);
}
