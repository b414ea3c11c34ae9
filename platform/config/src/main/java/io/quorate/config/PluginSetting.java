package io.quorate.config;

/**
 * A line of the configuration for a plugin. Immutable.
 *
 * @param key as written: {@code quorate.<plugin or scheme>.<name>}
 * @param value as written
 * @param place where it was written, for messages
 */
public record PluginSetting(String key, String value, String place) {

    /** Whether the plugin or scheme of that name is meant. */
    public boolean isFor(String plugin) {
        return key.startsWith(Key.OWN_PREFIX + plugin + '.');
    }

    /** Whether the table has the key. */
    public boolean isIn(PluginTable table) {
        return table.table().find(key) != null;
    }
}
