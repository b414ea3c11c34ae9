package io.quorate.storage.lmdb.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.StorageException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is read without LMDB is what was written; of a file in which a bit has changed, too, or the
 * damage is found. {@code -Dquorate.test.flips=n} sets another number of bits than 1,000.
 */
class PageWalkTest {

    private static final int FLIPS = Integer.getInteger("quorate.test.flips", 1_000);
    private static final int ROUNDS = 12;

    @TempDir Path folder;
    private Path file;
    private Map<byte[], byte[]> written;

    @BeforeEach
    void write() throws StorageException {
        file = folder.resolve("lmdb.1");
        written = new TreeMap<>(Arrays::compareUnsigned);
        Random random = new Random(7);
        try (OrderedMap map = new LmdbFiles(1L << 30).open(file, new FileDisk())) {
            for (int round = 0; round < ROUNDS; round++) {
                map.write(writer -> change(writer, random));
            }
        }
    }

    private void change(OrderedMap.Writer writer, Random random) throws StorageException {
        for (int i = 0; i < 300; i++) {
            byte[] key = new byte[1 + random.nextInt(i % 10 == 0 ? 500 : 20)];
            random.nextBytes(key);
            byte[] value = new byte[random.nextInt(i % 50 == 0 ? 20_000 : 200)];
            random.nextBytes(value);
            writer.put(key, value);
            written.put(key, value);
        }
        for (byte[] key : written.keySet().toArray(byte[][]::new)) {
            if (random.nextInt(5) == 0) {
                writer.delete(key);
                written.remove(key);
            }
        }
    }

    private Map<byte[], byte[]> read() throws IOException, StorageException {
        Map<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
        try (PageFile pages = PageFile.open(new FileDisk(), file)) {
            PageWalk.Sink into =
                    (key, stored) -> found.put(key, SealedValue.open(key, stored, file));
            new PageWalk(pages).run(into);
        }
        return found;
    }

    private boolean isWhole(Map<byte[], byte[]> found) {
        if (found.size() != written.size()) {
            return false;
        }
        for (Map.Entry<byte[], byte[]> entry : written.entrySet()) {
            if (!Arrays.equals(entry.getValue(), found.get(entry.getKey()))) {
                return false;
            }
        }
        return true;
    }

    @Test
    void allEntriesAreRead() throws Exception {
        assertThat(written).hasSizeGreaterThan(500);
        assertThat(isWhole(read())).isTrue();
    }

    @Test
    void aFlippedBitIsFoundOrHarmless() throws Exception {
        Random random = new Random(11);
        long bits = Files.size(file) * Byte.SIZE;
        int found = 0;
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            for (int i = 0; i < FLIPS; i++) {
                long bit = random.nextLong(bits);
                flip(bytes, bit);
                try {
                    // The state before, if the newest meta page is not to be known as such.
                    boolean older = bit / Byte.SIZE < 2 * 4096;
                    assertThat(isWhole(read()) || older).as("bit %d", bit).isTrue();
                } catch (StorageException damage) {
                    assertThat(damage.kind()).isEqualTo(StorageException.Kind.CORRUPT);
                    found++;
                }
                flip(bytes, bit);
            }
        }
        assertThat(found).isGreaterThan(FLIPS / 10);
        assertThat(isWhole(read())).isTrue();
    }

    private static void flip(RandomAccessFile bytes, long bit) throws IOException {
        bytes.seek(bit / Byte.SIZE);
        int before = bytes.read();
        bytes.seek(bit / Byte.SIZE);
        bytes.write(before ^ 1 << bit % Byte.SIZE);
    }
}
