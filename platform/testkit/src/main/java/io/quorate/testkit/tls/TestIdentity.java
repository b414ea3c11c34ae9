package io.quorate.testkit.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A private key with its certificate, to be written in any way. Immutable.
 *
 * @param by who issued it
 */
public record TestIdentity(PrivateKey key, X509Certificate certificate, TestAuthority by) {

    private static final String SCHEME = "PBEWithHmacSHA256AndAES_256";

    /** Any bytes as a block of a PEM file. */
    public static String pem(String label, byte[] bytes) {
        return "-----BEGIN "
                + label
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END "
                + label
                + "-----\n";
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Its key in PKCS#8. */
    public String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /** Its key in PKCS#8, encrypted as OpenSSL 3 does. */
    public String encryptedKeyPem(String password) throws GeneralSecurityException, IOException {
        Cipher cipher = Cipher.getInstance(SCHEME);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(SCHEME)
                        .generateSecret(new PBEKeySpec(password.toCharArray())));
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
        parameters.init(cipher.getParameters().getEncoded());
        byte[] encrypted = cipher.doFinal(key.getEncoded());
        return pem(
                "ENCRYPTED PRIVATE KEY",
                new EncryptedPrivateKeyInfo(parameters, encrypted).getEncoded());
    }

    /** Its certificate. */
    public String certificatePem() {
        return pem("CERTIFICATE", encoded(certificate));
    }

    /** Key and certificate in one file, as ZooKeeper's stores in PEM are. */
    public String pem() {
        return certificatePem() + keyPem();
    }

    /** Writes key and certificates as a store of the JDK. */
    public Path keyStore(Path file, String type, String password)
            throws GeneralSecurityException, IOException {
        KeyStore store = keyStore(type, password);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
        return file;
    }

    private KeyStore keyStore(String type, String password)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        store.setKeyEntry(
                "key",
                key,
                password.toCharArray(),
                new Certificate[] {certificate, by.certificate()});
        return store;
    }

    /** Writes its authority as a trust store of the JDK. */
    public Path trustStore(Path file, String type, String password)
            throws GeneralSecurityException, IOException {
        KeyStore store = trustStore(type);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
        return file;
    }

    private KeyStore trustStore(String type) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        store.setCertificateEntry("authority", by.certificate());
        return store;
    }

    /** What speaks TLS with it, and trusts its authority. */
    public SSLContext context() throws GeneralSecurityException {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(keyStore("PKCS12", "secret"), "secret".toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trustStore("PKCS12"));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
