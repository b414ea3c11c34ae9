package io.quorate.election.fast;

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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ElectionCodecTest {

    private static final Membership THREE =
            Membership.ofMajority(
                    0x100000000L,
                    List.of(
                            new Member(
                                    new ServerId(1),
                                    Member.Kind.PARTICIPANT,
                                    List.of(new Member.Address("10.0.0.1", 2888, 3888)),
                                    "0.0.0.0",
                                    2181),
                            new Member(
                                    new ServerId(2),
                                    Member.Kind.PARTICIPANT,
                                    List.of(
                                            new Member.Address("::1", 2888, 3888),
                                            new Member.Address("b", 2889, 3889)),
                                    null,
                                    0),
                            new Member(
                                    new ServerId(3),
                                    Member.Kind.OBSERVER,
                                    List.of(new Member.Address("c.example", 2888, 3888)),
                                    "c",
                                    2181)));

    @Nested
    class Contract extends PeerCodecContract {
        @Override
        protected Port port() {
            EnsembleSettings settings =
                    new EnsembleSettings(
                            new ServerId(1), 2_000, 10, 5, 1 << 20, 100, 1 << 20, false, Map.of());
            return new FastElectionFactory().ports(settings).getFirst();
        }

        @Override
        protected List<PeerMessage> fromDialler() {
            List<Endpoint> addresses =
                    List.of(new Endpoint("10.0.0.1", 3888), new Endpoint("::1", 3889));
            return List.of(
                    new Handshake(Handshake.Form.MANY_ADDRESSES, new ServerId(7), addresses),
                    Notification.of(
                            Role.LOOKING, new Vote(new ServerId(7), 0x200000005L, 2), 3, THREE),
                    Notification.of(Role.OBSERVING, Vote.NEUTRAL, 1, THREE));
        }

        @Override
        protected List<PeerMessage> fromAcceptor() {
            return List.of(
                    Notification.of(Role.LEADING, new Vote(new ServerId(2), 1, 1), 3, THREE),
                    Notification.of(Role.FOLLOWING, new Vote(new ServerId(2), 1, 1), 3, null));
        }
    }

    @Test
    void aBareIdIsAHandshake() throws ProtocolViolation {
        List<PeerMessage> read = read(false, ByteBuffer.allocate(8).putLong(5));
        assertThat(read)
                .containsExactly(new Handshake(Handshake.Form.BARE, new ServerId(5), List.of()));
    }

    @Test
    void aWildcardIsNoAddressToCallBack() throws ProtocolViolation {
        Handshake hello =
                (Handshake)
                        read(false, hello(-65_535, "0.0.0.0:3888|[::1]:3889|host:3890")).getFirst();
        assertThat(hello.reachableAddresses())
                .containsExactly(new Endpoint("::1", 3889), new Endpoint("host", 3890));
    }

    @Test
    void handshakesNobodyCanMeanAreRefused() {
        assertThatThrownBy(() -> read(false, ByteBuffer.allocate(8).putLong(-1)))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContaining("protocol version -1");
        assertThatThrownBy(() -> read(false, hello(-65_536, "")))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContaining("0 bytes");
        assertThatThrownBy(() -> read(false, hello(-65_536, "x".repeat(2_049))))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContaining("2049 bytes");
        assertThatThrownBy(() -> read(false, hello(-65_536, "host")))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContaining("host:port");
        assertThatThrownBy(() -> read(false, hello(-65_536, "host:70000")))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContaining("host:port");
    }

    @Test
    void aMemberThatRunsTheElectionBasicIsNamed() throws ProtocolViolation {
        ByteBuffer hello = ByteBuffer.allocate(20).putLong(0xFF51_4241_5349_4301L).putLong(3);
        assertThatThrownBy(() -> read(false, hello))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessage(
                        "server 3 has quorate.election=basic, but this server has quorate.election=fast; all members of an ensemble need the same election");
        assertThat(read(false, ByteBuffer.allocate(8).putLong(0xFF51_4241_5349_4301L))).isEmpty();
    }

    @Test
    void aFrameHasAtMost512KiB() {
        assertThatThrownBy(() -> read(true, ByteBuffer.allocate(4).putInt(0)))
                .isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> read(true, ByteBuffer.allocate(4).putInt(-1)))
                .isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> read(true, ByteBuffer.allocate(4).putInt(524_289)))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContaining("524289");
    }

    @Test
    void notificationsOfOldReleasesAreRead() throws ProtocolViolation {
        ByteBuffer old28 = frame(28).putInt(0).putLong(3).putLong(0x400000007L).putLong(9);
        assertThat(read(true, old28))
                .containsExactly(
                        new Notification(
                                Role.LOOKING,
                                new Vote(new ServerId(3), 0x400000007L, 4),
                                9,
                                0,
                                null));
        ByteBuffer old40 =
                frame(40).putInt(2).putLong(3).putLong(7).putLong(9).putLong(6).putInt(77);
        assertThat(read(true, old40))
                .containsExactly(
                        new Notification(
                                Role.LEADING, new Vote(new ServerId(3), 7, 6), 9, 0, null));
        ByteBuffer version1 =
                frame(44).putInt(1).putLong(3).putLong(7).putLong(9).putLong(6).putInt(1).putInt(0);
        assertThat(read(true, version1))
                .containsExactly(
                        new Notification(
                                Role.FOLLOWING, new Vote(new ServerId(3), 7, 6), 9, 1, null));
    }

    @Test
    void notificationsThatMakeNoSenseAreSkipped() throws ProtocolViolation {
        List<ByteBuffer> frames =
                List.of(
                        frame(27),
                        frame(36).putInt(0).putLong(3).putLong(7).putLong(9).putLong(6),
                        frame(44)
                                .putInt(4)
                                .putLong(3)
                                .putLong(7)
                                .putLong(9)
                                .putLong(6)
                                .putInt(2)
                                .putInt(0),
                        frame(43).putInt(0).putLong(3).putLong(7).putLong(9).putLong(6).putInt(2),
                        frame(44)
                                .putInt(0)
                                .putLong(3)
                                .putLong(7)
                                .putLong(9)
                                .putLong(6)
                                .putInt(2)
                                .putInt(-1),
                        frame(45)
                                .putInt(0)
                                .putLong(3)
                                .putLong(7)
                                .putLong(9)
                                .putLong(6)
                                .putInt(2)
                                .putInt(2));
        for (ByteBuffer frame : frames) {
            assertThat(read(true, frame)).as("frame of %d bytes", frame.capacity() - 4).isEmpty();
        }
    }

    @Test
    void aVoteCountsThoughItsConfigurationCannotBeUnderstood() throws ProtocolViolation {
        byte[] config = "server.1=nonsense".getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame =
                frame(44 + config.length)
                        .putInt(0)
                        .putLong(3)
                        .putLong(7)
                        .putLong(9)
                        .putLong(6)
                        .putInt(2)
                        .putInt(config.length)
                        .put(config);
        assertThat(read(true, frame))
                .containsExactly(
                        new Notification(
                                Role.LOOKING, new Vote(new ServerId(3), 7, 6), 9, 2, null));
    }

    private static ByteBuffer frame(int length) {
        return ByteBuffer.allocate(4 + length).putInt(length);
    }

    private static ByteBuffer hello(long version, String addresses) {
        byte[] text = addresses.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(20 + text.length)
                .putLong(version)
                .putLong(5)
                .putInt(text.length)
                .put(text);
    }

    private static List<PeerMessage> read(boolean dialled, ByteBuffer bytes)
            throws ProtocolViolation {
        List<PeerMessage> read = new ArrayList<>();
        new ElectionCodec(dialled).decode(bytes.rewind(), read::add);
        return read;
    }
}
