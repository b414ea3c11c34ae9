package io.quorate.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;

/** Reads the private key of a port and the certificates that speak for it. */
final class KeyMaterial {

    private static final Set<String> KINDS =
            Set.of("RSA", "RSASSA-PSS", "EC", "EdDSA", "Ed25519", "Ed448");

    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

    private final StoreFile file;
    private final StoreSettings settings;
    private final List<X509Certificate> own = new ArrayList<>();

    KeyMaterial(StoreFile file) {
        this.file = file;
        this.settings = file.settings;
    }

    /**
     * What a port shows and signs with.
     *
     * @throws TlsException if the file has no key that TLS can use
     */
    KeyManagerFactory keyManagers() throws TlsException {
        boolean pem = settings.format() == StoreFormat.PEM;
        char[] password = pem ? new char[0] : file.password.characters();
        try {
            KeyStore store = pem ? ofPem() : file.keyStore();
            int keys = 0;
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    check(store.getKey(alias, password));
                    own.add((X509Certificate) store.getCertificate(alias));
                    keys++;
                }
            }
            if (keys == 0) {
                throw new TlsException(settings.name() + " has no private key");
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, password);
            return factory;
        } catch (GeneralSecurityException failure) {
            throw new TlsException(
                    settings.name() + ": the password that is set does not open its private key",
                    failure);
        } catch (IOException failure) {
            throw new TlsException(settings.name() + " cannot be read", failure);
        }
    }

    /** The certificates for its keys; known after {@link #keyManagers}. */
    List<X509Certificate> own() {
        return own;
    }

    private KeyStore ofPem() throws TlsException, GeneralSecurityException, IOException {
        Pem pem = new Pem(settings, file.bytes);
        if (pem.privateKeys().isEmpty()) {
            throw new TlsException(settings.name() + " has no private key");
        }
        PrivateKey key = PrivateKeys.read(settings, pem.privateKeys().getFirst(), file.password);
        check(key);
        List<X509Certificate> chain = new ArrayList<>(pem.certificates());
        X509Certificate first =
                chain.stream()
                        .filter(certificate -> isOf(certificate, key))
                        .findFirst()
                        .orElse(null);
        if (first == null) {
            throw new TlsException(
                    settings.name()
                            + (chain.isEmpty()
                                    ? " has a private key, but no certificate"
                                    : ": none of its certificates is that of its private key"));
        }
        chain.remove(first);
        chain.addFirst(first);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", key, new char[0], chain.toArray(X509Certificate[]::new));
        return store;
    }

    /** A key of another kind would be shown to clients, and every one of them would fail. */
    private void check(Key key) throws TlsException {
        if (!KINDS.contains(key.getAlgorithm())) {
            throw new TlsException(
                    settings.name()
                            + ": its private key is of the kind "
                            + key.getAlgorithm()
                            + ", which TLS cannot use; RSA, EC, Ed25519 and Ed448 can be used");
        }
    }

    private static boolean isOf(X509Certificate certificate, PrivateKey key) {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    case "RSASSA-PSS" -> "RSASSA-PSS";
                    default -> "EdDSA";
                };
        byte[] text = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(algorithm);
            if (algorithm.equals("RSASSA-PSS")) {
                signature.setParameter(PSS);
            }
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException anotherKind) {
            return false;
        }
    }
}
