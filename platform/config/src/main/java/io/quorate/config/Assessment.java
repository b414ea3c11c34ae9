package io.quorate.config;

import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.ServerId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks settings against each other and shapes them into a {@link ServerConfiguration}. */
final class Assessment {

    private static final String CONSENSUS = "quorate.consensus";
    private static final String SOLO = "solo";
    private static final String ZAB = "zab";

    private final ConfigurationFile file;
    private final Settings settings;
    private final MembershipLines lines;

    Assessment(ConfigurationFile file, Settings settings) {
        this.file = file;
        this.settings = settings;
        this.lines = new MembershipLines(file, settings);
    }

    ServerConfiguration result() throws ConfigurationException {
        if (!settings.isSet("dataDir")) {
            throw new ConfigurationException("dataDir is not set" + file.inFile());
        }
        checkSessionTimeouts();
        checkAuthentication();
        Ensemble ensemble = ensemble();
        String clientHost =
                ensemble.clientPort() != 0
                        ? ensemble.clientHost()
                        : settings.isSet("clientPortAddress")
                                ? settings.text("clientPortAddress")
                                : "";
        int clientPort = clientPort(ensemble);
        List<PluginChoice> plugins = plugins(ensemble.distributed());
        Map<String, Map<String, Object>> rooms = rooms(ensemble.distributed());
        for (String room : List.of(Pids.REPLICA, Pids.CLIENT_GATE)) {
            rooms.get(room).putIfAbsent("extraBytesMax", rooms.get(room).get("frameBytesMax"));
        }
        if (!ensemble.distributed()) {
            rooms.get(Pids.CLIENT_GATE).put("localSessions", false);
        }
        rooms.get(Pids.CLIENT_GATE).put("clientPortAddress", clientHost);
        rooms.get(Pids.CLIENT_GATE).put("clientPort", clientPort);
        completeReplica(rooms.get(Pids.REPLICA), plugins, ensemble);
        completeAdmin(rooms.get(Pids.ADMIN), clientPort, ensemble);
        Path dataDir = Path.of(settings.text("dataDir"));
        return new ServerConfiguration(
                plugins,
                settings.ofOtherPlugins(plugins.stream().map(PluginChoice::value).toList()),
                settings.flag("DigestAuthenticationProvider.enabled")
                        ? Set.of()
                        : Set.of(Pids.AUTH_DIGEST),
                Collections.unmodifiableMap(rooms),
                Map.copyOf(settings.systemProperties()),
                List.copyOf(settings.warnings()),
                ensemble.membership(),
                ensemble.self(),
                dataDir,
                settings.isSet("dataLogDir") ? Path.of(settings.text("dataLogDir")) : dataDir,
                clientHost,
                clientPort);
    }

    private void checkSessionTimeouts() throws ConfigurationException {
        long tick = settings.number("tickTime");
        long min = settings.number("minSessionTimeout");
        long max = settings.number("maxSessionTimeout");
        long effectiveMin = min == -1 ? 2 * tick : min;
        long effectiveMax = max == -1 ? 20 * tick : max;
        if (effectiveMin > effectiveMax) {
            throw settings.complaint(
                    settings.isSet("minSessionTimeout") ? "minSessionTimeout" : "maxSessionTimeout",
                    "minSessionTimeout is "
                            + effectiveMin
                            + " ms, which is larger than maxSessionTimeout, "
                            + effectiveMax
                            + " ms");
        }
        if (effectiveMax > Integer.MAX_VALUE) {
            throw settings.complaint(
                    "tickTime",
                    "tickTime is " + tick + " ms, which makes maxSessionTimeout too large");
        }
    }

    private void checkAuthentication() throws ConfigurationException {
        if (!settings.flag("enforce.auth.enabled")) {
            return;
        }
        String[] schemes = (String[]) settings.value("enforce.auth.schemes");
        if (schemes == null || schemes.length == 0) {
            throw settings.complaint(
                    "enforce.auth.enabled",
                    "enforce.auth.enabled is true, but enforce.auth.schemes names no scheme");
        }
        for (String scheme : schemes) {
            if (scheme.equals("digest") && !settings.flag("DigestAuthenticationProvider.enabled")) {
                throw settings.complaint(
                        "enforce.auth.schemes",
                        "enforce.auth.schemes names digest, but DigestAuthenticationProvider.enabled is false");
            }
            if (List.of("world", "auth", "super", "sasl", "x509").contains(scheme)) {
                throw settings.complaint(
                        "enforce.auth.schemes",
                        "enforce.auth.schemes names "
                                + scheme
                                + ", which is no scheme a client can use here");
            }
        }
    }

    /** The member line of this server counts; the keys may say the same, or speak instead. */
    private int clientPort(Ensemble ensemble) throws ConfigurationException {
        int own = settings.isSet("clientPort") ? (int) settings.number("clientPort") : 0;
        if (settings.isSet("clientPortAddress") && own == 0) {
            throw settings.complaint(
                    "clientPortAddress", "clientPortAddress is set, but clientPort is not");
        }
        if (own != 0 && ensemble.clientPort() != 0 && own != ensemble.clientPort()) {
            throw settings.complaint(
                    "clientPort",
                    "clientPort is "
                            + own
                            + ", but the member line of this server, server."
                            + ensemble.self()
                            + ", has the client port "
                            + ensemble.clientPort());
        }
        int port = ensemble.clientPort() == 0 ? own : ensemble.clientPort();
        if (port == 0) {
            throw settings.complaint(
                    "clientPort",
                    "clientPort is not set" + file.inFile() + ", so no client could connect");
        }
        return port;
    }

    private List<PluginChoice> plugins(boolean distributed) throws ConfigurationException {
        List<PluginChoice> plugins = new ArrayList<>();
        plugins.add(plugin("quorate.storage", "storage.engine", settings.text("quorate.storage")));
        plugins.add(
                plugin(
                        CONSENSUS,
                        "consensus.protocol",
                        settings.isSet(CONSENSUS)
                                ? settings.text(CONSENSUS)
                                : distributed ? ZAB : SOLO));
        if (distributed) {
            plugins.add(
                    plugin(
                            "quorate.election",
                            "election.algorithm",
                            settings.text("quorate.election")));
        }
        return List.copyOf(plugins);
    }

    private PluginChoice plugin(String key, String property, String name)
            throws ConfigurationException {
        if (!name.matches("[a-z0-9][a-z0-9_-]{0,63}")) {
            throw settings.complaint(
                    key,
                    key
                            + " is \""
                            + name
                            + "\", but it must be the name of a plugin: letters a to z, digits, - and _");
        }
        return new PluginChoice(key, property, name, settings.ofPlugin(name));
    }

    /** Settings by PID as the table of keys says, in the order of start. */
    private Map<String, Map<String, Object>> rooms(boolean distributed)
            throws ConfigurationException {
        Map<String, Map<String, Object>> rooms = new LinkedHashMap<>();
        rooms.put(Pids.LOOP, new LinkedHashMap<>());
        if (settings.flag("DigestAuthenticationProvider.enabled")) {
            rooms.put(Pids.AUTH_DIGEST, new LinkedHashMap<>());
        }
        rooms.put(Pids.AUTH_IP, new LinkedHashMap<>());
        if (distributed) {
            Map<String, Object> links = new LinkedHashMap<>();
            links.put("bindAttempts", (int) settings.number("electionPortBindRetry"));
            links.put("tcpKeepAlive", settings.flag("tcpKeepAlive"));
            rooms.put(Pids.PEER_GATE, links);
        }
        rooms.put(Pids.REPLICA, new LinkedHashMap<>());
        rooms.put(Pids.ADMIN, new LinkedHashMap<>());
        rooms.put(Pids.CLIENT_GATE, new LinkedHashMap<>());
        for (Key key : KeyTable.keys()) {
            Object value = key.targets().isEmpty() ? null : settings.value(key.name());
            for (Key.Target target : key.targets()) {
                if (value != null && rooms.containsKey(target.pid())) {
                    rooms.get(target.pid()).put(target.property(), value);
                }
            }
        }
        return rooms;
    }

    private void completeReplica(
            Map<String, Object> replica, List<PluginChoice> plugins, Ensemble ensemble)
            throws ConfigurationException {
        replica.putIfAbsent("dataLogDir", replica.get("dataDir"));
        replica.put("serverId", ensemble.self().value());
        if ((Integer) replica.get("retainSnapshots") < 3) {
            settings.warn(
                    settings.complaint(
                                    "autopurge.snapRetainCount",
                                    "autopurge.snapRetainCount is below 3, so 3 snapshots are kept")
                            .getMessage());
            replica.put("retainSnapshots", 3);
        }
        for (PluginChoice plugin : plugins) {
            replica.put(plugin.key().substring("quorate.".length()) + ".target", plugin.target());
        }
        if (ensemble.distributed()) {
            replica.put("membership", MembershipText.format(ensemble.membership()));
            completeReconfiguration(replica, ensemble.membership().version());
            List<String> options = new ArrayList<>();
            settings.ensembleOptions().forEach((key, value) -> options.add(key + '=' + value));
            // Without links to the others or an election the replica is not to begin.
            replica.put("links.cardinality.minimum", 1);
            replica.put("election.cardinality.minimum", 1);
            replica.put("ensembleOptions", options.toArray(String[]::new));
        }
    }

    /** Only where the ensemble may change are files written, and a proposed one looked at. */
    private void completeReconfiguration(Map<String, Object> replica, long version)
            throws ConfigurationException {
        if (!settings.flag("reconfigEnabled") || file.path() == null) {
            return;
        }
        Path path = file.path().toAbsolutePath();
        if (!Files.isWritable(path) || !Files.isWritable(path.getParent())) {
            throw settings.complaint(
                    "reconfigEnabled",
                    "reconfigEnabled is true, so this server writes "
                            + path
                            + " and files beside it, but may not");
        }
        replica.put("configurationFile", path.toString());
        Membership proposed = MembershipFiles.proposed(file.path(), version);
        if (proposed != null) {
            replica.put("membershipProposed", MembershipText.format(proposed));
        }
    }

    private static void completeAdmin(
            Map<String, Object> admin, int clientPort, Ensemble ensemble) {
        admin.putIfAbsent("dataLogDir", admin.get("dataDir"));
        admin.put("clientPort", clientPort);
        admin.put("serverId", ensemble.self().value());
    }

    /** Who else there is, and what the own member line says about clients. */
    private record Ensemble(
            Membership membership,
            ServerId self,
            boolean distributed,
            String clientHost,
            int clientPort) {}

    private Ensemble ensemble() throws ConfigurationException {
        Membership membership = lines.membership();
        int servers = membership.members().size();
        boolean distributed = servers > 1 || servers == 1 && !settings.flag("standaloneEnabled");
        if (!distributed) {
            ServerId alone = new ServerId(0);
            return ensemble(
                    Membership.standalone(alone),
                    alone,
                    false,
                    servers == 1 ? membership.members().firstEntry().getValue() : null);
        }
        if (settings.isSet(CONSENSUS) && settings.text(CONSENSUS).equals(SOLO)) {
            throw settings.complaint(
                    "server." + membership.members().lastKey(),
                    "the server lines make an ensemble of "
                            + servers
                            + (servers == 1 ? " server" : " servers")
                            + ", but quorate.consensus is solo, which serves a standalone server");
        }
        for (String limit : List.of("initLimit", "syncLimit")) {
            if (!settings.isSet(limit)) {
                throw new ConfigurationException(
                        limit + " is not set" + file.inFile() + ", but an ensemble needs it");
            }
        }
        ServerId self = lines.myid();
        if (membership.member(self) == null) {
            throw new ConfigurationException(
                    "this server is number "
                            + self
                            + " (file myid in dataDir), but there is no line server."
                            + self
                            + (settings.isSet("dynamicConfigFile")
                                    ? " in " + settings.text("dynamicConfigFile")
                                    : file.inFile()));
        }
        return ensemble(membership, self, true, membership.member(self));
    }

    private static Ensemble ensemble(
            Membership membership, ServerId self, boolean distributed, Member own) {
        boolean clients = own != null && own.hasClientAddress();
        return new Ensemble(
                membership,
                self,
                distributed,
                clients ? own.clientHost() : "",
                clients ? own.clientPort() : 0);
    }
}
