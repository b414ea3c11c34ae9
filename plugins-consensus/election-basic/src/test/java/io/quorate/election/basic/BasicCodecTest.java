package io.quorate.election.basic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.Endpoint;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.Port;
import io.quorate.peer.ProtocolViolation;
import io.quorate.testkit.PeerCodecContract;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BasicCodecTest {

    private static final Membership TWO =
            Membership.ofMajority(
                    0x100000007L,
                    List.of(
                            new Member(
                                    new ServerId(1),
                                    Member.Kind.PARTICIPANT,
                                    List.of(new Member.Address("a", 2888, 3888)),
                                    null,
                                    0),
                            new Member(
                                    new ServerId(2),
                                    Member.Kind.OBSERVER,
                                    List.of(new Member.Address("::1", 2888, 3888)),
                                    "b",
                                    2181)));
    private static final Ballot BALLOT =
            new Ballot(new Vote(new ServerId(3), 0x200000005L, 2), 0x1122334455667788L);

    @Nested
    class Contract extends PeerCodecContract {
        @Override
        protected Port port() {
            EnsembleSettings settings =
                    new EnsembleSettings(
                            new ServerId(1), 2_000, 10, 5, 1 << 20, 100, 1 << 20, false, Map.of());
            return new BasicElectionFactory().ports(settings).getFirst();
        }

        @Override
        protected List<PeerMessage> fromDialler() {
            return List.of(
                    new Hello(
                            new ServerId(7),
                            List.of(new Endpoint("10.0.0.1", 3888), new Endpoint("::1", 3889))),
                    new Question(1, BALLOT, 0x100000007L),
                    new Question(2, Ballot.NONE, 0),
                    new Answer(3, new Word(Role.LEADING, BALLOT), TWO));
        }

        @Override
        protected List<PeerMessage> fromAcceptor() {
            return List.of(
                    new Answer(9, new Word(Role.LOOKING, Ballot.NONE), null),
                    new Question(4, BALLOT, -1),
                    new Answer(10, new Word(Role.OBSERVING, BALLOT), TWO));
        }
    }

    /** The bytes of version 1, as docs/spec/election-basic.md shows them. */
    @Test
    void theBytesStayWhatTheyAre() throws ProtocolViolation {
        Map<PeerMessage, String> golden =
                Map.of(
                        new Hello(new ServerId(3), List.of(new Endpoint("10.0.0.3", 3888))),
                        "ff51424153494301 0000000000000003 0000000d 31302e302e302e333a33383838",
                        new Question(5, BALLOT, 0x100000007L),
                        "00000031 01 0000000000000005 0000000000000003 0000000200000005"
                                + " 0000000000000002 1122334455667788 0000000100000007",
                        new Answer(5, new Word(Role.FOLLOWING, BALLOT), null),
                        "0000002e 02 0000000000000005 01 0000000000000003 0000000200000005"
                                + " 0000000000000002 1122334455667788 00000000",
                        new Answer(6, new Word(Role.LEADING, BALLOT), TWO),
                        "00000089 02 0000000000000006 02 0000000000000003 0000000200000005"
                                + " 0000000000000002 1122334455667788 0000005b "
                                + HexFormat.of()
                                        .formatHex(
                                                """
                                                server.1=a:2888:3888:participant
                                                server.2=[::1]:2888:3888:observer;b:2181
                                                version=100000007"""
                                                        .getBytes(StandardCharsets.UTF_8)));
        for (Map.Entry<PeerMessage, String> entry : golden.entrySet()) {
            byte[] bytes = HexFormat.of().parseHex(entry.getValue().replace(" ", ""));
            assertThat(HexFormat.of().formatHex(written(entry.getKey())))
                    .as("%s", entry.getKey())
                    .isEqualTo(HexFormat.of().formatHex(bytes));
            boolean hello = entry.getKey() instanceof Hello;
            assertThat(read(!hello, ByteBuffer.wrap(bytes))).containsExactly(entry.getKey());
        }
    }

    @Test
    void aMemberThatRunsAnotherElectionIsNamed() {
        ByteBuffer fast =
                ByteBuffer.allocate(21).putLong(-65_536).putLong(3).putInt(1).put((byte) 'x');
        assertThatThrownBy(() -> read(false, fast))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessage(
                        "server 3 is a ZooKeeper server or has quorate.election=fast, but this server has quorate.election=basic; all members of an ensemble need the same election");
        assertThatThrownBy(() -> read(false, ByteBuffer.allocate(16).putLong(-65_535).putLong(4)))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageStartingWith("server 4 is a ZooKeeper server");
        assertThatThrownBy(() -> read(false, ByteBuffer.allocate(8).putLong(5)))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageStartingWith("server 5 is a ZooKeeper server");
    }

    @Test
    void anotherVersionIsNamed() {
        ByteBuffer hello =
                ByteBuffer.allocate(20).putLong(0xFF51_4241_5349_4302L).putLong(3).putInt(1);
        assertThatThrownBy(() -> read(false, hello))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContainingAll("server 3", "version 2", "version 1");
    }

    @Test
    void whatNobodyCanMeanIsRefused() {
        byte[] get = "GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
        refused(false, ByteBuffer.wrap(get), "neither quorate.election=basic");
        refused(false, hello(""), "0 bytes");
        refused(false, hello("x".repeat(2_049)), "2049 bytes");
        refused(false, hello("host"), "host:port");
        refused(true, ByteBuffer.allocate(4).putInt(0), "0 bytes");
        refused(true, ByteBuffer.allocate(4).putInt(-1), "-1 bytes");
        refused(true, ByteBuffer.allocate(4).putInt(524_289), "524289");
        refused(true, frame(1).put((byte) 3), "kind 3");
        refused(true, frame(48).put((byte) 1), "question of 48 bytes");
        refused(true, frame(45).put((byte) 2), "answer of 45 bytes");
        refused(true, frame(46).put((byte) 2).putLong(1).put((byte) 4), "role");
        ByteBuffer longer = frame(47).put((byte) 2).putLong(1).put((byte) 1);
        refused(true, longer, "answer of 47 bytes");
        ByteBuffer nonsense = frame(47).put((byte) 2).putLong(1).put((byte) 1);
        nonsense.position(nonsense.position() + 32);
        refused(true, nonsense.putInt(1).put((byte) 'x'), "configuration");
    }

    private static void refused(boolean dialled, ByteBuffer bytes, String why) {
        assertThatThrownBy(() -> read(dialled, bytes))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContaining(why);
    }

    private static ByteBuffer frame(int length) {
        return ByteBuffer.allocate(4 + length).putInt(length);
    }

    private static ByteBuffer hello(String addresses) {
        byte[] text = addresses.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(20 + text.length)
                .putLong(0xFF51_4241_5349_4301L)
                .putLong(5)
                .putInt(text.length)
                .put(text);
    }

    private static byte[] written(PeerMessage message) {
        BasicCodec codec = new BasicCodec(true);
        ByteBuffer out = ByteBuffer.allocate(codec.encodedBytesMax(message));
        codec.encode(message, out);
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static List<PeerMessage> read(boolean dialled, ByteBuffer bytes)
            throws ProtocolViolation {
        List<PeerMessage> read = new ArrayList<>();
        new BasicCodec(dialled).decode(bytes.rewind(), read::add);
        return read;
    }
}
