package io.quorate.gate.client;

import io.quorate.gate.client.settings.GateSettings;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** Configurations for tests: defaults on a free loopback port, with some values changed. */
final class GateConfigs {

    private GateConfigs() {}

    /** {@code changes}: name, value, name, value … */
    static GateSettings with(Object... changes) {
        Map<String, Object> values =
                new HashMap<>(
                        Map.of(
                                "clientPortAddress",
                                "127.0.0.1",
                                "clientPort",
                                0,
                                "maxConnectionsPerHost",
                                0));
        for (int i = 0; i < changes.length; i += 2) {
            values.put((String) changes[i], changes[i + 1]);
        }
        return ClientPortComponent.settings(
                (GateConfig)
                        Proxy.newProxyInstance(
                                GateConfig.class.getClassLoader(),
                                new Class<?>[] {GateConfig.class},
                                (proxy, method, arguments) ->
                                        values.getOrDefault(
                                                method.getName(), method.getDefaultValue())));
    }
}
