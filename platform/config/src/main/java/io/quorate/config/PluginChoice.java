package io.quorate.config;

/**
 * A plugin chosen by name.
 *
 * @param key the key that chose it
 * @param property service property plugins of this kind carry
 * @param value the value that property must have
 */
public record PluginChoice(String key, String property, String value) {

    /** OSGi filter that selects it. */
    public String target() {
        return '(' + property + '=' + value + ')';
    }
}
