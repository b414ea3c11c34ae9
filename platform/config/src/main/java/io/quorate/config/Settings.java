package io.quorate.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All values that were set for the keys of one table, checked one by one. The file wins over system
 * properties; the last line of a key wins over earlier ones.
 */
final class Settings {

    private final Map<String, Setting> exact = new LinkedHashMap<>();
    private final Map<String, Setting> byPattern = new LinkedHashMap<>();
    private final Map<String, String> systemProperties = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();

    private final KeyTable table;

    /**
     * Tables of plugins, which know keys that are none of the server's; null in those themselves.
     */
    private final @Nullable List<PluginTable> plugins;

    /** Said after what a key of a plugin must be. */
    private final String source;

    private Settings(KeyTable table, @Nullable List<PluginTable> plugins, String source) {
        this.table = table;
        this.plugins = plugins;
        this.source = source;
    }

    /**
     * What is set for the keys of the server.
     *
     * @param plugins tables that have keys of their own
     */
    static Settings ofServer(
            ConfigurationFile file, Map<String, String> jvm, List<PluginTable> plugins)
            throws ConfigurationException {
        Settings settings = new Settings(KeyTable.SERVER, plugins, "");
        settings.warnings.addAll(file.remarks());
        settings.read(file, jvm, key -> true);
        return settings;
    }

    /**
     * What is set for the keys of a plugin.
     *
     * @param which of them
     */
    static Settings ofPlugin(
            ConfigurationFile file,
            Map<String, String> jvm,
            PluginTable plugin,
            Predicate<Key> which)
            throws ConfigurationException {
        Settings settings =
                new Settings(plugin.table(), null, ", as the table of " + plugin.jar() + " says");
        settings.read(file, jvm, which);
        return settings;
    }

    private void read(ConfigurationFile file, Map<String, String> jvm, Predicate<Key> which)
            throws ConfigurationException {
        for (Entry entry : file.entries()) {
            take(entry, which);
        }
        for (Map.Entry<String, String> property : new TreeMap<>(jvm).entrySet()) {
            takeSystemProperty(property.getKey(), property.getValue(), which);
        }
        for (Map<String, Setting> settings : List.of(exact, byPattern)) {
            for (Setting setting : settings.values()) {
                String warning = setting.check(source);
                if (warning != null) {
                    warnings.add(warning);
                }
            }
        }
    }

    private void take(Entry entry, Predicate<Key> which) throws ConfigurationException {
        Key key = lookUp(entry.key());
        if (key == null) {
            takeUnknown(entry, which);
            return;
        }
        if (!which.test(key)) {
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
        if (key.where() != Key.Where.FILE
                && !(key.type() instanceof KeyType.Text(boolean secret) && secret)) {
            systemProperties.put(key.systemProperty(name), entry.value());
        }
    }

    private Setting put(Setting setting) {
        return (setting.key().isPattern() ? byPattern : exact).put(setting.name(), setting);
    }

    private void takeUnknown(Entry entry, Predicate<Key> which) throws ConfigurationException {
        String written = entry.key();
        if (!written.startsWith(Key.OWN_PREFIX)) {
            String bare =
                    written.startsWith(Key.PREFIX)
                            ? written.substring(Key.PREFIX.length())
                            : written;
            Key meant = bare.equals(written) ? null : lookUp(bare);
            if (meant != null) {
                if (which.test(meant)) {
                    leave(entry, bare, meant, "in the file the key is " + bare);
                }
                return;
            }
            if (isForOthers(bare)) {
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
        } else if (plugins != null && written.split("\\.").length < 3) {
            throw new ConfigurationException(
                    entry.place() + ": " + written + " is no key of Quorate");
        }
    }

    /** A key of a plugin goes before a pattern of the server that covers it. */
    private @Nullable Key lookUp(String name) {
        Key key = table.find(name);
        return key != null
                        && key.isIdle()
                        && key.isPattern()
                        && plugins != null
                        && isForOthers(name)
                ? null
                : key;
    }

    /** Whether a key that the table has not is none to wonder at: another table may have it. */
    private boolean isForOthers(String name) {
        return plugins == null
                || plugins.stream().anyMatch(plugin -> plugin.table().find(name) != null);
    }

    /**
     * A line or system property that ZooKeeper does not look at has no effect here either; but
     * where it asks for a protection that is missing here, the start is refused.
     */
    @SuppressWarnings("NullAway") // a flag has a value
    private void leave(Entry entry, String bare, Key meant, String reason)
            throws ConfigurationException {
        Setting setting = new Setting(bare, meant, entry, meant.where() != Key.Where.FILE);
        boolean guards =
                meant.type() instanceof KeyType.Flag(Boolean otherwise)
                        && Boolean.TRUE.equals(otherwise);
        if (meant.effect() == Key.Effect.REFUSED) {
            setting.check(source);
        } else if (guards && meant.asks(setting.value())) {
            throw new ConfigurationException(
                    entry.place() + ": " + entry.key() + " is not looked at: " + reason);
        }
        warnings.add(entry.place() + ": " + entry.key() + " has no effect: " + reason);
    }

    private void takeSystemProperty(String name, String value, Predicate<Key> which)
            throws ConfigurationException {
        boolean ofZooKeeper = name.startsWith(Key.PREFIX);
        String bare = ofZooKeeper ? name.substring(Key.PREFIX.length()) : name;
        Key key = lookUp(bare);
        String place = "system property " + name;
        if (key == null) {
            if (ofZooKeeper && !isForOthers(bare)) {
                warnings.add(place + " is no key of this server");
            }
            return;
        }
        if (!which.test(key)) {
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
    @Nullable Entry entry(String name) {
        Setting setting = setting(name);
        return setting == null ? null : setting.entry();
    }

    private @Nullable Setting setting(String name) {
        Setting setting = exact.get(name);
        return setting == null ? byPattern.get(name) : setting;
    }

    boolean isSet(String name) {
        return setting(name) != null;
    }

    /** Whether what was set is no value of the key, so that another one is assumed. */
    @SuppressWarnings("NullAway") // where it is set there is one
    boolean isAssumed(String name) {
        return isSet(name) && setting(name).isAssumed();
    }

    /** The value of a key of the table, its default if it was not set, null if there is neither. */
    @Nullable Object value(String name) {
        Setting setting = exact.get(name);
        return setting == null ? table.named(name).otherwise() : setting.value();
    }

    @SuppressWarnings("NullAway") // numbers have a default
    long number(String name) {
        return ((Number) value(name)).longValue();
    }

    @SuppressWarnings("NullAway") // flags have a default
    boolean flag(String name) {
        return (Boolean) value(name);
    }

    /** The text of a key that is set or has a default. */
    @SuppressWarnings("NullAway") // for such keys only
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
     * switches, not texts. Its readers need not know how values may be written.
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

    void warn(String sentence) {
        warnings.add(sentence);
    }

    /** Warns of a key, at the place where it was set. */
    void warn(String name, String sentence) {
        Entry entry = entry(name);
        warnings.add(entry == null ? sentence : entry.place() + ": " + sentence);
    }

    /** What there is to say and to set because of another table; nothing is said twice. */
    void add(Settings other) {
        other.warnings.stream().filter(said -> !warnings.contains(said)).forEach(warnings::add);
        systemProperties.putAll(other.systemProperties);
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
