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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks settings against each other and shapes them into a {@link ServerConfiguration}. */
final class ConfigurationValidator {

    private static final String CONSENSUS = "quorate.consensus";
    private static final String ELECTION = "quorate.election";

    /** What {@code quorate.consensus} is where it is not set: without other servers, and with. */
    private static final String DEFAULT_ALONE = "solo";

    private static final String DEFAULT_IN_ENSEMBLE = "zab";

    /** Before the key of an option of ensembles. */
    private static final String ENSEMBLE = "ensemble.";

    private final ConfigurationFile file;
    private final Settings settings;
    private final PluginSettingsReader pluginSettings;
    private final MembershipLines lines;

    ConfigurationValidator(
            ConfigurationFile file, Settings settings, PluginSettingsReader pluginSettings) {
        this.file = file;
        this.settings = settings;
        this.pluginSettings = pluginSettings;
        this.lines = new MembershipLines(file, settings);
    }

    @SuppressWarnings("NullAway") // these modules are always there
    ServerConfiguration result() throws ConfigurationException {
        if (!settings.isSet("dataDir")) {
            throw new ConfigurationException(
                    String.join(
                            "; ",
                            Stream.concat(
                                            Stream.of("dataDir is not set" + file.inFile()),
                                            file.remarks().stream())
                                    .toList()));
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
        ClientPortKeys clientPorts = new ClientPortKeys(file, settings);
        Integer clientPort =
                clientPorts.plain(ensemble.clientPort(), ensemble.self(), ensemble.distributed());
        List<PluginChoice> plugins = plugins(ensemble.distributed());
        Map<String, Map<String, Object>> modules = modules(ensemble.distributed());
        for (String module : List.of(Pids.REPLICA, Pids.CLIENT_GATE)) {
            modules.get(module)
                    .putIfAbsent("extraBytesMax", modules.get(module).get("frameBytesMax"));
        }
        if (!ensemble.distributed()) {
            modules.get(Pids.CLIENT_GATE).put("localSessions", false);
        }
        completeReplica(modules.get(Pids.REPLICA), plugins, ensemble);
        int securePort = clientPorts.secure();
        completeAdmin(modules.get(Pids.ADMIN), clientPort, securePort, ensemble);
        completeClientGate(modules, clientHost, clientPort, securePort);
        Path dataDir = Path.of(settings.text("dataDir"));
        return new ServerConfiguration(
                plugins,
                pluginSettings,
                settings.flag("DigestAuthenticationProvider.enabled")
                        ? Set.of()
                        : Set.of(Pids.AUTH_DIGEST),
                Collections.unmodifiableMap(modules),
                Map.copyOf(settings.systemProperties()),
                List.copyOf(settings.warnings()),
                ensemble.membership(),
                ensemble.self(),
                dataDir,
                settings.isSet("dataLogDir") ? Path.of(settings.text("dataLogDir")) : dataDir,
                clientHost,
                clientPort == null ? 0 : clientPort);
    }

    @SuppressWarnings("NullAway") // as result
    private void completeClientGate(
            Map<String, Map<String, Object>> modules,
            String host,
            @Nullable Integer port,
            int securePort) {
        if (port == null && securePort == ClientPortKeys.NONE) {
            modules.remove(Pids.CLIENT_GATE);
            settings.warn(
                    "neither clientPort nor a client port in the member line of this server is set"
                            + file.inFile()
                            + ": it takes part in the ensemble, but no client can connect");
            return;
        }
        modules.get(Pids.CLIENT_GATE).put("clientPortAddress", host);
        modules.get(Pids.CLIENT_GATE).put("clientPort", port == null ? ClientPortKeys.NONE : port);
        modules.get(Pids.CLIENT_GATE).put("secureClientPort", securePort);
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

    private List<PluginChoice> plugins(boolean distributed) throws ConfigurationException {
        List<PluginChoice> plugins = new ArrayList<>();
        plugins.add(
                plugin(
                        "quorate.storage",
                        "storage.engine",
                        settings.text("quorate.storage"),
                        true));
        String consensus =
                settings.isSet(CONSENSUS)
                        ? settings.text(CONSENSUS)
                        : distributed ? DEFAULT_IN_ENSEMBLE : DEFAULT_ALONE;
        plugins.add(plugin(CONSENSUS, "consensus.protocol", consensus, true));
        if (distributed) {
            // Whether one is needed is the consensus plugin's to say, and then the replica misses
            // it.
            plugins.add(
                    plugin(
                            ELECTION,
                            "election.algorithm",
                            settings.text(ELECTION),
                            settings.isSet(ELECTION)));
        } else if (settings.isSet(ELECTION)) {
            settings.warn(
                    ELECTION,
                    ELECTION + " has no effect, because a server that stands alone elects nobody");
        }
        return List.copyOf(plugins);
    }

    private PluginChoice plugin(String key, String property, String name, boolean demanded)
            throws ConfigurationException {
        if (!name.matches("[a-z0-9][a-z0-9_-]{0,63}")) {
            throw settings.complaint(
                    key,
                    key
                            + " is \""
                            + name
                            + "\", but it must be the name of a plugin: letters a to z, digits, - and _");
        }
        return new PluginChoice(key, property, name, demanded);
    }

    /** Settings by PID as the table of keys says, in the order of start. */
    private Map<String, Map<String, Object>> modules(boolean distributed)
            throws ConfigurationException {
        Map<String, Map<String, Object>> modules = new LinkedHashMap<>();
        modules.put(Pids.LOOP, new LinkedHashMap<>());
        if (settings.flag("DigestAuthenticationProvider.enabled")) {
            modules.put(Pids.AUTH_DIGEST, new LinkedHashMap<>());
        }
        modules.put(Pids.AUTH_IP, new LinkedHashMap<>());
        if (distributed) {
            modules.put(Pids.PEER_GATE, new LinkedHashMap<>());
        }
        modules.put(Pids.REPLICA, new LinkedHashMap<>());
        modules.put(Pids.ADMIN, new LinkedHashMap<>());
        modules.put(Pids.CLIENT_GATE, new LinkedHashMap<>());
        for (Key key : KeyTable.SERVER.keys()) {
            Object value = key.targets().isEmpty() ? null : settings.value(key.name());
            for (Key.Target target : key.targets()) {
                if (value != null && modules.containsKey(target.pid())) {
                    modules.get(target.pid()).put(target.property(), value);
                }
            }
        }
        return modules;
    }

    private void completeReplica(
            Map<String, Object> replica, List<PluginChoice> plugins, Ensemble ensemble)
            throws ConfigurationException {
        replica.putIfAbsent("dataLogDir", replica.get("dataDir"));
        replica.put("serverId", ensemble.self().value());
        for (PluginChoice plugin : plugins) {
            replica.put(plugin.key().substring("quorate.".length()) + ".target", plugin.target());
        }
        if (ensemble.distributed()) {
            replica.put("membership", MembershipText.format(ensemble.membership()));
            completeReconfiguration(replica, ensemble.membership().version());
            settings.ensembleOptions().forEach((key, value) -> replica.put(ENSEMBLE + key, value));
            // Without links to the others the replica is not to begin.
            replica.put("links.cardinality.minimum", 1);
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
            settings.warn(
                    "reconfigEnabled",
                    "reconfigEnabled is true, but "
                            + path
                            + " and files beside it cannot be written: a changed membership is kept in dataDir only");
            return;
        }
        replica.put("configurationFile", path.toString());
        Membership proposed = MembershipFiles.proposed(file.path(), version);
        if (proposed != null) {
            replica.put("membershipProposed", MembershipText.format(proposed));
        }
    }

    private static void completeAdmin(
            Map<String, Object> admin,
            @Nullable Integer clientPort,
            int securePort,
            Ensemble ensemble) {
        admin.putIfAbsent("dataLogDir", admin.get("dataDir"));
        admin.put("clientPort", clientPort == null ? ClientPortKeys.NONE : clientPort);
        admin.put("secureClientPort", securePort);
        admin.put("serverId", ensemble.self().value());
    }

    /** The other members, and what the own member line says about clients. */
    private record Ensemble(
            Membership membership,
            ServerId self,
            boolean distributed,
            String clientHost,
            int clientPort) {}

    @SuppressWarnings("NullAway") // what is assumed was set; the own line is there
    private Ensemble ensemble() throws ConfigurationException {
        Membership membership = lines.membership();
        int servers = membership.members().size();
        boolean distributed = servers > 1 || servers == 1 && !settings.flag("standaloneEnabled");
        if (servers > 1
                && membership.participants().size() == 1
                && settings.flag("standaloneEnabled")) {
            throw settings.complaint(
                    "server." + membership.members().lastKey(),
                    "only server."
                            + membership.participants().iterator().next()
                            + " is a participant, and the others observe; to run it so, set standaloneEnabled=false");
        }
        if (servers == 0 && !settings.flag("standaloneEnabled")) {
            throw settings.complaint(
                    "standaloneEnabled",
                    "standaloneEnabled is false, but there is no line server.N, so there is no ensemble either");
        }
        if (!distributed) {
            ServerId alone = new ServerId(0);
            return ensemble(
                    Membership.standalone(alone),
                    alone,
                    false,
                    servers == 1 ? membership.members().firstEntry().getValue() : null);
        }
        for (String limit : List.of("initLimit", "syncLimit")) {
            if (settings.isAssumed(limit)) {
                throw settings.complaint(
                        limit,
                        limit
                                + " is "
                                + settings.entry(limit).value()
                                + ", but an ensemble needs at least one tick");
            }
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
        Member own = membership.member(self);
        if (settings.isSet("peerType")
                && !settings.text("peerType").equalsIgnoreCase(own.kind().name())) {
            settings.warn(
                    "peerType",
                    "peerType is "
                            + settings.text("peerType")
                            + ", but the line server."
                            + self
                            + " makes this server a"
                            + (own.participates() ? " participant" : "n observer")
                            + ", and that counts");
        }
        return ensemble(membership, self, true, own);
    }

    @SuppressWarnings("NullAway") // one with a client address has its host
    private static Ensemble ensemble(
            Membership membership, ServerId self, boolean distributed, @Nullable Member own) {
        boolean clients = own != null && own.hasClientAddress();
        return new Ensemble(
                membership,
                self,
                distributed,
                clients ? own.clientHost() : "",
                clients ? own.clientPort() : 0);
    }
}
