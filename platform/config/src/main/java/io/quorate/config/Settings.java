package io.quorate.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All values that were set, looked up in the table of keys and checked one by one. The file wins
 * over system properties; the last line of a key wins over earlier ones.
 */
final class Settings {

    private final Map<String, Setting> exact = new LinkedHashMap<>();
    private final Map<String, Setting> byPattern = new LinkedHashMap<>();
    private final Map<String, Entry> ofPlugins = new LinkedHashMap<>();
    private final Map<String, String> systemProperties = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();

    Settings(ConfigurationFile file, Map<String, String> jvm) throws ConfigurationException {
        warnings.addAll(file.remarks());
        for (Entry entry : file.entries()) {
            take(entry);
        }
        for (Map.Entry<String, String> property : new TreeMap<>(jvm).entrySet()) {
            takeSystemProperty(property.getKey(), property.getValue());
        }
        for (Map<String, Setting> settings : List.of(exact, byPattern)) {
            for (Setting setting : settings.values()) {
                String warning = setting.check();
                if (warning != null) {
                    warnings.add(warning);
                }
            }
        }
    }

    private void take(Entry entry) throws ConfigurationException {
        Key key = KeyTable.find(entry.key());
        if (key == null) {
            takeUnknown(entry);
            return;
        }
        if (key.where() == Key.Where.FLAG) {
            leave(
                    entry,
                    entry.key(),
                    key,
                    "give it as the system property " + key.systemProperty(entry.key()));
            return;
        }
        String name = key.isPattern() ? entry.key() : key.name();
        Setting earlier = put(new Setting(name, key, entry, false));
        if (earlier != null && !earlier.entry().value().equals(entry.value())) {
            warnings.add(
                    entry.place()
                            + ": "
                            + entry.key()
                            + " is set again; "
                            + earlier.entry().place()
                            + " is overruled");
        }
        if (key.where() != Key.Where.FILE) {
            systemProperties.put(key.systemProperty(name), entry.value());
        }
    }

    private Setting put(Setting setting) {
        return (setting.key().isPattern() ? byPattern : exact).put(setting.name(), setting);
    }

    private void takeUnknown(Entry entry) throws ConfigurationException {
        String written = entry.key();
        if (!written.startsWith(Key.OWN_PREFIX)) {
            String bare =
                    written.startsWith(Key.PREFIX)
                            ? written.substring(Key.PREFIX.length())
                            : written;
            Key meant = bare.equals(written) ? null : KeyTable.find(bare);
            if (meant != null) {
                leave(entry, bare, meant, "in the file the key is " + bare);
                return;
            }
            warnings.add(
                    entry.place()
                            + ": "
                            + written
                            + " is no key of this server; it becomes the system property "
                            + Key.PREFIX
                            + written);
            systemProperties.put(Key.PREFIX + written, entry.value());
        } else if (written.split("\\.").length < 3) {
            throw new ConfigurationException(
                    entry.place() + ": " + written + " is no key of Quorate");
        } else {
            ofPlugins.put(written, entry);
        }
    }

    /**
     * A line or system property that ZooKeeper does not look at has no effect here either; but who
     * asks for a door that we cannot close is not to find it open.
     */
    private void leave(Entry entry, String bare, Key meant, String reason)
            throws ConfigurationException {
        Setting setting = new Setting(bare, meant, entry, meant.where() != Key.Where.FILE);
        boolean guards =
                meant.type() instanceof KeyType.Flag(Boolean otherwise)
                        && Boolean.TRUE.equals(otherwise);
        if (meant.effect() == Key.Effect.REFUSED) {
            setting.check();
        } else if (guards && meant.asks(setting.value())) {
            throw new ConfigurationException(
                    entry.place() + ": " + entry.key() + " is not looked at: " + reason);
        }
        warnings.add(entry.place() + ": " + entry.key() + " has no effect: " + reason);
    }

    private void takeSystemProperty(String name, String value) throws ConfigurationException {
        boolean ofZooKeeper = name.startsWith(Key.PREFIX);
        String bare = ofZooKeeper ? name.substring(Key.PREFIX.length()) : name;
        Key key = KeyTable.find(bare);
        String place = "system property " + name;
        if (key == null) {
            if (ofZooKeeper) {
                warnings.add(place + " is no key of this server");
            }
            return;
        }
        String known = key.isPattern() ? bare : key.name();
        if (name.equals(key.systemProperty(bare))) {
            if (!isSet(known)) {
                put(new Setting(known, key, new Entry(known, value, place), true));
            }
        } else if (ofZooKeeper) {
            leave(
                    new Entry(bare, value, place),
                    bare,
                    key,
                    key.where() == Key.Where.FILE
                            ? "it is read from the file only"
                            : "the system property is " + key.systemProperty(bare));
        }
    }

    /** What was set for a key of the table; null if nothing was. */
    Entry entry(String name) {
        Setting setting = setting(name);
        return setting == null ? null : setting.entry();
    }

    private Setting setting(String name) {
        Setting setting = exact.get(name);
        return setting == null ? byPattern.get(name) : setting;
    }

    boolean isSet(String name) {
        return setting(name) != null;
    }

    /** Whether what was set is no value of the key, so that another one is assumed. */
    boolean isAssumed(String name) {
        return isSet(name) && setting(name).isAssumed();
    }

    /** The value of a key of the table, its default if it was not set, null if there is neither. */
    Object value(String name) {
        Setting setting = exact.get(name);
        return setting == null ? KeyTable.named(name).otherwise() : setting.value();
    }

    long number(String name) {
        return ((Number) value(name)).longValue();
    }

    boolean flag(String name) {
        return (Boolean) value(name);
    }

    /** The text of a key; null if it is neither set nor has a default. */
    String text(String name) {
        Object value = value(name);
        return value == null ? null : value.toString();
    }

    /** Entries of keys such as {@code server.1}, in the order of the file. */
    Map<String, Entry> patterns() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        byPattern.forEach((name, setting) -> entries.put(name, setting.entry()));
        return entries;
    }

    /**
     * Everything that was set for ensembles, as it was read: numbers in the unit of their key and
     * switches, not texts. Whoever looks at it need not know how values may be written.
     */
    Map<String, Object> ensembleOptions() {
        Map<String, Object> options = new TreeMap<>();
        for (Map<String, Setting> settings : List.of(exact, byPattern)) {
            settings.forEach(
                    (name, setting) -> {
                        Object value = setting.value();
                        if (setting.key().effect() == Key.Effect.ENSEMBLE && value != null) {
                            options.put(name, value);
                        }
                    });
        }
        return options;
    }

    /** Settings {@code quorate.<plugin>.<name>} of a plugin. */
    Map<String, Object> ofPlugin(String plugin) {
        Map<String, Object> settings = new TreeMap<>();
        String prefix = Key.OWN_PREFIX + plugin + ".";
        ofPlugins.forEach(
                (key, entry) -> {
                    if (key.startsWith(prefix)) {
                        settings.put(key.substring(prefix.length()), entry.value());
                    }
                });
        return settings;
    }

    /** Settings of plugins that are not among the chosen ones; there may be such plugins. */
    List<PluginSetting> ofOtherPlugins(List<String> chosen) {
        return ofPlugins.values().stream()
                .filter(
                        entry ->
                                chosen.stream()
                                        .noneMatch(
                                                plugin ->
                                                        entry.key()
                                                                .startsWith(
                                                                        "quorate." + plugin + ".")))
                .map(entry -> new PluginSetting(entry.key(), entry.value(), entry.place()))
                .toList();
    }

    void warn(String sentence) {
        warnings.add(sentence);
    }

    /** Warns of a key, at the place where it was set. */
    void warn(String name, String sentence) {
        Entry entry = entry(name);
        warnings.add(entry == null ? sentence : entry.place() + ": " + sentence);
    }

    List<String> warnings() {
        return warnings;
    }

    Map<String, String> systemProperties() {
        return systemProperties;
    }

    /** A complaint about a key, at the place where it was set. */
    ConfigurationException complaint(String name, String sentence) {
        Entry entry = entry(name);
        return new ConfigurationException(
                entry == null ? sentence : entry.place() + ": " + sentence);
    }
}
