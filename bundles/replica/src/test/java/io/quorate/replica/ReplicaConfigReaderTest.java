package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replica.settings.ReplicaSettings;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a configuration without any key comes down to. */
class ReplicaConfigReaderTest {

    private static ReplicaConfig config(Map<String, Object> values) {
        return (ReplicaConfig)
                Proxy.newProxyInstance(
                        ReplicaConfig.class.getClassLoader(),
                        new Class<?>[] {ReplicaConfig.class},
                        (proxy, method, none) ->
                                values.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    @Test
    void whoEmbedsAServerGetsTheDefaultsOfTheConfiguration() {
        assertThat(ReplicaSettings.ofStandalone())
                .isEqualTo(ReplicaConfigReader.replica(config(Map.of())));
        assertThat(ReplicaSettings.ofMember(3))
                .isEqualTo(
                        ReplicaConfigReader.replica(
                                config(Map.of("serverId", 3L, "membership", "server.3=here:1:2"))));
    }
}
