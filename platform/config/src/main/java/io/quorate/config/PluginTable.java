package io.quorate.config;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The key table of a plugin, which lies in its jar as {@value #ENTRY} and is written as the
 * server's own: which keys the plugin has, what their values are, and which property of its
 * component gets each. Immutable, any thread.
 *
 * <p>Source: docs/adr/0080.
 */
public final class PluginTable {

    /** Name of the entry in the jar. */
    public static final String ENTRY = "META-INF/quorate/keys.txt";

    /** Most bytes of it that are read. */
    public static final int BYTES_MAX = 1 << 18;

    private final String jar;
    private final KeyTable table;

    private PluginTable(String jar, KeyTable table) {
        this.jar = jar;
        this.table = table;
    }

    /**
     * Reads and checks a table.
     *
     * @param jar its file name, for messages
     * @param text content of the entry
     * @throws ConfigurationException if it cannot be read, takes a key of the server, has a default
     *     that is no value of its key, or a key that reaches no property
     */
    public static PluginTable read(String jar, byte[] text) throws ConfigurationException {
        try {
            KeyTable table = KeyTable.ofPlugin(new String(text, StandardCharsets.UTF_8));
            table.keys().forEach(PluginTable::check);
            return new PluginTable(jar, table);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "its table of keys " + ENTRY + " is broken: " + e.getMessage(), e);
        }
    }

    private static void check(Key key) {
        key.aliases().forEach(PluginTable::checkName);
        checkName(key.name());
        if (key.effect() == Key.Effect.ENSEMBLE) {
            throw new IllegalArgumentException(
                    key.name() + " is in force for ensembles, which only a key of the server is");
        }
        if (key.effect() == Key.Effect.HONOURED && key.targets().isEmpty()) {
            throw new IllegalArgumentException(
                    key.name() + " is in force, but no property of the component gets it");
        }
        if (key.isPattern() && !key.targets().isEmpty()) {
            throw new IllegalArgumentException(
                    key.name() + " stands for many keys, which one property cannot hold");
        }
        try {
            key.otherwise();
        } catch (Misfit misfit) {
            throw new IllegalArgumentException(
                    "the default of "
                            + key.name()
                            + " is \""
                            + key.fallback()
                            + "\", but it must be "
                            + misfit.getMessage(),
                    misfit);
        }
    }

    private static void checkName(String name) {
        Key known = KeyTable.SERVER.find(name);
        // One of a family that is not in force may be: the plugin is what was missing.
        if (known != null && !(known.isPattern() && known.isIdle())) {
            throw new IllegalArgumentException(name + " is a key of the server");
        }
        if (name.startsWith(Key.PREFIX)
                || name.startsWith(Key.OWN_PREFIX) && name.split("\\.").length < 3) {
            throw new IllegalArgumentException(
                    name + " is no name for a key of a plugin: quorate.<plugin>.<name> is");
        }
    }

    /** The names between {@code quorate.} and the next dot among its keys. */
    public Set<String> plugins() {
        Set<String> plugins = new TreeSet<>();
        for (Key key : table.keys()) {
            if (key.isOwn()) {
                plugins.add(key.name().split("\\.")[1]);
            }
        }
        return plugins;
    }

    /** Its keys, for people, separated by commas. */
    public String names() {
        return table.keys().stream().map(Key::name).collect(Collectors.joining(", "));
    }

    /** File name of the jar. */
    public String jar() {
        return jar;
    }

    /** The reference page of the plugin, in Markdown. */
    public String page() {
        return ReferencePage.ofPlugin(this);
    }

    KeyTable table() {
        return table;
    }

    @Override
    public String toString() {
        return ENTRY + " of " + jar;
    }
}
