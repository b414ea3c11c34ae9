package io.quorate.config;

import java.util.Map;

/**
 * A plugin chosen by name.
 *
 * @param key the key that chose it
 * @param property service property plugins of this kind carry
 * @param value the value that property must have
 * @param demanded whether a start without such a plugin is refused; else whoever needs it says so
 * @param settings for the plugin's component: what was written as {@code quorate.<value>.<name>}
 */
public record PluginChoice(
        String key, String property, String value, boolean demanded, Map<String, Object> settings) {

    /** OSGi filter that selects it. */
    public String target() {
        return '(' + property + '=' + value + ')';
    }
}
