package io.quorate.replica;

import io.quorate.model.AclEntry;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.ServerId;
import io.quorate.model.Znode;
import io.quorate.replica.settings.SessionRules;
import io.quorate.storage.SessionCursor;
import io.quorate.storage.StorageException;
import io.quorate.testkit.SimDisk;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.Agenda;
import io.quorate.testkit.sim.SimNetwork;
import io.quorate.testkit.sim.Trace;
import io.quorate.testkit.sim.invariant.Linearizability;
import io.quorate.testkit.sim.invariant.Operation;
import io.quorate.testkit.sim.invariant.Violation;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.RequestCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * One run of an ensemble of whole replicas: tree, sessions, trackers, plugins and their storage on
 * a disk that forgets, under virtual time and a network that fails. Everything random comes from
 * the seed.
 */
final class SimulatedEnsemble {

    static final int TICK_MILLIS = 200;
    private static final int CHAOS_MILLIS = 3_000;
    private static final int CALM_MILLIS = 60_000;
    private static final long MILLI = 1_000_000L;
    private static final int CLIENTS = 4;

    /** What came of a run. */
    record Outcome(
            long traceHash,
            long committed,
            long terms,
            int expiries,
            boolean undecided,
            Map<String, Integer> happened) {}

    private final long seed;
    private final Random random;
    private final Agenda agenda = new Agenda();
    private final Trace trace;
    private final SimNetwork network;
    private final Membership membership;
    private final EnsembleJudge judge;
    private final List<SimulatedServer> servers = new ArrayList<>();
    private final List<SimulatedSession> sessions = new ArrayList<>();
    private final Map<String, Integer> happened = new TreeMap<>();
    private boolean calm;

    /** A run whose servers are put together from these plugins, each from its own. */
    SimulatedEnsemble(long seed, Supplier<Assembly> plugins, boolean verbose) {
        this.seed = seed;
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        trace = new Trace(agenda, verbose);
        network = new SimNetwork(agenda, new Random(random.nextLong()));
        network.ghostsPerMille(50);
        int voters = seed % 6 == 5 ? 5 : 3;
        int observers = seed % 4 == 3 ? 1 : 0;
        StringBuilder lines = new StringBuilder();
        Map<Long, HistoryMirror> mirrors = new TreeMap<>();
        for (int id = 1; id <= voters + observers; id++) {
            lines.append("server." + id + "=" + id + ":2888:3888")
                    .append(id > voters ? ":observer\n" : "\n");
            mirrors.put((long) id, new HistoryMirror(id));
        }
        membership = MembershipText.parse(lines.toString());
        judge = new EnsembleJudge(mirrors, voters);
        mirrors.forEach(
                (id, mirror) ->
                        servers.add(
                                new SimulatedServer(
                                        this,
                                        id,
                                        new Random(random.nextLong()),
                                        mirror,
                                        plugins.get(),
                                        seed % 3 == 0 ? random.nextInt(101) - 50 : 0)));
        for (int i = 1; i <= CLIENTS; i++) {
            sessions.add(new SimulatedSession(this, i, new Random(random.nextLong())));
        }
    }

    Outcome run() {
        servers.forEach(server -> agenda.in(random.nextInt(200) * MILLI, server::start));
        prepare();
        sessions.forEach(SimulatedSession::start);
        later(1_500, this::strike);
        agenda.runMillis(CHAOS_MILLIS);
        mend();
        recover();
        int expiries = sessions.stream().mapToInt(SimulatedSession::expiries).sum();
        boolean undecided = judgeHistories();
        sessions.forEach(SimulatedSession::rest);
        nobodyStays();
        trace.mix(network.bytesHash());
        return new Outcome(
                trace.hash(), judge.committed(), judge.terms(), expiries, undecided, happened);
    }

    /** The nodes everybody writes; made before anything fails. */
    private void prepare() {
        RecordedConnection maker = new RecordedConnection();
        SimulatedServer server = servers.getFirst();
        until(server::isServing, "the first server serves");
        server.loop()
                .execute(() -> server.handler().connect(maker, 0, 2_000, 0, new byte[16], false));
        until(() -> maker.sessionId != 0, "the first session");
        List<String> paths = List.of("/e", "/r0", "/r1", "/r2", "/m1", "/m2");
        server.loop()
                .execute(
                        () -> {
                            int xid = 0;
                            for (String path : paths) {
                                Request.Write create =
                                        new Request.Create(
                                                OpCode.CREATE,
                                                Znode.of(path),
                                                SimulatedSession.text(0),
                                                AclEntry.OPEN,
                                                0,
                                                -1);
                                JuteWriter body = new JuteWriter();
                                RequestCodec.encode(create, body);
                                server.handler()
                                        .write(maker, ++xid, OpCode.CREATE, body.toByteArray());
                            }
                        });
        until(() -> maker.heard.size() > paths.size(), "the first nodes");
    }

    private void until(Supplier<Boolean> holds, String what) {
        for (int passed = 0; passed < CALM_MILLIS && !holds.get(); passed += 10) {
            agenda.runMillis(10);
        }
        if (!holds.get()) {
            throw new Violation("RecoversWhenCalm", "%s: not in time", what);
        }
    }

    private void later(int millisMax, Runnable what) {
        agenda.beforeOthersIn(
                (1 + random.nextInt(millisMax)) * MILLI,
                () -> {
                    if (!calm) {
                        what.run();
                    }
                });
    }

    private void strike() {
        SimulatedServer server = anyServer(random);
        int kind = random.nextInt(14);
        String name;
        switch (kind) {
            case 0, 1 -> {
                name = kind == 0 ? "kill" : "power loss";
                server.crash(kind == 1);
                later(1_500, server::start);
            }
            case 2 -> {
                name = "power loss inside a disk operation";
                server.disk().crashAfter(random.nextInt(30));
                later(2_000, server::start);
            }
            case 3 -> {
                name = "stopped process";
                server.freeze(true);
                later(random.nextBoolean() ? 100 : 2_500, () -> server.freeze(false));
            }
            case 4 -> {
                name = "broken connections";
                for (int i = random.nextInt(4); i >= 0; i--) {
                    network.breakOne();
                }
            }
            case 5 -> {
                name = "cut both ways";
                cut(server, true);
                later(2_500, network::heal);
            }
            case 6 -> {
                name = "cut one way";
                cut(server, false);
                later(2_500, network::heal);
            }
            case 7 -> {
                name = "slow network";
                network.delayMicrosMax(random.nextBoolean() ? 20_000 : 200_000);
                later(1_000, () -> network.delayMicrosMax(2_000));
            }
            case 8 -> {
                name = "slow disk";
                if (server.isUp()) {
                    SimulatedLoop loop = server.loop();
                    loop.syncMicrosMax(random.nextBoolean() ? 30_000 : 600_000);
                    later(1_000, () -> loop.syncMicrosMax(2_000));
                }
            }
            case 9 -> {
                name = "failing disk";
                SimDisk.Operation[] operations = {
                    SimDisk.Operation.WRITE, SimDisk.Operation.SYNC, SimDisk.Operation.CREATE
                };
                server.failDisk(operations[random.nextInt(operations.length)]);
                later(2_000, server::start);
            }
            case 10 -> {
                name = "full disk";
                SimDisk disk = server.disk();
                disk.capacity(disk.used() + random.nextInt(100_000));
                later(
                        2_000,
                        () -> {
                            disk.capacity(Integer.MAX_VALUE);
                            server.start();
                        });
            }
            case 11 -> {
                name = "rot";
                if (servers.stream().noneMatch(SimulatedServer::isRotten)) {
                    rot(server);
                    later(1_500, server::start);
                }
            }
            default -> {
                name = "purge";
                server.purge();
            }
        }
        happened.merge(name, 1, Integer::sum);
        note(server.id(), 20, name);
        later(random.nextInt(4) == 0 ? 1_200 : 250, this::strike);
    }

    private static void rot(SimulatedServer server) {
        try {
            server.rot();
        } catch (IOException failure) {
            throw new IllegalStateException("rot", failure);
        }
    }

    private void cut(SimulatedServer server, boolean bothWays) {
        ServerId one = new ServerId(server.id());
        for (SimulatedServer other : servers) {
            if (other != server && random.nextInt(3) > 0) {
                network.cut(one, new ServerId(other.id()));
                if (bothWays) {
                    network.cut(new ServerId(other.id()), one);
                }
            }
        }
    }

    private void mend() {
        calm = true;
        network.heal();
        network.delayMicrosMax(2_000);
        for (SimulatedServer server : servers) {
            server.disk().capacity(Integer.MAX_VALUE);
            server.disk().mend();
            if (server.isUp()) {
                server.loop().syncMicrosMax(2_000);
                server.freeze(false);
            }
            server.start();
        }
    }

    private void recover() {
        long[] before = sessions.stream().mapToLong(SimulatedSession::writesDone).toArray();
        until(
                () -> {
                    servers.forEach(SimulatedServer::start);
                    boolean wrote = true;
                    for (int i = 0; i < before.length; i++) {
                        wrote &= sessions.get(i).writesDone() > before[i];
                    }
                    return wrote && servers.stream().allMatch(SimulatedServer::isServing);
                },
                "every client writes again and every server serves");
    }

    private boolean judgeHistories() {
        List<Operation> history = new ArrayList<>();
        sessions.forEach(session -> history.addAll(session.history()));
        Linearizability.Verdict verdict = new Linearizability(200_000).judge(history);
        if (verdict == Linearizability.Verdict.NO) {
            throw new Violation("Linearizable", "no order explains what the clients were told");
        }
        return verdict == Linearizability.Verdict.UNDECIDED;
    }

    /** SessionsEnd: closed and silent sessions go, and their nodes with them; trees are equal. */
    private void nobodyStays() {
        until(
                () -> servers.stream().allMatch(this::isEmpty),
                "sessions end, their nodes vanish, and all trees are equal");
    }

    private boolean isEmpty(SimulatedServer server) {
        try {
            SessionCursor left = server.engine().tree().batch().sessions();
            return server.isServing()
                    && !left.next()
                    && server.engine().tree().batch().ephemeralOwners().length == 0
                    && server.engine().tree().batch().digest()
                            == servers.getFirst().engine().tree().batch().digest();
        } catch (StorageException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** A server's connections are gone. */
    void left(SimulatedServer server) {
        sessions.forEach(session -> session.left(server));
    }

    SimulatedServer anyServer(Random from) {
        return servers.get(from.nextInt(servers.size()));
    }

    void note(long server, int kind, Object what) {
        trace.note(server, kind, what.getClass().getSimpleName().hashCode(), what::toString);
    }

    List<String> lines() {
        return trace.lines();
    }

    long seed() {
        return seed;
    }

    Agenda agenda() {
        return agenda;
    }

    SimNetwork network() {
        return network;
    }

    /** Every fourth ensemble gives local sessions, which become global when they must. */
    SessionRules sessionRules() {
        return seed % 4 == 2 ? new SessionRules(false, true, true, true) : SessionRules.DEFAULT;
    }

    Membership membership() {
        return membership;
    }

    EnsembleJudge judge() {
        return judge;
    }
}
