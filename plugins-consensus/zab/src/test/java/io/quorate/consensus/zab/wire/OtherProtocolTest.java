package io.quorate.consensus.zab.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.model.ServerId;
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
    private static final ServerId SELF = new ServerId(2);

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
        QuorumCodec codec = new QuorumCodec(false, SELF, BYTES_MAX);
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

    /** An introduction as every learner sends it, with an epoch that binds nobody. */
    @Test
    void whoDialsIsToldInItsLanguage() throws ProtocolViolation {
        ProtocolViolation refused =
                catchThrowableOfType(
                        ProtocolViolation.class,
                        () ->
                                new QuorumCodec(false, SELF, BYTES_MAX)
                                        .decode(multiPaxos(3), message -> {}));
        List<PeerMessage> told = new ArrayList<>();
        new QuorumCodec(false, SELF, BYTES_MAX)
                .decode(ByteBuffer.wrap(refused.lastWords()), told::add);
        assertThat(told)
                .containsExactly(
                        new ZabMessage.LearnerInfo(false, 0, SELF, ZabMessage.PROTOCOL_VERSION, 0));
    }

    /** The leader that this server has dialled answers with a packet that names it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 28})
    void aLeaderThatSpeaksMultiPaxosIsNamedTogetherWithTheKey(int pieceBytes) {
        QuorumCodec codec = new QuorumCodec(true, SELF, BYTES_MAX);
        ByteBuffer bytes =
                ByteBuffer.allocate(28)
                        .put("MPX1".getBytes(StandardCharsets.US_ASCII))
                        .putLong(0)
                        .putInt(8)
                        .putLong(3)
                        .putInt(-1)
                        .flip();
        ProtocolViolation refused =
                catchThrowableOfType(
                        ProtocolViolation.class,
                        () -> {
                            for (int end = 0; end <= bytes.limit(); end += pieceBytes) {
                                codec.decode(bytes.slice(0, end), message -> {});
                            }
                        });
        assertThat(refused)
                .hasMessage(
                        "server 3 speaks multi-paxos, this one zab: quorate.consensus must be the same on all servers");
        assertThat(refused.lastWords()).isEmpty();
    }

    /** What looks like the magic later on is the type of a packet, or data. */
    @Test
    void onlyTheBeginningOfALinkTells() throws ProtocolViolation {
        QuorumCodec codec = new QuorumCodec(false, SELF, BYTES_MAX);
        ByteBuffer bytes = ByteBuffer.allocate(1000);
        PacketWriter.write(new ZabMessage.Ack(77), bytes);
        bytes.put(multiPaxos(3).limit(4)).putLong(0).putInt(-1).putInt(-1);
        PacketWriter.write(new ZabMessage.Ack(78), bytes);
        List<PeerMessage> read = new ArrayList<>();
        codec.decode(bytes.flip(), read::add);
        assertThat(read).containsExactly(new ZabMessage.Ack(77, 78));
    }
}
