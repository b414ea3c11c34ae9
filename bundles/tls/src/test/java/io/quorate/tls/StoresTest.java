package io.quorate.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.testkit.tls.TestAuthority;
import io.quorate.testkit.tls.TestIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every kind of file a key or a trusted certificate comes in, and what is said of those that won't
 * do.
 */
class StoresTest {

    private static final String PASSWORD = "t0p-s3cret";

    private static TestAuthority authority;
    private static TestIdentity client;

    @TempDir private Path folder;

    @BeforeAll
    static void makeAuthority() throws Exception {
        authority = new TestAuthority("CN=Authority");
        client = authority.issue("CN=Client", "EC");
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path trusted() throws Exception {
        return write("trust.pem", authority.pem());
    }

    /** A port with this key shakes hands with a client and shows the certificate. */
    private void serves(TestIdentity identity, Path store, Object... more) throws Exception {
        Object[] keys = new Object[] {"keyStore.location", store, "trustStore.location", trusted()};
        Object[] all = Arrays.copyOf(keys, keys.length + more.length);
        System.arraycopy(more, 0, all, keys.length, more.length);
        try (ServerTls tls = ServerTls.open(Settings.of(all))) {
            Handshake handshake = Handshake.of(tls, client);
            assertThat(handshake.shown()).isEqualTo(identity.certificate());
            assertThat(handshake.server.getSession().getPeerCertificates()[0])
                    .isEqualTo(client.certificate());
        }
    }

    private void refuses(String sentence, Object... keys) {
        assertThatThrownBy(() -> ServerTls.open(Settings.of(keys)).close())
                .isInstanceOf(TlsException.class)
                .hasMessageContaining(sentence)
                .hasMessageNotContaining(PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519", "Ed448"})
    void keysOfEveryKindAsPkcs8(String kind) throws Exception {
        TestIdentity identity = authority.issue("CN=Server", kind);
        serves(identity, write("plain.pem", identity.pem()));
        serves(
                identity,
                write(
                        "encrypted.pem",
                        identity.encryptedKeyPem(PASSWORD) + identity.certificatePem()),
                "keyStore.password",
                PASSWORD);
    }

    @Test
    void rsaAsPkcs1() throws Exception {
        TestIdentity identity = authority.issue("CN=Server", "RSA");
        byte[] pkcs1 = Der.inSequence(identity.key().getEncoded(), Der.OCTETS);
        serves(
                identity,
                write(
                        "old.pem",
                        TestIdentity.pem("RSA PRIVATE KEY", pkcs1) + identity.certificatePem()));
    }

    @Test
    void ellipticCurveAsSec1() throws Exception {
        TestIdentity identity = authority.issue("CN=Server", "EC");
        byte[] curve = {0x06, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7};
        byte[] number = new byte[32];
        byte[] s = ((ECPrivateKey) identity.key()).getS().toByteArray();
        int from = Math.max(0, s.length - 32);
        System.arraycopy(s, from, number, 32 - (s.length - from), s.length - from);
        byte[] sec1 =
                Der.of(
                        Der.SEQUENCE,
                        Der.of(Der.INTEGER, new byte[] {1}),
                        Der.of(Der.OCTETS, number),
                        Der.of(0xa0, curve));
        serves(
                identity,
                write(
                        "old.pem",
                        TestIdentity.pem("EC PARAMETERS", curve)
                                + TestIdentity.pem("EC PRIVATE KEY", sec1)
                                + identity.certificatePem()));
    }

    @ParameterizedTest
    @CsvSource({"PKCS12,key.p12", "JKS,key.jks"})
    void storesOfTheJdk(String type, String name) throws Exception {
        TestIdentity identity = authority.issue("CN=Server", "EC");
        Path file = identity.keyStore(folder.resolve(name), type, PASSWORD);
        serves(identity, file, "keyStore.password", PASSWORD);
        serves(
                identity,
                Files.copy(file, folder.resolve("store")),
                "keyStore.password",
                PASSWORD,
                "keyStore.type",
                type.toLowerCase(java.util.Locale.ROOT));
        Path trust = identity.trustStore(folder.resolve("trust-" + name), type, PASSWORD);
        serves(
                identity,
                file,
                "keyStore.passwordPath",
                write("password", PASSWORD + "\n"),
                "trustStore.location",
                trust,
                "trustStore.password",
                PASSWORD);
        refuses(
                "the password that is set does not open it",
                "keyStore.location",
                file,
                "keyStore.password",
                PASSWORD + "x",
                "trustStore.location",
                trusted());
    }

    /** Two authorities of one name, as there are while one takes over from the other. */
    @Test
    void bothAuthoritiesOfOneNameAreTrusted() throws Exception {
        TestAuthority next = new TestAuthority("CN=Authority");
        TestIdentity server = authority.issue("CN=Server", "EC");
        Path both = write("both.pem", authority.pem() + "\nof 2026:\n" + next.pem());
        TestIdentity ofNext = next.issue("CN=Next client", "EC");
        try (ServerTls tls =
                ServerTls.open(
                        Settings.of(
                                "keyStore.location",
                                write("key.pem", server.pem()),
                                "trustStore.location",
                                both))) {
            Handshake.of(tls, client);
            TestIdentity mixed = new TestIdentity(ofNext.key(), ofNext.certificate(), authority);
            assertThat(Handshake.of(tls, mixed).server.getSession().getPeerCertificates()[0])
                    .isEqualTo(ofNext.certificate());
        }
    }

    @Test
    void theCertificateOfTheKeyComesFirstWhereverItStands() throws Exception {
        TestIdentity identity = authority.issue("CN=Server", "EC");
        serves(
                identity,
                write("key.pem", authority.pem() + identity.keyPem() + identity.certificatePem()));
    }

    @Test
    void whatIsWrongWithAKeyIsSaidInOneSentence() throws Exception {
        TestIdentity identity = authority.issue("CN=Server", "EC");
        TestIdentity other = authority.issue("CN=Other", "EC");
        Path trust = trusted();
        refuses(
                "ssl.keyStore.location: there is no file " + folder.resolve("none.pem"),
                "keyStore.location",
                folder.resolve("none.pem"),
                "trustStore.location",
                trust);
        refusesKey("has no private key", identity.certificatePem());
        refusesKey("has a private key, but no certificate", identity.keyPem());
        refusesKey(
                "none of its certificates is that of its private key",
                identity.keyPem() + other.certificatePem());
        refusesKey(
                "its private key is encrypted, but neither ssl.keyStore.password nor",
                identity.encryptedKeyPem(PASSWORD) + identity.certificatePem());
        refusesKey(
                "its private key is of no kind that this JDK knows, or spoiled",
                TestIdentity.pem("PRIVATE KEY", new byte[] {1, 2, 3}) + identity.certificatePem());
        refusesKey(
                "is no base64",
                identity.keyPem() + "-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n");
        refusesKey(
                "one of its certificates cannot be read",
                identity.keyPem() + TestIdentity.pem("CERTIFICATE", new byte[9]));
        refusesKey(
                "its key is encrypted in OpenSSL's old form",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        TestIdentity quantum = authority.issue("CN=Server", "ML-DSA");
        refusesKey("its private key is of the kind ML-DSA, which TLS cannot use", quantum.pem());
        refuses(
                "cannot be decrypted with the password that is set",
                "keyStore.location",
                write("key.pem", identity.encryptedKeyPem(PASSWORD) + identity.certificatePem()),
                "keyStore.password",
                "another",
                "trustStore.location",
                trust);
        refuses(
                "whose name does not end in .pem, .p12 or .jks; set ssl.keyStore.type",
                "keyStore.location",
                write("key.txt", identity.pem()),
                "trustStore.location",
                trust);
        refuses(
                " is no store of the kind JKS, or spoiled",
                "keyStore.location",
                write("key.jks", "no store"),
                "trustStore.location",
                trust);
    }

    private void refusesKey(String sentence, String text) throws Exception {
        refuses(
                sentence,
                "keyStore.location",
                write("key.pem", text),
                "trustStore.location",
                trusted());
    }

    /**
     * Written by {@code openssl pkcs12 -export -nokeys}, which JDKs take for a store that trusts
     * nobody.
     */
    @Test
    void aTrustStoreOfOpenSslSaysWhatItLacks() throws Exception {
        TestIdentity identity = authority.issue("CN=Server", "EC");
        Path file = folder.resolve("openssl.p12");
        try (var in = StoresTest.class.getResourceAsStream("openssl-nokeys.p12.base64")) {
            Files.write(file, Base64.getMimeDecoder().decode(in.readAllBytes()));
        }
        refuses(
                "has no certificate that is marked as trusted: the attribute trustedKeyUsage",
                "keyStore.location",
                write("key.pem", identity.pem()),
                "trustStore.location",
                file,
                "trustStore.password",
                "changeit");
        refuses(
                "trust.pem has no certificate",
                "keyStore.location",
                write("key.pem", identity.pem()),
                "trustStore.location",
                write("trust.pem", "nothing\n"));
    }

    @Test
    void whatIsNotThereIsRefused() throws Exception {
        TestIdentity identity = authority.issue("CN=Server", "EC");
        Object key = write("key.pem", identity.pem());
        for (List<String> each :
                List.of(
                        List.of("crl", "true"),
                        List.of("ocsp", "true"),
                        List.of("clientHostnameVerification", "true"),
                        List.of("sslProvider", "OPENSSL"),
                        List.of("context.supplier.class", "org.example.Own"))) {
            refuses(
                    "ssl." + each.get(0) + " is " + each.get(1) + ", but this version cannot",
                    "keyStore.location",
                    key,
                    each.get(0),
                    each.get(1));
        }
        refuses("ssl.keyStore.location is not set");
        refuses("so no client could be trusted", "keyStore.location", key);
        refuses("but it must be need, want or none", "keyStore.location", key, "clientAuth", "yes");
        refuses(
                "ssl.enabledProtocols names TLSv1.4, which this JDK does not know",
                "keyStore.location",
                key,
                "clientAuth",
                "none",
                "enabledProtocols",
                "TLSv1.3, TLSv1.4");
        refuses(
                "ssl.ciphersuites names TLS_NONE",
                "keyStore.location",
                key,
                "clientAuth",
                "none",
                "ciphersuites",
                "TLS_NONE");
    }

    @Test
    void nothingSecretIsShown() throws Exception {
        TlsSettings settings =
                Settings.of(
                        "keyStore.location",
                        "/k.p12",
                        "keyStore.password",
                        PASSWORD,
                        "clientAuth",
                        "none");
        assertThat(settings.toString()).contains("/k.p12").doesNotContain(PASSWORD);
        assertThat(Secret.of(PASSWORD)).hasToString("a secret");
    }

    @Test
    void onlyTheNewestVersionUnlessSet() throws Exception {
        TestIdentity identity = authority.issue("CN=Server", "EC");
        Object[] keys = {
            "keyStore.location", write("key.pem", identity.pem()), "clientAuth", "none"
        };
        try (ServerTls tls = ServerTls.open(Settings.of(keys))) {
            Handshake.of(tls, client.context(), "TLSv1.3");
            assertThatThrownBy(() -> Handshake.of(tls, client.context(), "TLSv1.2"))
                    .isInstanceOf(javax.net.ssl.SSLException.class);
        }
        Object[] older = Arrays.copyOf(keys, 6);
        older[4] = "enabledProtocols";
        older[5] = "TLSv1.2,TLSv1.3";
        try (ServerTls tls = ServerTls.open(Settings.of(older))) {
            assertThat(
                            Handshake.of(tls, client.context(), "TLSv1.2")
                                    .client
                                    .getSession()
                                    .getProtocol())
                    .isEqualTo("TLSv1.2");
        }
    }
}
