package io.quorate.consensus.multipaxos.wire;

import io.quorate.consensus.Touches;
import io.quorate.consensus.kit.state.Reconfigs;
import io.quorate.model.Identity;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.ProtocolViolation;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Reads one frame after the other. Nothing is allocated before a frame is complete and its checksum
 * is right. Source: spec multi-paxos section 9.
 */
final class FrameReader {

    private static final int TOUCH_BYTES = 12;

    private final int bytesMax;
    private final CRC32C checksum = new CRC32C();
    private List<Identity> latest = List.of();
    private ByteBuffer latestBytes;

    FrameReader(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** The preamble of a link; null if it is not complete. */
    PaxosMessage.Preamble preamble(ByteBuffer in) throws ProtocolViolation {
        int start = in.position();
        if (in.remaining() < 4) {
            return null;
        }
        int magic = in.getInt(start);
        if (magic != FrameWriter.MAGIC) {
            throw new ProtocolViolation(
                    "a link that begins with 0x"
                            + Integer.toHexString(magic)
                            + " and not with MPX1");
        }
        if (in.remaining() < FrameWriter.PREAMBLE_BYTES) {
            return null;
        }
        int end = start + FrameWriter.PREAMBLE_BYTES - 4;
        check(in, start, end, in.getInt(end));
        in.position(start + FrameWriter.PREAMBLE_BYTES);
        return new PaxosMessage.Preamble(
                in.get(start + 4), in.getLong(start + 5), new ServerId(in.getLong(start + 13)));
    }

    /** The next message; null if it is not complete. */
    PaxosMessage next(ByteBuffer in) throws ProtocolViolation {
        int start = in.position();
        if (in.remaining() < FrameWriter.PREFIX_BYTES) {
            return null;
        }
        int length = in.getInt(start);
        if (length < 6 || length > bytesMax) {
            throw new ProtocolViolation(
                    "a frame of " + length + " bytes, at most " + bytesMax + " are allowed");
        }
        if (in.remaining() < 4 + length) {
            return null;
        }
        int end = start + 4 + length;
        check(in, start + FrameWriter.PREFIX_BYTES, end, in.getInt(start + 4));
        ByteBuffer body = in.slice(start + FrameWriter.PREFIX_BYTES, length - 4);
        in.position(end);
        int version = body.get();
        if (version != PaxosMessage.VERSION) {
            throw new ProtocolViolation("a frame of version " + version + " of the protocol");
        }
        int type = body.get();
        try {
            PaxosMessage message = message(type, body);
            if (body.hasRemaining()) {
                throw new ProtocolViolation(
                        body.remaining() + " bytes too many in a message of type " + type);
            }
            return message;
        } catch (BufferUnderflowException e) {
            throw new ProtocolViolation("a message of type " + type + " is too short");
        }
    }

    private void check(ByteBuffer in, int from, int to, int expected) throws ProtocolViolation {
        checksum.reset();
        checksum.update(in.slice(from, to - from));
        if ((int) checksum.getValue() != expected) {
            throw new ProtocolViolation("a frame whose checksum is wrong");
        }
    }

    private PaxosMessage message(int type, ByteBuffer in) throws ProtocolViolation {
        return switch (type) {
            case MessageType.ACCEPT -> accept(in);
            case MessageType.ACCEPTED -> new PaxosMessage.Accepted(in.getLong());
            case MessageType.COMMIT -> new PaxosMessage.Commit(in.getLong());
            case MessageType.SUBMIT -> submit(in);
            case MessageType.BEAT -> new PaxosMessage.Beat(in.getLong(), in.getInt());
            case MessageType.BEAT_ANSWER ->
                    new PaxosMessage.BeatAnswer(in.getLong(), in.getLong(), flag(in), touches(in));
            case MessageType.HELLO ->
                    new PaxosMessage.Hello(flag(in), epoch(in), server(in), in.getLong());
            case MessageType.PREPARE ->
                    new PaxosMessage.Prepare(in.getLong(), epoch(in), new ServerId(in.getLong()));
            case MessageType.PROMISE ->
                    new PaxosMessage.Promise(
                            epoch(in), epoch(in), in.getLong(), in.getLong(), flag(in), flag(in));
            case MessageType.NACK -> new PaxosMessage.Nack(epoch(in), in.getInt());
            case MessageType.FETCH -> new PaxosMessage.Fetch(in.getLong(), in.getLong());
            case MessageType.FETCH_END -> new PaxosMessage.FetchEnd(configuration(in));
            case MessageType.PROBE -> new PaxosMessage.Probe(in.getLong());
            case MessageType.PROBED -> new PaxosMessage.Probed(in.getLong());
            case MessageType.DIFFERENCE -> new PaxosMessage.Difference(in.getLong(), in.getLong());
            case MessageType.TREE -> new PaxosMessage.Tree(in.getLong());
            case MessageType.TREE_BYTES -> new PaxosMessage.TreeBytes(rest(in));
            case MessageType.TREE_END -> new PaxosMessage.TreeEnd();
            case MessageType.ACTIVATE ->
                    new PaxosMessage.Activate(in.getLong(), new ServerId(in.getLong()));
            case MessageType.INFORM -> inform(in);
            case MessageType.EPOCH_START -> epochStart(in);
            case MessageType.SERVE -> new PaxosMessage.Serve();
            case MessageType.SYNC -> new PaxosMessage.Sync(in.getLong());
            case MessageType.SYNCED -> new PaxosMessage.Synced(in.getLong());
            case MessageType.REVALIDATE ->
                    new PaxosMessage.Revalidate(in.getLong(), in.getLong(), in.getInt());
            case MessageType.REVALIDATED ->
                    new PaxosMessage.Revalidated(in.getLong(), in.getLong(), flag(in));
            case MessageType.REFUSED -> new PaxosMessage.Refused(in.get());
            default -> throw new ProtocolViolation("a message of the unknown type " + type);
        };
    }

    private static boolean flag(ByteBuffer in) throws ProtocolViolation {
        int flag = in.get();
        if (flag != 0 && flag != 1) {
            throw new ProtocolViolation("a flag of " + flag);
        }
        return flag == 1;
    }

    private static long epoch(ByteBuffer in) throws ProtocolViolation {
        long epoch = in.getLong();
        if (epoch < 0 || epoch > Zxid.EPOCH_MAX) {
            throw new ProtocolViolation("epoch " + epoch + " is none");
        }
        return epoch;
    }

    private static ServerId server(ByteBuffer in) {
        long server = in.getLong();
        return server == FrameWriter.NOBODY ? null : new ServerId(server);
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }

    private static PaxosMessage accept(ByteBuffer in) throws ProtocolViolation {
        long zxid = in.getLong();
        byte[] txn = rest(in);
        return new PaxosMessage.Accept(zxid, txn, proposed(txn));
    }

    private static PaxosMessage inform(ByteBuffer in) throws ProtocolViolation {
        long zxid = in.getLong();
        ServerId designated = server(in);
        byte[] txn = rest(in);
        return new PaxosMessage.Inform(zxid, designated, txn, proposed(txn));
    }

    private static Membership proposed(byte[] txn) throws ProtocolViolation {
        if (txn.length < Reconfigs.TXN_HEADER_BYTES) {
            throw new ProtocolViolation("a transaction of " + txn.length + " bytes");
        }
        return Reconfigs.isReconfig(txn) ? Reconfigs.membership(txn) : null;
    }

    private static PaxosMessage epochStart(ByteBuffer in) throws ProtocolViolation {
        long epoch = epoch(in);
        long previous = in.getLong();
        return new PaxosMessage.EpochStart(epoch, previous, configuration(in));
    }

    private static Membership configuration(ByteBuffer in) throws ProtocolViolation {
        byte[] text = rest(in);
        return text.length == 0 ? null : Reconfigs.parse(text, 0, text.length);
    }

    private static Touches touches(ByteBuffer in) throws ProtocolViolation {
        int count = in.getInt();
        if (count < 0 || count > in.remaining() / TOUCH_BYTES) {
            throw new ProtocolViolation(
                    count + " sessions in " + in.remaining() + " bytes of a message");
        }
        if (count == 0) {
            return Touches.NONE;
        }
        long[] sessions = new long[count];
        int[] timeouts = new int[count];
        for (int i = 0; i < count; i++) {
            sessions[i] = in.getLong();
            timeouts[i] = in.getInt();
        }
        return new Touches(sessions, timeouts);
    }

    private PaxosMessage submit(ByteBuffer in) throws ProtocolViolation {
        long session = in.getLong();
        int cxid = in.getInt();
        int opcode = in.getInt();
        byte[] body = new byte[length(in)];
        in.get(body);
        return new PaxosMessage.Submit(session, cxid, opcode, body, identities(in));
    }

    /** Requests in a row mostly come from clients with the same identities: those are read once. */
    private List<Identity> identities(ByteBuffer in) throws ProtocolViolation {
        ByteBuffer bytes = in.slice();
        if (!bytes.equals(latestBytes)) {
            latest = identities(bytes.duplicate(), bytes.remaining());
            latestBytes = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
        }
        in.position(in.limit());
        return latest;
    }

    private static List<Identity> identities(ByteBuffer in, int bytes) throws ProtocolViolation {
        int count = in.getInt();
        if (count < 0 || count > FrameWriter.IDENTITIES_MAX || count > bytes / 8) {
            throw new ProtocolViolation(count + " identities in " + bytes + " bytes of a message");
        }
        List<Identity> identities = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String scheme = text(in);
            identities.add(new Identity(scheme, text(in)));
        }
        if (in.hasRemaining()) {
            throw new ProtocolViolation(in.remaining() + " bytes too many behind identities");
        }
        return List.copyOf(identities);
    }

    private static String text(ByteBuffer in) throws ProtocolViolation {
        if (in.remaining() >= 4 && in.getInt(in.position()) == -1) {
            in.getInt();
            return null;
        }
        byte[] bytes = new byte[length(in)];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int length(ByteBuffer in) throws ProtocolViolation {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new ProtocolViolation(
                    length + " bytes where " + in.remaining() + " are left of a message");
        }
        return length;
    }
}
