package io.quorate.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.testkit.tls.TestAuthority;
import io.quorate.testkit.tls.TestIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What new connections get after the files have changed, in every way people change files. */
@Timeout(60)
class ReloadTest {

    private static final long LOOK_MILLIS = 5;

    @TempDir private Path folder;

    private TestAuthority authority;
    private TestIdentity client;
    private TestIdentity first;
    private TestIdentity second;

    @BeforeEach
    void issue() throws Exception {
        authority = new TestAuthority("CN=Authority");
        client = authority.issue("CN=Client", "EC");
        first = authority.issue("CN=First", "EC");
        second = authority.issue("CN=Second", "EC");
        Files.writeString(folder.resolve("trust.pem"), authority.pem());
    }

    private ServerTls open(Path store) throws Exception {
        return ServerTls.open(
                Settings.of(
                        "keyStore.location",
                        store,
                        "trustStore.location",
                        folder.resolve("trust.pem")),
                LOOK_MILLIS);
    }

    private void awaitShown(ServerTls tls, X509Certificate certificate) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Handshake.of(tls, client).shown().equals(certificate)) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void overwritten() throws Exception {
        Path store = Files.writeString(folder.resolve("key.pem"), first.pem());
        try (ServerTls tls = open(store)) {
            awaitShown(tls, first.certificate());
            for (TestIdentity next : new TestIdentity[] {second, first, second}) {
                Files.writeString(store, next.pem());
                awaitShown(tls, next.certificate());
            }
        }
    }

    @Test
    void renamed() throws Exception {
        Path store = Files.writeString(folder.resolve("key.pem"), first.pem());
        try (ServerTls tls = open(store)) {
            Path next = Files.writeString(folder.resolve("next"), second.pem());
            Files.move(next, store, StandardCopyOption.ATOMIC_MOVE);
            awaitShown(tls, second.certificate());
        }
    }

    /**
     * As volumes of containers are renewed: a link to a folder, on the way to the file, is
     * switched.
     */
    @Test
    void behindASwitchedLink() throws Exception {
        for (TestIdentity each : new TestIdentity[] {first, second}) {
            Path version = Files.createDirectory(folder.resolve(each == first ? "v1" : "v2"));
            Files.writeString(version.resolve("key.pem"), each.pem());
        }
        Path data = Files.createSymbolicLink(folder.resolve("data"), folder.resolve("v1"));
        Path store = Files.createSymbolicLink(folder.resolve("key.pem"), data.resolve("key.pem"));
        try (ServerTls tls = open(store)) {
            awaitShown(tls, first.certificate());
            Path next = Files.createSymbolicLink(folder.resolve("next"), folder.resolve("v2"));
            Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
            awaitShown(tls, second.certificate());
        }
    }

    @Test
    void brokenFilesLeaveTheGoodOnesInForce() throws Exception {
        Path store = Files.writeString(folder.resolve("key.pem"), first.pem());
        try (ServerTls tls = open(store)) {
            String whole = second.pem();
            for (String broken :
                    new String[] {"", whole.substring(0, 100), second.keyPem(), "nonsense"}) {
                Files.writeString(store, broken);
                tls.look();
                tls.look();
                assertThat(Handshake.of(tls, client).shown()).isEqualTo(first.certificate());
            }
            Files.delete(store);
            tls.look();
            assertThat(Handshake.of(tls, client).shown()).isEqualTo(first.certificate());
            Files.writeString(store, whole);
            awaitShown(tls, second.certificate());
        }
    }

    /** An authority that is not trusted any more lets nobody in, whoever was in before. */
    @Test
    void theTrustStoreIsReadAgainToo() throws Exception {
        Path store = Files.writeString(folder.resolve("key.pem"), first.pem());
        try (ServerTls tls = open(store)) {
            Handshake.of(tls, client);
            Files.writeString(folder.resolve("trust.pem"), new TestAuthority("CN=Another").pem());
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            boolean refused = false;
            while (!refused) {
                assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
                try {
                    Handshake.of(tls, client);
                } catch (javax.net.ssl.SSLException expected) {
                    refused = true;
                }
            }
        }
    }
}
