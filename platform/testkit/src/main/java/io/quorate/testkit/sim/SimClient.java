package io.quorate.testkit.sim;

import io.quorate.testkit.sim.invariant.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A client that asks for one thing after the other, moves to another server when it loses one, and
 * remembers the replies.
 */
final class SimClient {

    private static final long PATIENCE_NANOS = 4_000_000_000L;
    private static final int KEYS = 3;

    private final Simulation world;
    private final Random random;
    private final long id;
    private final List<Operation> history = new ArrayList<>();
    private Operation pending;
    private SimServer server;
    private long seen;
    private int cxid;
    private long asked;
    private long writesDone;

    SimClient(Simulation world, long id, Random random) {
        this.world = world;
        this.id = id;
        this.random = random;
    }

    /** Requests and replies, and as unknown the write that still waits for its answer. */
    List<Operation> history() {
        if (pending == null) {
            return history;
        }
        List<Operation> all = new ArrayList<>(history);
        all.add(pending);
        return all;
    }

    /** Writes acknowledged so far. */
    long writesDone() {
        return writesDone;
    }

    void start() {
        pause(50);
    }

    /** What was written is gone, and everybody knows. */
    void beginAnew() {
        asked++;
        history.clear();
        pending = null;
        server = null;
        seen = 0;
        start();
    }

    private void pause(int millisMax) {
        long mine = asked;
        world.agenda()
                .in(
                        (1 + random.nextInt(millisMax * 1_000)) * 1_000L,
                        () -> {
                            if (mine == asked) {
                                next();
                            }
                        });
    }

    private void next() {
        if (world.clientsRest()) {
            return;
        }
        if (server == null || !server.isServing()) {
            server = world.randomServer(random);
            if (server == null || !server.isServing() || server.replica().tree().zxid() < seen) {
                server = null;
                pause(200);
                return;
            }
        }
        String key = "r" + random.nextInt(KEYS);
        int choice = random.nextInt(20);
        if (choice < 10) {
            write(key, false, 0);
        } else if (choice < 13) {
            write(key, true, server.replica().tree().register(key).value());
        } else if (choice < 16) {
            readFresh(key);
        } else {
            readLocal();
        }
    }

    private void readLocal() {
        look();
        pause(20);
    }

    /** What this session sees of its server. */
    private void look() {
        long zxid = server.replica().tree().zxid();
        world.judge().sees(id, server.id(), zxid, seen);
        seen = zxid;
    }

    private void write(String key, boolean swap, long expected) {
        long mine = ++asked;
        long from = world.agenda().nowNanos();
        long before = world.judge().acknowledged();
        long value = id * 1_000_000L + ++cxid;
        ModelTree.Change change = new ModelTree.Change(key, swap, expected, value);
        Operation.Kind kind = swap ? Operation.Kind.SWAP : Operation.Kind.WRITE;
        Operation unknown =
                new Operation(id, kind, key, expected, value, false, from, Operation.NEVER);
        pending = unknown;
        Runnable lost =
                () -> {
                    if (mine == asked) {
                        history.add(unknown);
                        pending = null;
                        leave();
                    }
                };
        server.replica()
                .calls()
                .submit(
                        id,
                        cxid,
                        change.body(),
                        applied -> {
                            if (mine == asked) {
                                long zxid = applied.header().zxid();
                                world.judge().acknowledges(id, zxid, before);
                                history.add(
                                        new Operation(
                                                id,
                                                kind,
                                                key,
                                                expected,
                                                value,
                                                applied.done(),
                                                from,
                                                world.agenda().nowNanos()));
                                pending = null;
                                writesDone++;
                                seen = Math.max(seen, zxid);
                                goOn();
                            }
                        },
                        lost);
        giveUpLater(mine, lost);
    }

    private void readFresh(String key) {
        long mine = ++asked;
        long from = world.agenda().nowNanos();
        long before = world.judge().acknowledged();
        SimServer asking = server;
        Runnable lost =
                () -> {
                    if (mine == asked) {
                        leave();
                    }
                };
        server.replica()
                .calls()
                .sync(
                        none -> {
                            if (mine == asked) {
                                world.judge()
                                        .synced(
                                                id,
                                                asking.id(),
                                                asking.replica().tree().zxid(),
                                                before);
                                long value = asking.replica().tree().register(key).value();
                                history.add(
                                        new Operation(
                                                id,
                                                Operation.Kind.READ,
                                                key,
                                                0,
                                                value,
                                                true,
                                                from,
                                                world.agenda().nowNanos()));
                                look();
                                goOn();
                            }
                        },
                        lost);
        giveUpLater(mine, lost);
    }

    private void giveUpLater(long mine, Runnable lost) {
        world.agenda()
                .in(
                        PATIENCE_NANOS,
                        () -> {
                            if (mine == asked) {
                                lost.run();
                            }
                        });
    }

    private void goOn() {
        asked++;
        pause(20);
    }

    private void leave() {
        server = null;
        asked++;
        pause(100);
    }
}
