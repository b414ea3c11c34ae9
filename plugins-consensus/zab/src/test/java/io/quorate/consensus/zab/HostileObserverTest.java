package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.Touches;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.Phase;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkId;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An observer of a follower that breaks the protocol changes nothing. */
class HostileObserverTest {

    private static final long START = Zxid.of(1, 0);
    private static final ZabMessage PING =
            new ZabMessage.Ping(0, new Touches(new long[] {7}, new int[] {10_000}));

    private final LoneCore master = new LoneCore(0, 0, 0, Map.of("observerMasterPort", 2191));
    private LinkId observer;

    @BeforeEach
    void followALeader() {
        master.elected(1, 0, 0);
        master.run(20);
        LinkId leader = master.connected();
        master.hears(leader, new ZabMessage.LeaderInfo(START, ZabMessage.PROTOCOL_VERSION));
        master.hears(leader, new ZabMessage.Diff(0));
        master.hears(leader, new ZabMessage.NewLeader(START, null));
        master.hears(leader, new ZabMessage.UpToDate());
        assertThat(master.phase).isEqualTo(Phase.SERVING);
        observer = master.dialled(ZabPorts.OBSERVER);
    }

    @Test
    void whoIsNotInStepRenewsNoSessions() {
        master.hears(observer, PING);
        assertThat(master.renewed).isEmpty();
        assertThat(master.closed).containsExactly(observer);
    }

    @Test
    void whoIsInStepDoes() {
        master.hears(
                observer,
                new ZabMessage.LearnerInfo(
                        true, 0, new ServerId(9), ZabMessage.PROTOCOL_VERSION, 0));
        master.hears(observer, new ZabMessage.AckEpoch(0, 0));
        master.hears(observer, new ZabMessage.Ack(START));
        master.hears(observer, PING);
        assertThat(master.renewed).containsExactly(new ServerId(9));
        assertThat(master.closed).isEmpty();
    }
}
