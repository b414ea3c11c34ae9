package io.quorate.storage.filelog;

import io.quorate.runtime.disk.DiskFile;
import io.quorate.storage.IoBudget;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Writes a file from its beginning in chunks, paced by a budget and synced often, so that no sync of the journal waits for many dirty pages. One thread. */
final class DiskOutput extends OutputStream {

    private static final int CHUNK_BYTES = 256 << 10;
    private static final int SYNC_BYTES = 8 << 20;

    private final DiskFile file;
    private final IoBudget budget;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    private long written;
    private long synced;

    DiskOutput(DiskFile file, IoBudget budget) {
        this.file = file;
        this.budget = budget;
    }

    @Override
    public void write(int value) throws IOException {
        if (!chunk.hasRemaining()) {
            drain();
        }
        chunk.put((byte) value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (!chunk.hasRemaining()) {
                drain();
            }
            int count = Math.min(left, chunk.remaining());
            chunk.put(bytes, from, count);
            from += count;
            left -= count;
        }
    }

    private void drain() throws IOException {
        int count = chunk.flip().remaining();
        budget.take(count);
        file.write(written, chunk);
        written += count;
        chunk.clear();
        if (written - synced >= SYNC_BYTES) {
            file.sync();
            synced = written;
        }
    }

    /** Writes and syncs the rest. Does not close the file. */
    @Override
    public void close() throws IOException {
        drain();
        file.sync();
    }
}
