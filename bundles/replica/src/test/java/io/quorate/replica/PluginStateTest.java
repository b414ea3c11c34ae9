package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.replica.settings.SessionRules;
import io.quorate.testkit.SimDisk;
import io.quorate.testkit.SimStorageHost;
import org.junit.jupiter.api.Test;

/**
 * What a protocol remembers is its own: another one that runs in between neither sees nor wipes it.
 * Source: consensus SPI C1.
 */
final class PluginStateTest {

    private final SimDisk disk = new SimDisk(1);

    /** A server of this protocol on the disk; what it finds there, then what it writes. */
    private HardState run(String protocol, HardState written) throws Exception {
        ScriptedConsensus core = new ScriptedConsensus(protocol);
        ScriptedReplica server =
                new ScriptedReplica(
                        core,
                        SessionRules.DEFAULT,
                        TestSettings.filelog(),
                        new SimStorageHost(disk, SimStorageHost.withoutReserve()).refetching());
        server.does(new ConsensusAction.WriteHardState(1, written));
        assertThat(core.last(ConsensusEvent.Persisted.class).ticket()).isEqualTo(1);
        assertThat(server.faults).isEmpty();
        server.replica.abandon();
        server.log.hold();
        disk.crash();
        disk.restart();
        return core.last(ConsensusEvent.Start.class).hardState();
    }

    private static HardState state(long epoch, int... plugin) {
        byte[] bytes = new byte[plugin.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) plugin[i];
        }
        return new HardState(epoch, epoch, bytes);
    }

    @Test
    void eachProtocolFindsItsOwnAndTheEpochsOfAll() throws Exception {
        assertThat(run("ballots", state(3, 1, 2, 3))).isEqualTo(HardState.INITIAL);
        assertThat(run("zab", state(4))).isEqualTo(state(3));
        assertThat(run("other", state(5, 9))).isEqualTo(state(4));
        assertThat(run("ballots", state(6, 7))).isEqualTo(state(5, 1, 2, 3));
        assertThat(run("other", state(6))).isEqualTo(state(6, 9));
        assertThat(run("zab", state(6))).isEqualTo(state(6));
        assertThat(run("other", state(6))).isEqualTo(state(6));
        assertThat(run("ballots", state(6, 7))).isEqualTo(state(6, 7));
    }
}
