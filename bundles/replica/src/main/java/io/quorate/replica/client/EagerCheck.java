package io.quorate.replica.client;

import io.quorate.model.CreateFlags;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.runtime.FaultPolicy;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import io.quorate.tree.AclCheck;
import io.quorate.wire.JuteReader;
import io.quorate.wire.MalformedRecord;
import io.quorate.wire.RequestCodec;
import org.jspecify.annotations.Nullable;

/**
 * With {@code enableEagerACLCheck} a write that the applied state forbids is refused before it
 * costs a transaction. Missing nodes and bad paths pass; the leader judges them. Not on a
 * standalone server: the reference has no such check there. Loop thread only. Source: spec
 * semantics section 7.6.
 */
public final class EagerCheck {

    private final boolean enabled;
    private final TreeReader tree;
    private final AclCheck access;
    private final FaultPolicy faults;
    private final JuteReader in = new JuteReader();
    private final NodeRecord node = new NodeRecord();

    public EagerCheck(
            ReplicaSettings settings, TreeReader tree, AclCheck access, FaultPolicy faults) {
        this.enabled = settings.auth().eagerCheck() && !settings.standalone();
        this.tree = tree;
        this.access = access;
        this.faults = faults;
    }

    /** The error to answer with, or OK to go on. */
    public int error(ClientConnectionState client, int op, byte[] body) {
        if (!enabled) {
            return ErrorCode.OK;
        }
        try {
            return switch (op) {
                case OpCode.CREATE,
                        OpCode.CREATE2,
                        OpCode.DELETE,
                        OpCode.SET_DATA,
                        OpCode.SET_ACL ->
                        judge(client, RequestCodec.decode(op, in.reset(body, 0, body.length)));
                // Judged by the leader alone.
                case OpCode.NOTIFICATION,
                        OpCode.EXISTS,
                        OpCode.GET_DATA,
                        OpCode.GET_ACL,
                        OpCode.GET_CHILDREN,
                        OpCode.SYNC,
                        OpCode.PING,
                        OpCode.GET_CHILDREN2,
                        OpCode.CHECK,
                        OpCode.MULTI,
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
                        OpCode.CREATE_SESSION,
                        OpCode.CLOSE_SESSION,
                        OpCode.ERROR ->
                        ErrorCode.OK;
                default -> ErrorCode.OK;
            };
        } catch (MalformedRecord malformed) {
            return ErrorCode.OK;
        } catch (StorageException failure) {
            throw faults.fatal("tree", failure);
        }
    }

    private int judge(ClientConnectionState client, Request request) throws StorageException {
        return switch (request) {
            case Request.Create create
                    when CreateFlags.isKnown(create.flags()) && create.path() != null ->
                    may(client, create.path().parent(), create.path(), Permission.CREATE);
            case Request.Delete delete when delete.path() != null ->
                    may(client, delete.path().parent(), delete.path(), Permission.DELETE);
            case Request.SetData set -> may(client, set.path(), set.path(), Permission.WRITE);
            case Request.SetAcl set -> may(client, set.path(), set.path(), Permission.ADMIN);
            default -> ErrorCode.OK;
        };
    }

    /**
     * @param guarded whose ACL it is; null or missing: the leader says so
     * @param path the request names
     */
    @SuppressWarnings("NullAway") // without a path nothing is guarded
    private int may(
            ClientConnectionState client,
            @Nullable Znode guarded,
            @Nullable Znode path,
            int permission)
            throws StorageException {
        boolean allowed =
                guarded == null
                        || !tree.get(guarded, node)
                        || access.allows(tree, node.aclId, path, permission, client.identities);
        return allowed ? ErrorCode.OK : ErrorCode.NO_AUTH;
    }
}
