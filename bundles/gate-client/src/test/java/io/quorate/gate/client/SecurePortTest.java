package io.quorate.gate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.runtime.PortUnavailable;
import io.quorate.testkit.tls.TestAuthority;
import io.quorate.testkit.tls.TestIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients with TLS, with a port of their own or at the plain one, and what pretends to be some. */
@Timeout(60)
class SecurePortTest {

    private static final byte HANDSHAKE = 22;

    @TempDir private static Path folder;

    private static TestIdentity identity;
    private static TestIdentity other;
    private static Object[] stores;

    private final List<GateFixture> gates = new ArrayList<>();

    @BeforeAll
    static void makeStores() throws Exception {
        TestAuthority authority = new TestAuthority("CN=Authority");
        identity = authority.issue("CN=Client", "EC");
        other = authority.issue("CN=Other client", "RSA");
        stores =
                new Object[] {
                    "secureClientPort",
                    0,
                    "secureClientPortAddress",
                    "127.0.0.1",
                    "tlsKeyStoreLocation",
                    Files.writeString(
                                    folder.resolve("key.pem"),
                                    authority.issue("CN=Server", "EC").pem())
                            .toString(),
                    "tlsTrustStoreLocation",
                    Files.writeString(folder.resolve("trust.pem"), authority.pem()).toString()
                };
    }

    private GateFixture gate(Object... more) {
        Object[] all = Arrays.copyOf(stores, stores.length + more.length);
        System.arraycopy(more, 0, all, stores.length, more.length);
        GateFixture gate = new GateFixture(all);
        gates.add(gate);
        return gate;
    }

    @AfterEach
    void close() {
        gates.forEach(GateFixture::close);
    }

    private static RawClient client(SSLContext context, InetSocketAddress address)
            throws IOException {
        return new RawClient(context.getSocketFactory().createSocket(), address);
    }

    private static RawClient client(GateFixture gate) throws Exception {
        return client(identity.context(), gate.port.secureAddress());
    }

    /** Whoever comes now is served. */
    private static void serves(GateFixture gate) throws Exception {
        try (RawClient client = client(gate)) {
            client.join();
            client.send(1, new Request.GetData(Znode.of("/foo"), false));
            assertThat(client.header().xid()).isEqualTo(1);
        }
    }

    private static long counter(GateFixture gate, String name) throws Exception {
        return gate.report().counters().stream()
                .filter(counter -> counter.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    /** What a client says first. */
    private static byte[] hello() throws Exception {
        SSLEngine engine = identity.context().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer out = ByteBuffer.allocate(64 * 1024);
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void awaitQuiet(GateFixture gate) throws Exception {
        gate.await(() -> gate.port.connections().isEmpty() && gate.port.handshakes() == 0);
    }

    @Test
    void requestsAndRepliesPassAndTheCertificateIsKnown() throws Exception {
        GateFixture gate = gate();
        gate.handler.data = new byte[300_000];
        try (RawClient client = client(gate)) {
            client.join();
            for (int xid = 1; xid <= 50; xid++) {
                client.send(xid, new Request.GetData(Znode.of("/foo"), false));
            }
            for (int xid = 1; xid <= 50; xid++) {
                assertThat(client.header().xid()).isEqualTo(xid);
            }
            assertThat(gate.onLoop(() -> gate.handler.connections.getFirst().certificates()))
                    .startsWith(identity.certificate());
        }
        awaitQuiet(gate);
        assertThat(counter(gate, "unsuccessful_handshake")).isZero();
    }

    /**
     * On a resumed session no trust manager is asked; each connection has its own client's all the
     * same.
     */
    @Test
    void aResumedSessionHasTheCertificateOfItsClient() throws Exception {
        GateFixture gate = gate();
        SSLContext one = identity.context();
        SSLContext two = other.context();
        List<byte[]> sessions = new ArrayList<>();
        for (SSLContext context : List.of(one, two, one, two)) {
            try (RawClient client = client(context, gate.port.secureAddress())) {
                client.join();
                sessions.add(((SSLSocket) client.socket).getSession().getId());
            }
        }
        for (int i = 0; i < 4; i++) {
            int index = i;
            assertThat(gate.onLoop(() -> gate.handler.connections.get(index).certificates()))
                    .startsWith((i % 2 == 0 ? identity : other).certificate());
        }
    }

    @Test
    void onePortTakesBoth() throws Exception {
        GateFixture gate = gate("portUnification", true, "secureClientPort", -1);
        assertThat(gate.port.secureAddress()).isNull();
        try (RawClient plain = gate.client();
                RawClient secure = client(identity.context(), gate.port.address())) {
            plain.join();
            secure.join();
            assertThat(gate.onLoop(() -> gate.handler.connections.get(0).certificates())).isEmpty();
            assertThat(gate.onLoop(() -> gate.handler.connections.get(1).certificates()))
                    .hasSize(2);
        }
        for (SSLContext context : new SSLContext[] {null, identity.context()}) {
            try (RawClient client =
                    context == null ? gate.client() : client(context, gate.port.address())) {
                client.send("ruok".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(client.rest(), StandardCharsets.US_ASCII)).isEqualTo("imok");
            }
        }
    }

    @Test
    void thePortWithTlsTakesNothingElseAndThePlainOneNoTls() throws Exception {
        GateFixture gate = gate();
        try (RawClient plain = new RawClient(gate.port.secureAddress())) {
            assertThat(plain.send(RawClient.connectFrame()).rest()).isEmpty();
        }
        try (RawClient secure = client(identity.context(), gate.port.address())) {
            assertThatThrownBy(secure::join).isInstanceOf(IOException.class);
        }
        assertThat(gate.handler.seen).isEmpty();
        serves(gate);
    }

    @Test
    void aClientWithoutTheCertificateThatIsNeededIsTurnedAway() throws Exception {
        GateFixture gate = gate();
        TestIdentity stranger = new TestAuthority("CN=Authority").issue("CN=Stranger", "EC");
        SSLContext context =
                new TestIdentity(stranger.key(), stranger.certificate(), identity.by()).context();
        try (RawClient client = client(context, gate.port.secureAddress())) {
            assertThatThrownBy(client::join).isInstanceOf(IOException.class);
        }
        awaitQuiet(gate);
        assertThat(counter(gate, "unsuccessful_handshake")).isEqualTo(1);
        assertThat(gate.handler.seen).isEmpty();
    }

    @Test
    void theEndIsSaidInTls() throws Exception {
        GateFixture gate = gate();
        try (RawClient client = client(gate)) {
            client.join();
            gate.runOnLoop(() -> gate.handler.connections.getFirst().close());
            assertThat(client.rest()).isEmpty();
            assertThat(client.socket.isClosed()).isFalse();
        }
        try (RawClient client = client(gate)) {
            client.join();
            ((SSLSocket) client.socket).shutdownOutput();
            assertThat(client.rest()).isEmpty();
        }
        awaitQuiet(gate);
    }

    @Test
    void nobodyKeepsSilentForLong() throws Exception {
        GateFixture gate = gate("tlsDetectionMillis", 50);
        try (RawClient silent = new RawClient(gate.port.secureAddress())) {
            assertThat(silent.rest()).isEmpty();
        }
        awaitQuiet(gate);
    }

    @Test
    void onlySoManyShakeHandsAtOnce() throws Exception {
        GateFixture gate = gate("tlsHandshakesMax", 1);
        try (RawClient slow = new RawClient(gate.port.secureAddress())) {
            slow.send(new byte[] {HANDSHAKE});
            gate.await(() -> gate.port.handshakes() == 1);
            try (RawClient late = client(gate)) {
                assertThatThrownBy(late::join).isInstanceOf(IOException.class);
            }
            assertThat(counter(gate, "tls_handshake_exceeded")).isEqualTo(1);
            assertThat(counter(gate, "outstanding_tls_handshake")).isEqualTo(1);
        }
        awaitQuiet(gate);
        serves(gate);
    }

    /** Who stops in the middle costs nothing but the connection, and at once. */
    @Test
    void handshakesThatAreCutOff() throws Exception {
        GateFixture gate = gate();
        byte[] hello = hello();
        try (RawClient connected = client(gate)) {
            connected.join();
            for (int length = 1; length <= hello.length; length += 7) {
                try (RawClient client = new RawClient(gate.port.secureAddress())) {
                    client.send(Arrays.copyOf(hello, length));
                    if (length % 2 == 0) {
                        client.socket.shutdownOutput();
                        client.rest();
                    }
                }
            }
            gate.await(() -> gate.port.connections().size() == 1 && gate.port.handshakes() == 0);
            connected.send(1, new Request.GetData(Znode.of("/foo"), false));
            assertThat(connected.header().xid()).isEqualTo(1);
        }
    }

    @Test
    void mutatedRecords() throws Exception {
        GateFixture gate = gate();
        byte[] hello = hello();
        Random random = new Random(20_261_201);
        try (RawClient connected = client(gate)) {
            connected.join();
            for (int i = 0; i < 500; i++) {
                byte[] bytes = hello.clone();
                for (int j = random.nextInt(1, 8); j > 0; j--) {
                    bytes[random.nextInt(1, bytes.length)] = (byte) random.nextInt();
                }
                try (RawClient client = new RawClient(gate.port.secureAddress())) {
                    client.send(bytes);
                    client.socket.shutdownOutput();
                    client.rest();
                }
            }
            gate.await(() -> gate.port.connections().size() == 1 && gate.port.handshakes() == 0);
            connected.send(1, new Request.GetData(Znode.of("/foo"), false));
            assertThat(connected.header().xid()).isEqualTo(1);
        }
    }

    /** Each of them has sent half of a handshake and waits; the loop waits for none of them. */
    @Test
    void manySlowOnesHoldNobodyUp() throws Exception {
        GateFixture gate = gate();
        byte[] hello = hello();
        List<RawClient> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                RawClient client = new RawClient(gate.port.secureAddress());
                slow.add(client);
                client.send(Arrays.copyOf(hello, hello.length / 2));
            }
            gate.await(() -> gate.port.handshakes() == 200);
            serves(gate);
        } finally {
            for (RawClient client : slow) {
                client.close();
            }
        }
        awaitQuiet(gate);
    }

    @Test
    void storesThatCannotBeUsedCloseThePort() {
        assertThatThrownBy(() -> gate("tlsKeyStoreLocation", "/nowhere/key.pem"))
                .isInstanceOf(PortUnavailable.class)
                .hasMessage("ssl.keyStore.location: there is no file /nowhere/key.pem");
        assertThatThrownBy(() -> gate("tlsClientAuth", "perhaps"))
                .isInstanceOf(PortUnavailable.class)
                .hasMessageContaining("ssl.clientAuth is perhaps");
    }

    @Test
    void aServerMayHaveOnlyThePortWithTls() throws Exception {
        GateFixture gate = gate("clientPort", -1);
        assertThat(gate.port.address()).isEqualTo(gate.port.secureAddress());
        serves(gate);
        assertThatThrownBy(
                        () -> {
                            try (SSLSocket none =
                                    (SSLSocket)
                                            SSLContext.getDefault()
                                                    .getSocketFactory()
                                                    .createSocket()) {
                                none.connect(gate.port.secureAddress());
                                none.startHandshake();
                            }
                        })
                .isInstanceOf(SSLException.class);
    }
}
