package io.quorate.tools.verify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Adler32;

/** Changes a raw snapshot and makes its three seals right again. */
final class SealedSnapshot {

    private static final int SEAL_BYTES = 13;
    private static final int DIGEST_BYTES = 20;
    private static final int LAST_ZXID_BYTES = 8;

    private static final int ACL_ID_BYTES = 8;

    private SealedSnapshot() {}

    /** Changes the zxid by which the znode at {@code path} was made. */
    static void changeStat(byte[] snapshot, String path) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.wrap(snapshot);
        int at = 0;
        while (bytes.getInt(at) != name.length
                || !bytes.slice(at + Integer.BYTES, name.length).equals(ByteBuffer.wrap(name))) {
            at++;
        }
        int data = at + Integer.BYTES + name.length;
        int stat = data + Integer.BYTES + Math.max(0, bytes.getInt(data)) + ACL_ID_BYTES;
        snapshot[stat + Long.BYTES - 1] ^= 1;
        int third = snapshot.length - SEAL_BYTES;
        int second = third - LAST_ZXID_BYTES - SEAL_BYTES;
        int first = second - DIGEST_BYTES - SEAL_BYTES;
        for (int seal : new int[] {first, second, third}) {
            Adler32 adler = new Adler32();
            adler.update(snapshot, 0, seal);
            bytes.putLong(seal, adler.getValue());
        }
    }
}
