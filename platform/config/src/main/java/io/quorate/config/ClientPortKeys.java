package io.quorate.config;

import io.quorate.model.ServerId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ports for clients, as the keys and the member line of a server say them. */
final class ClientPortKeys {

    /** What ZooKeeper reports for a server without such a port. */
    static final int NONE = -1;

    private final ConfigurationFile file;
    private final Settings settings;

    ClientPortKeys(ConfigurationFile file, Settings settings) {
        this.file = file;
        this.settings = settings;
    }

    /**
     * The member line of this server counts; the keys may say the same, or speak instead. Null for
     * a member without clients, which votes all the same.
     */
    @Nullable Integer plain(int ofMember, ServerId self, boolean distributed)
            throws ConfigurationException {
        Integer own = settings.isSet("clientPort") ? (Integer) settings.value("clientPort") : null;
        if (settings.isSet("clientPortAddress") && own == null) {
            throw settings.complaint(
                    "clientPortAddress", "clientPortAddress is set, but clientPort is not");
        }
        if (ofMember == 0) {
            if (own == null && !distributed && !settings.isSet("secureClientPort")) {
                throw new ConfigurationException(
                        "clientPort is not set" + file.inFile() + ", so no client could connect");
            }
            return own;
        }
        if (own != null && own != ofMember) {
            throw settings.complaint(
                    "clientPort",
                    "clientPort is "
                            + own
                            + ", but the member line of this server, server."
                            + self
                            + ", has the client port "
                            + ofMember);
        }
        return ofMember;
    }

    /** {@link #NONE} if there is none. */
    int secure() throws ConfigurationException {
        if (settings.isSet("secureClientPort")) {
            int port = (int) settings.number("secureClientPort");
            if (port == 0) {
                throw settings.complaint(
                        "secureClientPort",
                        "secureClientPort is 0, but clients must know where to find it");
            }
            return port;
        }
        if (settings.isSet("secureClientPortAddress")) {
            throw settings.complaint(
                    "secureClientPortAddress",
                    "secureClientPortAddress is set, but secureClientPort is not");
        }
        if (!settings.flag("client.portUnification")) {
            for (String store : List.of("ssl.keyStore.location", "ssl.trustStore.location")) {
                if (settings.isSet(store)) {
                    settings.warn(
                            store,
                            store
                                    + " has no effect, because neither secureClientPort nor client.portUnification=true is set");
                }
            }
        }
        return NONE;
    }
}
