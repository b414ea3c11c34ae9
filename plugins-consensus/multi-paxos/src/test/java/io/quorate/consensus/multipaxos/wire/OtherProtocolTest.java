package io.quorate.consensus.multipaxos.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A member with zab dials the leader of this protocol, or is dialled. */
class OtherProtocolTest {

    private static final int BYTES_MAX = 1 << 20;
    private static final ServerId SELF = new ServerId(2);

    /** Type, zxid, data of server, version and configuration, no identities. */
    private static ByteBuffer introduction(int type, long zxid, long server) {
        return ByteBuffer.allocate(40)
                .putInt(type)
                .putLong(zxid)
                .putInt(20)
                .putLong(server)
                .putInt(0x10000)
                .putLong(0)
                .putInt(-1)
                .flip();
    }

    private static ProtocolViolation violation(boolean dialled, ByteBuffer bytes, int pieceBytes) {
        PaxosCodec codec = new PaxosCodec(dialled, SELF, BYTES_MAX);
        return catchThrowableOfType(
                ProtocolViolation.class,
                () -> {
                    for (int end = 0; end <= bytes.limit(); end += pieceBytes) {
                        codec.decode(bytes.slice(0, end), message -> {});
                    }
                });
    }

    @ParameterizedTest
    @CsvSource({"11,1", "11,40", "16,3", "16,9"})
    void aServerThatSpeaksZabIsNamedWithTheKey(int type, int pieceBytes) {
        for (boolean dialled : new boolean[] {true, false}) {
            long zxid = dialled ? 0 : Zxid.of(7, 0);
            assertThat(violation(dialled, introduction(type, zxid, 5), pieceBytes))
                    .hasMessage(
                            "server 5 speaks zab, this one multi-paxos: quorate.consensus must be the same on all servers");
        }
    }

    /** A ZooKeeper server believes the zxid of the first packet, whatever it is: nothing of it. */
    @Test
    void whoDialsIsToldInItsLanguage() {
        ByteBuffer told =
                ByteBuffer.wrap(
                        violation(false, introduction(11, Zxid.of(7, 0), 5), 40).lastWords());
        assertThat(told.getInt()).isEqualTo(FrameWriter.MAGIC);
        assertThat(told.getLong()).isZero();
        assertThat(told.getInt()).isEqualTo(Long.BYTES);
        assertThat(told.getLong()).isEqualTo(SELF.value());
        assertThat(told.getInt()).isEqualTo(-1);
        assertThat(told.hasRemaining()).isFalse();
        assertThat(violation(true, introduction(11, 0, 5), 40).lastWords()).isEmpty();
    }

    /** A frame as long as the type of such a packet is one. */
    @Test
    void aFrameIsNoPacket() throws ProtocolViolation {
        PaxosCodec codec = new PaxosCodec(true, SELF, BYTES_MAX);
        PaxosMessage.TreeBytes message = new PaxosMessage.TreeBytes(new byte[16 - 4 - 2]);
        ByteBuffer bytes = ByteBuffer.allocate(FrameWriter.bytesMax(message));
        new FrameWriter().write(message, bytes);
        assertThat(bytes.getInt(0)).isEqualTo(16);
        List<PeerMessage> read = new ArrayList<>();
        codec.decode(bytes.flip(), read::add);
        assertThat(read).hasSize(1);
    }
}
