package io.quorate.consensus.zab.leader;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.ServerId;
import org.junit.jupiter.api.Test;

/** What the operator reads of a learner that a leader cannot take. */
class ObjectionTest {
    private static ZabMessage.LearnerInfo info(int protocolVersion, long configVersion) {
        return new ZabMessage.LearnerInfo(
                false, 0, new ServerId(2), protocolVersion, configVersion);
    }

    @Test
    void aNewerConfigurationIsNamed() {
        assertThat(
                        Discovery.objection(
                                info(ZabMessage.PROTOCOL_VERSION, 0x200000007L), 0x100000000L))
                .contains("200000007", "100000000");
    }

    @Test
    void anOldProtocolIsNamed() {
        assertThat(Discovery.objection(info(1, 0), 0)).contains("version 0x1 ", "0x10000");
    }

    @Test
    void othersAreTaken() {
        assertThat(Discovery.objection(info(ZabMessage.PROTOCOL_VERSION, 5), 5)).isNull();
    }
}
