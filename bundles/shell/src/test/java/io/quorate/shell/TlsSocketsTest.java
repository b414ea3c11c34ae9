package io.quorate.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.OpCode;
import io.quorate.shell.client.FakeServer;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TlsSocketsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @Test
    void talksTlsAsConfigured(@TempDir Path directory) throws Exception {
        Path store = directory.resolve("server.p12");
        generateKey(store);
        Path configuration =
                Files.writeString(
                        directory.resolve("client.properties"),
                        """
                zookeeper.client.secure=true
                zookeeper.ssl.trustStore.location=%s
                zookeeper.ssl.trustStore.password=changeit
                """
                                .formatted(store.toString().replace('\\', '/')));
        try (FakeServer server =
                new FakeServer(
                        serverContext(store).getServerSocketFactory().createServerSocket())) {
            CompletableFuture<Integer> answered =
                    CompletableFuture.supplyAsync(
                            () -> answerOneSync(server), Thread::startVirtualThread);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PrintStream printer = new PrintStream(out, false, StandardCharsets.UTF_8);
            String[] arguments = {
                "-server",
                server.address(),
                "-client-configuration",
                configuration.toString(),
                "sync",
                "/"
            };
            int exitCode =
                    ShellMain.run(arguments, InputStream.nullInputStream(), printer, printer);
            printer.flush();
            assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("Sync is OK\n");
            assertThat(exitCode).isZero();
            assertThat(answered.get()).isEqualTo(OpCode.SYNC);
        }
    }

    @Test
    void aStoreThatCannotBeReadIsNamed(@TempDir Path directory) throws Exception {
        String missing = "zookeeper.ssl.keyStore.location=/nonexistent.jks\n";
        Path configuration = Files.writeString(directory.resolve("client.properties"), missing);
        ClientConfiguration loaded = ClientConfiguration.load(configuration.toString());
        assertThatThrownBy(() -> TlsSockets.of(loaded))
                .isInstanceOf(StartFault.class)
                .hasMessageContaining("/nonexistent.jks");
    }

    private static int answerOneSync(FakeServer server) {
        try (FakeServer.Peer peer = server.accept()) {
            peer.welcome(1, 30_000);
            FakeServer.Request sync = peer.request();
            peer.reply(sync.xid(), 1, 0, new byte[4]);
            peer.reply(peer.request().xid(), 1, 0);
            return sync.opCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void generateKey(Path store) throws Exception {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .start();
        assertThat(keytool.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
    }

    private static SSLContext serverContext(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
