package io.quorate.conformance.configuration;

import java.util.Map;

/**
 * What a product makes of a configuration.
 *
 * @param refusal why it does not start; null if it does
 * @param values by name, empty if it does not
 */
record Reading(String refusal, Map<String, String> values) {

    static Reading refused(String reason) {
        return new Reading(reason == null ? "without a reason" : reason, Map.of());
    }

    boolean accepted() {
        return refusal == null;
    }
}
