package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.gate.peer.PeerGate;
import io.quorate.gate.peer.PeerGateSettings;
import io.quorate.loop.EventLoops;
import io.quorate.loop.ReplicaLoop;
import io.quorate.model.AclEntry;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.ServerId;
import io.quorate.model.Znode;
import io.quorate.peer.EnsembleSettings;
import io.quorate.replica.driver.Peers;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.replica.host.Workers;
import io.quorate.replica.membership.ConfiguredClientAddress;
import io.quorate.replica.membership.MembershipStore;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.replica.settings.SessionRules;
import io.quorate.runtime.Clock;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.WorkerThread;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.memory.MemoryFactory;
import io.quorate.testkit.SimStorageHost;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import io.quorate.tree.TreeSettings;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.RequestCodec;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three replicas over real sockets: what the table leaves out, which is codecs, buffers and
 * threads.
 */
@ForEveryAssembly
@Requires(Requirement.PEERS)
@Timeout(60)
final class RealLinksTest {

    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

    private final class Server {

        final EventLoops loops = new EventLoops(1, "auto");
        final FaultPolicy policy =
                (where, cause) -> {
                    faults.add(where + ": " + cause);
                    return new IllegalStateException(where, cause);
                };
        final ReplicaLoop loop = new ReplicaLoop(loops.replicaLoop(), policy);
        final Replica replica;

        Server(int id, Membership membership) throws Exception {
            TreeSettings tree = new TreeSettings(true, false, false, true, true, false);
            ReplicaSettings settings = TestSettings.of(tree, id, 100, 20_000, SessionRules.DEFAULT);
            EnsembleSettings ensemble =
                    new EnsembleSettings(
                            new ServerId(id),
                            100,
                            50,
                            20,
                            1 << 20,
                            1000,
                            16 << 20,
                            false,
                            Map.of());
            replica =
                    new ReplicaBuilder(
                                    settings,
                                    new ReplicaHost(
                                            loop,
                                            new Workers(
                                                    new WorkerThread("log-" + id, policy),
                                                    new WorkerThread("background-" + id, policy),
                                                    new WorkerThread("reads-" + id, policy)),
                                            Clock.SYSTEM,
                                            policy))
                            .storage(
                                    new MemoryFactory()
                                            .open(
                                                    TestSettings.DIRS,
                                                    new SimStorageHost(
                                                            new FileDisk(),
                                                            SimStorageHost.withoutReserve())))
                            .consensus(TestSettings.plugins(false).consensus())
                            .peers(
                                    new Peers(
                                            new PeerGate(PeerGateSettings.DEFAULT, loops, loop),
                                            TestSettings.plugins(false).election(),
                                            ensemble,
                                            MembershipStore.fixed(membership),
                                            new ConfiguredClientAddress()))
                            .seed(id)
                            .build();
            replica.start(id).join();
        }

        <T> T ask(Supplier<T> question) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            loop.execute(() -> answer.complete(question.get()));
            return answer.join();
        }

        boolean isServing() {
            return ask(() -> replica.handler().serving());
        }

        void close() {
            replica.close();
            loops.close();
        }
    }

    @Test
    void threeServersServeWritesOfTheirClients() throws Exception {
        StringBuilder lines = new StringBuilder();
        List<ServerSocket> reserved = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            reserved.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            reserved.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            lines.append(
                    "server."
                            + id
                            + "=127.0.0.1:"
                            + reserved.get(2 * id - 2).getLocalPort()
                            + ":"
                            + reserved.get(2 * id - 1).getLocalPort()
                            + "\n");
        }
        for (ServerSocket socket : reserved) {
            socket.close();
        }
        Membership membership = MembershipText.parse(lines.toString());
        List<Server> servers = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            servers.add(new Server(id, membership));
        }
        until(() -> servers.stream().allMatch(Server::isServing));
        for (Server server : servers) {
            RecordedConnection client = new RecordedConnection();
            server.ask(
                    () -> {
                        server.replica.handler().connect(client, 0, 10_000, 0, new byte[16], false);
                        return null;
                    });
            until(() -> server.ask(() -> client.heard.contains("established 10000")));
            server.ask(
                    () -> {
                        for (int n = 0; n < 200; n++) {
                            create(server, client, n + 1, "/s" + servers.indexOf(server) + "-" + n);
                        }
                        return null;
                    });
            until(() -> server.ask(() -> client.heard.size() == 201));
            assertThat(client.heard).filteredOn(line -> line.contains("created")).hasSize(200);
        }
        until(
                () ->
                        servers.stream()
                                        .map(
                                                server ->
                                                        server.ask(
                                                                () ->
                                                                        server.replica
                                                                                .handler()
                                                                                .report()
                                                                                .treeDigest()))
                                        .distinct()
                                        .count()
                                == 1);
        servers.forEach(Server::close);
        assertThat(faults).isEmpty();
    }

    private static void create(Server server, RecordedConnection client, int xid, String path) {
        Request.Write request =
                new Request.Create(
                        OpCode.CREATE, Znode.of(path), new byte[100], AclEntry.OPEN, 0, -1);
        JuteWriter body = new JuteWriter();
        RequestCodec.encode(request, body);
        server.replica.handler().write(client, xid, request.op(), body.toByteArray());
    }

    private void until(Supplier<Boolean> holds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!holds.get()) {
            assertThat(faults).isEmpty();
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
