package io.quorate.kernel;

import java.util.List;
import java.util.Map;

/**
 * What the server's configuration comes down to for the kernel.
 *
 * @param choices the plugins chosen by name; activated first, in this order
 * @param configurations settings by PID, activated in the order of the map and taken down in the
 *     reverse order
 * @param pluginSettings for plugins that nobody chooses
 */
public record ServerSetup(
        List<PluginSelection> choices,
        Map<String, Map<String, Object>> configurations,
        PluginSettings pluginSettings) {}
