package io.quorate.kernel;

import java.util.List;
import java.util.Map;

/**
 * What the description of a component says before its bundle is installed.
 *
 * @param name of the component
 * @param pids of its configurations
 * @param implementation name of its class; empty if the description has none
 * @param properties with one value each
 */
record ComponentSketch(
        String name, List<String> pids, String implementation, Map<String, String> properties) {}
