package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import org.junit.jupiter.api.Test;

/**
 * The end of the range of epochs: the last one is 2^31-1, with which zxids are still positive. It
 * can be led like any other one; behind it no leader begins a term, and nobody runs over.
 */
class EpochRangeTest {

    private static final long LAST = Zxid.EPOCH_MAX;

    @Test
    void theLastEpochIsLedLikeAnyOther() {
        LoneCore server = new LoneCore(LAST - 1, LAST - 1, Zxid.of(LAST - 1, 5));
        server.elected(3, Zxid.of(LAST - 1, 5), LAST - 1);
        assertThat(server.role).isEqualTo(Role.LEADING);
        server.step(link(1));
        server.hears(new LinkId(1), introduction(LAST - 1));
        assertThat(server.written).last().extracting("acceptedEpoch").isEqualTo(LAST);
        assertThat(server.said)
                .contains(new ZabMessage.LeaderInfo(Zxid.of(LAST, 0), ZabMessage.PROTOCOL_VERSION));
        assertThat(Zxid.of(LAST, Zxid.COUNTER_MAX)).isPositive();
    }

    @Test
    void behindTheLastEpochNobodyLeads() {
        LoneCore server = new LoneCore(LAST, LAST, Zxid.of(LAST, 5));
        server.elected(3, Zxid.of(LAST, 5), LAST);
        assertThat(server.role).isEqualTo(Role.LOOKING);
        assertThat(server.written).isEmpty();
        assertThat(server.halted).isNull();
        int before = server.votes.size();
        server.run(1_000);
        assertThat(server.votes).as("it goes on looking").hasSize(before + 1);
    }

    @Test
    void nobodyIsLedBehindTheLastEpoch() {
        LoneCore server = new LoneCore(5, 5, Zxid.of(5, 5));
        server.elected(1, 0, 5);
        LinkId link = server.connected();
        server.hears(
                link, new ZabMessage.LeaderInfo((LAST + 1) << 32, ZabMessage.PROTOCOL_VERSION));
        assertThat(server.closed).containsExactly(link);
        assertThat(server.written).isEmpty();
    }

    @Test
    void aDiskBehindTheLastEpochIsRefusedInOneSentence() {
        LoneCore server = new LoneCore(LAST + 3, LAST, Zxid.of(LAST, 5));
        assertThat(server.halted)
                .isEqualTo(
                        "epoch 2147483650 is on the disk, but the last one there can be is 2147483647");
    }

    @Test
    void whoClaimsTheLastEpochsIsTurnedAway() {
        LoneCore server = new LoneCore(LAST - 10, LAST - 10, Zxid.of(LAST - 10, 5));
        server.elected(3, Zxid.of(LAST - 10, 5), LAST - 10);
        server.step(link(1));
        server.hears(new LinkId(1), introduction(LAST));
        assertThat(server.closed).containsExactly(new LinkId(1));
        server.step(link(2));
        server.hears(new LinkId(2), introduction(LAST - 1));
        assertThat(server.written).last().extracting("acceptedEpoch").isEqualTo(LAST);
    }

    private static ConsensusEvent link(long id) {
        return new ConsensusEvent.Link(
                new LinkEvent.LinkUp(
                        new LinkId(id), ZabPorts.QUORUM, null, null, new Endpoint("b", 1), null));
    }

    private static ZabMessage introduction(long promised) {
        return new ZabMessage.LearnerInfo(
                false, Zxid.of(promised, 0), new ServerId(2), ZabMessage.PROTOCOL_VERSION, 0);
    }
}
