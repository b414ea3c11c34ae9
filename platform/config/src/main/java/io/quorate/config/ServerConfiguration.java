package io.quorate.config;

import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A configuration that was read and found sound: everything the kernel needs to assemble the
 * server. Immutable.
 *
 * <p>Source: spec semantics section 18.
 *
 * @param plugins the chosen plugins, to be configured first
 * @param pluginSettings what is set for plugins, to be read with the table of each
 * @param pidsOff modules that get no configuration, because a key switches them off
 * @param configurations settings of the other modules by PID, in the order in which they should
 *     start; values are Boolean, Integer, Long, Double, String, String[]
 * @param systemProperties to be set before anything starts: what the file says about keys that
 *     ZooKeeper reads as system properties, and unknown keys with the prefix {@code zookeeper.}
 * @param warnings plain sentences for the log
 * @param membership the ensemble; without any member when standalone
 * @param self this server; 0 when standalone
 * @param dataDir absolute
 * @param dataLogDir absolute
 * @param clientHost address of the client port; empty = all interfaces
 * @param clientPort port for plain client connections
 */
public record ServerConfiguration(
        List<PluginChoice> plugins,
        PluginSettingsReader pluginSettings,
        Set<String> pidsOff,
        Map<String, Map<String, Object>> configurations,
        Map<String, String> systemProperties,
        List<String> warnings,
        Membership membership,
        ServerId self,
        Path dataDir,
        Path dataLogDir,
        String clientHost,
        int clientPort) {

    /**
     * Reads the table of keys, which takes its time; what wants it later finds it read. For code
     * that starts a server and has a thread to spare.
     */
    public static void loadTable() {
        KeyTable.SERVER.sections();
    }

    /**
     * Reads a configuration file.
     *
     * @param file the file, usually {@code conf/zoo.cfg}
     * @param jvm system properties of this process
     * @param plugins tables of the plugins that are there; keys that only these know are looked at,
     *     but for those that begin with {@code quorate.}, which {@link #pluginSettings} reads for a
     *     plugin that is used
     * @throws ConfigurationException with one plain sentence
     */
    public static ServerConfiguration read(
            Path file, Map<String, String> jvm, List<PluginTable> plugins)
            throws ConfigurationException {
        return from(ConfigurationFile.read(file), jvm, plugins);
    }

    /** As {@link #read}, from entries that were read already or come from elsewhere. */
    public static ServerConfiguration from(
            ConfigurationFile file, Map<String, String> jvm, List<PluginTable> plugins)
            throws ConfigurationException {
        Settings settings = Settings.ofServer(file, jvm, plugins);
        for (PluginTable plugin : plugins) {
            settings.add(Settings.ofPlugin(file, jvm, plugin, key -> !key.isOwn()));
        }
        return new ConfigurationValidator(file, settings, new PluginSettingsReader(file, jvm))
                .result();
    }

    /** Without what is set, since some of it is secret. */
    @Override
    public String toString() {
        return "the configuration of server " + self + " in " + dataDir;
    }
}
