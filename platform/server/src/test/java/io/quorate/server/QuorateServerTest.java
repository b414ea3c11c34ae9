package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.auth.digest.DigestScheme;
import io.quorate.auth.ip.IpScheme;
import io.quorate.bench.FourLetterClient;
import io.quorate.bench.JuteIn;
import io.quorate.bench.OpCode;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import io.quorate.consensus.solo.SoloFactory;
import io.quorate.consensus.zab.ZabFactory;
import io.quorate.election.fast.FastElectionFactory;
import io.quorate.gate.client.settings.GateSettings;
import io.quorate.gate.peer.PeerGateSettings;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;
import io.quorate.replica.settings.ProposalLimits;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.runtime.FaultPolicy;
import io.quorate.storage.Journal;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageFactory;
import io.quorate.storage.filelog.FilelogFactory;
import io.quorate.storage.memory.MemoryFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers in the process of a test, put together without a framework. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QuorateServerTest {

    private static final FaultPolicy STRICT =
            (where, cause) -> new IllegalStateException(where, cause);
    private static final String LOOPBACK = "127.0.0.1";
    private static final long PATIENCE_MILLIS = 30_000;

    @TempDir private Path data;

    private QuorateServerBuilder alone() {
        return QuorateServer.builder()
                .storage(new FilelogFactory(), new StorageDirs(data, data))
                .consensus(new SoloFactory())
                .gate(GateSettings.at(LOOPBACK, 0))
                .faults(STRICT);
    }

    private static byte[] get(QuorateServer server, String path) throws Exception {
        try (RawSession session = RawSession.open(server.clientAddress().getPort(), 10_000)) {
            session.send(Requests.getData(1, path, false));
            JuteIn reply = new JuteIn(session.receive());
            reply.int32();
            reply.int64();
            assertThat(reply.int32()).as("error of %s", path).isZero();
            return reply.buffer();
        }
    }

    private static void create(QuorateServer server, String path, String text) throws Exception {
        try (RawSession session = RawSession.open(server.clientAddress().getPort(), 10_000)) {
            byte[] value = text.getBytes(StandardCharsets.UTF_8);
            assertThat(session.call(Requests.create(1, path, value, 0))).isZero();
            session.call(Requests.close(2));
        }
    }

    @Test
    void aServerServesAndAnotherOneInTheSameDirectoryGoesOn() throws Exception {
        try (QuorateServer server = alone().start()) {
            assertThat(server.isServing()).isTrue();
            create(server, "/a", "kept");
        }
        try (QuorateServer again = alone().start()) {
            assertThat(get(again, "/a")).asString(StandardCharsets.UTF_8).isEqualTo("kept");
        }
    }

    @Test
    void partsAreWhatIsNamed() throws Exception {
        try (QuorateServer server =
                alone().storage(new MemoryFactory(), new StorageDirs(data, data))
                        .auth(new DigestScheme("", "SHA1"), new IpScheme())
                        .commands(Set.of("ruok"))
                        .start()) {
            int port = server.clientAddress().getPort();
            assertThat(FourLetterClient.ask(port, "ruok")).isEqualTo("imok");
            assertThat(FourLetterClient.ask(port, "stat")).contains("not in the whitelist");
            try (RawSession session = RawSession.open(port, 10_000)) {
                assertThat(
                                session.call(
                                        Requests.header(-4, OpCode.AUTH)
                                                .int32(0)
                                                .string("digest")
                                                .buffer(
                                                        "ann:secret"
                                                                .getBytes(StandardCharsets.UTF_8))
                                                .frame()))
                        .isZero();
            }
        }
        assertThat(data).as("memory writes nothing").isEmptyDirectory();
    }

    @Test
    void threeServersInOneProcessAreAnEnsemble() throws Exception {
        Membership membership = membership(3);
        List<QuorateServer> servers = new ArrayList<>();
        try {
            for (int id = 1; id <= 3; id++) {
                servers.add(member(id, membership).start());
            }
            awaitServing(servers);
            create(servers.get(0), "/a", "for all");
            servers.remove(2).close();
            awaitServing(servers);
            create(servers.get(1), "/b", "by two");
            assertThat(get(servers.get(1), "/a"))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("for all");
        } finally {
            servers.forEach(QuorateServer::close);
        }
    }

    private static void awaitServing(List<QuorateServer> servers) {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (!servers.stream().allMatch(QuorateServer::isServing)) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private QuorateServerBuilder member(int id, Membership membership) {
        ReplicaSettings settings = ReplicaSettings.ofMember(id);
        ProposalLimits limits = settings.limits();
        Path own = data.resolve("server" + id);
        return QuorateServer.builder()
                .storage(new FilelogFactory(), new StorageDirs(own, own))
                .consensus(new ZabFactory())
                .election(new FastElectionFactory())
                .replica(settings)
                .ensemble(
                        new EnsembleMember(
                                new EnsembleSettings(
                                        new ServerId(id),
                                        settings.tickMillis(),
                                        10,
                                        5,
                                        limits.recordBytesMax(),
                                        limits.windowTxns(),
                                        limits.windowBytes(),
                                        false,
                                        Map.of()),
                                membership,
                                PeerGateSettings.DEFAULT))
                .gate(GateSettings.at(LOOPBACK, 0))
                .faults(STRICT);
    }

    private static Membership membership(int servers) throws Exception {
        List<ServerSocket> held = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        for (int id = 1; id <= servers; id++) {
            for (int port = 0; port < 2; port++) {
                held.add(new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK)));
            }
            int at = held.size();
            lines.append(
                    "server.%d=%s:%d:%d:participant%n"
                            .formatted(
                                    id,
                                    LOOPBACK,
                                    held.get(at - 2).getLocalPort(),
                                    held.get(at - 1).getLocalPort()));
        }
        for (ServerSocket each : held) {
            each.close();
        }
        return MembershipText.parse(lines.toString());
    }

    @Test
    void whatDoesNotFitTogetherIsRefusedBeforeAnythingIsOpened() {
        assertThatThrownBy(() -> alone().consensus(new ZabFactory()).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("consensus zab needs other servers, but there is no ensemble");
        assertThatThrownBy(() -> QuorateServer.builder().start())
                .hasMessage("a server needs a storage");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void aStartThatFailsLeavesNothingBehind() throws Exception {
        try (QuorateServer server = alone().start()) {
            int taken = server.clientAddress().getPort();
            Path other = data.resolve("other");
            assertThatThrownBy(
                            () ->
                                    alone().storage(
                                                    new FilelogFactory(),
                                                    new StorageDirs(other, other))
                                            .gate(GateSettings.at(LOOPBACK, taken))
                                            .start())
                    .hasMessageContaining(String.valueOf(taken));
            try (QuorateServer free =
                    alone().storage(new FilelogFactory(), new StorageDirs(other, other)).start()) {
                assertThat(free.isServing()).as("its directory is free again").isTrue();
            }
            assertThatThrownBy(() -> alone().start()).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void aStartThatFailsBeforeThereIsAReplicaLeavesNoThread() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        assertThatThrownBy(() -> alone().replica(ReplicaSettings.ofMember(1)).start())
                .hasMessageContaining("ensemble");
        Set<Thread> more = new HashSet<>(Thread.getAllStackTraces().keySet());
        more.removeAll(before);
        more.removeIf(thread -> !thread.getName().startsWith("quorate-"));
        for (Thread thread : more) {
            thread.join(1_000); // that of the loops is on its way out
        }
        assertThat(more).filteredOn(Thread::isAlive).isEmpty();
    }

    @Test
    void aServerThatIsClosedServesNobodyAndMayBeClosedAgain() throws Exception {
        QuorateServer server = alone().start();
        server.close();
        assertThat(server.isServing()).isFalse();
        server.close();
    }

    @Test
    void aServerWhoseLogCannotBeWrittenCanBeClosed() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        CompletableFuture<String> fault = new CompletableFuture<>();
        QuorateServer server =
                withLog(broken)
                        .faults(
                                (where, cause) -> {
                                    fault.complete(where);
                                    return new IllegalStateException(where, cause);
                                })
                        .start();
        broken.set(true);
        try (RawSession client = RawSession.dial(server.clientAddress().getPort(), 10_000)) {
            client.send(Requests.connect(0, 10_000, 0, RawSession.NO_PASSWORD));
            assertThat(fault.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
                    .isEqualTo("the log cannot be written");
        }
        server.close();
        assertThat(server.isServing()).isFalse();
    }

    @Test
    void thePolicyForFaultsMayCloseTheServer() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        AtomicReference<QuorateServer> server = new AtomicReference<>();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        server.set(
                withLog(broken)
                        .faults(
                                (where, cause) -> {
                                    server.get().close();
                                    closed.complete(null);
                                    return new IllegalStateException(where, cause);
                                })
                        .start());
        broken.set(true);
        try (RawSession client = RawSession.dial(server.get().clientAddress().getPort(), 10_000)) {
            client.send(Requests.connect(0, 10_000, 0, RawSession.NO_PASSWORD));
            closed.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
        assertThat(server.get().isServing()).isFalse();
    }

    @Test
    void aPortBetweenServersThatIsTakenIsAFault() throws Exception {
        Membership membership = membership(2);
        int election = membership.member(new ServerId(1)).addresses().getFirst().electionPort();
        CompletableFuture<Throwable> fault = new CompletableFuture<>();
        try (ServerSocket taken = new ServerSocket(election, 1, InetAddress.getByName(LOOPBACK));
                QuorateServer server =
                        member(1, membership)
                                .faults(
                                        (where, cause) -> {
                                            fault.complete(cause);
                                            return new IllegalStateException(where, cause);
                                        })
                                .start()) {
            assertThat(fault.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()));
            assertThat(server.isServing()).isFalse();
        }
    }

    /** A server alone whose log can be written while it is not {@code broken}. */
    private QuorateServerBuilder withLog(AtomicBoolean broken) {
        StorageFactory factory =
                (dirs, host) -> {
                    StorageEngine engine = new MemoryFactory().open(dirs, host);
                    Journal journal =
                            proxy(
                                    Journal.class,
                                    engine.journal(),
                                    name -> {
                                        if (name.equals("sync") && broken.get()) {
                                            throw new StorageException(
                                                    StorageException.Kind.IO, "no log");
                                        }
                                        return null;
                                    });
                    return proxy(
                            StorageEngine.class,
                            engine,
                            name -> name.equals("journal") ? journal : null);
                };
        return alone().storage(factory, new StorageDirs(data, data));
    }

    /** What is answered instead of the real answer; null: nothing. */
    @FunctionalInterface
    private interface Instead {
        Object of(String method) throws StorageException;
    }

    private static <T> T proxy(Class<T> type, T real, Instead instead) {
        InvocationHandler handler =
                (self, method, arguments) -> {
                    Object other = instead.of(method.getName());
                    return other == null ? method.invoke(real, arguments) : other;
                };
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void theNumberOfAMemberIsTheSameWhereverItIsSaid() throws Exception {
        Membership membership = membership(2);
        assertThatThrownBy(() -> member(1, membership).replica(ReplicaSettings.ofMember(2)).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1")
                .hasMessageContaining("2");
    }
}
