package io.quorate.wire;

import io.quorate.model.AclEntry;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of requests. Stateless. Source: spec client-protocol sections 6.1 and 8.2.
 *
 * <p>Only shape is judged: a record that ends too early, a null path or list where the operation
 * cannot do without, and for multis the kinds and flags of their parts. Single writes, sync and
 * watch queries may come with a null path: like the reference they refuse it, or not, in their own
 * way. Bytes after the last field are ignored.
 */
public final class RequestCodec {

    static final int NONE = -1;
    private static final Znode NOWHERE = Znode.of("\0");

    private RequestCodec() {}

    /**
     * Decodes the body of a request.
     *
     * @param op operation code of the header; gates let through only what {@link
     *     OpCode#isFromClient(int)} accepts, servers also hand on requests born in a server (-10,
     *     20)
     * @param body reader behind the header, bounded by the frame
     * @throws MalformedRecord if the body is not the record of {@code op}
     */
    public static Request decode(int op, JuteReader body) throws MalformedRecord {
        return switch (op) {
            case OpCode.GET_DATA -> new Request.GetData(path(body), body.bool());
            case OpCode.EXISTS -> new Request.Exists(path(body), body.bool());
            case OpCode.GET_CHILDREN, OpCode.GET_CHILDREN2 ->
                    new Request.GetChildren(op, path(body), body.bool());
            case OpCode.GET_ACL -> new Request.GetAcl(path(body));
            case OpCode.SYNC -> new Request.Sync(body.path());
            case OpCode.PING -> new Request.Ping();
            case OpCode.CREATE,
                    OpCode.CREATE2,
                    OpCode.CREATE_CONTAINER,
                    OpCode.CREATE_TTL,
                    OpCode.DELETE,
                    OpCode.SET_DATA,
                    OpCode.CHECK ->
                    write(op, body.path(), body);
            case OpCode.SET_ACL -> new Request.SetAcl(body.path(), body.acl(), body.int32());
            case OpCode.MULTI -> new MultiReader(body).whole();
            case OpCode.MULTI_READ -> multiRead(body);
            case OpCode.RECONFIG ->
                    new Request.Reconfig(
                            body.ustring(), body.ustring(), body.ustring(), body.int64());
            case OpCode.CHECK_WATCHES, OpCode.REMOVE_WATCHES ->
                    new Request.WatchQuery(op, watchedPath(body), body.int32());
            case OpCode.ADD_WATCH -> new Request.AddWatch(watchedPath(body), body.int32());
            case OpCode.SET_WATCHES, OpCode.SET_WATCHES2 -> setWatches(op, body);
            case OpCode.GET_EPHEMERALS -> new Request.GetEphemerals(body.path());
            case OpCode.GET_ALL_CHILDREN_NUMBER -> new Request.GetAllChildrenNumber(path(body));
            case OpCode.WHO_AM_I -> new Request.WhoAmI();
            case OpCode.CLOSE_SESSION -> new Request.CloseSession();
            case OpCode.CREATE_SESSION -> new Request.CreateSession(body.int32());
            case OpCode.DELETE_CONTAINER -> new Request.DeleteContainer(path(body));
            case OpCode.AUTH -> auth(body);
            case OpCode.SASL -> new Request.Sasl(body.buffer());
            default -> throw new MalformedRecord("unknown operation code");
        };
    }

    /** Writes the body that {@link #decode} reads. */
    public static void encode(Request request, JuteWriter out) {
        switch (request) {
            case Request.GetData r -> out.path(r.path()).bool(r.watch());
            case Request.Exists r -> out.path(r.path()).bool(r.watch());
            case Request.GetChildren r -> out.path(r.path()).bool(r.watch());
            case Request.GetAcl r -> out.path(r.path());
            case Request.Sync r -> out.path(r.path());
            case Request.Create r -> create(r, out);
            case Request.Delete r -> out.path(r.path()).int32(r.version());
            case Request.DeleteContainer r -> out.path(r.path());
            case Request.SetData r -> out.path(r.path()).buffer(r.data()).int32(r.version());
            case Request.SetAcl r -> out.path(r.path()).acl(r.acl()).int32(r.version());
            case Request.Check r -> out.path(r.path()).int32(r.version());
            case Request.Multi r -> parts(r.parts(), out);
            case Request.MultiRead r -> parts(r.parts(), out);
            case Request.Reconfig r ->
                    out.ustring(r.joining())
                            .ustring(r.leaving())
                            .ustring(r.newMembers())
                            .int64(r.fromConfig());
            case Request.CreateSession r -> out.int32(r.timeoutMillis());
            case Request.WatchQuery r -> out.path(r.path()).int32(r.type());
            case Request.AddWatch r -> out.path(r.path()).int32(r.mode());
            case Request.SetWatches r -> setWatches(r, out);
            case Request.GetEphemerals r -> out.path(r.prefix());
            case Request.GetAllChildrenNumber r -> out.path(r.path());
            case Request.Auth r -> out.int32(0).ustring(r.scheme()).buffer(r.credentials());
            case Request.Sasl r -> out.buffer(r.token());
            case Request.CloseSession r -> {}
            case Request.WhoAmI r -> {}
            case Request.Ping r -> {}
        }
    }

    /** Appends a whole frame: length, header, body. */
    public static void encodeFrame(int xid, Request request, JuteWriter out) {
        int start = out.size();
        out.int32(0).int32(xid).int32(request.op());
        encode(request, out);
        out.patchInt32(start, out.size() - start - 4);
    }

    /** One write without its header, as it stands by itself and in a multi. */
    static Request.Write write(int op, @Nullable Znode path, JuteReader body)
            throws MalformedRecord {
        return switch (op) {
            case OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER, OpCode.CREATE_TTL -> {
                byte[] data = body.buffer();
                List<AclEntry> acl = body.acl();
                int flags = body.int32();
                yield new Request.Create(
                        op, path, data, acl, flags, op == OpCode.CREATE_TTL ? body.int64() : NONE);
            }
            case OpCode.DELETE -> new Request.Delete(path, body.int32());
            case OpCode.SET_DATA -> new Request.SetData(path, body.buffer(), body.int32());
            case OpCode.CHECK -> new Request.Check(path, body.int32());
            default -> throw new MalformedRecord("operation not allowed in a multi");
        };
    }

    private static Request multiRead(JuteReader body) throws MalformedRecord {
        List<Request.Read> parts = new ArrayList<>();
        for (int op = MultiHeader.read(body); op != MultiHeader.END; op = MultiHeader.read(body)) {
            parts.add(
                    switch (op) {
                        case OpCode.GET_DATA -> new Request.GetData(path(body), body.bool());
                        case OpCode.GET_CHILDREN ->
                                new Request.GetChildren(op, path(body), body.bool());
                        default ->
                                throw new MalformedRecord("operation not allowed in a multi-read");
                    });
        }
        return new Request.MultiRead(parts);
    }

    private static void parts(List<? extends Request> parts, JuteWriter out) {
        for (Request part : parts) {
            MultiHeader.write(part.op(), NONE, out);
            encode(part, out);
        }
        MultiHeader.writeEnd(out);
    }

    private static void create(Request.Create r, JuteWriter out) {
        out.path(r.path()).buffer(r.data()).acl(r.acl()).int32(r.flags());
        if (r.op() == OpCode.CREATE_TTL) {
            out.int64(r.ttlMillis());
        }
    }

    private static Request setWatches(int op, JuteReader body) throws MalformedRecord {
        long relativeZxid = body.int64();
        List<Znode> data = list(body);
        List<Znode> exist = list(body);
        List<Znode> child = list(body);
        if (op == OpCode.SET_WATCHES) {
            return new Request.SetWatches(
                    op, relativeZxid, data, exist, child, List.of(), List.of());
        }
        return new Request.SetWatches(op, relativeZxid, data, exist, child, list(body), list(body));
    }

    private static void setWatches(Request.SetWatches r, JuteWriter out) {
        out.int64(r.relativeZxid()).paths(r.data()).paths(r.exist()).paths(r.child());
        if (r.op() == OpCode.SET_WATCHES2) {
            out.paths(r.persistent()).paths(r.persistentRecursive());
        }
    }

    private static Request auth(JuteReader body) throws MalformedRecord {
        body.int32(); // always 0, without meaning
        return new Request.Auth(body.ustring(), body.buffer());
    }

    private static Znode path(JuteReader body) throws MalformedRecord {
        Znode path = body.path();
        if (path == null) {
            throw new MalformedRecord("null path");
        }
        return path;
    }

    /**
     * A watch on no path at all is taken and never fires; it stands on a path that no node can
     * have.
     */
    private static Znode watchedPath(JuteReader body) throws MalformedRecord {
        Znode path = body.path();
        return path == null ? NOWHERE : path;
    }

    private static List<Znode> list(JuteReader body) throws MalformedRecord {
        List<Znode> paths = body.paths();
        if (paths == null) {
            throw new MalformedRecord("null list of paths");
        }
        return paths;
    }
}
