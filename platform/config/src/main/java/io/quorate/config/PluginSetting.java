package io.quorate.config;

/**
 * Something that was set for a plugin nobody chooses by a key, such as a scheme of authentication.
 *
 * @param key as written, without {@code zookeeper.}: {@code quorate.<plugin or scheme>.<name>}
 * @param value as written
 * @param place where it was written, for messages
 */
public record PluginSetting(String key, String value, String place) {}
