package io.quorate.storage.kit.snapshot;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The stream container of snappy-java: a header, then chunks of compressed length and raw block.
 * Source: spec disk-format section 6.3.
 */
final class SnappyOutput extends OutputStream {

    static final byte[] MAGIC = {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
    static final int HEADER_BYTES = 16;
    private static final int BLOCK = 32 << 10;

    private final OutputStream out;
    private final SnappyBlock snappy = new SnappyBlock();
    private final byte[] block = new byte[BLOCK];
    private final byte[] prefix = new byte[4];
    private int size;

    SnappyOutput(OutputStream out) throws IOException {
        this.out = out;
        out.write(MAGIC);
        int32(1);
        int32(1);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int part = Math.min(end - at, BLOCK - size);
            System.arraycopy(bytes, at, block, size, part);
            size += part;
            at += part;
            if (size == BLOCK) {
                chunk();
            }
        }
    }

    private void chunk() throws IOException {
        int compressed = snappy.compress(block, 0, size);
        int32(compressed);
        out.write(snappy.array(), 0, compressed);
        size = 0;
    }

    private void int32(int value) throws IOException {
        prefix[0] = (byte) (value >>> 24);
        prefix[1] = (byte) (value >>> 16);
        prefix[2] = (byte) (value >>> 8);
        prefix[3] = (byte) value;
        out.write(prefix);
    }

    @Override
    public void close() throws IOException {
        if (size > 0) {
            chunk();
        }
        out.close();
    }
}
