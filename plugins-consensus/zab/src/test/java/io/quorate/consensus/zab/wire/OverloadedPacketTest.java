package io.quorate.consensus.zab.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Identity;
import io.quorate.model.OpCode;
import io.quorate.model.ServerId;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A follower of another kind forwards whatever identities its clients have collected. Beyond all
 * measure they cost that request, not the link with everybody else's.
 */
class OverloadedPacketTest {

    private static final int BYTES_MAX = 1 << 20;
    private static final ZabMessage AFTER = new ZabMessage.Ack(77);

    private static List<Identity> identities(int count, int length) {
        return Collections.nCopies(count, new Identity("digest", "x".repeat(length)));
    }

    private static ByteBuffer bytes(ZabMessage... messages) {
        ByteBuffer out = ByteBuffer.allocate(16 << 20);
        for (ZabMessage message : messages) {
            PacketWriter.write(message, out);
        }
        return out.flip();
    }

    /** What is understood of bytes that come in pieces. */
    private static List<PeerMessage> read(ByteBuffer bytes, int pieceMax) throws ProtocolViolation {
        QuorumCodec codec = new QuorumCodec(false, new ServerId(1), BYTES_MAX);
        List<PeerMessage> read = new ArrayList<>();
        Random random = new Random(pieceMax);
        int start = 0;
        int end = 0;
        while (end < bytes.limit()) {
            end = Math.min(bytes.limit(), end + 1 + random.nextInt(pieceMax));
            ByteBuffer piece = bytes.slice(start, end - start);
            codec.decode(piece, read::add);
            start += piece.position();
            assertThat(end - start).isLessThan(BYTES_MAX);
        }
        return read;
    }

    @ParameterizedTest
    @CsvSource({"1001, 1", "1000, 1000", "200000, 1", "20, 300000"})
    void theRequestIsMadeVoidAndTheNextPacketIsRead(int count, int length)
            throws ProtocolViolation {
        ZabMessage request =
                new ZabMessage.Request(
                        5, 6, OpCode.CREATE, new byte[100], identities(count, length));
        ZabMessage.Request voided =
                new ZabMessage.Request(5, 6, OpCode.CREATE, new byte[0], List.of());
        for (int pieceMax : new int[] {1 << 20, 100_000, 4_000}) {
            assertThat(read(bytes(request, AFTER, request, AFTER), pieceMax))
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactly(voided, AFTER, voided, AFTER);
        }
    }

    @Test
    void whatNeedsNoIdentityIsDone() throws ProtocolViolation {
        List<Identity> many = identities(1_001, 1);
        byte[] timeout = {0, 0, 1, 0};
        assertThat(
                        read(
                                bytes(
                                        new ZabMessage.Request(
                                                5, 6, OpCode.CLOSE_SESSION, new byte[0], many),
                                        new ZabMessage.Request(
                                                5, 7, OpCode.CREATE_SESSION, timeout, many)),
                                1_000))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(
                        new ZabMessage.Request(5, 6, OpCode.CLOSE_SESSION, new byte[0], List.of()),
                        new ZabMessage.Request(5, 7, OpCode.CREATE_SESSION, timeout, List.of()));
    }

    @Test
    void asManyAsAreTakenAreTaken() throws ProtocolViolation {
        ZabMessage request =
                new ZabMessage.Request(5, 6, OpCode.CREATE, new byte[1], identities(1_000, 200));
        assertThat(read(bytes(request, AFTER), 10_000))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(request, AFTER);
    }
}
