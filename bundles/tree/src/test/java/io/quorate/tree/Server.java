package io.quorate.tree;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.EnsembleView;
import io.quorate.model.Identity;
import io.quorate.model.LoggedTxn;
import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.model.WatchKinds;
import io.quorate.model.Znode;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.SessionCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.kit.heap.HeapTree;
import io.quorate.storage.kit.heap.TreeImages;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A one-server world for scenarios: clients ask, transactions are prepared, and applied when the
 * scenario says so. Texts instead of objects: outcomes and events are lines. Every applied
 * transaction is checked against its predicted digest.
 */
final class Server {

    static final long SESSION = 0x1001;
    static final long OTHER = 0x1002;
    static final Identity ALICE = new Identity("digest", "alice:a");
    static final Identity BOB = new Identity("digest", "bob:b");
    static final Identity LOCAL = new Identity("ip", "127.0.0.1");
    static final AclRules RULES =
            new AclRules() {
                @Override
                public boolean isValid(Identity entry) {
                    return switch (entry.scheme()) {
                        case "digest" -> entry.id().split(":").length == 2;
                        case "ip" -> !entry.id().isEmpty();
                        default -> false;
                    };
                }

                @Override
                public boolean isAuthenticated(Identity who) {
                    return who.scheme().equals("digest");
                }

                @Override
                public boolean matches(Identity who, Identity entry) {
                    return who.id().equals(entry.id());
                }
            };

    final TreeBatch tree;
    final ReplicatedTree machine;
    final Reads reads;
    final List<String> events = new ArrayList<>();
    final Deque<LoggedTxn> prepared = new ArrayDeque<>();
    int mismatches;
    long session = SESSION;
    List<Identity> who = List.of(LOCAL);
    long zxid;
    long now = 1_000;

    /** Whether what can be prepared bit by bit is. */
    boolean inSlices;

    /** How many bits the last one had. */
    int slices;

    /** What the leader knows of the others; null for a standalone server. */
    EnsembleView ensemble;

    Server(TreeBatch tree, TreeSettings settings) {
        this.tree = tree;
        this.machine = new ReplicatedTree(tree, settings, RULES, () -> mismatches++);
        this.reads = machine.newReads();
        this.zxid = tree.position().zxid();
        call(
                () -> {
                    machine.load();
                    return null;
                });
    }

    /** A server on the tree that real engines use. */
    Server(TreeSettings settings) {
        this(
                call(() -> HeapTree.empty(settings.extendedTypes(), TreeImages.NONE).batch()),
                settings);
    }

    /** A server with the two sessions, every setting at its default. */
    static Server standing() {
        return standing(TreeSettings.DEFAULT);
    }

    static Server standing(TreeSettings settings) {
        Server server = new Server(settings);
        server.open(SESSION);
        server.open(OTHER);
        return server;
    }

    Server as(long session, Identity... identities) {
        this.session = session;
        this.who = List.of(identities);
        return this;
    }

    // ---- writes: prepare and apply at once

    String open(long sessionId) {
        long before = session;
        session = sessionId;
        String outcome = write(new Request.CreateSession(30_000));
        session = before;
        return outcome;
    }

    String close() {
        return write(new Request.CloseSession());
    }

    String create(String path) {
        return create(path, "");
    }

    String create(String path, String data) {
        return write(creating(path, data, CreateFlags.PERSISTENT));
    }

    String create(String path, int flags) {
        return write(creating(path, "", flags));
    }

    String createWith(String path, AclEntry... acl) {
        return write(
                new Request.Create(OpCode.CREATE, Znode.of(path), bytes(""), List.of(acl), 0, -1));
    }

    String set(String path, String data) {
        return set(path, data, -1);
    }

    String set(String path, String data, int version) {
        return write(new Request.SetData(Znode.of(path), bytes(data), version));
    }

    String setAcl(String path, int version, AclEntry... acl) {
        return write(new Request.SetAcl(Znode.of(path), List.of(acl), version));
    }

    String delete(String path) {
        return delete(path, -1);
    }

    String delete(String path, int version) {
        return write(new Request.Delete(Znode.of(path), version));
    }

    String multi(Request.Write... parts) {
        return write(new Request.Multi(List.of(parts)));
    }

    String write(Request.Write request) {
        prepare(request);
        return applyAll();
    }

    // ---- writes: in two steps

    /** Prepares; the transaction waits. */
    LoggedTxn prepare(Request.Write request) {
        return call(
                () -> {
                    PrepareContext context =
                            new PrepareContext(session, 7, ++zxid, now, who, ensemble);
                    LoggedTxn txn =
                            inSlices && isDivisible(request)
                                    ? inSlices(context, request)
                                    : machine.preparer().prepare(context, request);
                    prepared.add(txn);
                    return txn;
                });
    }

    private static boolean isDivisible(Request.Write request) {
        return request instanceof Request.Multi || request instanceof Request.CloseSession;
    }

    private LoggedTxn inSlices(PrepareContext context, Request.Write request)
            throws StorageException {
        LongPrepare all = machine.preparer().begin(context, request);
        slices = 1;
        while (all.step()) {
            slices++;
        }
        return all.prepared();
    }

    /**
     * The error of the next transaction that would be prepared, 0 if it would not be refused; it is
     * prepared.
     */
    int refusal(Request.Write request) {
        return prepare(request).txn() instanceof Txn.Refused refused ? refused.error() : 0;
    }

    /** Applies the oldest waiting transaction. */
    String applyNext() {
        return apply(prepared.removeFirst());
    }

    /** Applies all that wait; the last outcome. */
    String applyAll() {
        String outcome = "nothing";
        while (!prepared.isEmpty()) {
            outcome = applyNext();
        }
        return outcome;
    }

    String apply(LoggedTxn txn) {
        return call(
                () -> {
                    Outcome outcome =
                            machine.applier().apply(txn.header(), txn.txn(), this::changed);
                    tree.seal(Math.max(txn.header().zxid(), tree.position().zxid()));
                    machine.digests().applied(txn, tree.digest());
                    machine.preparer().applied(txn.header());
                    tree.publish();
                    return line(outcome);
                });
    }

    // ---- reads

    String read(Request.Read request) {
        return call(() -> line(reads.read(request, tree, who, session)));
    }

    String get(String path) {
        return read(new Request.GetData(Znode.of(path), false));
    }

    NodeRecord node(String path) {
        NodeRecord node = new NodeRecord();
        return call(() -> tree.get(Znode.of(path), node)) ? node : null;
    }

    String events() {
        String all = String.join(" ", events);
        events.clear();
        return all;
    }

    /** Everything there is, in a line per node or session, sorted; {@code aclId} resolved. */
    List<String> dump() {
        return call(
                () -> {
                    Map<String, String> lines = new TreeMap<>();
                    for (NodeCursor nodes = tree.scan(); nodes.next(); ) {
                        NodeRecord n = nodes.node();
                        String data =
                                n.dataLength < 0
                                        ? "null"
                                        : HexFormat.of()
                                                .formatHex(
                                                        n.data,
                                                        n.dataOffset,
                                                        n.dataOffset + n.dataLength);
                        lines.put(
                                nodes.path().toString(),
                                String.format(
                                        "%s %s %x %x %x %d %d %d %d %d %x %d",
                                        data,
                                        tree.acl(n.aclId),
                                        n.czxid,
                                        n.mzxid,
                                        n.pzxid,
                                        n.ctimeMillis,
                                        n.mtimeMillis,
                                        n.version,
                                        n.cversion,
                                        n.aversion,
                                        n.ephemeralOwner,
                                        n.childCount));
                    }
                    for (SessionCursor sessions = tree.sessions(); sessions.next(); ) {
                        lines.put(
                                "session " + Long.toHexString(sessions.sessionId()),
                                String.valueOf(sessions.timeoutMillis()));
                    }
                    List<String> all = new ArrayList<>();
                    lines.forEach((key, value) -> all.add(key + " | " + value));
                    return all;
                });
    }

    // ---- shapes

    static Request.Create creating(String path, String data, int flags) {
        int op = flags == CreateFlags.CONTAINER ? OpCode.CREATE_CONTAINER : OpCode.CREATE;
        return new Request.Create(op, Znode.of(path), bytes(data), AclEntry.OPEN, flags, -1);
    }

    static Request.Create creating(String path) {
        return creating(path, "", CreateFlags.PERSISTENT);
    }

    static Request.Delete deleting(String path) {
        return new Request.Delete(Znode.of(path), -1);
    }

    static Request.SetData setting(String path, String data, int version) {
        return new Request.SetData(Znode.of(path), bytes(data), version);
    }

    static Request.Check checking(String path, int version) {
        return new Request.Check(Znode.of(path), version);
    }

    static AclEntry allow(int permissions, Identity who) {
        return new AclEntry(permissions, who);
    }

    static AclEntry allow(int permissions, String scheme, String id) {
        return new AclEntry(permissions, new Identity(scheme, id));
    }

    static AclEntry everything(Identity who) {
        return new AclEntry(Permission.ALL, who);
    }

    static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    static String line(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done done -> "ok";
            case Outcome.Refused refused -> String.valueOf(refused.error());
            case Outcome.Created created -> "created " + created.path();
            case Outcome.Stats stats ->
                    "version " + stats.stat().version() + " aversion " + stats.stat().aversion();
            case Outcome.Data data when data.length() < 0 -> "null";
            case Outcome.Data data ->
                    "'"
                            + new String(
                                    data.source(),
                                    data.offset(),
                                    data.length(),
                                    StandardCharsets.UTF_8)
                            + "'";
            case Outcome.Children children ->
                    children.names().stream().map(String::new).sorted().toList().toString();
            case Outcome.Acl acl ->
                    acl.entries().stream()
                            .map(entry -> entry.permissions() + ":" + entry.who())
                            .toList()
                            .toString();
            case Outcome.Number number -> String.valueOf(number.value());
            case Outcome.Paths paths ->
                    paths.paths().stream().map(Znode::toString).sorted().toList().toString();
            case Outcome.Multi multi ->
                    multi.parts().stream().map(Server::line).toList().toString();
            default -> outcome.toString();
        };
    }

    private void changed(int eventType, Znode path, int aclId) {
        String name =
                switch (eventType) {
                    case WatchKinds.NODE_CREATED -> "created";
                    case WatchKinds.NODE_DELETED -> "deleted";
                    case WatchKinds.NODE_DATA_CHANGED -> "changed";
                    case WatchKinds.NODE_CHILDREN_CHANGED -> "children";
                    default -> "?" + eventType;
                };
        String acl =
                aclId == NodeRecord.OPEN_ACL
                        ? ""
                        : "[" + call(() -> tree.acl(aclId).get(0).who()) + "]";
        events.add(name + "(" + path + ")" + acl);
    }

    interface Step<T> {
        T run() throws StorageException;
    }

    static <T> T call(Step<T> step) {
        try {
            return step.run();
        } catch (StorageException broken) {
            throw new AssertionError(broken);
        }
    }
}
