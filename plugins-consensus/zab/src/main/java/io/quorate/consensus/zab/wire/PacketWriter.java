package io.quorate.consensus.zab.wire;

import io.quorate.consensus.Touches;
import io.quorate.model.Identity;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes messages as packets. Source: spec quorum-protocol section 9. */
final class PacketWriter {

    /** Type, zxid, length of the data, number of identities. */
    private static final int PACKET_BYTES = 20;

    private static final int NULL = -1;
    private static final long NO_ZXID = -1;

    private PacketWriter() {}

    static int bytesMax(ZabMessage message) {
        return switch (message) {
            case ZabMessage.Proposal proposal -> PACKET_BYTES + proposal.txn().length;
            case ZabMessage.Inform inform -> PACKET_BYTES + inform.txn().length;
            case ZabMessage.InformAndActivate inform -> PACKET_BYTES + 8 + inform.txn().length;
            case ZabMessage.Request request ->
                    PACKET_BYTES + 16 + request.body().length + bytesOf(request.who());
            case ZabMessage.Ping ping ->
                    PACKET_BYTES + (ping.touches() == null ? 0 : 12 * ping.touches().count());
            case ZabMessage.NewLeader leader ->
                    PACKET_BYTES
                            + (leader.membership() == null
                                    ? 0
                                    : config(leader.membership()).length);
            case ZabMessage.SnapshotBytes piece -> piece.bytes().length;
            case ZabMessage.Ack it -> PACKET_BYTES * (int) (it.zxid() - it.first() + 1);
            case ZabMessage.Commit it -> PACKET_BYTES * (int) (it.zxid() - it.first() + 1);
            default -> PACKET_BYTES + 20;
        };
    }

    private static int bytesOf(@Nullable List<Identity> who) {
        int bytes = 0;
        for (int i = 0; who != null && i < who.size(); i++) {
            bytes += 8 + bytesMax(who.get(i).scheme()) + bytesMax(who.get(i).id());
        }
        return bytes;
    }

    private static int bytesMax(String text) {
        return text == null ? 0 : 3 * text.length();
    }

    private static byte[] config(Membership membership) {
        return MembershipText.format(membership).getBytes(StandardCharsets.UTF_8);
    }

    static void write(ZabMessage message, ByteBuffer out) {
        switch (message) {
            case ZabMessage.Proposal it -> packet(out, PacketType.PROPOSAL, it.zxid(), it.txn());
            case ZabMessage.Ack it -> run(out, PacketType.ACK, it.first(), it.zxid());
            case ZabMessage.Commit it -> run(out, PacketType.COMMIT, it.first(), it.zxid());
            case ZabMessage.Inform it -> packet(out, PacketType.INFORM, it.zxid(), it.txn());
            case ZabMessage.Ping it -> ping(it, out);
            case ZabMessage.Request it -> request(it, out);
            case ZabMessage.Synced it -> empty(out, PacketType.SYNC, 0);
            case ZabMessage.Revalidate it ->
                    head(out, PacketType.REVALIDATE, NO_ZXID, 12)
                            .putLong(it.sessionId())
                            .putInt(it.timeoutMillis())
                            .putInt(NULL);
            case ZabMessage.Revalidated it ->
                    head(out, PacketType.REVALIDATE, NO_ZXID, 9)
                            .putLong(it.sessionId())
                            .put((byte) (it.valid() ? 1 : 0))
                            .putInt(NULL);
            case ZabMessage.CommitAndActivate it ->
                    head(out, PacketType.COMMIT_AND_ACTIVATE, it.zxid(), 8)
                            .putLong(it.designated().value())
                            .putInt(NULL);
            case ZabMessage.InformAndActivate it ->
                    head(out, PacketType.INFORM_AND_ACTIVATE, it.zxid(), 8 + it.txn().length)
                            .putLong(it.designated().value())
                            .put(it.txn())
                            .putInt(NULL);
            case ZabMessage.LearnerInfo it ->
                    head(
                                    out,
                                    it.observer()
                                            ? PacketType.OBSERVER_INFO
                                            : PacketType.FOLLOWER_INFO,
                                    it.zxid(),
                                    20)
                            .putLong(it.server() == null ? -1 : it.server().value())
                            .putInt(it.protocolVersion())
                            .putLong(it.configVersion())
                            .putInt(NULL);
            case ZabMessage.LeaderInfo it ->
                    head(out, PacketType.LEADER_INFO, it.zxid(), 4)
                            .putInt(it.protocolVersion())
                            .putInt(NULL);
            case ZabMessage.AckEpoch it ->
                    head(out, PacketType.ACK_EPOCH, it.zxid(), 4)
                            .putInt(it.currentEpoch())
                            .putInt(NULL);
            case ZabMessage.Diff it -> empty(out, PacketType.DIFF, it.zxid());
            case ZabMessage.Trunc it -> empty(out, PacketType.TRUNC, it.zxid());
            case ZabMessage.Snap it -> empty(out, PacketType.SNAP, it.zxid());
            case ZabMessage.SnapshotBytes it -> out.put(it.bytes());
            case ZabMessage.SnapshotEnd it -> text(out, PacketType.SNAPSHOT_SIGNATURE);
            case ZabMessage.NewLeader it ->
                    packet(
                            out,
                            PacketType.NEW_LEADER,
                            it.zxid(),
                            it.membership() == null ? null : config(it.membership()));
            case ZabMessage.UpToDate it -> empty(out, PacketType.UP_TO_DATE, NO_ZXID);
        }
    }

    private static ByteBuffer head(ByteBuffer out, int type, long zxid, int length) {
        return out.putInt(type).putLong(zxid).putInt(length);
    }

    private static void empty(ByteBuffer out, int type, long zxid) {
        head(out, type, zxid, NULL).putInt(NULL);
    }

    private static void run(ByteBuffer out, int type, long first, long last) {
        for (long zxid = first; zxid <= last; zxid++) {
            empty(out, type, zxid);
        }
    }

    private static void packet(ByteBuffer out, int type, long zxid, byte @Nullable [] data) {
        if (data == null) {
            empty(out, type, zxid);
        } else {
            head(out, type, zxid, data.length).put(data).putInt(NULL);
        }
    }

    private static void ping(ZabMessage.Ping ping, ByteBuffer out) {
        Touches touches = ping.touches();
        if (touches == null) {
            empty(out, PacketType.PING, ping.zxid());
            return;
        }
        head(out, PacketType.PING, ping.zxid(), 12 * touches.count());
        for (int i = 0; i < touches.count(); i++) {
            out.putLong(touches.sessionIds()[i]).putInt(touches.timeoutsMillis()[i]);
        }
        out.putInt(NULL);
    }

    private static void request(ZabMessage.Request request, ByteBuffer out) {
        head(out, PacketType.REQUEST, NO_ZXID, 16 + request.body().length)
                .putLong(request.sessionId())
                .putInt(request.cxid())
                .putInt(request.opcode())
                .put(request.body());
        List<Identity> who = request.who();
        out.putInt(who == null ? NULL : who.size());
        for (int i = 0; who != null && i < who.size(); i++) {
            text(out, who.get(i).scheme());
            text(out, who.get(i).id());
        }
    }

    private static void text(ByteBuffer out, String text) {
        if (text == null) {
            out.putInt(NULL);
        } else {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.putInt(bytes.length).put(bytes);
        }
    }
}
