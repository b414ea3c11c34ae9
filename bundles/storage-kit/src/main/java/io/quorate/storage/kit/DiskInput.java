package io.quorate.storage.kit;

import io.quorate.runtime.disk.DiskFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads a file from its beginning. Unbuffered; closing closes the file. */
public final class DiskInput extends InputStream {

    private final DiskFile file;
    private long position;

    /** Input that owns {@code file}. */
    public DiskInput(DiskFile file) {
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int read = file.read(position, ByteBuffer.wrap(into, offset, length));
        position += Math.max(0, read);
        return read;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
