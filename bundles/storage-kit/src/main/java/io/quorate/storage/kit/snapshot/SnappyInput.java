package io.quorate.storage.kit.snapshot;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.ZipException;

/** Reads the stream container of snappy-java. Source: spec disk-format section 6.3. */
final class SnappyInput extends InputStream {

    private static final int BLOCK_MAX = 64 << 20;

    /** A second stream may follow the first; its header begins like this. */
    private static final int MAGIC_BEGIN = 0x82534e41;

    private final InputStream in;
    private byte[] block = new byte[0];
    private int at;

    SnappyInput(InputStream in) throws IOException {
        this.in = in;
        byte[] header = in.readNBytes(SnappyOutput.HEADER_BYTES);
        if (header.length < SnappyOutput.HEADER_BYTES
                || !Arrays.equals(header, 0, 8, SnappyOutput.MAGIC, 0, 8)) {
            throw new ZipException("not a Snappy stream");
        }
    }

    @Override
    public int read() throws IOException {
        return more() ? block[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int part = Math.min(length, block.length - at);
        System.arraycopy(block, at, into, offset, part);
        at += part;
        return part;
    }

    private boolean more() throws IOException {
        while (at == block.length) {
            byte[] prefix = in.readNBytes(4);
            if (prefix.length == 0) {
                return false;
            }
            if (prefix.length < 4) {
                throw new EOFException("Snappy stream ends early");
            }
            int length = ByteBuffer.wrap(prefix).getInt();
            if (length == MAGIC_BEGIN) {
                in.skipNBytes(SnappyOutput.HEADER_BYTES - 4L);
                continue;
            }
            if (length < 0 || length > BLOCK_MAX) {
                throw new ZipException("Snappy chunk of " + length + " bytes");
            }
            byte[] chunk = in.readNBytes(length);
            if (chunk.length < length) {
                throw new EOFException("Snappy stream ends early");
            }
            block = SnappyBlock.expand(chunk, BLOCK_MAX);
            at = 0;
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
