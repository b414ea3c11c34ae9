package io.quorate.kernel;

import java.util.List;
import java.util.Set;

/**
 * What the configuration says to plugins that are not chosen by a key but taken as they lie in the
 * folder.
 *
 * @param property the service property whose value names such a plugin, e.g. {@code auth.scheme}
 * @param settings everything that was set for a plugin and for none of the chosen ones
 * @param off configurations (PIDs) that are not handed out, because a key says so
 */
public record PluginSettings(String property, List<Setting> settings, Set<String> off) {

    /** Nothing was set. */
    public static final PluginSettings NONE = new PluginSettings("", List.of(), Set.of());

    /**
     * One line of the configuration.
     *
     * @param key as written, e.g. {@code quorate.token.file}
     * @param place where it was written, for messages
     */
    public record Setting(String key, String value, String place) {

        /** The name within a plugin of that name; null if it is not for that one. */
        String nameWithin(String plugin) {
            String prefix = "quorate." + plugin + '.';
            return key.startsWith(prefix) && key.length() > prefix.length()
                    ? key.substring(prefix.length())
                    : null;
        }
    }
}
