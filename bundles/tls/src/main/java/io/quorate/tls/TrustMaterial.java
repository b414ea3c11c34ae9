package io.quorate.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;

/** Reads the certificates that a port trusts. Source: docs/adr/0126. */
final class TrustMaterial {

    private final StoreFile file;
    private final StoreSettings settings;

    TrustMaterial(StoreFile file) {
        this.file = file;
        this.settings = file.settings;
    }

    /**
     * Who trusts them, all of them: also several of one subject.
     *
     * @throws TlsException if the file trusts nobody
     */
    TrustManagerFactory trustManagers() throws TlsException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (X509Certificate certificate : certificates()) {
                store.setCertificateEntry("trusted-" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return factory;
        } catch (GeneralSecurityException | IOException failure) {
            throw new TlsException(settings.name() + " cannot be used", failure);
        }
    }

    List<X509Certificate> certificates() throws TlsException {
        if (settings.format() == StoreFormat.PEM) {
            List<X509Certificate> certificates = new Pem(settings, file.bytes).certificates();
            if (certificates.isEmpty()) {
                throw new TlsException(settings.name() + " has no certificate");
            }
            return certificates;
        }
        KeyStore store = file.keyStore();
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isCertificateEntry(alias)
                        && store.getCertificate(alias) instanceof X509Certificate trusted) {
                    certificates.add(trusted);
                }
            }
        } catch (GeneralSecurityException failure) {
            throw new TlsException(settings.name() + " cannot be read", failure);
        }
        if (certificates.isEmpty()) {
            throw new TlsException(settings.name() + nothingTrusted());
        }
        return certificates;
    }

    private String nothingTrusted() {
        return settings.format() == StoreFormat.PKCS12
                ? " has no certificate that is marked as trusted: the attribute trustedKeyUsage"
                        + " (2.16.840.1.113894.746875.1.1) is missing, which OpenSSL writes only with"
                        + " openssl pkcs12 -export -nokeys -jdktrust anyExtendedKeyUsage, and"
                        + " keytool -importcert always; or give the certificates as PEM"
                : " has no trusted certificate";
    }
}
