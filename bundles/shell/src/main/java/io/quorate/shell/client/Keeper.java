package io.quorate.shell.client;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.ErrorCode;
import io.quorate.model.Identity;
import io.quorate.model.OpCode;
import io.quorate.model.Stat;
import io.quorate.model.WatchKinds;
import io.quorate.wire.JuteWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a session by name. Paths are the user's: checked, then prefixed with the
 * chroot. Every operation waits for its answer.
 *
 * <p>Source: spec client-protocol sections 5 and 6. Any thread.
 */
public final class Keeper {

    private static final String CONFIG_PATH = "/zookeeper/config";

    private final Session session;

    public Keeper(Session session) {
        this.session = session;
    }

    /** Data (may be null) and statistics of a node. */
    public record NodeData(byte @Nullable [] bytes, Stat stat) {}

    /** Names of children, unordered, and statistics of their parent. */
    public record Children(List<String> names, Stat stat) {}

    /** ACL and statistics of a node. */
    public record Acl(List<AclEntry> entries, Stat stat) {}

    /**
     * Creates a node.
     *
     * @param flags of {@link CreateFlags}
     * @param ttlMillis used by the TTL flags only
     * @return the path with its sequence number, if any
     */
    @SuppressWarnings("NullAway") // a server answers with the path
    public String create(
            String path, byte @Nullable [] data, List<AclEntry> acl, int flags, long ttlMillis)
            throws ClientFault, InterruptedException {
        // The name of a sequential node may be just a number.
        PathFault.check(CreateFlags.isSequential(flags) ? path + "1" : path);
        if (acl.isEmpty()) {
            throw new KeeperFault(ErrorCode.INVALID_ACL, null);
        }
        JuteWriter body =
                new JuteWriter().ustring(toServer(path)).buffer(data).acl(acl).int32(flags);
        int opCode = OpCode.CREATE;
        if (CreateFlags.isTtl(flags)) {
            opCode = OpCode.CREATE_TTL;
            body.int64(ttlMillis);
        } else if (flags == CreateFlags.CONTAINER) {
            opCode = OpCode.CREATE_CONTAINER;
        }
        Call.@Nullable Hook hook =
                CreateFlags.isEphemeral(flags) ? onSuccess(session::createdEphemeral) : null;
        return new Exchange(session, new Call(opCode, body, hook), path)
                .read(reply -> session.where().toUser(reply.ustring()));
    }

    public void delete(String path, int version) throws ClientFault, InterruptedException {
        PathFault.check(path);
        // The root of a chroot is as safe from this as the root of the tree, which no server
        // deletes.
        String server = path.equals("/") ? path : toServer(path);
        start(OpCode.DELETE, path, new JuteWriter().ustring(server).int32(version), null).done();
    }

    /** Starts to delete nodes in the order given, all or none. */
    public Exchange startDeletes(List<String> paths) throws PathFault, InterruptedException {
        JuteWriter body = new JuteWriter();
        for (String path : paths) {
            body.int32(OpCode.DELETE).bool(false).int32(-1).ustring(checked(path)).int32(-1);
        }
        body.int32(-1).bool(true).int32(-1);
        return new Exchange(session, new Call(OpCode.MULTI, body, null), null);
    }

    /** Statistics of a node; with {@code watch} its creation is watched where there is none. */
    public Stat exists(String path, boolean watch) throws ClientFault, InterruptedException {
        String server = checked(path);
        Call.@Nullable Hook hook =
                !watch
                        ? null
                        : error -> {
                            if (error == ErrorCode.OK) {
                                session.watches().addData(server);
                            } else if (error == ErrorCode.NO_NODE) {
                                session.watches().addExists(server);
                            }
                        };
        return start(OpCode.EXISTS, path, body(path).bool(watch), hook).read(reply -> reply.stat());
    }

    /** Data of a node. */
    public NodeData get(String path, boolean watch) throws ClientFault, InterruptedException {
        return get(path, checked(path), watch);
    }

    /** The membership, which lives outside every chroot. */
    public NodeData config(boolean watch) throws KeeperFault, InterruptedException {
        return get(CONFIG_PATH, CONFIG_PATH, watch);
    }

    private NodeData get(String path, String server, boolean watch)
            throws KeeperFault, InterruptedException {
        Call.@Nullable Hook hook =
                watch ? onSuccess(() -> session.watches().addData(server)) : null;
        Call call = new Call(OpCode.GET_DATA, new JuteWriter().ustring(server).bool(watch), hook);
        return new Exchange(session, call, path)
                .read(reply -> new NodeData(reply.buffer(), reply.stat()));
    }

    public Stat set(String path, byte @Nullable [] data, int version)
            throws ClientFault, InterruptedException {
        return start(OpCode.SET_DATA, path, body(path).buffer(data).int32(version), null)
                .read(reply -> reply.stat());
    }

    @SuppressWarnings("NullAway") // as create
    public Acl acl(String path) throws ClientFault, InterruptedException {
        return start(OpCode.GET_ACL, path, body(path), null)
                .read(reply -> new Acl(reply.acl(), reply.stat()));
    }

    /**
     * Sets the ACL of a node.
     *
     * @param aversion expected version of the ACL, or -1
     */
    public Stat setAcl(String path, List<AclEntry> acl, int aversion)
            throws ClientFault, InterruptedException {
        PathFault.check(path);
        if (acl.isEmpty()) {
            throw new KeeperFault(ErrorCode.INVALID_ACL, null);
        }
        return start(OpCode.SET_ACL, path, body(path).acl(acl).int32(aversion), null)
                .read(reply -> reply.stat());
    }

    @SuppressWarnings("NullAway") // as create
    public Children children(String path, boolean watch) throws ClientFault, InterruptedException {
        String server = checked(path);
        Call.@Nullable Hook hook =
                watch ? onSuccess(() -> session.watches().addChildren(server)) : null;
        return start(OpCode.GET_CHILDREN2, path, body(path).bool(watch), hook)
                .read(reply -> new Children(reply.ustrings(), reply.stat()));
    }

    /**
     * Waits until the server has caught up. The error is a value, as the reference client hands it
     * to a callback.
     */
    public int sync(String path) throws PathFault, InterruptedException {
        return start(OpCode.SYNC, path, body(path), null).error();
    }

    public void addWatch(String path, boolean recursive) throws ClientFault, InterruptedException {
        String server = checked(path);
        int mode = recursive ? WatchKinds.MODE_PERSISTENT_RECURSIVE : WatchKinds.MODE_PERSISTENT;
        start(
                        OpCode.ADD_WATCH,
                        path,
                        body(path).int32(mode),
                        onSuccess(() -> session.watches().addPersistent(server, recursive)))
                .done();
    }

    /**
     * Ends watches; the listener hears which.
     *
     * @param watcherType of {@link WatchKinds}
     * @param local whether they end here even if the server cannot be asked
     */
    public void removeWatches(String path, int watcherType, boolean local)
            throws ClientFault, InterruptedException {
        String server = checked(path);
        Call.Hook forget =
                onSuccess(
                        () ->
                                session.watches()
                                        .remove(watcherType, server)
                                        .forEach(type -> session.watchRemoved(type, server)));
        int error =
                start(OpCode.REMOVE_WATCHES, path, body(path).int32(watcherType), forget).error();
        if (local && error == ErrorCode.CONNECTION_LOSS) {
            forget.accept(ErrorCode.OK);
        } else if (error != ErrorCode.OK) {
            throw new KeeperFault(error, path);
        }
    }

    /**
     * Ephemeral nodes of this session below a prefix, as the server names them: with the chroot.
     */
    @SuppressWarnings("NullAway") // as create
    public List<String> ephemerals(String prefix) throws ClientFault, InterruptedException {
        Call call =
                new Call(OpCode.GET_EPHEMERALS, new JuteWriter().ustring(checked(prefix)), null);
        return new Exchange(session, call, null).read(reply -> reply.ustrings());
    }

    /** Number of descendants. */
    public int descendants(String path) throws ClientFault, InterruptedException {
        return start(OpCode.GET_ALL_CHILDREN_NUMBER, path, body(path), null)
                .read(reply -> reply.int32());
    }

    /** The identities that the server gives this connection; the ids are user names. */
    public List<Identity> whoAmI() throws KeeperFault, InterruptedException {
        return new Exchange(session, new Call(OpCode.WHO_AM_I, new JuteWriter(0), null), null)
                .read(
                        reply -> {
                            List<Identity> identities = new ArrayList<>();
                            for (int left = reply.count(8); left > 0; left--) {
                                identities.add(reply.identity());
                            }
                            return identities;
                        });
    }

    /**
     * Changes the membership; lists are comma-separated, null for none.
     *
     * @param version expected version of the present configuration, or -1
     */
    public NodeData reconfig(
            @Nullable String joining,
            @Nullable String leaving,
            @Nullable String members,
            long version)
            throws KeeperFault, InterruptedException {
        JuteWriter body =
                new JuteWriter().ustring(joining).ustring(leaving).ustring(members).int64(version);
        return new Exchange(session, new Call(OpCode.RECONFIG, body, null), "")
                .read(reply -> new NodeData(reply.buffer(), reply.stat()));
    }

    private Exchange start(int opCode, String path, JuteWriter body, Call.@Nullable Hook hook)
            throws InterruptedException {
        return new Exchange(session, new Call(opCode, body, hook), path);
    }

    private JuteWriter body(String path) throws PathFault {
        return new JuteWriter().ustring(checked(path));
    }

    private String checked(String path) throws PathFault {
        PathFault.check(path);
        return toServer(path);
    }

    private String toServer(String path) {
        return session.where().toServer(path);
    }

    private static Call.Hook onSuccess(Runnable then) {
        return error -> {
            if (error == ErrorCode.OK) {
                then.run();
            }
        };
    }
}
