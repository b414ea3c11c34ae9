package io.quorate.election.fast;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.election.kit.ElectionSettings;
import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FastSettingsTest {

    private static FastSettings of(FastTimeouts own, Map<String, Object> options) {
        return FastSettings.of(
                new EnsembleSettings(
                        new ServerId(1), 2_000, 10, 5, 1 << 20, 100, 1 << 20, false, options),
                own);
    }

    @Test
    void everyOptionShows() {
        assertThat(of(FastTimeouts.DEFAULTS, Map.of()))
                .isEqualTo(
                        new FastSettings(
                                200,
                                60_000,
                                false,
                                new ElectionSettings(5_000, 10_000, false, false, false)));
        assertThat(
                        of(
                                new FastTimeouts(100, 500, 700, 900),
                                Map.of(
                                        "multiAddress.enabled", true,
                                        "quorumListenOnAllIPs", true,
                                        "oraclePath", "/oracle")))
                .isEqualTo(
                        new FastSettings(
                                100, 500, true, new ElectionSettings(700, 900, true, true, false)));
    }

    @Test
    void theLongestSilenceIsNotBelowTheShortest() {
        assertThat(of(new FastTimeouts(70_000, 60_000, 5_000, -1), Map.of()).silenceMillisMax())
                .isEqualTo(70_000);
    }
}
