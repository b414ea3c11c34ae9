package io.quorate.kernel;

import java.util.Map;

/**
 * One plugin to be chosen by name.
 *
 * @param key the key of the configuration file that names it, e.g. {@code quorate.storage}; used in
 *     messages
 * @param property the service property plugins of this kind carry, e.g. {@code storage.engine}
 * @param value the plugin wanted, e.g. {@code filelog}
 * @param demanded whether a start without such a plugin is refused; else it goes on without
 * @param settings handed to the plugin's component under the PID it declares
 */
public record PluginSelection(
        String key,
        String property,
        String value,
        boolean demanded,
        Map<String, Object> settings) {}
