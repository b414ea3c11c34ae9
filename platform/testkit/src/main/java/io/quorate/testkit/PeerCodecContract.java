package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.peer.PeerCodec;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.Port;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What the codec of every port must do. A plugin extends this class once per port and brings
 * messages of every kind, in an order in which they may follow each other on a link. Messages are
 * compared by the bytes they are written as.
 *
 * <p>The mutation test defaults to 20,000 streams; {@code -Dquorate.test.mutations=n} sets another
 * number.
 */
public abstract class PeerCodecContract {

    /** The port under test. */
    protected abstract Port port();

    /** What the dialling side may send, its preamble first if the port has one. */
    protected abstract List<PeerMessage> fromDialler();

    /** What the accepting side may send. */
    protected abstract List<PeerMessage> fromAcceptor();

    @Test
    void whatIsWrittenIsRead() throws ProtocolViolation {
        for (boolean dialler : new boolean[] {true, false}) {
            byte[] stream = write(dialler);
            assertThat(write(dialler, read(dialler, stream, stream.length, 0))).isEqualTo(stream);
        }
    }

    @Test
    void aStreamMayArriveInAnyPieces() throws ProtocolViolation {
        for (boolean dialler : new boolean[] {true, false}) {
            byte[] stream = write(dialler);
            assertThat(write(dialler, read(dialler, stream, 1, 0)))
                    .as("byte by byte")
                    .isEqualTo(stream);
            for (int seed = 1; seed <= 50; seed++) {
                assertThat(write(dialler, read(dialler, stream, 40, seed)))
                        .as("pieces of seed %d", seed)
                        .isEqualTo(stream);
            }
        }
    }

    @Test
    void nothingIsReadOfAnIncompleteMessage() throws ProtocolViolation {
        for (boolean dialler : new boolean[] {true, false}) {
            List<PeerMessage> messages = dialler ? fromDialler() : fromAcceptor();
            byte[] first =
                    messages.isEmpty() ? new byte[0] : write(dialler, messages.subList(0, 1));
            if (first.length > 0) {
                assertThat(read(dialler, Arrays.copyOf(first, first.length - 1), first.length, 0))
                        .isEmpty();
            }
        }
    }

    @Test
    void theBoundOfAMessageHolds() {
        for (boolean dialler : new boolean[] {true, false}) {
            PeerCodec codec = port().codec().create(dialler);
            for (PeerMessage message : dialler ? fromDialler() : fromAcceptor()) {
                int max = codec.encodedBytesMax(message);
                ByteBuffer exactly = ByteBuffer.allocate(max);
                codec.encode(message, exactly);
                assertThat(exactly.position()).as("bytes of %s", message).isBetween(0, max);
            }
        }
    }

    @Test
    void nonsenseIsRefusedAndNothingElseHappens() {
        int mutations = Integer.getInteger("quorate.test.mutations", 20_000);
        Random random = new Random(5);
        for (boolean dialler : new boolean[] {true, false}) {
            byte[] stream = write(dialler);
            for (int i = 0; i < mutations / 2 && stream.length > 0; i++) {
                byte[] mutated = mutate(stream, random);
                try {
                    read(dialler, mutated, 64, i);
                } catch (ProtocolViolation expected) {
                    assertThat(expected.getMessage()).isNotBlank();
                } catch (RuntimeException | OutOfMemoryError wrong) {
                    throw new AssertionError(
                            "a mutated stream (number " + i + ") made the codec throw " + wrong,
                            wrong);
                }
            }
        }
    }

    private static byte[] mutate(byte[] stream, Random random) {
        byte[] mutated =
                random.nextInt(4) == 0
                        ? Arrays.copyOf(stream, random.nextInt(stream.length + 1))
                        : stream.clone();
        for (int flips = random.nextInt(4); flips >= 0 && mutated.length > 0; flips--) {
            int at = random.nextInt(mutated.length);
            mutated[at] =
                    (byte)
                            (random.nextBoolean()
                                    ? random.nextInt(256)
                                    : random.nextBoolean() ? 0xff : 0x7f);
        }
        return mutated;
    }

    private byte[] write(boolean dialler) {
        return write(dialler, dialler ? fromDialler() : fromAcceptor());
    }

    private byte[] write(boolean dialler, List<PeerMessage> messages) {
        PeerCodec codec = port().codec().create(dialler);
        ByteBuffer out = ByteBuffer.allocate(0);
        for (PeerMessage message : messages) {
            ByteBuffer larger =
                    ByteBuffer.allocate(out.position() + codec.encodedBytesMax(message));
            out = larger.put(out.flip());
            codec.encode(message, out);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /**
     * Reads as the other side does, in pieces of at most {@code pieceMax} bytes; bytes left over
     * are offered again in front of the next ones.
     */
    private List<PeerMessage> read(boolean dialler, byte[] stream, int pieceMax, long seed)
            throws ProtocolViolation {
        PeerCodec codec = port().codec().create(!dialler);
        Random random = new Random(seed);
        List<PeerMessage> messages = new ArrayList<>();
        int kept = 0;
        int end = 0;
        while (end < stream.length) {
            end =
                    Math.min(
                            stream.length,
                            end + (seed == 0 ? pieceMax : 1 + random.nextInt(pieceMax)));
            ByteBuffer in = ByteBuffer.wrap(stream, kept, end - kept).slice();
            codec.decode(in, messages::add);
            kept += in.position();
        }
        return messages;
    }
}
