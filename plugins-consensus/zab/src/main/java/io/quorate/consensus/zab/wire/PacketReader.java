package io.quorate.consensus.zab.wire;

import io.quorate.consensus.Touches;
import io.quorate.consensus.kit.state.Reconfigs;
import io.quorate.model.Identity;
import io.quorate.model.Membership;
import io.quorate.model.OpCode;
import io.quorate.model.ServerId;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one packet after the other. Nothing is allocated before a packet is complete and its
 * lengths are checked. Source: spec quorum-protocol section 9.
 */
final class PacketReader {

    private static final int HEADER = 16;
    private static final int TOUCH_BYTES = 12;
    private static final int IDENTITIES_MAX = 1_000;
    private static final int IDENTITY_BYTES_MAX = 256 << 10;
    private static final int INCOMPLETE = -1;
    private static final int TOO_MANY = -2;
    private static final byte[] EMPTY = {};

    private final boolean fromLeader;
    private final int bytesMax;
    private int type;
    private long zxid;
    private byte @Nullable [] data;
    private @Nullable List<Identity> who;

    @SuppressWarnings("NullAway.Init") // read where there is latestBytes
    private List<Identity> latest;

    private @Nullable ByteBuffer latestBytes;

    /** Texts of identities that are passed over, as they are too many; and what is left of one. */
    private long textsToSkip;

    private int bytesToSkip;
    private boolean overloaded;

    PacketReader(boolean fromLeader, int bytesMax) {
        this.fromLeader = fromLeader;
        this.bytesMax = bytesMax;
    }

    /**
     * Takes the next packet if it is complete; otherwise leaves {@code in} as it is. Identities
     * beyond all measure are the fault of a client of the other side, not of the link: they are
     * passed over as they come, and what was asked with them is not done.
     */
    boolean next(ByteBuffer in) throws ProtocolViolation {
        if (textsToSkip > 0 || bytesToSkip > 0) {
            return skip(in);
        }
        overloaded = false;
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
            if (end == INCOMPLETE) {
                return false;
            }
        }
        type = in.getInt(start);
        zxid = in.getLong(start + 4);
        data = length < 0 ? null : length == 0 ? EMPTY : new byte[length];
        if (length > 0) {
            in.get(start + HEADER, data);
        }
        if (end == TOO_MANY) {
            overloaded = true;
            who = List.of();
            textsToSkip = 2L * count;
            in.position(identities + 4);
            return skip(in);
        }
        who = count <= 0 ? none(count) : known(in, identities, end);
        in.position(end);
        return true;
    }

    /** False if there is more to pass over than has come. */
    private boolean skip(ByteBuffer in) throws ProtocolViolation {
        while (true) {
            int skipped = Math.min(bytesToSkip, in.remaining());
            in.position(in.position() + skipped);
            bytesToSkip -= skipped;
            if (bytesToSkip == 0 && textsToSkip == 0) {
                return true;
            }
            if (in.remaining() < 4) {
                return false;
            }
            bytesToSkip = Math.max(0, length(in.getInt(), "identity"));
            textsToSkip--;
        }
    }

    /** Index behind them, or {@link #INCOMPLETE}, or {@link #TOO_MANY}. */
    private int endOfIdentities(ByteBuffer in, int start, int count) throws ProtocolViolation {
        if (count > IDENTITIES_MAX) {
            return TOO_MANY;
        }
        int at = start;
        for (int text = 0; text < 2 * count; text++) {
            if (in.limit() - at < 4) {
                return INCOMPLETE;
            }
            at += 4 + Math.max(0, length(in.getInt(at), "identity"));
            if (at - start > IDENTITY_BYTES_MAX) {
                return TOO_MANY;
            }
            if (at > in.limit()) {
                return INCOMPLETE;
            }
        }
        return at;
    }

    private static @Nullable List<Identity> none(int count) {
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

    @SuppressWarnings("NullAway") // a text that is missing stays so: see Identity
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
    @Nullable ZabMessage message() throws ProtocolViolation {
        try {
            return fromLeader ? leaderMessage() : learnerMessage();
        } catch (IndexOutOfBoundsException e) {
            throw new ProtocolViolation("packet of type " + type + " is too short");
        }
    }

    private @Nullable ZabMessage leaderMessage() throws ProtocolViolation {
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

    private @Nullable ZabMessage learnerMessage() throws ProtocolViolation {
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
        byte[] given = given();
        byte[] txn = Arrays.copyOfRange(given, 8, given.length);
        Membership membership = proposed(txn);
        return new ZabMessage.InformAndActivate(zxid, designated, txn, membership);
    }

    private ZabMessage request() throws ProtocolViolation {
        byte[] given = given();
        ByteBuffer body = ByteBuffer.wrap(given);
        long session = body.getLong(0);
        int cxid = body.getInt(8);
        int opcode = body.getInt(12);
        if (overloaded && needsIdentities(opcode)) {
            // Without a body it is malformed: the leader refuses it, and the client learns of that.
            return new ZabMessage.Request(session, cxid, opcode, EMPTY, who);
        }
        return new ZabMessage.Request(
                session, cxid, opcode, Arrays.copyOfRange(given, 16, given.length), who);
    }

    private static boolean needsIdentities(int opcode) {
        return switch (opcode) {
            case OpCode.SYNC, OpCode.CREATE_SESSION, OpCode.CLOSE_SESSION -> false;
            case OpCode.NOTIFICATION,
                    OpCode.CREATE,
                    OpCode.DELETE,
                    OpCode.EXISTS,
                    OpCode.GET_DATA,
                    OpCode.SET_DATA,
                    OpCode.GET_ACL,
                    OpCode.SET_ACL,
                    OpCode.GET_CHILDREN,
                    OpCode.PING,
                    OpCode.GET_CHILDREN2,
                    OpCode.CHECK,
                    OpCode.MULTI,
                    OpCode.CREATE2,
                    OpCode.RECONFIG,
                    OpCode.CHECK_WATCHES,
                    OpCode.REMOVE_WATCHES,
                    OpCode.CREATE_CONTAINER,
                    OpCode.DELETE_CONTAINER,
                    OpCode.CREATE_TTL,
                    OpCode.MULTI_READ,
                    OpCode.AUTH,
                    OpCode.SET_WATCHES,
                    OpCode.SASL,
                    OpCode.GET_EPHEMERALS,
                    OpCode.GET_ALL_CHILDREN_NUMBER,
                    OpCode.SET_WATCHES2,
                    OpCode.ADD_WATCH,
                    OpCode.WHO_AM_I,
                    OpCode.ERROR ->
                    true;
            default -> true;
        };
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

    private static @Nullable Membership proposed(byte @Nullable [] txn) throws ProtocolViolation {
        if (txn == null || txn.length < Reconfigs.TXN_HEADER_BYTES) {
            throw new ProtocolViolation(
                    "a transaction of " + (txn == null ? 0 : txn.length) + " bytes");
        }
        return Reconfigs.isReconfig(txn) ? Reconfigs.membership(txn) : null;
    }
}
