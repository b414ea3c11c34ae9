package io.quorate.shell;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Locale;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes TLS sockets as the {@code zookeeper.ssl.*} keys say; key and trust stores in the formats of
 * the JDK.
 */
final class TlsSockets extends SocketFactory {

    private static final String PREFIX = "zookeeper.ssl.";

    private final SocketFactory delegate;
    private final boolean checkHostName;

    private TlsSockets(SocketFactory delegate, boolean checkHostName) {
        this.delegate = delegate;
        this.checkHostName = checkHostName;
    }

    static TlsSockets of(ClientConfiguration configuration) throws StartFault {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyStore keys = store(configuration, "keyStore");
            KeyManagerFactory keyManagers =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, password(configuration, "keyStore"));
            TrustManagerFactory trustManagers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trustManagers.init(store(configuration, "trustStore"));
            context.init(
                    keys == null ? null : keyManagers.getKeyManagers(),
                    trustManagers.getTrustManagers(),
                    null);
            return new TlsSockets(
                    context.getSocketFactory(),
                    configuration.isTrue(PREFIX + "hostnameVerification", true));
        } catch (GeneralSecurityException | IOException e) {
            throw new StartFault(
                    ExitCode.BAD_CONFIGURATION,
                    "TLS cannot be set up from the " + PREFIX + "* keys: " + e.getMessage());
        }
    }

    /**
     * The store of {@code zookeeper.ssl.<kind>.location}, or null if there is none (the JDK's own
     * trust store then).
     */
    private static @Nullable KeyStore store(ClientConfiguration configuration, String kind)
            throws GeneralSecurityException, IOException {
        String location = configuration.value(PREFIX + kind + ".location");
        if (location == null) {
            return null;
        }
        String byName = location.toLowerCase(Locale.ROOT).endsWith(".p12") ? "PKCS12" : "JKS";
        KeyStore store = KeyStore.getInstance(configuration.value(PREFIX + kind + ".type", byName));
        try (InputStream in = Files.newInputStream(Path.of(location))) {
            store.load(in, password(configuration, kind));
        }
        return store;
    }

    private static char[] password(ClientConfiguration configuration, String kind)
            throws IOException {
        String file = configuration.value(PREFIX + kind + ".passwordPath");
        String password =
                file == null
                        ? configuration.value(PREFIX + kind + ".password", "")
                        : Files.readString(Path.of(file)).strip();
        return password.toCharArray();
    }

    private Socket secured(Socket socket) {
        if (checkHostName && socket instanceof SSLSocket tls) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
        }
        return socket;
    }

    @Override
    public Socket createSocket() throws IOException {
        return secured(delegate.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return secured(delegate.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
            throws IOException {
        return secured(delegate.createSocket(host, port, localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return secured(delegate.createSocket(host, port));
    }

    @Override
    public Socket createSocket(
            InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return secured(delegate.createSocket(address, port, localAddress, localPort));
    }
}
