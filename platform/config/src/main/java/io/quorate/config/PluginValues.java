package io.quorate.config;

import java.util.List;
import java.util.Map;

/**
 * What a plugin gets. Immutable.
 *
 * @param properties of its component, by name: every key of its table that is set or has a default.
 *     Boolean, Integer, Long, Double, String or String[], in the normal unit: milliseconds, bytes
 * @param warnings plain sentences for the log about values that something else stands for
 */
public record PluginValues(Map<String, Object> properties, List<String> warnings) {}
