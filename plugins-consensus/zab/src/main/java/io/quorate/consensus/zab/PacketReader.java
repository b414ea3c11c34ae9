package io.quorate.consensus.zab;

import io.quorate.consensus.Touches;
import io.quorate.model.Identity;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads one packet after the other. Nothing is allocated before a packet is complete and its
 * lengths are checked. Source: spec quorum-protocol section 9.
 */
final class PacketReader {

    private static final int HEADER = 16;
    private static final int TOUCH_BYTES = 12;
    private static final int IDENTITIES_MAX = 1_000;
    private static final byte[] EMPTY = {};

    private final boolean fromLeader;
    private final int bytesMax;
    private int type;
    private long zxid;
    private byte[] data;
    private List<Identity> who;
    private List<Identity> latest;
    private ByteBuffer latestBytes;

    PacketReader(boolean fromLeader, int bytesMax) {
        this.fromLeader = fromLeader;
        this.bytesMax = bytesMax;
    }

    /** Takes the next packet if it is complete; otherwise leaves {@code in} as it is. */
    boolean next(ByteBuffer in) throws ProtocolViolation {
        int start = in.position();
        if (in.remaining() < HEADER) {
            return false;
        }
        int length = length(in.getInt(start + 12), "data");
        int identities = start + HEADER + Math.max(0, length);
        if (in.limit() - identities < 4) {
            return false;
        }
        int count = in.getInt(identities);
        int end = identities + 4;
        if (count > 0) {
            end = endOfIdentities(in, end, count);
            if (end < 0) {
                return false;
            }
        }
        type = in.getInt(start);
        zxid = in.getLong(start + 4);
        data = length < 0 ? null : length == 0 ? EMPTY : new byte[length];
        if (length > 0) {
            in.get(start + HEADER, data);
        }
        who = count <= 0 ? none(count) : known(in, identities, end);
        in.position(end);
        return true;
    }

    private int endOfIdentities(ByteBuffer in, int start, int count) throws ProtocolViolation {
        if (count > IDENTITIES_MAX) {
            throw new ProtocolViolation("a packet with " + count + " identities");
        }
        int at = start;
        for (int text = 0; text < 2 * count; text++) {
            if (in.limit() - at < 4) {
                return -1;
            }
            at += 4 + Math.max(0, length(in.getInt(at), "identity"));
            if (at > in.limit()) {
                if (at - start > bytesMax) {
                    throw new ProtocolViolation("identities of more than " + bytesMax + " bytes");
                }
                return -1;
            }
        }
        return at;
    }

    private static List<Identity> none(int count) {
        return count < 0 ? null : List.of();
    }

    /** Requests in a row mostly come from clients with the same identities: those are read once. */
    private List<Identity> known(ByteBuffer in, int start, int end) {
        ByteBuffer bytes = in.slice(start, end - start);
        if (!bytes.equals(latestBytes)) {
            latest = identities(in, start);
            latestBytes = ByteBuffer.allocate(end - start).put(bytes).flip();
        }
        return latest;
    }

    private static List<Identity> identities(ByteBuffer in, int start) {
        int count = in.getInt(start);
        List<Identity> identities = new ArrayList<>(count);
        int at = start + 4;
        for (int i = 0; i < count; i++) {
            String scheme = text(in, at);
            at += 4 + Math.max(0, in.getInt(at));
            String id = text(in, at);
            at += 4 + Math.max(0, in.getInt(at));
            identities.add(new Identity(scheme, id));
        }
        return List.copyOf(identities);
    }

    private static String text(ByteBuffer in, int at) {
        int length = in.getInt(at);
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(at + 4, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private int length(int length, String what) throws ProtocolViolation {
        if (length < -1 || length > bytesMax) {
            throw new ProtocolViolation(
                    what
                            + " of "
                            + length
                            + " bytes in a packet, at most "
                            + bytesMax
                            + " are allowed");
        }
        return length;
    }

    /** The packet taken last as a message; null if its type is unknown. */
    ZabMessage message() throws ProtocolViolation {
        try {
            return fromLeader ? leaderMessage() : learnerMessage();
        } catch (IndexOutOfBoundsException e) {
            throw new ProtocolViolation("packet of type " + type + " is too short");
        }
    }

    private ZabMessage leaderMessage() throws ProtocolViolation {
        return switch (type) {
            case PacketType.PROPOSAL -> new ZabMessage.Proposal(zxid, given(), proposed(data));
            case PacketType.COMMIT -> new ZabMessage.Commit(zxid);
            case PacketType.PING -> new ZabMessage.Ping(zxid, null);
            case PacketType.REVALIDATE ->
                    new ZabMessage.Revalidated(body().getLong(0), body().get(8) != 0);
            case PacketType.SYNC -> new ZabMessage.Synced();
            case PacketType.INFORM -> new ZabMessage.Inform(zxid, given(), proposed(data));
            case PacketType.COMMIT_AND_ACTIVATE ->
                    new ZabMessage.CommitAndActivate(zxid, new ServerId(body().getLong(0)));
            case PacketType.INFORM_AND_ACTIVATE -> informAndActivate();
            case PacketType.NEW_LEADER ->
                    new ZabMessage.NewLeader(
                            zxid,
                            data == null || data.length <= 1
                                    ? null
                                    : Reconfigs.parse(data, 0, data.length));
            case PacketType.UP_TO_DATE -> new ZabMessage.UpToDate();
            case PacketType.DIFF -> new ZabMessage.Diff(zxid);
            case PacketType.TRUNC -> new ZabMessage.Trunc(zxid);
            case PacketType.SNAP -> new ZabMessage.Snap(zxid);
            case PacketType.LEADER_INFO -> new ZabMessage.LeaderInfo(zxid, body().getInt(0));
            default -> null;
        };
    }

    private ZabMessage learnerMessage() throws ProtocolViolation {
        return switch (type) {
            case PacketType.REQUEST -> request();
            case PacketType.ACK -> new ZabMessage.Ack(zxid);
            case PacketType.PING -> new ZabMessage.Ping(zxid, touches());
            case PacketType.REVALIDATE ->
                    new ZabMessage.Revalidate(body().getLong(0), body().getInt(8));
            case PacketType.FOLLOWER_INFO, PacketType.OBSERVER_INFO ->
                    learnerInfo(type == PacketType.OBSERVER_INFO);
            case PacketType.ACK_EPOCH -> new ZabMessage.AckEpoch(zxid, body().getInt(0));
            default -> null;
        };
    }

    private ZabMessage informAndActivate() throws ProtocolViolation {
        ServerId designated = new ServerId(body().getLong(0));
        byte[] txn = Arrays.copyOfRange(data, 8, data.length);
        Membership membership = proposed(txn);
        return new ZabMessage.InformAndActivate(zxid, designated, txn, membership);
    }

    private ZabMessage request() throws ProtocolViolation {
        ByteBuffer body = body();
        long session = body.getLong(0);
        int cxid = body.getInt(8);
        int opcode = body.getInt(12);
        return new ZabMessage.Request(
                session, cxid, opcode, Arrays.copyOfRange(data, 16, data.length), who);
    }

    private ZabMessage learnerInfo(boolean observer) throws ProtocolViolation {
        int length = data == null ? 0 : data.length;
        return new ZabMessage.LearnerInfo(
                observer,
                zxid,
                length < 8 ? null : new ServerId(body().getLong(0)),
                length < 12 ? ZabMessage.PROTOCOL_VERSION : body().getInt(8),
                length < 20 ? 0 : body().getLong(12));
    }

    private Touches touches() throws ProtocolViolation {
        if (data == null || data.length == 0) {
            return Touches.NONE;
        }
        if (data.length % TOUCH_BYTES != 0) {
            throw new ProtocolViolation(
                    "a ping with "
                            + data.length
                            + " bytes of touches, no multiple of "
                            + TOUCH_BYTES);
        }
        int count = data.length / TOUCH_BYTES;
        long[] sessions = new long[count];
        int[] timeouts = new int[count];
        ByteBuffer body = body();
        for (int i = 0; i < count; i++) {
            sessions[i] = body.getLong();
            timeouts[i] = body.getInt();
        }
        return new Touches(sessions, timeouts);
    }

    private ByteBuffer body() throws ProtocolViolation {
        return ByteBuffer.wrap(given());
    }

    private byte[] given() throws ProtocolViolation {
        if (data == null) {
            throw new ProtocolViolation("packet of type " + type + " without data");
        }
        return data;
    }

    private static Membership proposed(byte[] txn) throws ProtocolViolation {
        if (txn == null || txn.length < Reconfigs.TXN_HEADER_BYTES) {
            throw new ProtocolViolation(
                    "a transaction of " + (txn == null ? 0 : txn.length) + " bytes");
        }
        return Reconfigs.isReconfig(txn) ? Reconfigs.membership(txn) : null;
    }
}
