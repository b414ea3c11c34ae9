package io.quorate.tls;

import io.netty.handler.ssl.ClientAuth;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * TLS of one port as ZooKeeper's keys set it, with ZooKeeper's defaults. Immutable. Source: spec
 * semantics section 18.
 */
public final class TlsSettings {

    private static final int DETECTION_MILLIS = 5000;

    private final String prefix;
    private final StoreSettings keyStore;
    private final @Nullable StoreSettings trustStore;
    private final List<String> protocols;
    private final List<String> cipherSuites;
    private final ClientAuth clientAuth;
    private final int detectionMillis;

    private TlsSettings(Reader keys) throws TlsException {
        this.prefix = keys.prefix;
        keys.refuseWhatIsMissing();
        StoreSettings own = keys.store("keyStore");
        if (own == null) {
            throw new TlsException(
                    prefix
                            + "keyStore.location is not set, but a port with TLS needs a key and its certificate");
        }
        this.keyStore = own;
        this.trustStore = keys.store("trustStore");
        this.clientAuth = keys.clientAuth();
        if (clientAuth == ClientAuth.REQUIRE && trustStore == null) {
            throw new TlsException(
                    prefix
                            + "clientAuth is need, also where it is not set, but "
                            + prefix
                            + "trustStore.location is not set, so no client could be trusted; set it, or "
                            + prefix
                            + "clientAuth=none");
        }
        this.protocols = keys.protocols();
        this.cipherSuites = keys.list("ciphersuites");
        this.detectionMillis = keys.millis("handshakeDetectionTimeoutMillis", DETECTION_MILLIS);
    }

    /**
     * Reads the settings of a port.
     *
     * @param prefix of its keys, say {@code ssl.}
     * @param values what is set under the whole name of a key; null for nothing
     * @throws TlsException if they cannot be obeyed
     */
    public static TlsSettings of(String prefix, Function<String, @Nullable String> values)
            throws TlsException {
        return new TlsSettings(new Reader(prefix, values));
    }

    /** Prefix of the keys. */
    String prefix() {
        return prefix;
    }

    StoreSettings keyStore() {
        return keyStore;
    }

    /** Null: the certificates that the JDK trusts. */
    @Nullable StoreSettings trustStore() {
        return trustStore;
    }

    /** Versions of TLS; empty: those the JDK has on. */
    List<String> protocols() {
        return protocols;
    }

    /** Empty: those the JDK has on. */
    List<String> cipherSuites() {
        return cipherSuites;
    }

    ClientAuth clientAuth() {
        return clientAuth;
    }

    /** How long a new connection may be silent before its first byte. */
    public int detectionMillis() {
        return detectionMillis;
    }

    @Override
    public String toString() {
        return "TLS with " + keyStore + " and " + trustStore;
    }

    /** Reads one key after the other. */
    private record Reader(String prefix, Function<String, @Nullable String> values) {

        String text(String name) {
            String value = values.apply(prefix + name);
            return value == null ? "" : value.strip();
        }

        List<String> list(String name) {
            return Arrays.stream(text(name).split(","))
                    .map(String::strip)
                    .filter(word -> !word.isEmpty())
                    .toList();
        }

        /** What would be a protection, or a way of its own, and is not there is not passed over. */
        void refuseWhatIsMissing() throws TlsException {
            for (String flag :
                    List.of(
                            "crl",
                            "ocsp",
                            "clientHostnameVerification",
                            "tcnative.ocsp.stapling")) {
                refuse(flag, text(flag).isEmpty() || text(flag).equalsIgnoreCase("false"));
            }
            refuse("context.supplier.class", text("context.supplier.class").isEmpty());
            refuse(
                    "sslProvider",
                    text("sslProvider").isEmpty() || text("sslProvider").equalsIgnoreCase("JDK"));
        }

        private void refuse(String name, boolean unless) throws TlsException {
            if (!unless) {
                throw new TlsException(
                        prefix
                                + name
                                + " is "
                                + text(name)
                                + ", but this version cannot do that yet");
            }
        }

        @Nullable StoreSettings store(String name) throws TlsException {
            String key = prefix + name;
            String location = text(name + ".location");
            if (location.isEmpty()) {
                return null;
            }
            String passwordFile = text(name + ".passwordPath");
            String password = values.apply(key + ".password");
            return new StoreSettings(
                    key,
                    path(key + ".location", location),
                    StoreFormat.of(key, text(name + ".type"), location),
                    password == null ? Secret.NONE : Secret.of(password),
                    passwordFile.isEmpty() ? null : path(key + ".passwordPath", passwordFile));
        }

        private static Path path(String key, String text) throws TlsException {
            try {
                return Path.of(text).toAbsolutePath();
            } catch (InvalidPathException invalid) {
                throw new TlsException(key + " is " + text + ", which is no path", invalid);
            }
        }

        ClientAuth clientAuth() throws TlsException {
            return switch (text("clientAuth").toLowerCase(Locale.ROOT)) {
                case "", "need" -> ClientAuth.REQUIRE;
                case "want" -> ClientAuth.OPTIONAL;
                case "none" -> ClientAuth.NONE;
                default ->
                        throw new TlsException(
                                prefix
                                        + "clientAuth is "
                                        + text("clientAuth")
                                        + ", but it must be need, want or none");
            };
        }

        List<String> protocols() {
            List<String> enabled = new ArrayList<>(list("enabledProtocols"));
            if (enabled.isEmpty()) {
                String only = text("protocol");
                if (only.isEmpty()) {
                    enabled.add("TLSv1.3");
                } else if (!only.equals("TLS")) {
                    enabled.add(only);
                }
            }
            return List.copyOf(enabled);
        }

        int millis(String name, int otherwise) throws TlsException {
            String text = text(name);
            try {
                int millis = text.isEmpty() ? otherwise : Integer.parseInt(text);
                if (millis > 0) {
                    return millis;
                }
            } catch (NumberFormatException notOne) {
                // told below
            }
            throw new TlsException(
                    prefix
                            + name
                            + " is "
                            + text
                            + ", but it must be a whole number of milliseconds, at least 1");
        }
    }
}
