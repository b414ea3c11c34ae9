package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.consensus.HardState;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a run breaks is seen; most mutants are caught by the contract of a core before. */
class ZabInvariantsTest {

    private static final ServerId ONE = new ServerId(1);
    private static final ServerId TWO = new ServerId(2);

    private final ZabInvariants invariants = ZabInvariants.of(SimPlan.everything(3, 0));

    private static HardState epochs(long accepted, long current) {
        return new HardState(accepted, current, new byte[0]);
    }

    @Test
    void epochsOutOfOrderAreSeen() {
        invariants.stopped(ONE, HardState.INITIAL, 0);
        invariants.stopped(ONE, epochs(3, 2), Zxid.of(2, 7));
        assertThatThrownBy(() -> invariants.stopped(ONE, epochs(2, 3), 0))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("EpochsInOrder");
        assertThatThrownBy(() -> invariants.stopped(ONE, epochs(3, 2), Zxid.of(3, 1)))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("EpochsInOrder");
    }

    @Test
    void anEpochThatTwoServersEnterIsSeen() {
        invariants.writes(ONE, Role.LEADING, epochs(2, 1), epochs(2, 2));
        invariants.writes(TWO, Role.FOLLOWING, epochs(2, 1), epochs(2, 2));
        assertThatThrownBy(() -> invariants.writes(TWO, Role.LEADING, epochs(2, 1), epochs(2, 2)))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("OneDiscoveryPerEpoch");
    }

    @Test
    void aServerWithTheOldHistoryEntersNoEpoch() {
        invariants.beginsAnew(Set.of(TWO));
        assertThatThrownBy(() -> invariants.writes(TWO, Role.LEADING, epochs(2, 1), epochs(2, 2)))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("ServingQuorumGoesOn");
        invariants.admitsAll();
        assertThatCode(() -> invariants.writes(TWO, Role.LEADING, epochs(2, 1), epochs(2, 2)))
                .doesNotThrowAnyException();
    }

    @Test
    void whatOvertakesWhatWasAskedFirstIsSeen() {
        invariants.asks(ONE, "write");
        invariants.asks(ONE, "sync");
        assertThatCode(() -> invariants.comesBack(ONE, "of somebody else"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> invariants.comesBack(ONE, "sync"))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("ComesBackInOrder");
        invariants.forgets(ONE);
        assertThatCode(() -> invariants.comesBack(ONE, "write")).doesNotThrowAnyException();
    }
}
