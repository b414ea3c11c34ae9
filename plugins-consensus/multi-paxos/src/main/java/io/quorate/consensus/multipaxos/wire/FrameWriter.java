package io.quorate.consensus.multipaxos.wire;

import io.quorate.consensus.Touches;
import io.quorate.model.Identity;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.ServerId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Writes messages as frames: length, checksum of the rest, version, type, fields. Source: spec
 * multi-paxos section 9.
 */
final class FrameWriter {

    static final int MAGIC = 0x4d505831; // MPX1

    /** Magic, version, cluster, server, checksum. */
    static final int PREAMBLE_BYTES = 25;

    /** Length and checksum. */
    static final int PREFIX_BYTES = 8;

    static final int IDENTITIES_MAX = 1_000;
    static final int IDENTITY_BYTES_MAX = 256 << 10;
    static final long NOBODY = Long.MIN_VALUE;

    /** Prefix, version, type, and the fields of every message that holds no bytes. */
    private static final int SMALL_BYTES = 64;

    private static final byte[] NOTHING = {};
    private static final int NULL = -1;

    private final CRC32C checksum = new CRC32C();

    static int bytesMax(PaxosMessage message) {
        return switch (message) {
            case PaxosMessage.Accept it -> SMALL_BYTES + it.txn().length;
            case PaxosMessage.Inform it -> SMALL_BYTES + it.txn().length;
            case PaxosMessage.Submit it ->
                    SMALL_BYTES
                            + it.body().length
                            + (isOverloaded(it.who()) ? 0 : bytesOf(it.who()));
            case PaxosMessage.BeatAnswer it -> SMALL_BYTES + 12 * it.touches().count();
            case PaxosMessage.EpochStart it -> SMALL_BYTES + config(it.membership()).length;
            case PaxosMessage.FetchEnd it -> SMALL_BYTES + config(it.membership()).length;
            case PaxosMessage.TreeBytes it -> SMALL_BYTES + it.bytes().length;
            default -> SMALL_BYTES;
        };
    }

    private static int bytesOf(List<Identity> who) {
        int bytes = 0;
        for (Identity identity : who) {
            bytes += 8 + bytesMax(identity.scheme()) + bytesMax(identity.id());
        }
        return bytes;
    }

    private static int bytesMax(String text) {
        return text == null ? 0 : 3 * text.length();
    }

    /** Identities beyond all measure are the fault of a client, not of the link. */
    private static boolean isOverloaded(List<Identity> who) {
        return who.size() > IDENTITIES_MAX || bytesOf(who) > IDENTITY_BYTES_MAX;
    }

    private static byte[] config(Membership membership) {
        return membership == null
                ? NOTHING
                : MembershipText.format(membership).getBytes(StandardCharsets.UTF_8);
    }

    void write(PaxosMessage message, ByteBuffer out) {
        int start = out.position();
        if (message instanceof PaxosMessage.Preamble it) {
            out.putInt(MAGIC)
                    .put((byte) it.version())
                    .putLong(it.clusterId())
                    .putLong(it.server().value());
            out.putInt(checksumOf(out, start, out.position()));
            return;
        }
        out.position(start + PREFIX_BYTES);
        out.put((byte) PaxosMessage.VERSION);
        fields(message, out);
        int end = out.position();
        out.putInt(start, end - start - 4);
        out.putInt(start + 4, checksumOf(out, start + PREFIX_BYTES, end));
    }

    private int checksumOf(ByteBuffer bytes, int from, int to) {
        checksum.reset();
        checksum.update(bytes.slice(from, to - from));
        return (int) checksum.getValue();
    }

    private static void fields(PaxosMessage message, ByteBuffer out) {
        switch (message) {
            case PaxosMessage.Accept it ->
                    type(out, MessageType.ACCEPT).putLong(it.zxid()).put(it.txn());
            case PaxosMessage.Accepted it -> type(out, MessageType.ACCEPTED).putLong(it.upTo());
            case PaxosMessage.Commit it -> type(out, MessageType.COMMIT).putLong(it.upTo());
            case PaxosMessage.Submit it -> submit(it, out);
            case PaxosMessage.Beat it ->
                    type(out, MessageType.BEAT).putLong(it.number()).putInt(it.leaseMillis());
            case PaxosMessage.BeatAnswer it -> answer(it, out);
            case PaxosMessage.Hello it ->
                    flag(type(out, MessageType.HELLO), it.observer())
                            .putLong(it.promisedEpoch())
                            .putLong(number(it.promisedTo()))
                            .putLong(it.configVersion());
            case PaxosMessage.Prepare it ->
                    type(out, MessageType.PREPARE)
                            .putLong(it.clusterId())
                            .putLong(it.epoch())
                            .putLong(it.server().value());
            case PaxosMessage.Promise it ->
                    flag(
                            flag(
                                    type(out, MessageType.PROMISE)
                                            .putLong(it.epoch())
                                            .putLong(it.acceptedEpoch())
                                            .putLong(it.last())
                                            .putLong(it.committed()),
                                    it.counted()),
                            it.needsTree());
            case PaxosMessage.Nack it ->
                    type(out, MessageType.NACK).putLong(it.promisedEpoch()).putInt(it.waitMillis());
            case PaxosMessage.Fetch it ->
                    type(out, MessageType.FETCH).putLong(it.last()).putLong(it.committed());
            case PaxosMessage.FetchEnd it ->
                    type(out, MessageType.FETCH_END).put(config(it.membership()));
            case PaxosMessage.Probe it -> type(out, MessageType.PROBE).putLong(it.zxid());
            case PaxosMessage.Probed it -> type(out, MessageType.PROBED).putLong(it.zxid());
            case PaxosMessage.Difference it ->
                    type(out, MessageType.DIFFERENCE).putLong(it.from()).putLong(it.chosen());
            case PaxosMessage.Tree it -> type(out, MessageType.TREE).putLong(it.zxid());
            case PaxosMessage.TreeBytes it -> type(out, MessageType.TREE_BYTES).put(it.bytes());
            case PaxosMessage.TreeEnd it -> type(out, MessageType.TREE_END);
            case PaxosMessage.Activate it ->
                    type(out, MessageType.ACTIVATE)
                            .putLong(it.zxid())
                            .putLong(it.designated().value());
            case PaxosMessage.Inform it ->
                    type(out, MessageType.INFORM)
                            .putLong(it.zxid())
                            .putLong(number(it.designated()))
                            .put(it.txn());
            case PaxosMessage.EpochStart it ->
                    type(out, MessageType.EPOCH_START)
                            .putLong(it.epoch())
                            .putLong(it.previous())
                            .put(config(it.membership()));
            case PaxosMessage.Serve it -> type(out, MessageType.SERVE);
            case PaxosMessage.Sync it -> type(out, MessageType.SYNC).putLong(it.call());
            case PaxosMessage.Synced it -> type(out, MessageType.SYNCED).putLong(it.call());
            case PaxosMessage.Revalidate it ->
                    type(out, MessageType.REVALIDATE)
                            .putLong(it.call())
                            .putLong(it.sessionId())
                            .putInt(it.timeoutMillis());
            case PaxosMessage.Revalidated it ->
                    flag(
                            type(out, MessageType.REVALIDATED)
                                    .putLong(it.call())
                                    .putLong(it.sessionId()),
                            it.valid());
            case PaxosMessage.Refused it -> type(out, MessageType.REFUSED).put((byte) it.why());
            case PaxosMessage.Preamble it ->
                    throw new IllegalArgumentException("a preamble has no frame");
        }
    }

    private static ByteBuffer type(ByteBuffer out, int type) {
        return out.put((byte) type);
    }

    private static ByteBuffer flag(ByteBuffer out, boolean flag) {
        return out.put((byte) (flag ? 1 : 0));
    }

    private static long number(ServerId server) {
        return server == null ? NOBODY : server.value();
    }

    private static void answer(PaxosMessage.BeatAnswer answer, ByteBuffer out) {
        Touches touches = answer.touches();
        flag(
                type(out, MessageType.BEAT_ANSWER)
                        .putLong(answer.number())
                        .putLong(answer.clockNanos()),
                answer.granted());
        out.putInt(touches.count());
        for (int i = 0; i < touches.count(); i++) {
            out.putLong(touches.sessionIds()[i]).putInt(touches.timeoutsMillis()[i]);
        }
    }

    /**
     * Without its body a request is malformed: the leader refuses it, and the client learns of
     * that. The life of a session needs no identities.
     */
    private static void submit(PaxosMessage.Submit submit, ByteBuffer out) {
        boolean overloaded = isOverloaded(submit.who());
        boolean keepsBody =
                !overloaded
                        || submit.opcode() == OpCode.CREATE_SESSION
                        || submit.opcode() == OpCode.CLOSE_SESSION;
        byte[] body = keepsBody ? submit.body() : NOTHING;
        type(out, MessageType.SUBMIT)
                .putLong(submit.sessionId())
                .putInt(submit.cxid())
                .putInt(submit.opcode())
                .putInt(body.length)
                .put(body);
        out.putInt(overloaded ? 0 : submit.who().size());
        for (int i = 0; !overloaded && i < submit.who().size(); i++) {
            text(out, submit.who().get(i).scheme());
            text(out, submit.who().get(i).id());
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
