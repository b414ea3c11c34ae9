package io.quorate.storage.filelog;

import io.quorate.runtime.disk.DiskFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads a file from its beginning to its end. One thread. */
final class DiskInput extends InputStream {

    private final DiskFile file;
    private final ByteBuffer chunk = ByteBuffer.allocate(256 << 10).limit(0);
    private long at;

    DiskInput(DiskFile file) {
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        return chunk.hasRemaining() || fill() ? chunk.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!chunk.hasRemaining() && !fill()) {
            return -1;
        }
        int count = Math.min(length, chunk.remaining());
        chunk.get(into, offset, count);
        return count;
    }

    @Override
    public int available() {
        return chunk.remaining();
    }

    private boolean fill() throws IOException {
        int count = file.read(at, chunk.clear());
        chunk.flip();
        if (count <= 0) {
            chunk.limit(0);
            return false;
        }
        at += count;
        return true;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
