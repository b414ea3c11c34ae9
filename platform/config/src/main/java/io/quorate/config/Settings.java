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

    private static final String PREFIX = "zookeeper.";

    private final Map<String, Entry> exact = new LinkedHashMap<>();
    private final Map<String, Entry> byPattern = new LinkedHashMap<>();
    private final Map<String, Entry> ofPlugins = new LinkedHashMap<>();
    private final Map<String, String> systemProperties = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();

    Settings(ConfigurationFile file, Map<String, String> jvm) throws ConfigurationException {
        for (Entry entry : file.entries()) {
            take(entry);
        }
        for (Key key : KeyTable.keys()) {
            takeSystemProperty(key, jvm);
        }
        for (Entry entry : exact.values()) {
            check(entry, KeyTable.find(entry.key()));
        }
        for (Entry entry : byPattern.values()) {
            check(entry, KeyTable.find(entry.key()));
        }
    }

    private void take(Entry entry) throws ConfigurationException {
        String bare =
                entry.key().startsWith(PREFIX)
                        ? entry.key().substring(PREFIX.length())
                        : entry.key();
        Key key = KeyTable.find(bare);
        if (key == null) {
            takeUnknown(entry, bare);
            return;
        }
        Entry known = new Entry(bare, entry.value(), entry.place());
        if (key.isPattern()) {
            byPattern.put(bare, known);
        } else {
            Entry earlier = exact.put(key.name(), known);
            if (earlier != null && !earlier.value().equals(entry.value())) {
                warnings.add(
                        entry.place()
                                + ": "
                                + bare
                                + " is set again; "
                                + earlier.place()
                                + " is overruled");
            }
        }
        if (key.where() != Key.Where.FILE) {
            systemProperties.put(
                    key.where() == Key.Where.JVM
                            ? bare
                            : PREFIX + (key.isPattern() ? bare : key.name()),
                    entry.value());
        }
    }

    private void takeUnknown(Entry entry, String bare) throws ConfigurationException {
        if (!bare.startsWith("quorate.")) {
            warnings.add(
                    entry.place()
                            + ": "
                            + bare
                            + " is no key of this server; it becomes the system property "
                            + PREFIX
                            + bare);
            systemProperties.put(PREFIX + bare, entry.value());
        } else if (bare.split("\\.").length < 3) {
            throw new ConfigurationException(entry.place() + ": " + bare + " is no key of Quorate");
        } else {
            ofPlugins.put(bare, new Entry(bare, entry.value(), entry.place()));
        }
    }

    private void takeSystemProperty(Key key, Map<String, String> jvm) {
        if (key.systemProperty() == null || key.isPattern() || exact.containsKey(key.name())) {
            return;
        }
        List<String> names = new ArrayList<>(List.of(key.systemProperty()));
        key.aliases().forEach(alias -> names.add(PREFIX + alias));
        for (String name : names) {
            String value = jvm.get(name);
            if (value != null) {
                exact.put(
                        key.name(),
                        new Entry(key.name(), value.strip(), "system property " + name));
                return;
            }
        }
    }

    private void check(Entry entry, Key key) throws ConfigurationException {
        Object value = parse(entry, key);
        boolean asksForSomething =
                !entry.value().isEmpty()
                        && !value.equals(false)
                        && !value.equals(0)
                        && !entry.value().equals(key.fallback());
        if (key.effect() == Key.Effect.REFUSED && asksForSomething) {
            throw new ConfigurationException(
                    entry.place()
                            + ": "
                            + entry.key()
                            + " is "
                            + entry.value()
                            + ", but this version cannot do that yet");
        }
        if (key.effect() == Key.Effect.LATER && asksForSomething) {
            warnings.add(entry.place() + ": " + entry.key() + " has no effect in this version");
        }
    }

    private static Object parse(Entry entry, Key key) throws ConfigurationException {
        try {
            return key.type().parse(entry.value());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    entry.place()
                            + ": "
                            + entry.key()
                            + " is \""
                            + entry.value()
                            + "\", but it must be "
                            + e.getMessage(),
                    e);
        } catch (ArithmeticException e) {
            throw new ConfigurationException(
                    entry.place()
                            + ": "
                            + entry.key()
                            + " is \""
                            + entry.value()
                            + "\", which is too large",
                    e);
        }
    }

    /** What was set for a key of the table; null if nothing was. */
    Entry entry(String name) {
        return exact.get(name);
    }

    boolean isSet(String name) {
        return exact.containsKey(name);
    }

    /** The value of a key of the table, its default if it was not set, null if there is neither. */
    Object value(String name) throws ConfigurationException {
        Key key = KeyTable.named(name);
        Entry entry = exact.get(name);
        if (entry != null) {
            return parse(entry, key);
        }
        return key.fallback() == null ? null : key.type().parse(key.fallback());
    }

    long number(String name) throws ConfigurationException {
        return ((Number) value(name)).longValue();
    }

    boolean flag(String name) throws ConfigurationException {
        return (Boolean) value(name);
    }

    /** The text of a key; null if it is neither set nor has a default. */
    String text(String name) throws ConfigurationException {
        Object value = value(name);
        return value == null ? null : value.toString();
    }

    /** Entries of keys such as {@code server.1}, in the order of the file. */
    Map<String, Entry> patterns() {
        return byPattern;
    }

    /** Everything that was set for ensembles, as written. */
    Map<String, String> ensembleOptions() {
        Map<String, String> options = new TreeMap<>();
        for (Map<String, Entry> entries : List.of(exact, byPattern)) {
            entries.forEach(
                    (name, entry) -> {
                        if (KeyTable.find(name).effect() == Key.Effect.ENSEMBLE) {
                            options.put(name, entry.value());
                        }
                    });
        }
        return options;
    }

    /** Settings {@code quorate.<plugin>.<name>} of a plugin. */
    Map<String, Object> ofPlugin(String plugin) {
        Map<String, Object> settings = new TreeMap<>();
        String prefix = "quorate." + plugin + ".";
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

    List<String> warnings() {
        return warnings;
    }

    Map<String, String> systemProperties() {
        return systemProperties;
    }

    /** A complaint about a key, at the place where it was set. */
    ConfigurationException complaint(String name, String sentence) {
        Entry entry = exact.containsKey(name) ? exact.get(name) : byPattern.get(name);
        return new ConfigurationException(
                entry == null ? sentence : entry.place() + ": " + sentence);
    }
}
