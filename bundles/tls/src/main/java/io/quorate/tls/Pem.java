package io.quorate.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is written in a file in PEM: blocks, and any text between them. Immutable. */
final class Pem {

    private static final Pattern BLOCK =
            Pattern.compile(
                    "-----BEGIN ([A-Z0-9 ]+)-----([^-]*(?:-[^-]+)*)-----END \\1-----",
                    Pattern.DOTALL);

    /**
     * A block.
     *
     * @param label what it says it is
     * @param old whether it has headers, as OpenSSL's own encryption of keys has
     */
    record Block(String label, boolean old, byte[] bytes) {}

    private final StoreSettings store;
    private final List<Block> blocks = new ArrayList<>();

    /**
     * Takes a file apart.
     *
     * @param store whose file it is
     * @throws TlsException if a block is spoiled
     */
    Pem(StoreSettings store, byte[] file) throws TlsException {
        this.store = store;
        Matcher matcher = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            blocks.add(block(matcher.group(1), matcher.group(2)));
        }
    }

    private Block block(String label, String text) throws TlsException {
        boolean old = text.indexOf(':') >= 0;
        try {
            return new Block(
                    label, old, old ? new byte[0] : Base64.getMimeDecoder().decode(text.strip()));
        } catch (IllegalArgumentException spoiled) {
            throw new TlsException(
                    store.name() + ": its block " + label + " is no base64", spoiled);
        }
    }

    /** Its private keys, as they are written. */
    List<Block> privateKeys() {
        return blocks.stream().filter(block -> block.label().endsWith("PRIVATE KEY")).toList();
    }

    /**
     * Its certificates, in order.
     *
     * @throws TlsException if one is none
     */
    List<X509Certificate> certificates() throws TlsException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks) {
            if (block.label().equals("CERTIFICATE")
                    || block.label().equals("X509 CERTIFICATE")
                    || block.label().equals("TRUSTED CERTIFICATE")) {
                certificates.add(certificate(block));
            }
        }
        return certificates;
    }

    private X509Certificate certificate(Block block) throws TlsException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.bytes()));
        } catch (CertificateException spoiled) {
            throw new TlsException(
                    store.name() + ": one of its certificates cannot be read", spoiled);
        }
    }
}
