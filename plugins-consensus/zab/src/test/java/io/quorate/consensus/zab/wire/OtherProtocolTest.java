package io.quorate.consensus.zab.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.peer.PeerMessage;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A member with another consensus plugin dials the leader of this one. */
class OtherProtocolTest {

    private static final int BYTES_MAX = 1 << 20;

    /** Magic, version, cluster, server, checksum. */
    private static ByteBuffer multiPaxos(long server) {
        return ByteBuffer.allocate(25)
                .put("MPX1".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .putLong(77)
                .putLong(server)
                .putInt(0x1234)
                .flip();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 21, 25})
    void aServerThatSpeaksMultiPaxosIsNamedTogetherWithTheKey(int pieceBytes) {
        QuorumCodec codec = new QuorumCodec(false, BYTES_MAX);
        ByteBuffer bytes = multiPaxos(3);
        assertThatThrownBy(
                        () -> {
                            for (int end = pieceBytes; end <= bytes.capacity(); end += pieceBytes) {
                                codec.decode(bytes.slice(0, end), message -> {});
                            }
                        })
                .isInstanceOf(ProtocolViolation.class)
                .hasMessage(
                        "server 3 speaks multi-paxos, this one zab: quorate.consensus must be the same on all servers");
    }

    /** What looks like the magic later on is the type of a packet, or data. */
    @Test
    void onlyTheBeginningOfALinkTells() throws ProtocolViolation {
        QuorumCodec codec = new QuorumCodec(false, BYTES_MAX);
        ByteBuffer bytes = ByteBuffer.allocate(1000);
        PacketWriter.write(new ZabMessage.Ack(77), bytes);
        bytes.put(multiPaxos(3).limit(4)).putLong(0).putInt(-1).putInt(-1);
        PacketWriter.write(new ZabMessage.Ack(78), bytes);
        List<PeerMessage> read = new ArrayList<>();
        codec.decode(bytes.flip(), read::add);
        assertThat(read).containsExactly(new ZabMessage.Ack(77, 78));
    }
}
