package io.quorate.testkit.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;

/** Issues certificates for tests. Its own key is one of an elliptic curve. Any thread. */
public final class TestAuthority {

    private static final int INTEGER = 0x02;
    private static final int BITS = 0x03;
    private static final int OCTETS = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;
    private static final int DNS_NAME = 0x82;
    private static final int ADDRESS = 0x87;
    private static final byte[] TRUE = {0x01, 1, (byte) 0xff};
    private static final byte[] BASIC_CONSTRAINTS = {0x06, 3, 0x55, 0x1d, 0x13};
    private static final byte[] ALTERNATIVE_NAMES = {0x06, 3, 0x55, 0x1d, 0x11};
    private static final byte[] ECDSA_WITH_SHA256 = {
        0x06, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2
    };
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final AtomicLong SERIALS = new AtomicLong(System.nanoTime());

    private final X500Principal name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    /** An authority with a new key, say {@code CN=Tests}. */
    public TestAuthority(String name) throws GeneralSecurityException {
        this.name = new X500Principal(name);
        this.keys = keyPair("EC");
        this.certificate = certificate(this.name, keys.getPublic(), Duration.ofDays(30), true);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** It in PEM. */
    public String pem() {
        return TestIdentity.pem("CERTIFICATE", TestIdentity.encoded(certificate));
    }

    /**
     * A certificate for a new key.
     *
     * @param kind RSA, EC, Ed25519, ML-DSA …
     * @param alternativeNames host names and addresses
     */
    public TestIdentity issue(String subject, String kind, String... alternativeNames)
            throws GeneralSecurityException {
        return issue(subject, kind, Duration.ofDays(30), alternativeNames);
    }

    /** The same, valid until then; negative: it has ended already. */
    public TestIdentity issue(
            String subject, String kind, Duration valid, String... alternativeNames)
            throws GeneralSecurityException {
        KeyPair pair = keyPair(kind);
        return new TestIdentity(
                pair.getPrivate(),
                certificate(
                        new X500Principal(subject),
                        pair.getPublic(),
                        valid,
                        false,
                        alternativeNames),
                this);
    }

    private static KeyPair keyPair(String kind) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        if (kind.equals("EC")) {
            generator.initialize(256);
        } else if (kind.equals("RSA")) {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    private X509Certificate certificate(
            X500Principal subject,
            PublicKey key,
            Duration valid,
            boolean authority,
            String... alternativeNames)
            throws GeneralSecurityException {
        Instant now = Instant.now();
        byte[] algorithm = der(SEQUENCE, ECDSA_WITH_SHA256);
        byte[] body =
                der(
                        SEQUENCE,
                        der(VERSION, der(INTEGER, new byte[] {2})),
                        der(INTEGER, BigInteger.valueOf(SERIALS.incrementAndGet()).toByteArray()),
                        algorithm,
                        name.getEncoded(),
                        der(SEQUENCE, time(now.minus(Duration.ofDays(60))), time(now.plus(valid))),
                        subject.getEncoded(),
                        key.getEncoded(),
                        der(EXTENSIONS, der(SEQUENCE, extensions(authority, alternativeNames))));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(body);
        byte[] whole = der(SEQUENCE, body, algorithm, der(BITS, new byte[] {0}, signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(whole));
    }

    private static byte[] extensions(boolean authority, String... alternativeNames) {
        byte[] constraints =
                der(
                        SEQUENCE,
                        BASIC_CONSTRAINTS,
                        TRUE,
                        der(OCTETS, authority ? der(SEQUENCE, TRUE) : der(SEQUENCE)));
        if (alternativeNames.length == 0) {
            return constraints;
        }
        byte[][] names = new byte[alternativeNames.length][];
        for (int i = 0; i < names.length; i++) {
            names[i] = alternativeName(alternativeNames[i]);
        }
        byte[] alternatives = der(SEQUENCE, ALTERNATIVE_NAMES, der(OCTETS, der(SEQUENCE, names)));
        return joined(constraints, alternatives);
    }

    private static byte[] alternativeName(String name) {
        if (!name.matches("[0-9.]+")) {
            return der(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII));
        }
        try {
            return der(ADDRESS, InetAddress.getByName(name).getAddress());
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(name, impossible);
        }
    }

    private static byte[] time(Instant instant) {
        return der(0x17, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    /** A value in DER. */
    static byte[] der(int tag, byte[]... parts) {
        byte[] content = joined(parts);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
