package io.quorate.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.FourLetterClient;
import io.quorate.bench.FreePorts;
import io.quorate.bench.ServerSpec;
import io.quorate.conformance.RunningServer;
import io.quorate.testkit.tls.TestAuthority;
import io.quorate.testkit.tls.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The Java client of ZooKeeper 3.9.5 over TLS: at a port of its own, and at one that takes both.
 */
@Timeout(120)
class TlsTest {
    private static final String PASSWORD = "s3cret-of-the-store";
    private static final List<org.apache.zookeeper.data.ACL> OPEN = ZooDefs.Ids.OPEN_ACL_UNSAFE;

    private static TestAuthority authority;
    private static Path folder;
    private static int securePort;

    @RegisterExtension static final RunningServer SERVER = RunningServer.with(TlsTest::withTls);

    private final List<ZooKeeper> clients = new ArrayList<>();

    private static ServerSpec withTls(ServerSpec spec) {
        try {
            folder = Files.createDirectories(spec.directory().resolve("tls"));
            securePort = FreePorts.next();
            authority = new TestAuthority("CN=Authority");
            server(authority).keyStore(folder.resolve("server.p12"), "PKCS12", PASSWORD);
            Files.writeString(folder.resolve("trust.pem"), authority.pem());
            return spec.with("secureClientPort", securePort)
                    .with("secureClientPortAddress", "127.0.0.1")
                    .with("client.portUnification", true)
                    .with("ssl.keyStore.location", folder.resolve("server.p12"))
                    .with("ssl.keyStore.password", PASSWORD)
                    .with("ssl.trustStore.location", folder.resolve("trust.pem"));
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Such a client looks for the name that its address has. */
    private static TestIdentity server(TestAuthority by) throws GeneralSecurityException {
        return by.issue("CN=Server", "EC", "localhost", "127.0.0.1");
    }

    @AfterEach
    void close() throws InterruptedException {
        for (ZooKeeper each : clients) {
            each.close();
        }
    }

    private ZooKeeper client(int port, TestAuthority trusted, Events events) throws Exception {
        Path own = Files.createTempDirectory(folder, "client");
        TestIdentity identity = authority.issue("CN=Client", "EC");
        Files.writeString(own.resolve("key.pem"), identity.pem());
        Files.writeString(own.resolve("trust.pem"), trusted.pem());
        ZKClientConfig config = new ZKClientConfig();
        config.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
        config.setProperty(
                ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET,
                "org.apache.zookeeper.ClientCnxnSocketNetty");
        config.setProperty("zookeeper.ssl.keyStore.location", own.resolve("key.pem").toString());
        config.setProperty(
                "zookeeper.ssl.trustStore.location", own.resolve("trust.pem").toString());
        ZooKeeper client = new ZooKeeper("127.0.0.1:" + port, 10_000, events, config);
        clients.add(client);
        return client;
    }

    private ZooKeeper connected(int port, TestAuthority trusted) throws Exception {
        Events events = new Events();
        ZooKeeper client = client(port, trusted, events);
        events.awaitState(Watcher.Event.KeeperState.SyncConnected);
        return client;
    }

    @Test
    void bothPortsServeClientsWithTlsAndOneOfThemOthers() throws Exception {
        Events plainEvents = new Events();
        ZooKeeper plain = new ZooKeeper(SERVER.address(), 10_000, plainEvents);
        clients.add(plain);
        plainEvents.awaitState(Watcher.Event.KeeperState.SyncConnected);
        for (int port : new int[] {securePort, SERVER.port()}) {
            ZooKeeper client = connected(port, authority);
            String path = "/at-" + port;
            byte[] data = "x".repeat(500_000).getBytes(UTF_8);
            client.create(path, data, OPEN, CreateMode.PERSISTENT);
            assertThat(plain.getData(path, true, null)).isEqualTo(data);
            assertThat(client.getData(path, false, null)).isEqualTo(data);
            client.setData(path, new byte[0], -1);
            assertThat(plainEvents.nextNode()).isEqualTo("NodeDataChanged " + path);
            client.delete(path, -1);
        }
        assertThat(FourLetterClient.ask(SERVER.port(), "conf"))
                .contains("secureClientPort=" + securePort);
        assertThat(FourLetterClient.ask(SERVER.port(), "mntr"))
                .contains("zk_unsuccessful_handshake\t0\n")
                .contains("zk_outstanding_tls_handshake\t0\n");
    }

    /** Sessions stay where they are; who comes later is shown the new certificate. */
    @Test
    void certificatesAreReplacedUnderConnectedClients() throws Exception {
        Events events = new Events();
        ZooKeeper before = client(securePort, authority, events);
        events.awaitState(Watcher.Event.KeeperState.SyncConnected);
        long session = before.getSessionId();
        TestAuthority next = new TestAuthority("CN=Authority");
        replaceKeyStore(next);
        Events eventsAfter = new Events();
        ZooKeeper after = client(securePort, next, eventsAfter); // dials until it is let in
        eventsAfter.awaitState(Watcher.Event.KeeperState.SyncConnected);
        after.create("/after", new byte[0], OPEN, CreateMode.EPHEMERAL);
        assertThat(before.exists("/after", false)).isNotNull();
        assertThat(before.getSessionId()).isEqualTo(session);
        assertThat(before.getState()).isEqualTo(ZooKeeper.States.CONNECTED);
        replaceKeyStore(authority);
        connected(securePort, authority).exists("/after", false);
    }

    private static void replaceKeyStore(TestAuthority by) throws Exception {
        Path written = server(by).keyStore(folder.resolve("next.p12"), "PKCS12", PASSWORD);
        Files.move(written, folder.resolve("server.p12"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void nothingSecretIsInTheLog() throws Exception {
        connected(securePort, authority);
        assertThat(SERVER.server().log())
                .contains("Clients with TLS are welcome at")
                .doesNotContain(PASSWORD);
        assertThat(FourLetterClient.ask(SERVER.port(), "envi")).doesNotContain(PASSWORD);
    }
}
