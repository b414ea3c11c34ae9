package io.quorate.storage.lmdb.map;

import io.quorate.storage.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** A value behind the checksum of its key and itself, so that no damaged one is believed. */
final class SealedValue {

    private SealedValue() {}

    static byte[] of(byte[] key, byte[] value) {
        return ByteBuffer.allocate(Integer.BYTES + value.length)
                .putInt(checksum(key, value, 0))
                .put(value)
                .array();
    }

    /**
     * The value.
     *
     * @throws StorageException CORRUPT: something has changed
     */
    static byte[] open(byte[] key, byte[] sealed, Path file) throws StorageException {
        if (sealed.length < Integer.BYTES
                || ByteBuffer.wrap(sealed).getInt() != checksum(key, sealed, Integer.BYTES)) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "an entry of the tree is not what was written",
                    file,
                    -1,
                    null);
        }
        return Arrays.copyOfRange(sealed, Integer.BYTES, sealed.length);
    }

    private static int checksum(byte[] key, byte[] value, int from) {
        CRC32C crc = new CRC32C();
        crc.update(key);
        crc.update(value, from, value.length - from);
        return (int) crc.getValue();
    }
}
