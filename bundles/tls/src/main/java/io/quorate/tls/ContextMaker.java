package io.quorate.tls;

import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what a port speaks TLS with from the files as they are now. Immutable, any thread. */
final class ContextMaker {

    private static final Logger LOG = LoggerFactory.getLogger(ContextMaker.class);
    private static final Duration SOON = Duration.ofDays(14);

    private final TlsSettings settings;

    ContextMaker(TlsSettings settings) {
        this.settings = settings;
    }

    /** The stores of a port as they were at one moment. */
    record Files(StoreFile keys, @Nullable StoreFile trust, String digest) {}

    /**
     * Reads all files.
     *
     * @throws TlsException if one cannot be read
     */
    Files read() throws TlsException {
        StoreFile keys = StoreFile.read(settings.keyStore());
        StoreSettings trusted = settings.trustStore();
        StoreFile trust = trusted == null ? null : StoreFile.read(trusted);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            keys.addTo(digest);
            if (trust != null) {
                trust.addTo(digest);
            }
            return new Files(keys, trust, HexFormat.of().formatHex(digest.digest()));
        } catch (GeneralSecurityException noSha) {
            throw new IllegalStateException(noSha);
        }
    }

    /**
     * A context of these files.
     *
     * @throws TlsException if they are no stores, or the JDK cannot do what is set
     */
    SslContext of(Files files) throws TlsException {
        KeyMaterial keys = new KeyMaterial(files.keys());
        checkNames();
        SslContextBuilder builder =
                SslContextBuilder.forServer(keys.keyManagers())
                        .sslProvider(SslProvider.JDK)
                        .clientAuth(settings.clientAuth());
        if (files.trust() != null) {
            builder.trustManager(new TrustMaterial(files.trust()).trustManagers());
        }
        if (!settings.protocols().isEmpty()) {
            builder.protocols(settings.protocols());
        }
        if (!settings.cipherSuites().isEmpty()) {
            builder.ciphers(settings.cipherSuites(), IdentityCipherSuiteFilter.INSTANCE);
        }
        try {
            SslContext context = builder.build();
            keys.own().forEach(this::tellAge);
            return context;
        } catch (SSLException | IllegalArgumentException failure) {
            throw new TlsException(
                    settings.prefix() + "*: the JDK refuses these settings of TLS", failure);
        }
    }

    private void checkNames() throws TlsException {
        try {
            var supported = SSLContext.getDefault().getSupportedSSLParameters();
            check("enabledProtocols", settings.protocols(), supported.getProtocols());
            check("ciphersuites", settings.cipherSuites(), supported.getCipherSuites());
        } catch (GeneralSecurityException failure) {
            throw new TlsException("the JDK has no TLS", failure);
        }
    }

    private void check(String key, List<String> names, String[] known) throws TlsException {
        for (String name : names) {
            if (!Arrays.asList(known).contains(name)) {
                throw new TlsException(
                        settings.prefix()
                                + key
                                + " names "
                                + name
                                + ", which this JDK does not know; it knows "
                                + String.join(", ", known));
            }
        }
    }

    private void tellAge(X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        if (end.isBefore(Instant.now())) {
            LOG.error(
                    "{}: the certificate of {} has expired at {}; clients will refuse it",
                    settings.keyStore().name(),
                    certificate.getSubjectX500Principal(),
                    end);
        } else if (end.isBefore(Instant.now().plus(SOON))) {
            LOG.warn(
                    "{}: the certificate of {} expires at {}",
                    settings.keyStore().name(),
                    certificate.getSubjectX500Principal(),
                    end);
        }
    }
}
