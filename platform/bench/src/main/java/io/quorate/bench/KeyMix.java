package io.quorate.bench;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Random;

/** Reads and writes of {@value #KEYS} nodes of {@value #DATA_BYTES} bytes, drawn at random. */
final class KeyMix implements Operations {
    static final int KEYS = 1000;
    static final int DATA_BYTES = 100;
    private static final int XID_OFFSET = 4;
    private final byte[][] reads = new byte[KEYS][];
    private final byte[][] writes = new byte[KEYS][];
    private final int readPercent;
    private long random = 0x9E3779B97F4A7C15L;

    KeyMix(int readPercent) {
        this.readPercent = readPercent;
        byte[] data = data();
        for (int i = 0; i < KEYS; i++) {
            reads[i] = Requests.getData(0, path(i), false);
            writes[i] = Requests.setData(0, path(i), data, -1);
        }
    }

    static String path(int key) {
        return String.format(Locale.ROOT, "/bench/n%04d", key);
    }

    static byte[] data() {
        byte[] data = new byte[DATA_BYTES];
        new Random(1).nextBytes(data);
        return data;
    }

    @Override
    public Kind next(ByteBuffer out, int xid) {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        int key = (int) ((random >>> 33) % KEYS);
        boolean read = (random & 0xFFFF) % 100 < readPercent;
        int at = out.position();
        out.put(read ? reads[key] : writes[key]);
        out.putInt(at + XID_OFFSET, xid);
        return read ? Kind.READ : Kind.WRITE;
    }
}
