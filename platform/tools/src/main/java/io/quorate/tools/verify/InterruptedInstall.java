package io.quorate.tools.verify;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A tree of a leader that was being installed when the server stopped, as it was written down
 * before. Source: spec disk-format section 1, docs/adr/0057.
 *
 * @param zxid position of the tree
 * @param reach the last entry the log may have before or after
 */
record InterruptedInstall(long zxid, long reach, Epochs epochs) {

    /** Null where the value is none. */
    static @Nullable InterruptedInstall read(byte[] value) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(value);
            return new InterruptedInstall(
                    bytes.getLong(), bytes.getLong(), new Epochs(bytes.getLong(), bytes.getLong()));
        } catch (BufferUnderflowException tooShort) {
            return null;
        }
    }

    /** Whether the next start finishes it, and does not forget it. */
    boolean isFinishedBy(long treeZxid, long lastLogged, Epochs inForce) {
        return treeZxid == zxid
                && lastLogged <= reach
                && inForce.accepted() <= epochs.accepted()
                && inForce.current() <= epochs.current();
    }
}
