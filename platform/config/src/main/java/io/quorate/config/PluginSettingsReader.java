package io.quorate.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads what the configuration says to plugins, each with its own key table: at the start of the
 * server and when a plugin arrives later. The configuration is that of the start. Immutable, any
 * thread.
 *
 * <p>Source: docs/adr/0080.
 */
public final class PluginSettingsReader {

    /** Nothing is set for any plugin. */
    public static final PluginSettingsReader NONE =
            new PluginSettingsReader(ConfigurationFile.of("nowhere", Map.of()), Map.of());

    private final ConfigurationFile file;
    private final Map<String, String> jvm;
    private final List<PluginSetting> lines;

    /**
     * Reads from a file and from system properties.
     *
     * @param jvm as they were before anything of the file was made one
     */
    public PluginSettingsReader(ConfigurationFile file, Map<String, String> jvm) {
        this.file = file;
        this.jvm = Map.copyOf(jvm);
        List<PluginSetting> found = new ArrayList<>();
        for (Entry entry : file.entries()) {
            if (entry.key().startsWith(Key.OWN_PREFIX)
                    && KeyTable.SERVER.find(entry.key()) == null) {
                found.add(new PluginSetting(entry.key(), entry.value(), entry.place()));
            }
        }
        this.lines = List.copyOf(found);
    }

    /**
     * The values of a plugin.
     *
     * @throws ConfigurationException if a value is none and nothing may stand for it; the message
     *     names place, key, value and table
     */
    public PluginValues read(PluginTable table) throws ConfigurationException {
        Settings settings = Settings.ofPlugin(file, jvm, table, key -> true);
        Map<String, Object> properties = new TreeMap<>();
        for (Key key : table.table().keys()) {
            Object value = key.targets().isEmpty() ? null : settings.value(key.name());
            if (value != null) {
                key.targets().forEach(target -> properties.put(target.property(), value));
            }
        }
        return new PluginValues(properties, List.copyOf(settings.warnings()));
    }

    /**
     * What is set for keys of a table that have no {@code quorate.<plugin>.} before their name, and
     * asks for something: lines of the file and system properties. Empty if there is a value that
     * is none, which is said elsewhere.
     */
    public List<PluginSetting> historic(PluginTable table) {
        List<PluginSetting> found = new ArrayList<>();
        try {
            Settings settings = Settings.ofPlugin(file, jvm, table, key -> true);
            for (Key key : table.table().keys()) {
                Entry entry = key.isOwn() ? null : settings.entry(key.name());
                Object value = entry == null ? null : settings.value(key.name());
                if (entry != null && value != null && key.asks(value)) {
                    found.add(new PluginSetting(entry.key(), entry.value(), entry.place()));
                }
            }
        } catch (ConfigurationException noValue) {
            return List.of();
        }
        return found;
    }

    /** Every line {@code quorate.<plugin>.<name>}, whether there is such a plugin or not. */
    public List<PluginSetting> lines() {
        return lines;
    }
}
