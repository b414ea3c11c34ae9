package io.quorate.kernel;

import io.quorate.config.PluginSettingsReader;
import java.util.List;
import java.util.Set;

/**
 * What the configuration says to plugins, and to which of them nobody needs to choose.
 *
 * @param property the service property whose value names a plugin that is taken as it lies in the
 *     folder, e.g. {@code auth.scheme}
 * @param reader reads what is set for a plugin, with the plugin's table of keys
 * @param said warnings that were given already
 * @param off configurations (PIDs) that are not handed out, because a key says so
 */
public record PluginSettings(
        String property, PluginSettingsReader reader, List<String> said, Set<String> off) {

    /** Nothing was set. */
    public static final PluginSettings NONE =
            new PluginSettings("", PluginSettingsReader.NONE, List.of(), Set.of());
}
