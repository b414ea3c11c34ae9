package io.quorate.conformance.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import io.quorate.conformance.RunningServer;
import io.quorate.conformance.differential.SampleFrames;
import io.quorate.testkit.matrix.ForEveryAssembly;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Valid requests with bytes changed, lost, added or doubled, over real sockets. Properties: {@code
 * conformance.frames} (default 10000, full size 100000), {@code conformance.seed}. The reference is
 * not put through this: some of the frames end it.
 */
@ForEveryAssembly
@Timeout(900)
class MutatedFramesTest {
    private static final int FRAMES = Integer.getInteger("conformance.frames", 10000);
    private static final long SEED = Long.getLong("conformance.seed", 1);
    private static final int FRAMES_PER_CONNECTION = 20;
    private static final int BODY = 12; // behind length, xid and opcode

    @RegisterExtension
    static final RunningServer SERVER =
            RunningServer.with(
                    spec ->
                            spec.with("tickTime", 200)
                                    .with("extendedTypesEnabled", true)
                                    .with("enforceQuota", true));

    @Test
    void mutatedFramesHarmNobody() throws Exception {
        Random random = new Random(SEED);
        SampleFrames frames = new SampleFrames(random);
        Counts before = Counts.of(SERVER.server());
        try (Canary canary = new Canary(SERVER.port())) {
            for (int sent = 0; sent < FRAMES; sent += FRAMES_PER_CONNECTION) {
                connection(random, frames);
                assertThat(SERVER.server().alive())
                        .as("alive after frame %d of seed %d", sent, SEED)
                        .isTrue();
            }
            assertThat(canary.rest()).isPositive();
        }
        before.awaitOn(SERVER.server());
        assertThat(SERVER.server().log()).doesNotContain("OutOfMemoryError", "StackOverflowError");
    }

    private static void connection(Random random, SampleFrames frames) throws IOException {
        try (RawSession session = RawSession.open(SERVER.port(), 1000)) {
            for (int i = 0; i < FRAMES_PER_CONNECTION; i++) {
                session.send(mutate(random, frames.next()));
            }
            session.readTimeout(20);
            session.send(Requests.close(1));
            while (true) {
                session.receive();
            }
        } catch (EOFException | SocketException | SocketTimeoutException expected) {
            // closed by the server, or waiting for the rest of a frame
        }
    }

    /**
     * Mostly the body is damaged: what is wrong in length or header ends the connection, and the
     * frames behind it are not read.
     */
    private static byte[] mutate(Random random, byte[] frame) {
        byte[] changed = frame.clone();
        int from = random.nextInt(20) == 0 || changed.length <= BODY ? 0 : BODY;
        int length = changed.length - from;
        switch (random.nextInt(5)) {
            case 0 -> {
                for (int i = 1 + random.nextInt(4); i > 0; i--) {
                    changed[from + random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 1 -> changed[from + random.nextInt(length)] = (byte) random.nextInt(256);
            case 2 ->
                    changed =
                            withLength(
                                    Arrays.copyOf(
                                            changed, Math.max(4, from + random.nextInt(length))));
            case 3 ->
                    changed =
                            withLength(Arrays.copyOf(changed, changed.length + random.nextInt(50)));
            default -> {
                int at = from + random.nextInt(length);
                for (int i = at; i < Math.min(at + 4, changed.length); i++) {
                    changed[i] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
                }
            }
        }
        return changed;
    }

    private static byte[] withLength(byte[] frame) {
        int length = frame.length - 4;
        frame[0] = (byte) (length >>> 24);
        frame[1] = (byte) (length >>> 16);
        frame[2] = (byte) (length >>> 8);
        frame[3] = (byte) length;
        return frame;
    }
}
