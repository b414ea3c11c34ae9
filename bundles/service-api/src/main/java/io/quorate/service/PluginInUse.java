package io.quorate.service;

/**
 * A plugin that a server runs with.
 *
 * @param kind {@code consensus}, {@code election}, {@code storage} or {@code auth}
 * @param name by which the configuration chooses it; the scheme of an {@code auth}
 * @param version of its bundle; empty where it is in no bundle
 */
public record PluginInUse(String kind, String name, String version) {

    /** For people and logs: {@code zab 0.1.0}. */
    public String text() {
        return version.isEmpty() ? name : name + ' ' + version;
    }

    /** With its kind: {@code consensus zab 0.1.0}. */
    @Override
    public String toString() {
        return kind + ' ' + text();
    }
}
