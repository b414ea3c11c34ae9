package io.quorate.config;

/**
 * A plugin chosen by name.
 *
 * @param key the key that chose it
 * @param property service property plugins of this kind carry
 * @param value the value that property must have
 * @param demanded whether a start without such a plugin is refused; else the code that needs it
 *     says so
 */
public record PluginChoice(String key, String property, String value, boolean demanded) {

    /** OSGi filter that selects it. */
    public String target() {
        return '(' + property + '=' + value + ')';
    }
}
