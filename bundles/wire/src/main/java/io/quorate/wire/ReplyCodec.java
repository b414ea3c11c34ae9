package io.quorate.wire;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.Stat;
import io.quorate.model.Znode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replies: an {@link Outcome} as the body its operation calls for, and back. Stateless. Source:
 * spec client-protocol sections 4, 6.2 and 8.3.
 */
public final class ReplyCodec {

    private static final int FAILED = -1;

    private ReplyCodec() {}

    /**
     * Appends a whole reply frame: length, header, body. A refusal has no body, except that of
     * SASL, which has a null token.
     *
     * @param op the operation answered; chooses the form of the body
     */
    public static void encodeFrame(int xid, long zxid, int op, Outcome outcome, JuteWriter out) {
        int start = out.size();
        int error = outcome instanceof Outcome.Refused refused ? refused.error() : 0;
        out.int32(0).int32(xid).int64(zxid).int32(error);
        if (error == 0) {
            encodeBody(op, outcome, out);
        } else if (op == OpCode.SASL) {
            out.buffer(null);
        }
        out.patchInt32(start, out.size() - start - 4);
    }

    /** Appends a frame that is nothing but a header. */
    public static void encodeHeaderFrame(int xid, long zxid, int error, JuteWriter out) {
        out.int32(ReplyHeader.BYTES).int32(xid).int64(zxid).int32(error);
    }

    /** Appends the body of a success. */
    @SuppressWarnings("NullAway") // only replies without a Stat lack it
    public static void encodeBody(int op, Outcome outcome, JuteWriter out) {
        switch (outcome) {
            case Outcome.Data data ->
                    out.buffer(data.source(), data.offset(), data.length()).stat(data.stat());
            case Outcome.Stats stats -> out.stat(stats.stat());
            case Outcome.Created created -> {
                out.path(created.path());
                if (created.op() != OpCode.CREATE) {
                    out.stat(created.stat());
                }
            }
            case Outcome.Children children -> {
                out.names(children.names());
                if (op == OpCode.GET_CHILDREN2) {
                    out.stat(children.stat());
                }
            }
            case Outcome.Acl acl -> out.acl(acl.entries()).stat(acl.stat());
            case Outcome.Number number -> out.int32(number.value());
            case Outcome.Paths paths -> out.paths(paths.paths());
            case Outcome.Synced synced -> out.path(synced.path());
            case Outcome.Who who -> encodeWho(who, out);
            case Outcome.Multi multi -> encodeMulti(multi, out);
            case Outcome.Token token -> out.buffer(token.token());
            case Outcome.Done done -> {}
            case Outcome.Refused refused ->
                    throw new IllegalArgumentException("a refusal has no body");
        }
    }

    /**
     * Decodes the body behind a reply header.
     *
     * @param op the operation that was asked
     * @param error of the header; anything but 0 gives {@link Outcome.Refused} without reading
     */
    @SuppressWarnings("NullAway") // what a server answers has paths and lists
    public static Outcome decode(int op, int error, JuteReader body) throws MalformedRecord {
        if (error != 0) {
            return new Outcome.Refused(error);
        }
        return switch (op) {
            case OpCode.CREATE -> new Outcome.Created(op, body.path(), null);
            case OpCode.CREATE2, OpCode.CREATE_CONTAINER, OpCode.CREATE_TTL ->
                    new Outcome.Created(op, body.path(), body.stat());
            case OpCode.EXISTS, OpCode.SET_DATA, OpCode.SET_ACL -> new Outcome.Stats(body.stat());
            case OpCode.GET_DATA, OpCode.RECONFIG -> data(body);
            case OpCode.GET_CHILDREN -> new Outcome.Children(names(body), null);
            case OpCode.GET_CHILDREN2 -> new Outcome.Children(names(body), body.stat());
            case OpCode.GET_ACL -> acl(body);
            case OpCode.GET_ALL_CHILDREN_NUMBER, OpCode.ADD_WATCH ->
                    new Outcome.Number(body.int32());
            case OpCode.GET_EPHEMERALS -> new Outcome.Paths(body.paths());
            case OpCode.SYNC -> new Outcome.Synced(body.path());
            case OpCode.WHO_AM_I -> who(body);
            case OpCode.MULTI, OpCode.MULTI_READ -> multi(body);
            case OpCode.SASL -> new Outcome.Token(body.buffer());
            case OpCode.DELETE,
                    OpCode.DELETE_CONTAINER,
                    OpCode.CHECK,
                    OpCode.PING,
                    OpCode.CHECK_WATCHES,
                    OpCode.REMOVE_WATCHES,
                    OpCode.SET_WATCHES,
                    OpCode.SET_WATCHES2,
                    OpCode.AUTH,
                    OpCode.CREATE_SESSION,
                    OpCode.CLOSE_SESSION ->
                    Outcome.DONE;
            default -> throw new MalformedRecord("reply to operation " + op);
        };
    }

    private static void encodeWho(Outcome.Who who, JuteWriter out) {
        out.int32(who.users().size());
        for (Identity user : who.users()) {
            out.identity(user);
        }
    }

    private static void encodeMulti(Outcome.Multi multi, JuteWriter out) {
        int[] ops = multi.ops();
        for (int i = 0; i < ops.length; i++) {
            Outcome part = multi.parts().get(i);
            if (part instanceof Outcome.Refused refused) {
                MultiHeader.write(FAILED, refused.error(), out);
                out.int32(refused.error());
            } else {
                int shown = shownType(ops[i]);
                MultiHeader.write(shown, 0, out);
                encodeBody(shown, part, out);
            }
        }
        MultiHeader.writeEnd(out);
    }

    /** Containers and TTL nodes show themselves as create2 in a multi. */
    private static int shownType(int op) {
        return op == OpCode.CREATE_CONTAINER || op == OpCode.CREATE_TTL ? OpCode.CREATE2 : op;
    }

    private static Outcome multi(JuteReader body) throws MalformedRecord {
        List<Integer> ops = new ArrayList<>();
        List<Outcome> parts = new ArrayList<>();
        for (int op = MultiHeader.read(body); op != MultiHeader.END; op = MultiHeader.read(body)) {
            ops.add(op);
            parts.add(
                    switch (op) {
                        case FAILED -> new Outcome.Refused(body.int32());
                        case OpCode.CREATE,
                                OpCode.CREATE2,
                                OpCode.DELETE,
                                OpCode.SET_DATA,
                                OpCode.CHECK,
                                OpCode.GET_DATA,
                                OpCode.GET_CHILDREN ->
                                decode(op, 0, body);
                        default -> throw new MalformedRecord("type of a multi result");
                    });
        }
        return new Outcome.Multi(ops.stream().mapToInt(Integer::intValue).toArray(), parts);
    }

    private static Outcome data(JuteReader body) throws MalformedRecord {
        byte[] data = body.buffer();
        Stat stat = body.stat();
        return data == null
                ? new Outcome.Data(new byte[0], 0, -1, stat)
                : new Outcome.Data(data, 0, data.length, stat);
    }

    @SuppressWarnings("NullAway") // as decode
    private static Outcome acl(JuteReader body) throws MalformedRecord {
        List<AclEntry> entries = body.acl();
        return new Outcome.Acl(entries, body.stat());
    }

    private static @Nullable List<byte[]> names(JuteReader body) throws MalformedRecord {
        List<Znode> texts = body.paths();
        return texts == null ? null : texts.stream().map(Znode::utf8).toList();
    }

    private static Outcome who(JuteReader body) throws MalformedRecord {
        int count = body.count(8);
        List<Identity> users = new ArrayList<>(Math.max(0, count));
        for (int i = 0; i < count; i++) {
            users.add(body.identity());
        }
        return new Outcome.Who(users);
    }
}
