package io.quorate.tree;

import io.quorate.model.AclEntry;
import io.quorate.model.ErrorCode;
import io.quorate.model.Identity;
import io.quorate.model.Outcome;
import io.quorate.model.PathRules;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.storage.ChildCursor;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PathCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeIndex;
import io.quorate.storage.TreeReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers reads from any version of the tree: exists, getData, getChildren, getChildren2, getACL,
 * getAllChildrenNumber, getEphemerals, multiRead. Watches are the caller's business.
 *
 * <p>One object per thread (it has scratch records). Source: spec semantics sections 3 and 7.5,
 * client-protocol sections 6.5 and 8.5.
 */
public final class Reads {

    /**
     * Nodes that a read may walk over on the owner's thread; more is work for a background thread
     * on a pinned view.
     */
    public static final int WALK_MAX = 1_000;

    /**
     * Bytes of a reply above which a listing or a multiRead is refused with MARSHALLING_ERROR: a
     * request of a megabyte may ask for any number of nodes, and for one of them any number of
     * times. The reference has no such bound and runs out of memory.
     */
    public static final int REPLY_BYTES_MAX =
            (int) Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 16);

    private static final int STAT_BYTES = 68;
    private static final int LENGTH_BYTES = 4;
    private static final String DIGEST = "digest";

    private final AclCheck acls;
    private final int replyBytesMax;
    private final boolean extendedTypes;
    private final NodeRecord node = new NodeRecord();

    public Reads(AclCheck acls, TreeSettings settings) {
        this(acls, settings, REPLY_BYTES_MAX);
    }

    /** With a bound of its own. */
    Reads(AclCheck acls, TreeSettings settings, int replyBytesMax) {
        this.acls = acls;
        this.replyBytesMax = replyBytesMax;
        this.extendedTypes = settings.extendedTypes();
    }

    /**
     * Whether {@code request} may walk over more than {@link #WALK_MAX} nodes of {@code tree} and
     * therefore belongs on a background thread.
     */
    public boolean isLong(Request.Read request, TreeReader tree) throws StorageException {
        return switch (request) {
            case Request.GetChildren children -> childCount(children.path(), tree) > WALK_MAX;
            case Request.GetAllChildrenNumber below ->
                    tree.counts().nodes() > WALK_MAX
                            && below.path() != null
                            && !below.path().isRoot()
                            && childCount(below.path(), tree) > 0;
            case Request.GetEphemerals ephemerals -> tree.counts().ephemerals() > WALK_MAX;
            case Request.MultiRead multi -> isLong(multi, tree);
            default -> false;
        };
    }

    /** Direct children of the node at {@code path}; -1 if there is none. */
    public int childCount(Znode path, TreeReader tree) throws StorageException {
        return path != null && tree.get(path, node) ? node.childCount : -1;
    }

    /**
     * Answers one read.
     *
     * @param tree version to read from
     * @param who identities of the connection when the request was received
     * @param sessionId session that asks (getEphemerals)
     * @throws IllegalArgumentException for requests that are not answered from the tree
     */
    public Outcome read(Request.Read request, TreeReader tree, List<Identity> who, long sessionId)
            throws StorageException {
        return switch (request) {
            case Request.GetData getData -> getData(getData.path(), tree, who);
            case Request.Exists exists -> exists(exists.path(), tree, who);
            case Request.GetChildren children -> children(children.path(), tree, who);
            case Request.GetAcl getAcl -> acl(getAcl.path(), tree, who);
            case Request.GetAllChildrenNumber below -> allChildrenNumber(below.path(), tree, who);
            case Request.GetEphemerals ephemerals ->
                    ephemerals(ephemerals.prefix(), tree, sessionId);
            case Request.MultiRead multi -> multi(multi, tree, who, sessionId);
            default ->
                    throw new IllegalArgumentException(
                            "not answered from the tree: operation " + request.op());
        };
    }

    /**
     * The error with which {@link #read} would refuse a read of one node, or OK.
     *
     * @throws IllegalArgumentException for other requests than getData, exists and getChildren
     */
    public int fault(Request.Read request, TreeReader tree, List<Identity> who)
            throws StorageException {
        return switch (request) {
            case Request.GetData getData -> find(getData.path(), Permission.READ, tree, who);
            case Request.GetChildren list -> find(list.path(), Permission.READ, tree, who);
            case Request.Exists exists -> existsFault(exists.path(), tree, who);
            default -> throw new IllegalArgumentException("not of one node: " + request.op());
        };
    }

    private int existsFault(Znode path, TreeReader tree, List<Identity> who)
            throws StorageException {
        return path != null && PathRules.hasNul(path)
                ? ErrorCode.BAD_ARGUMENTS
                : find(path, Permission.READ, tree, who);
    }

    private Outcome exists(Znode path, TreeReader tree, List<Identity> who)
            throws StorageException {
        int fault = existsFault(path, tree, who);
        return fault == ErrorCode.OK
                ? new Outcome.Stats(StatView.of(node, extendedTypes))
                : new Outcome.Refused(fault);
    }

    private Outcome getData(Znode path, TreeReader tree, List<Identity> who)
            throws StorageException {
        int fault = find(path, Permission.READ, tree, who);
        return fault == ErrorCode.OK
                ? new Outcome.Data(
                        node.data,
                        node.dataOffset,
                        node.dataLength,
                        StatView.of(node, extendedTypes))
                : new Outcome.Refused(fault);
    }

    @SuppressWarnings("NullAway") // the node is there: find has seen it
    private Outcome children(Znode path, TreeReader tree, List<Identity> who)
            throws StorageException {
        int fault = find(path, Permission.READ, tree, who);
        if (fault != ErrorCode.OK) {
            return new Outcome.Refused(fault);
        }
        List<byte[]> names = new ArrayList<>(node.childCount);
        if (node.childCount > 0) {
            long bytes = STAT_BYTES;
            ChildCursor children = tree.children(path);
            while (children.next()) {
                byte[] name = children.name();
                bytes += LENGTH_BYTES + name.length;
                if (bytes > replyBytesMax) {
                    return new Outcome.Refused(ErrorCode.MARSHALLING_ERROR);
                }
                names.add(name);
            }
        }
        return new Outcome.Children(names, StatView.of(node, extendedTypes));
    }

    @SuppressWarnings("NullAway") // a node has an interned ACL
    private Outcome acl(Znode path, TreeReader tree, List<Identity> who) throws StorageException {
        int fault = find(path, Permission.READ | Permission.ADMIN, tree, who);
        if (fault != ErrorCode.OK) {
            return new Outcome.Refused(fault);
        }
        List<AclEntry> acl =
                node.aclId == NodeRecord.OPEN_ACL ? AclEntry.OPEN : tree.acl(node.aclId);
        boolean open = acls.allows(acl, path, Permission.ADMIN, who);
        return new Outcome.Acl(open ? acl : masked(acl), StatView.of(node, extendedTypes));
    }

    private Outcome allChildrenNumber(Znode path, TreeReader tree, List<Identity> who)
            throws StorageException {
        int fault = find(path, Permission.READ, tree, who);
        if (fault != ErrorCode.OK) {
            return new Outcome.Refused(fault);
        }
        if (path.isRoot()) {
            // The reference does not count "/" when asked for it, but does when asked for the empty
            // path.
            return new Outcome.Number((int) tree.counts().nodes() - path.length());
        }
        int count = -1;
        for (NodeCursor nodes = tree.scan(path); nodes.next(); ) {
            count++;
        }
        return new Outcome.Number(count);
    }

    private Outcome ephemerals(@Nullable Znode prefix, TreeReader tree, long sessionId)
            throws StorageException {
        String text = prefix == null ? "" : prefix.toString();
        byte[] begin =
                text.isBlank() || text.equals("/")
                        ? new byte[0]
                        : text.getBytes(StandardCharsets.UTF_8);
        List<Znode> found = new ArrayList<>();
        long bytes = 0;
        PathCursor paths = tree.index(TreeIndex.EPHEMERAL, sessionId);
        while (paths.next()) {
            Znode path = paths.path();
            if (path.startsWith(begin)) {
                bytes += LENGTH_BYTES + path.length();
                if (bytes > replyBytesMax) {
                    return new Outcome.Refused(ErrorCode.MARSHALLING_ERROR);
                }
                found.add(path);
            }
        }
        return new Outcome.Paths(found);
    }

    private Outcome multi(
            Request.MultiRead request, TreeReader tree, List<Identity> who, long sessionId)
            throws StorageException {
        List<Request.Read> parts = request.parts();
        int[] ops = new int[parts.size()];
        List<Outcome> outcomes = new ArrayList<>(parts.size());
        long bytes = 0;
        for (int part = 0; part < ops.length; part++) {
            ops[part] = parts.get(part).op();
            Outcome outcome = read(parts.get(part), tree, who, sessionId);
            bytes += bytes(outcome);
            if (bytes > replyBytesMax) {
                return new Outcome.Refused(ErrorCode.MARSHALLING_ERROR);
            }
            outcomes.add(outcome);
        }
        return new Outcome.Multi(ops, outcomes);
    }

    /** About as many as it has in a reply. */
    private static long bytes(Outcome outcome) {
        return STAT_BYTES
                + switch (outcome) {
                    case Outcome.Data data -> data.length();
                    case Outcome.Children children -> {
                        long bytes = 0;
                        for (byte[] name : children.names()) {
                            bytes += LENGTH_BYTES + name.length;
                        }
                        yield bytes;
                    }
                    default -> 0;
                };
    }

    private boolean isLong(Request.MultiRead request, TreeReader tree) throws StorageException {
        if (request.parts().size() > WALK_MAX) {
            return true;
        }
        long children = 0;
        for (Request.Read part : request.parts()) {
            children +=
                    part instanceof Request.GetChildren list
                            ? Math.max(childCount(list.path(), tree), 0)
                            : 0;
        }
        return children > WALK_MAX;
    }

    /** Fills {@link #node}; OK, NO_NODE, NO_AUTH, or MARSHALLING_ERROR for a null path. */
    private int find(Znode path, int permission, TreeReader tree, List<Identity> who)
            throws StorageException {
        if (path == null) {
            return ErrorCode.MARSHALLING_ERROR;
        }
        if (!tree.get(path, node)) {
            return ErrorCode.NO_NODE;
        }
        return acls.allows(tree, node.aclId, path, permission, who)
                ? ErrorCode.OK
                : ErrorCode.NO_AUTH;
    }

    private static List<AclEntry> masked(List<AclEntry> acl) {
        List<AclEntry> masked = new ArrayList<>(acl.size());
        for (AclEntry entry : acl) {
            int colon = DIGEST.equals(entry.who().scheme()) ? entry.who().id().indexOf(':') : -1;
            Identity shown =
                    colon < 0
                            ? entry.who()
                            : new Identity(DIGEST, entry.who().id().substring(0, colon) + ":x");
            masked.add(new AclEntry(entry.permissions(), shown));
        }
        return masked;
    }
}
