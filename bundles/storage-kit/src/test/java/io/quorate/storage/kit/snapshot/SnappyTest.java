package io.quorate.storage.kit.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.SnappyInputStream;
import org.xerial.snappy.SnappyOutputStream;

/** Our Snappy against the library the reference uses. */
class SnappyTest {

    @Test
    void theLibraryReadsWhatWeWrite() throws IOException {
        for (byte[] sample : samples()) {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            try (OutputStream out = new SnappyOutput(file)) {
                out.write(sample, 0, sample.length / 3);
                out.write(sample, sample.length / 3, sample.length - sample.length / 3);
            }
            try (SnappyInputStream in =
                    new SnappyInputStream(new ByteArrayInputStream(file.toByteArray()))) {
                assertThat(in.readAllBytes()).isEqualTo(sample);
            }
        }
    }

    @Test
    void weReadWhatTheLibraryWrites() throws IOException {
        for (byte[] sample : samples()) {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            try (OutputStream out = new SnappyOutputStream(file)) {
                out.write(sample);
            }
            byte[] once = file.toByteArray();
            assertThat(new SnappyInput(new ByteArrayInputStream(once)).readAllBytes())
                    .isEqualTo(sample);
            file.write(once);
            assertThat(new SnappyInput(new ByteArrayInputStream(file.toByteArray())).readAllBytes())
                    .hasSize(2 * sample.length);
        }
    }

    @Test
    void textIsCompressed() throws IOException {
        byte[] text = "the same words again and again ".repeat(10_000).getBytes();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (OutputStream out = new SnappyOutput(file)) {
            out.write(text);
        }
        assertThat(file.size()).isLessThan(text.length / 10);
    }

    @Test
    void damageEndsInAnIoException() throws IOException {
        Random random = new Random(7);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (OutputStream out = new SnappyOutput(file)) {
            out.write(samples().get(3));
        }
        for (int round = 0; round < 2000; round++) {
            byte[] damaged = file.toByteArray();
            for (int i = 0; i < 3; i++) {
                damaged[16 + random.nextInt(damaged.length - 16)] = (byte) random.nextInt();
            }
            try {
                new SnappyInput(new ByteArrayInputStream(damaged)).readAllBytes();
            } catch (IOException expected) {
                assertThat(expected).hasMessageContaining("Snappy");
            }
        }
        byte[] cut = Arrays.copyOf(file.toByteArray(), file.size() - 1);
        assertThatThrownBy(() -> new SnappyInput(new ByteArrayInputStream(cut)).readAllBytes())
                .isInstanceOf(IOException.class);
    }

    private static List<byte[]> samples() {
        Random random = new Random(42);
        List<byte[]> samples = new ArrayList<>();
        for (int length : new int[] {0, 1, 5, 3000, 32768, 32769, 200_000}) {
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            byte[] words = new byte[length];
            for (int at = 0; at < length; at++) {
                words[at] =
                        at > 300 && random.nextInt(50) != 0
                                ? words[at - 1 - random.nextInt(3)]
                                : (byte) random.nextInt(4);
            }
            samples.add(noise);
            samples.add(words);
            samples.add(new byte[length]);
        }
        return samples;
    }
}
