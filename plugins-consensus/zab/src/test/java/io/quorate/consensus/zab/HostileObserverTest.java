package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.Touches;
import io.quorate.consensus.kit.leader.LearnerBrake;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.OpCode;
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
    private LinkId leader;
    private LinkId observer;

    @BeforeEach
    void followALeader() {
        master.elected(1, 0, 0);
        master.run(20);
        leader = master.connected();
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

    private void inStep() {
        master.hears(
                observer,
                new ZabMessage.LearnerInfo(
                        true, 0, new ServerId(9), ZabMessage.PROTOCOL_VERSION, 0));
        master.hears(observer, new ZabMessage.AckEpoch(0, 0));
        master.hears(observer, new ZabMessage.Ack(START));
    }

    @Test
    void whoIsInStepDoes() {
        inStep();
        master.hears(observer, PING);
        assertThat(master.renewed).containsExactly(new ServerId(9));
        assertThat(master.closed).isEmpty();
    }

    private void asks(int opcode, int bytes) {
        master.hears(observer, new ZabMessage.Request(7, 1, opcode, new byte[bytes], null));
    }

    private void asksUntilSlowed(int opcode, int bytes, int most) {
        for (int call = 1; call < most; call++) {
            asks(opcode, bytes);
        }
        assertThat(master.paused).isEmpty();
        asks(opcode, bytes);
        assertThat(master.paused).containsExactly(observer);
    }

    @Test
    void whoAsksForMoreThanIsAnsweredIsSlowedUntilHalfOfItIsDone() {
        inStep();
        asksUntilSlowed(OpCode.SYNC, 0, LearnerBrake.SLOW_CALLS);
        for (int answer = 0; answer < LearnerBrake.SLOW_CALLS / 2; answer++) {
            master.hears(leader, new ZabMessage.Synced());
        }
        master.run(10);
        assertThat(master.paused).containsExactly(observer);
        master.hears(leader, new ZabMessage.Synced());
        master.run(10);
        assertThat(master.paused).isEmpty();
        assertThat(master.closed).isEmpty();
    }

    @Test
    void requestsTheLeaderDoesNotTakeCountByTheirNumberAndBytes() {
        inStep();
        master.pressure(leader, true);
        asksUntilSlowed(OpCode.CREATE, 1 << 20, (int) (LearnerBrake.SLOW_BYTES >> 20));
        master.pressure(leader, false);
        for (int turn = 0; turn < LearnerBrake.SLOW_BYTES >> 20; turn++) {
            master.hears(leader, new ZabMessage.Ping(START, null));
            master.run(10);
        }
        assertThat(master.paused).isEmpty();
        master.pressure(leader, true);
        asksUntilSlowed(OpCode.CREATE, 1, LearnerBrake.SLOW_CALLS);
    }

    @Test
    void answersThatAreNotTakenCount() {
        inStep();
        master.pressure(observer, true);
        master.said.clear();
        for (int call = 1; call < LearnerBrake.SLOW_CALLS; call++) {
            asks(OpCode.SYNC, 0);
            master.hears(leader, new ZabMessage.Synced());
        }
        assertThat(master.paused).isEmpty();
        assertThat(master.said).noneMatch(ZabMessage.Synced.class::isInstance);
        asks(OpCode.SYNC, 0);
        assertThat(master.paused).isEmpty();
        master.hears(leader, new ZabMessage.Synced());
        asks(OpCode.SYNC, 0);
        assertThat(master.paused).containsExactly(observer);
        master.pressure(observer, false);
        assertThat(master.said)
                .filteredOn(ZabMessage.Synced.class::isInstance)
                .hasSize(LearnerBrake.SLOW_CALLS);
        master.run(10);
        assertThat(master.paused).isEmpty();
    }
}
