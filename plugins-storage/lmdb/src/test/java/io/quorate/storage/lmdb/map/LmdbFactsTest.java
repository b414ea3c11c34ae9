package io.quorate.storage.lmdb.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageException.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the plugin relies on of LMDB and its binding; good guesses are wrong on some of it. */
class LmdbFactsTest {

    @TempDir Path folder;

    private OrderedMap open() throws StorageException {
        return open(1L << 26);
    }

    private OrderedMap open(long mapBytes) throws StorageException {
        return new LmdbFiles(mapBytes).open(folder.resolve("lmdb.1"), new FileDisk());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    @Test
    void keysCompareAsUnsignedBytes() throws Exception {
        try (OrderedMap map = open()) {
            map.write(
                    writer -> {
                        for (int octet = 0; octet < 256; octet++) {
                            writer.put(new byte[] {(byte) octet}, bytes("v"));
                        }
                    });
            try (OrderedMap.View view = map.view()) {
                List<OrderedMap.Entry> high = view.range(new byte[] {0x7f}, true, 1000);
                assertThat(high).hasSize(128);
                assertThat(high.getFirst().key()).containsExactly(0x80);
                assertThat(high.getLast().key()).containsExactly(0xff);
            }
        }
    }

    @Test
    void theLongestKeyFitsAndALongerOneIsRefused() throws Exception {
        byte[] longest = new byte[OrderedMap.KEY_BYTES_MAX];
        try (OrderedMap map = open()) {
            map.write(
                    writer -> {
                        writer.put(longest, bytes("v"));
                        assertThat(writer.get(longest)).isEqualTo(bytes("v"));
                        writer.delete(longest);
                        assertThat(writer.get(longest)).isNull();
                    });
            assertThatThrownBy(() -> map.write(writer -> writer.put(new byte[512], bytes("v"))))
                    .isInstanceOf(StorageException.class);
        }
    }

    @Test
    void manyViewsAreOpenOnOneThreadAndNoneChanges() throws Exception {
        try (OrderedMap map = open()) {
            OrderedMap.View[] views = new OrderedMap.View[50];
            for (int i = 0; i < views.length; i++) {
                long now = i;
                map.write(writer -> writer.put(bytes("k"), number(now)));
                views[i] = map.view();
            }
            for (int i = 0; i < views.length; i++) {
                assertThat(views[i].get(bytes("k"))).isEqualTo(number(i));
            }
            views[7].close();
            assertThatThrownBy(() -> views[7].get(bytes("k")))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            fault -> assertThat(fault.kind()).isEqualTo(Kind.EXPIRED));
        }
    }

    @Test
    void aViewIsReadOnAnotherThreadThanTheOneThatOpenedIt() throws Exception {
        try (OrderedMap map = open()) {
            map.write(writer -> writer.put(bytes("k"), bytes("v")));
            OrderedMap.View view = map.view();
            byte[][] read = new byte[1][];
            Thread other =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            read[0] = view.get(bytes("k"));
                                            view.close();
                                        } catch (StorageException failure) {
                                            throw new IllegalStateException(failure);
                                        }
                                    });
            other.join();
            assertThat(read[0]).isEqualTo(bytes("v"));
        }
    }

    @Test
    void nobodyWaitsForABatchToBeWritten() throws Exception {
        try (OrderedMap map = open()) {
            map.write(writer -> writer.put(bytes("k"), bytes("before")));
            FutureTask<byte[]> reading =
                    new FutureTask<>(
                            () -> {
                                try (OrderedMap.View view = map.view()) {
                                    return view.get(bytes("k"));
                                }
                            });
            map.write(
                    writer -> {
                        writer.put(bytes("k"), bytes("after"));
                        Thread.ofPlatform().daemon().start(reading);
                        try {
                            assertThat(reading.get(20, TimeUnit.SECONDS))
                                    .isEqualTo(bytes("before"));
                        } catch (InterruptedException
                                | ExecutionException
                                | TimeoutException failure) {
                            throw new IllegalStateException(failure);
                        }
                    });
        }
    }

    @Test
    void aBatchThatFailsLeavesNothing() throws Exception {
        try (OrderedMap map = open()) {
            assertThatThrownBy(
                            () ->
                                    map.write(
                                            writer -> {
                                                writer.put(bytes("k"), bytes("v"));
                                                throw new StorageException(Kind.IO, "on purpose");
                                            }))
                    .hasMessageContaining("on purpose");
            try (OrderedMap.View view = map.view()) {
                assertThat(view.get(bytes("k"))).isNull();
            }
            map.write(writer -> writer.put(bytes("k"), bytes("v")));
        }
    }

    @Test
    void aFullMapIsAFullDiskAndRoomIsRoom() throws Exception {
        try (OrderedMap map = open(1L << 20)) {
            assertThatThrownBy(
                            () ->
                                    map.write(
                                            writer -> {
                                                for (long i = 0; i < 10_000; i++) {
                                                    writer.put(number(i), new byte[1000]);
                                                }
                                            }))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            fault -> assertThat(fault.kind()).isEqualTo(Kind.NO_SPACE));
            map.write(writer -> writer.put(number(1), new byte[1000]));
        }
        try (OrderedMap map = open(1L << 26)) {
            map.write(
                    writer -> {
                        for (long i = 0; i < 10_000; i++) {
                            writer.put(number(i), new byte[1000]);
                        }
                    });
        }
    }

    @Test
    void aMapOfATebibyteTakesNoSpace() throws Exception {
        try (OrderedMap map = open(1L << 40)) {
            map.write(writer -> writer.put(bytes("k"), new byte[1 << 20]));
            assertThat(Files.size(folder.resolve("lmdb.1"))).isLessThan(4 << 20);
        }
    }

    @Test
    void aChangedBitIsFoundWhereTheEntryIsRead() throws Exception {
        byte[] value = bytes("a value that is easily found in the file");
        try (OrderedMap map = open()) {
            map.write(writer -> writer.put(bytes("k"), value));
        }
        Path file = folder.resolve("lmdb.1");
        byte[] content = Files.readAllBytes(file);
        int flipped = 0;
        for (int at = 0; at + value.length <= content.length; at++) {
            if (Arrays.equals(content, at, at + value.length, value, 0, value.length)) {
                content[at + 3] ^= 4;
                flipped++;
            }
        }
        assertThat(flipped).isPositive();
        Files.write(file, content);
        try (OrderedMap map = open();
                OrderedMap.View view = map.view()) {
            assertThatThrownBy(() -> view.get(bytes("k")))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            fault -> {
                                assertThat(fault.kind()).isEqualTo(Kind.CORRUPT);
                                assertThat(fault.file()).isEqualTo(file);
                            });
        }
    }
}
