package io.quorate.consensus.zab.wire;

import io.quorate.consensus.Touches;
import io.quorate.model.Identity;
import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.OpCode;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.Port;
import io.quorate.testkit.PeerCodecContract;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

class QuorumCodecContractTest extends PeerCodecContract {

    private static final int ACL_AND_STAT_BYTES = 68;

    private static final Membership MEMBERSHIP =
            Membership.ofMajority(
                    Zxid.of(1, 0),
                    List.of(
                            new Member(
                                    new ServerId(1),
                                    Member.Kind.PARTICIPANT,
                                    List.of(new Member.Address("::1", 2888, 3888)),
                                    "a",
                                    2181)));

    @Override
    protected Port port() {
        return ZabPorts.port(ZabPorts.QUORUM, new ServerId(1), 1 << 16);
    }

    @Override
    protected List<PeerMessage> fromDialler() {
        return List.of(
                new ZabMessage.LearnerInfo(
                        false, Zxid.of(3, 0), new ServerId(2), ZabMessage.PROTOCOL_VERSION, 7),
                new ZabMessage.LearnerInfo(
                        true, Zxid.of(3, 0), new ServerId(4), ZabMessage.PROTOCOL_VERSION, 0),
                new ZabMessage.AckEpoch(Zxid.of(2, 9), -1),
                new ZabMessage.Ack(Zxid.of(4, 0)),
                new ZabMessage.Ping(
                        Zxid.of(4, 1), new Touches(new long[] {5, 6}, new int[] {100, 200})),
                new ZabMessage.Request(
                        1,
                        2,
                        OpCode.CREATE,
                        new byte[30],
                        List.of(new Identity("ip", "ä::1"), new Identity(null, ""))),
                new ZabMessage.Request(1, 2, OpCode.CREATE_SESSION, new byte[4], null),
                new ZabMessage.Revalidate(77, 30_000));
    }

    /** A snapshot body without sessions and ACLs, whose nodes have data of these sizes. */
    private static byte[] tree(int... dataBytes) {
        ByteBuffer out = ByteBuffer.allocate(1 << 16).putInt(0).putInt(0);
        for (int bytes : dataBytes) {
            out.putInt(2).put((byte) '/').put((byte) 'n');
            out.putInt(bytes).put(new byte[bytes]).put(new byte[ACL_AND_STAT_BYTES]);
        }
        out.putInt(1).put((byte) '/');
        return Arrays.copyOf(out.array(), out.position());
    }

    @Override
    protected List<PeerMessage> fromAcceptor() {
        byte[] txn = new byte[50];
        return List.of(
                new ZabMessage.LeaderInfo(Zxid.of(4, 0), ZabMessage.PROTOCOL_VERSION),
                new ZabMessage.Snap(Zxid.of(3, 3)),
                new ZabMessage.SnapshotBytes(tree(300, 0)),
                new ZabMessage.SnapshotEnd(),
                new ZabMessage.Proposal(Zxid.of(3, 4), txn, null),
                new ZabMessage.Commit(Zxid.of(3, 4)),
                new ZabMessage.NewLeader(Zxid.of(4, 0), MEMBERSHIP),
                new ZabMessage.UpToDate(),
                new ZabMessage.Ping(Zxid.of(4, 0), null),
                new ZabMessage.Synced(),
                new ZabMessage.Revalidated(77, true),
                new ZabMessage.CommitAndActivate(Zxid.of(4, 2), new ServerId(3)),
                new ZabMessage.Inform(Zxid.of(4, 1), txn, null),
                new ZabMessage.InformAndActivate(Zxid.of(4, 2), new ServerId(3), txn, null),
                new ZabMessage.Diff(Zxid.of(3, 3)),
                new ZabMessage.Trunc(Zxid.of(3, 1)));
    }
}
