package io.quorate.replica;

import io.quorate.model.AclEntry;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.service.ClientConnection;
import io.quorate.service.NodeEvent;
import io.quorate.service.RequestHandler;
import io.quorate.testkit.sim.invariant.Operation;
import io.quorate.testkit.sim.invariant.Violation;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.RequestCodec;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A client with a session that moves between servers. Asks for a few things at a time, remembers
 * what it was told and holds the servers to it.
 */
final class SimulatedSession {

    private static final int TIMEOUT_MILLIS = 1_000;
    private static final long PATIENCE_NANOS = 3_000_000_000L;
    private static final int KEYS = 3;
    private static final int CREATE_EPHEMERAL = 1;

    /** A request without an answer. */
    private record Asked(
            int xid, Operation.Kind kind, String key, long value, long fromNanos, long before) {}

    /** One connection. */
    private final class Connection implements ClientConnection {
        final SimulatedServer server;
        final SimulatedLoop life;
        final RequestHandler handler;
        final ArrayDeque<Asked> asked = new ArrayDeque<>();
        Object attachment;
        boolean open;
        boolean over;

        Connection(SimulatedServer server) {
            this.server = server;
            this.life = server.loop();
            this.handler = server.handler();
        }

        @Override
        public InetSocketAddress remote() {
            return new InetSocketAddress("127.0.0.1", 40_000);
        }

        @Override
        public void established(long id, int timeoutMillis, byte[] word, boolean readOnly) {
            arrives(() -> SimulatedSession.this.established(this, id, word));
        }

        @Override
        public void rejected(boolean readOnly) {
            arrives(() -> expired(this));
        }

        @Override
        public void reply(int xid, int op, long zxid, Outcome outcome) {
            Outcome kept = outcome instanceof Outcome.Data data ? copy(data) : outcome;
            arrives(() -> replied(this, xid, zxid, kept));
        }

        @Override
        public void event(NodeEvent event) {}

        @Override
        public void close() {
            arrives(() -> lost(this));
        }

        /** What the server sends travels for a while and stays in order. */
        private void arrives(Runnable what) {
            arrivalNanos = Math.max(arrivalNanos, world.agenda().nowNanos()) + 1 + nanos(200_000);
            world.agenda()
                    .at(
                            arrivalNanos,
                            () -> {
                                if (!over) {
                                    what.run();
                                }
                            });
        }

        private long arrivalNanos;

        @Override
        public Object attachment() {
            return attachment;
        }

        @Override
        public void attach(Object value) {
            attachment = value;
        }
    }

    private final SimulatedEnsemble world;
    private final long id;
    private final Random random;
    private final List<Operation> history = new ArrayList<>();
    private Connection connection;
    private long sessionId;
    private byte[] password = new byte[16];
    private long seen;
    private int xids;
    private long values;
    private long writesDone;
    private int expiries;
    private boolean resting;

    SimulatedSession(SimulatedEnsemble world, long id, Random random) {
        this.world = world;
        this.id = id;
        this.random = random;
    }

    private static Outcome copy(Outcome.Data data) {
        byte[] bytes = new byte[Math.max(0, data.length())];
        System.arraycopy(data.source(), data.offset(), bytes, 0, bytes.length);
        return new Outcome.Data(bytes, 0, bytes.length, data.stat());
    }

    private long nanos(int max) {
        return random.nextInt(max);
    }

    /**
     * What was asked for and told, and as unknown the writes that still wait for their answers:
     * others may have read them already.
     */
    List<Operation> history() {
        List<Operation> all = new ArrayList<>(history);
        if (connection != null) {
            addUnanswered(connection, all);
        }
        return all;
    }

    long writesDone() {
        return writesDone;
    }

    int expiries() {
        return expiries;
    }

    void start() {
        later(50, this::connect);
    }

    /** No more requests; what it has is left to expire. */
    void rest() {
        resting = true;
        if (connection != null && random.nextBoolean()) {
            Connection mine = connection;
            forget(mine);
            mine.life.execute(() -> mine.handler.closed(mine));
        } else if (connection != null && connection.open) {
            Connection mine = connection;
            mine.life.execute(
                    () -> mine.handler.write(mine, ++xids, OpCode.CLOSE_SESSION, new byte[0]));
        }
    }

    private void later(int millisMax, Runnable what) {
        world.agenda().in(1 + nanos(millisMax * 1_000_000), what);
    }

    private void connect() {
        if (resting || connection != null) {
            return;
        }
        SimulatedServer server = world.anyServer(random);
        if (!server.isServing()) {
            later(100, this::connect);
            return;
        }
        Connection mine = new Connection(server);
        connection = mine;
        mine.life.execute(
                () -> mine.handler.connect(mine, seen, TIMEOUT_MILLIS, sessionId, password, false));
        world.agenda()
                .in(
                        PATIENCE_NANOS,
                        () -> {
                            if (connection == mine && !mine.open) {
                                abandon(mine);
                            }
                        });
    }

    private void abandon(Connection mine) {
        mine.life.execute(() -> mine.handler.closed(mine));
        lost(mine);
    }

    /** The server is gone. */
    void left(SimulatedServer server) {
        if (connection != null && connection.server == server) {
            lost(connection);
        }
    }

    private void forget(Connection mine) {
        mine.over = true;
        connection = null;
        addUnanswered(mine, history);
        mine.asked.clear();
    }

    private void addUnanswered(Connection mine, List<Operation> to) {
        for (Asked one : mine.asked) {
            if (one.kind() == Operation.Kind.WRITE) {
                to.add(operation(one, false, Operation.NEVER));
            }
        }
    }

    private void lost(Connection mine) {
        if (connection == mine) {
            forget(mine);
            later(100, this::connect);
        }
    }

    private void expired(Connection mine) {
        expiries++;
        sessionId = 0;
        password = new byte[16];
        lost(mine);
    }

    private void established(Connection mine, long session, byte[] word) {
        if (sessionId != 0 && sessionId != session) {
            throw new Violation(
                    "SessionsKeepTheirName",
                    "client %d came back as %x and is called %x",
                    id,
                    sessionId,
                    session);
        }
        sessionId = session;
        password = word.clone();
        mine.open = true;
        later(20, () -> ask(mine));
        world.agenda().in(TIMEOUT_MILLIS * 1_000_000L / 4, () -> ping(mine));
    }

    private void ping(Connection mine) {
        if (!mine.over && !resting) {
            send(mine, -2, handler -> handler.read(mine, -2, new Request.Ping()));
            world.agenda().in(TIMEOUT_MILLIS * 1_000_000L / 4, () -> ping(mine));
        }
    }

    private void send(Connection mine, int xid, Consumer<RequestHandler> request) {
        mine.life.execute(
                () -> {
                    if (!mine.over) {
                        request.accept(mine.handler);
                    }
                });
    }

    private void ask(Connection mine) {
        if (mine.over || resting) {
            return;
        }
        if (mine.asked.size() < 3) {
            request(mine);
        }
        later(30, () -> ask(mine));
    }

    private void request(Connection mine) {
        String key = "/r" + random.nextInt(KEYS);
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4, 5 -> {
                long value = id * 1_000_000L + ++values;
                write(
                        mine,
                        Operation.Kind.WRITE,
                        key,
                        value,
                        new Request.SetData(Znode.of(key), text(value), -1));
            }
            case 6, 7 ->
                    write(
                            mine,
                            Operation.Kind.SWAP,
                            key,
                            0,
                            new Request.Create(
                                    OpCode.CREATE,
                                    Znode.of("/e/" + id + "-" + random.nextInt(5)),
                                    text(id),
                                    AclEntry.OPEN,
                                    CREATE_EPHEMERAL,
                                    -1));
            case 8 ->
                    write(
                            mine,
                            Operation.Kind.SWAP,
                            key,
                            0,
                            new Request.Delete(Znode.of("/e/" + id + "-" + random.nextInt(5)), -1));
            case 9 -> multi(mine, key);
            case 10, 11, 12 -> {
                int sync = ++xids;
                asked(mine, sync, Operation.Kind.SWAP, key, 0);
                send(
                        mine,
                        sync,
                        handler -> handler.read(mine, sync, new Request.Sync(Znode.of("/"))));
                read(mine, key, mine.asked.peekLast().before());
            }
            default -> read(mine, key, -1);
        }
    }

    /** Two nodes that are only ever written together. */
    private void multi(Connection mine, String key) {
        long value = ++values;
        List<Request.Write> parts = new ArrayList<>();
        parts.add(new Request.SetData(Znode.of("/m1"), text(value), -1));
        parts.add(new Request.SetData(Znode.of("/m2"), text(value), -1));
        if (random.nextInt(3) == 0) {
            parts.add(new Request.Check(Znode.of("/nobody"), -1));
        }
        write(mine, Operation.Kind.SWAP, key, 0, new Request.Multi(parts));
    }

    private void read(Connection mine, String key, long synced) {
        int xid = ++xids;
        mine.asked.add(
                new Asked(
                        xid,
                        Operation.Kind.READ,
                        key,
                        synced,
                        world.agenda().nowNanos(),
                        world.judge().acknowledged()));
        patience(mine, xid);
        send(
                mine,
                xid,
                handler -> handler.read(mine, xid, new Request.GetData(Znode.of(key), false)));
    }

    private void write(
            Connection mine, Operation.Kind kind, String key, long value, Request.Write request) {
        int xid = ++xids;
        asked(mine, xid, kind, key, value);
        JuteWriter body = new JuteWriter();
        RequestCodec.encode(request, body);
        byte[] bytes = body.toByteArray();
        send(mine, xid, handler -> handler.write(mine, xid, request.op(), bytes));
    }

    private void asked(Connection mine, int xid, Operation.Kind kind, String key, long value) {
        mine.asked.add(
                new Asked(
                        xid,
                        kind,
                        key,
                        value,
                        world.agenda().nowNanos(),
                        world.judge().acknowledged()));
        patience(mine, xid);
    }

    private void patience(Connection mine, int xid) {
        world.agenda()
                .in(
                        PATIENCE_NANOS,
                        () -> {
                            if (!mine.over
                                    && mine.asked.stream().anyMatch(one -> one.xid() == xid)) {
                                abandon(mine);
                            }
                        });
    }

    static byte[] text(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }

    private void replied(Connection mine, int xid, long zxid, Outcome outcome) {
        if (xid == -2 || resting) {
            return;
        }
        Asked one = mine.asked.poll();
        world.note(
                0,
                30,
                "client %d at %d: %x %s to %s".formatted(id, mine.server.id(), zxid, outcome, one));
        if (one == null || one.xid() != xid) {
            throw new Violation(
                    "RepliesInOrder", "client %d was told of %d and waits for %s", id, xid, one);
        }
        boolean refused = outcome instanceof Outcome.Refused;
        if (zxid < seen && !refused) {
            throw new Violation(
                    "ReadYourWrites", "client %d saw %x and now %x of %s", id, seen, zxid, one);
        }
        seen = Math.max(seen, zxid);
        if (outcome instanceof Outcome.Refused(int error)
                && (error == ErrorCode.SESSION_MOVED || error == ErrorCode.SESSION_EXPIRED)) {
            throw new Violation(
                    "SessionsHaveOneOwner", "client %d was refused with %d: %s", id, error, one);
        }
        switch (one.kind()) {
            case WRITE -> {
                if (refused) {
                    return; // throttled: it has not happened
                }
                world.judge().acknowledges(id, zxid, one.before());
                writesDone++;
                history.add(operation(one, true, world.agenda().nowNanos()));
            }
            case READ -> hasRead(one, zxid, outcome);
            case SWAP -> {}
        }
    }

    private void hasRead(Asked one, long zxid, Outcome outcome) {
        if (!(outcome instanceof Outcome.Data data)) {
            return;
        }
        if (one.value() >= 0) {
            if (zxid < one.value()) {
                throw new Violation(
                        "SyncIsFresh",
                        "client %d read at %x behind a sync, but %x was acknowledged before",
                        id,
                        zxid,
                        one.value());
            }
            String text = new String(data.source(), 0, data.length(), StandardCharsets.US_ASCII);
            history.add(
                    new Operation(
                            id,
                            Operation.Kind.READ,
                            one.key(),
                            0,
                            Long.parseLong(text),
                            true,
                            one.fromNanos(),
                            world.agenda().nowNanos()));
        }
    }

    private Operation operation(Asked one, boolean done, long toNanos) {
        return new Operation(
                id,
                Operation.Kind.WRITE,
                one.key(),
                0,
                one.value(),
                done,
                one.fromNanos(),
                toNanos);
    }
}
