package io.quorate.storage.kit;

import io.quorate.runtime.disk.DiskFile;
import io.quorate.storage.IoBudget;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Writes a file from its beginning at the pace of a budget and syncs every MiB, so that a large
 * file never piles up in the page cache in front of the journal's sync. Unbuffered. Closing syncs
 * and closes the file. Background thread.
 */
public final class DiskOutput extends OutputStream {

    private static final long SYNC_BYTES = 1 << 20;

    private final DiskFile file;
    private final IoBudget budget;
    private final boolean sync;
    private long position;
    private long synced;

    /** {@code sync} false leaves all syncs out. */
    public DiskOutput(DiskFile file, IoBudget budget, boolean sync) {
        this.file = file;
        this.budget = budget;
        this.sync = sync;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        budget.take(length);
        file.write(position, ByteBuffer.wrap(bytes, offset, length));
        position += length;
        if (sync && position - synced >= SYNC_BYTES) {
            file.sync();
            synced = position;
        }
    }

    @Override
    public void close() throws IOException {
        try (DiskFile ending = file) {
            if (sync) {
                ending.sync();
            }
        }
    }
}
