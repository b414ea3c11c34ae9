package io.quorate.consensus.multipaxos.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.consensus.Touches;
import io.quorate.model.Identity;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.PeerCodec;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.Port;
import io.quorate.peer.ProtocolViolation;
import io.quorate.testkit.PeerCodecContract;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaxosCodecContractTest extends PeerCodecContract {

    private static final int BYTES_MAX = 1 << 20;
    private static final ServerId LEADER = new ServerId(3);

    private static final Membership MEMBERSHIP =
            MembershipText.parse("server.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2\n");

    @Override
    protected Port port() {
        return PaxosPorts.port(PaxosPorts.QUORUM, new ServerId(1), BYTES_MAX);
    }

    @Override
    protected List<PeerMessage> fromDialler() {
        return List.of(
                new PaxosMessage.Preamble(PaxosMessage.VERSION, 7, new ServerId(2)),
                new PaxosMessage.Hello(false, 3, LEADER, 7),
                new PaxosMessage.Hello(true, 0, null, 0),
                new PaxosMessage.Promise(4, 3, Zxid.of(3, 9), Zxid.of(3, 7), true, false),
                new PaxosMessage.Nack(5, 120),
                new PaxosMessage.Probed(Zxid.of(2, 9)),
                new PaxosMessage.Difference(Zxid.of(3, 1), Zxid.of(3, 1)),
                new PaxosMessage.Accept(Zxid.of(3, 2), new byte[40], null),
                new PaxosMessage.FetchEnd(MEMBERSHIP),
                new PaxosMessage.FetchEnd(null),
                new PaxosMessage.Accepted(Zxid.of(4, 0)),
                new PaxosMessage.BeatAnswer(
                        8, -1, true, new Touches(new long[] {5, 6}, new int[] {100, 200})),
                new PaxosMessage.BeatAnswer(9, 77, false, Touches.NONE),
                new PaxosMessage.Submit(
                        1,
                        2,
                        OpCode.CREATE,
                        new byte[30],
                        List.of(new Identity("ip", "ä::1"), new Identity(null, ""))),
                new PaxosMessage.Submit(1, 2, OpCode.CREATE_SESSION, new byte[4], List.of()),
                new PaxosMessage.Sync(12),
                new PaxosMessage.Revalidate(13, 77, 30_000));
    }

    @Override
    protected List<PeerMessage> fromAcceptor() {
        byte[] txn = new byte[50];
        return List.of(
                new PaxosMessage.Prepare(7, 4, LEADER),
                new PaxosMessage.Fetch(Zxid.of(3, 3), Zxid.of(3, 1)),
                new PaxosMessage.Probe(Zxid.of(3, 3)),
                new PaxosMessage.Tree(Zxid.of(3, 3)),
                new PaxosMessage.TreeBytes(new byte[300]),
                new PaxosMessage.TreeEnd(),
                new PaxosMessage.Accept(Zxid.of(3, 4), txn, null),
                new PaxosMessage.Commit(Zxid.of(3, 4)),
                new PaxosMessage.EpochStart(4, Zxid.of(3, 4), MEMBERSHIP),
                new PaxosMessage.EpochStart(4, Zxid.of(3, 4), null),
                new PaxosMessage.Serve(),
                new PaxosMessage.Beat(8, 200),
                new PaxosMessage.Synced(12),
                new PaxosMessage.Revalidated(13, 77, true),
                new PaxosMessage.Activate(Zxid.of(4, 2), LEADER),
                new PaxosMessage.Inform(Zxid.of(4, 1), null, txn, null),
                new PaxosMessage.Inform(Zxid.of(4, 2), LEADER, txn, null),
                new PaxosMessage.Refused(PaxosMessage.Refused.CLUSTER));
    }

    private static byte[] written(PeerMessage message) {
        PeerCodec codec = new PaxosCodec(true, new ServerId(1), BYTES_MAX);
        ByteBuffer out = ByteBuffer.allocate(codec.encodedBytesMax(message));
        codec.encode(message, out);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static List<PeerMessage> read(boolean dialled, byte[] bytes) throws ProtocolViolation {
        List<PeerMessage> messages = new ArrayList<>();
        new PaxosCodec(dialled, new ServerId(1), BYTES_MAX)
                .decode(ByteBuffer.wrap(bytes), messages::add);
        return messages;
    }

    /** The bytes stand on the page of the protocol; another version of it must read them. */
    @Test
    void theBytesAreThoseOfThePage() {
        HexFormat hex = HexFormat.of();
        assertThat(hex.formatHex(written(fromDialler().getFirst())))
                .isEqualTo("4d505831010000000000000007000000000000000285f0cfdd");
        assertThat(hex.formatHex(written(fromAcceptor().getFirst())))
                .isEqualTo("0000001ef69c98080102000000000000000700000000000000040000000000000003");
        assertThat(hex.formatHex(written(new PaxosMessage.Commit(Zxid.of(3, 4)))))
                .isEqualTo("0000000ed83190a8010f0000000300000004");
    }

    @Test
    void aChangedByteIsRefused() {
        byte[] bytes = written(new PaxosMessage.Commit(Zxid.of(3, 4)));
        bytes[bytes.length - 1]++;
        assertThatThrownBy(() -> read(true, bytes))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContaining("checksum");
    }

    /** A client whose identities are too many is refused by the leader; the link stays. */
    @Test
    void tooManyIdentitiesAreLeftOutWithTheBody() throws ProtocolViolation {
        List<Identity> many = Collections.nCopies(1_001, new Identity("digest", "a:b"));
        PaxosMessage.Submit create =
                (PaxosMessage.Submit)
                        read(
                                        true,
                                        written(
                                                new PaxosMessage.Submit(
                                                        1, 2, OpCode.CREATE, new byte[9], many)))
                                .getFirst();
        assertThat(create.body()).isEmpty();
        assertThat(create.who()).isEmpty();
        PaxosMessage.Submit session =
                (PaxosMessage.Submit)
                        read(
                                        true,
                                        written(
                                                new PaxosMessage.Submit(
                                                        1,
                                                        2,
                                                        OpCode.CREATE_SESSION,
                                                        new byte[4],
                                                        many)))
                                .getFirst();
        assertThat(session.body()).hasSize(4);
    }
}
