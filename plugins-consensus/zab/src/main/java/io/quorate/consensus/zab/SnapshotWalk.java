package io.quorate.consensus.zab;

import io.quorate.peer.PeerMessage;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Finds the end of a tree in the stream behind SNAP, which has no length: sessions, ACLs and nodes
 * are stepped over field by field. What was stepped over is handed on in pieces.
 *
 * <p>Source: spec disk-format section 6.1 (parts 2 to 5), quorum-protocol section 11.5.
 */
final class SnapshotWalk {

    /** Most bytes of one piece. */
    static final int PIECE_BYTES_MAX = 64 * 1024;

    private static final int SESSION_BYTES = 12;

    /** ACL id and stat behind the data of a node. */
    private static final int NODE_TAIL_BYTES = 68;

    private static final byte[] SIGNATURE =
            PacketType.SNAPSHOT_SIGNATURE.getBytes(StandardCharsets.US_ASCII);

    private enum Field {
        SESSIONS,
        ACLS,
        ACL,
        ACL_SCHEME,
        ACL_ID,
        PATH,
        DATA,
        SIGNATURE
    }

    private Field field = Field.SESSIONS;
    private long skip;
    private int acls;
    private int entries;

    /** Takes what is there; true when tree and signature are complete. */
    boolean take(ByteBuffer in, Consumer<PeerMessage> out) throws ProtocolViolation {
        while (field != Field.SIGNATURE) {
            int start = in.position();
            boolean moved = walk(in, start + Math.min(in.remaining(), PIECE_BYTES_MAX));
            if (in.position() > start) {
                byte[] piece = new byte[in.position() - start];
                in.get(start, piece);
                out.accept(new ZabMessage.SnapshotBytes(piece));
            }
            if (!moved && field != Field.SIGNATURE) {
                return false;
            }
        }
        return signature(in, out);
    }

    /**
     * Steps on to {@code end} or as far as the fields there are known; false if the next field is
     * not all there.
     */
    private boolean walk(ByteBuffer in, int end) throws ProtocolViolation {
        while (field != Field.SIGNATURE) {
            int skipped = (int) Math.min(skip, end - in.position());
            in.position(in.position() + skipped);
            skip -= skipped;
            if (skip > 0) {
                return in.hasRemaining();
            }
            if (in.position() >= end) {
                return in.hasRemaining();
            }
            if (in.remaining() < bytesOf(in)) {
                return false;
            }
            step(in);
        }
        return true;
    }

    private int bytesOf(ByteBuffer in) {
        return switch (field) {
            case ACL -> 12;
            case ACL_SCHEME -> 8;
            // A path of one byte is the end if that byte is '/'.
            case PATH -> in.remaining() >= 4 && in.getInt(in.position()) == 1 ? 5 : 4;
            default -> 4;
        };
    }

    private void step(ByteBuffer in) throws ProtocolViolation {
        switch (field) {
            case SESSIONS -> {
                skip = (long) count(in.getInt(), "sessions") * SESSION_BYTES;
                field = Field.ACLS;
            }
            case ACLS -> {
                acls = count(in.getInt(), "ACLs");
                field = acls == 0 ? Field.PATH : Field.ACL;
            }
            case ACL -> {
                in.getLong();
                entries = Math.max(0, in.getInt());
                field = entries > 0 ? Field.ACL_SCHEME : nextAcl();
            }
            case ACL_SCHEME -> {
                in.getInt();
                skip = Math.max(0, length(in.getInt()));
                field = Field.ACL_ID;
            }
            case ACL_ID -> {
                skip = Math.max(0, length(in.getInt()));
                field = --entries > 0 ? Field.ACL_SCHEME : nextAcl();
            }
            case PATH -> path(in);
            default -> {
                skip = (long) Math.max(0, length(in.getInt())) + NODE_TAIL_BYTES;
                field = Field.PATH;
            }
        }
    }

    private Field nextAcl() {
        return --acls > 0 ? Field.ACL : Field.PATH;
    }

    private void path(ByteBuffer in) throws ProtocolViolation {
        int length = length(in.getInt());
        if (length < 0) {
            throw new ProtocolViolation("a node without a path in a snapshot");
        }
        if (length == 1 && in.get(in.position()) == '/') {
            in.get();
            field = Field.SIGNATURE;
        } else {
            skip = length;
            field = Field.DATA;
        }
    }

    private boolean signature(ByteBuffer in, Consumer<PeerMessage> out) throws ProtocolViolation {
        if (in.remaining() < 4 + SIGNATURE.length) {
            return false;
        }
        byte[] found = new byte[SIGNATURE.length];
        int length = in.getInt();
        in.get(found);
        if (length != SIGNATURE.length || !Arrays.equals(found, SIGNATURE)) {
            throw new ProtocolViolation("no signature behind a snapshot");
        }
        out.accept(new ZabMessage.SnapshotEnd());
        return true;
    }

    private static int count(int count, String what) throws ProtocolViolation {
        if (count < 0) {
            throw new ProtocolViolation(count + " " + what + " in a snapshot");
        }
        return count;
    }

    /**
     * What a leader has stored may be longer than what a client may send now; as nothing of it is
     * kept here, the stream alone is the bound.
     */
    private static int length(int length) throws ProtocolViolation {
        if (length < -1) {
            throw new ProtocolViolation("length " + length + " in a snapshot");
        }
        return length;
    }
}
