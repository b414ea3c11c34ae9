package io.quorate.replica.session;

import io.quorate.consensus.LeaderCall;
import io.quorate.model.CreateFlags;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.replica.client.CallLanes;
import io.quorate.replica.client.ClientConnectionRegistry;
import io.quorate.replica.client.ClientConnectionState;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.Serving;
import io.quorate.replica.settings.SessionRules;
import io.quorate.sessions.Session;
import io.quorate.sessions.SessionTable;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import io.quorate.wire.JuteReader;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.MalformedRecord;
import io.quorate.wire.RequestCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions that only this server knows: cheap ones where local sessions are enabled, and those of
 * clients that read while there is no leader. They begin, expire and end without a transaction; one
 * that wants an ephemeral node is made global first. Loop thread only.
 *
 * <p>Source: spec semantics sections 11 and 12, quorum-protocol section 19.
 */
public final class LocalSessionTracker {

    private static final Logger LOG = LoggerFactory.getLogger(LocalSessionTracker.class);
    private static final int SERVER_SHIFT = 56;
    private static final long SERVER_MASK = 0xff;

    private final SessionRules rules;
    private final boolean enabled;
    private final SessionContext context;
    private final ClientConnectionRegistry connections;
    private final Serving serving;
    private final CallLanes lanes;
    private final CoreDriver driver;
    private final JuteReader in = new JuteReader();

    /** Sessions that have asked to become global. */
    private final Set<Long> upgrading = new HashSet<>();

    private SessionTable table;

    LocalSessionTracker(
            SessionContext context,
            ClientConnectionRegistry connections,
            Serving serving,
            CallLanes lanes,
            CoreDriver driver) {
        this.rules = context.settings().sessions().rules();
        this.enabled = !context.settings().standalone() && rules.localSessions();
        this.context = context;
        this.connections = connections;
        this.serving = serving;
        this.lanes = lanes;
        this.driver = driver;
        this.table = newTable();
    }

    private SessionTable newTable() {
        return new SessionTable(context.settings().tickMillis(), context.nowMillis());
    }

    /** Whether sessions that begin now are local. A standalone server has global ones only. */
    public boolean takesNew() {
        return serving.isReadOnly() || enabled;
    }

    public int size() {
        return table.size();
    }

    /** Expiry time, monotonic ms, to sessions. */
    public SortedMap<Long, List<Long>> byExpiry() {
        return table.byExpiry();
    }

    /** Whether local sessions are a setting of this server. */
    public boolean enabled() {
        return enabled;
    }

    public boolean knows(long sessionId) {
        Session session = table.find(sessionId);
        return session != null && !session.isClosing();
    }

    /**
     * Whether a write may come from a session that only another server knows, or that is a local
     * one here.
     */
    public boolean mayBeLocal(long sessionId) {
        return enabled
                && (sessionId >>> SERVER_SHIFT != (context.settings().serverId() & SERVER_MASK)
                        || knows(sessionId));
    }

    /** A client wants a session. */
    public void open(ClientConnectionState client, int timeoutMillis) {
        client.sessionId = context.ids().next();
        settle(client, timeoutMillis);
    }

    /** A client comes back with a session known here. */
    public void renew(ClientConnectionState client, long sessionId, int timeoutMillis) {
        client.sessionId = sessionId;
        settle(client, timeoutMillis);
    }

    private void settle(ClientConnectionState client, int timeoutMillis) {
        client.timeoutMillis = timeoutMillis;
        client.local = true;
        client.session = table.track(client.sessionId, timeoutMillis, context.nowMillis());
        connections.enter(client);
        client.established(serving.isReadOnly());
    }

    /** Renews a session; false if it is closing or gone. */
    @SuppressWarnings("NullAway") // asked of those whose session stands
    public boolean touch(ClientConnectionState client) {
        return table.touch(client.session, client.timeoutMillis, context.nowMillis());
    }

    /**
     * The client ends its session: answered in its turn, then the connection is closed. False if
     * the session is becoming global, whatever connection has asked for that: then it ends like a
     * global one, by a transaction behind those that make it one.
     */
    public boolean close(ClientConnectionState client, int xid) {
        if (upgrading.contains(client.sessionId)) {
            return false;
        }
        table.remove(client.sessionId);
        lanes.part(client, xid);
        return true;
    }

    /**
     * Makes the session global if the write that follows wants that.
     *
     * @return null if the write may go its way, else what to answer it with
     */
    public @Nullable Outcome before(ClientConnectionState client, int op, byte[] body) {
        int part = ephemeralPart(op, body);
        if (part < 0) {
            return null;
        }
        if (rules.upgrading()) {
            upgrade(client);
            return null;
        }
        if (op != OpCode.MULTI) {
            return new Outcome.Refused(ErrorCode.EPHEMERAL_ON_LOCAL_SESSION);
        }
        return refusedMulti(body, part);
    }

    private void upgrade(ClientConnectionState client) {
        if (!upgrading.add(client.sessionId)) {
            return;
        }
        LOG.info("Local session 0x{} becomes global", Long.toHexString(client.sessionId));
        driver.call(
                new LeaderCall.Submit(
                        client.sessionId,
                        0,
                        OpCode.CREATE_SESSION,
                        creation(client.timeoutMillis),
                        List.of()));
    }

    /** Body of a createSession request. */
    public static byte[] creation(int timeoutMillis) {
        JuteWriter body = new JuteWriter();
        RequestCodec.encode(new Request.CreateSession(timeoutMillis), body);
        return body.toByteArray();
    }

    /** The session is a global one now. */
    public void becameGlobal(long sessionId) {
        upgrading.remove(sessionId);
        if (table.size() > 0) {
            table.remove(sessionId);
        }
    }

    /**
     * Another role or another tree: what is global meanwhile is no local session any more; the
     * others have their full time-out before them.
     */
    @SuppressWarnings("NullAway") // what is in a bucket is in the table
    void rearm(TreeReader tree) throws StorageException {
        SessionTable before = table;
        table = newTable();
        if (!enabled) {
            return; // those of readers without a leader
        }
        // What was asked of an earlier leader may be lost, and is asked again if need be.
        upgrading.clear();
        for (List<Long> bucket : before.byExpiry().values()) {
            for (long sessionId : bucket) {
                if (tree.sessionTimeoutMillis(sessionId) < 0) {
                    table.track(
                            sessionId, before.find(sessionId).timeoutMillis(), context.nowMillis());
                }
            }
        }
    }

    /** Ends sessions whose time has passed. */
    public void tick() {
        if (table.size() == 0) {
            return;
        }
        for (Session session : table.expire(context.nowMillis())) {
            LOG.info("Local session {} expired", session);
            context.expired().add(1);
            table.remove(session.id());
            upgrading.remove(session.id());
            ClientConnectionState client = connections.of(session.id());
            if (client != null) {
                connections.drop(client);
            }
        }
    }

    /** Index of the first part that creates an ephemeral node, -1 if there is none. */
    private int ephemeralPart(int op, byte[] body) {
        if (!mayCreateEphemerals(op)) {
            return -1;
        }
        Request request = decode(op, body);
        List<? extends Request> parts =
                request instanceof Request.Multi multi
                        ? multi.parts()
                        : request == null ? List.of() : List.of(request);
        for (int at = 0; at < parts.size(); at++) {
            if (parts.get(at) instanceof Request.Create create
                    && CreateFlags.isEphemeral(create.flags())) {
                return at;
            }
        }
        return -1;
    }

    private static boolean mayCreateEphemerals(int op) {
        return switch (op) {
            case OpCode.CREATE, OpCode.CREATE2, OpCode.MULTI -> true;
            case OpCode.NOTIFICATION,
                    OpCode.DELETE,
                    OpCode.EXISTS,
                    OpCode.GET_DATA,
                    OpCode.SET_DATA,
                    OpCode.GET_ACL,
                    OpCode.SET_ACL,
                    OpCode.GET_CHILDREN,
                    OpCode.SYNC,
                    OpCode.PING,
                    OpCode.GET_CHILDREN2,
                    OpCode.CHECK,
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
                    false;
            default -> false;
        };
    }

    /** Null if the leader will not understand it either. */
    private @Nullable Request decode(int op, byte[] body) {
        try {
            return RequestCodec.decode(op, in.reset(body, 0, body.length));
        } catch (MalformedRecord malformed) {
            return null;
        }
    }

    @SuppressWarnings("NullAway") // it was decoded before
    private Outcome refusedMulti(byte[] body, int part) {
        int size = ((Request.Multi) decode(OpCode.MULTI, body)).parts().size();
        int[] ops = new int[size];
        Arrays.fill(ops, OpCode.ERROR);
        List<Outcome> parts = new ArrayList<>(size);
        for (int at = 0; at < size; at++) {
            parts.add(
                    new Outcome.Refused(
                            at < part
                                    ? ErrorCode.OK
                                    : at == part
                                            ? ErrorCode.EPHEMERAL_ON_LOCAL_SESSION
                                            : ErrorCode.RUNTIME_INCONSISTENCY));
        }
        return new Outcome.Multi(ops, parts);
    }
}
