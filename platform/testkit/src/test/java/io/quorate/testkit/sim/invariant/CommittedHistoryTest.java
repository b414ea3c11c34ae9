package io.quorate.testkit.sim.invariant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import org.junit.jupiter.api.Test;

/** What a server that begins to lead must have applied. A fact is a number of transactions. */
class CommittedHistoryTest {

    private static final ServerId LEADER = new ServerId(1);

    private final CommittedHistory<Long> history = new CommittedHistory<>();

    private void leads(long term, long applied, long count) {
        history.leads(LEADER, term, applied, newest -> newest == count);
    }

    private void commitThree() {
        history.add(Zxid.of(1, 1), 1L);
        history.add(Zxid.of(1, 2), 2L);
        history.add(Zxid.of(4, 1), 3L);
    }

    @Test
    void whoHasAppliedAllOfItsTermsLeads() {
        leads(1, Zxid.of(1, 0), 0);
        commitThree();
        assertThatCode(() -> leads(3, Zxid.of(3, 0), 2)).doesNotThrowAnyException();
        assertThatCode(() -> leads(5, Zxid.of(5, 0), 3)).doesNotThrowAnyException();
    }

    @Test
    void whoStandsBelowLacksSomething() {
        commitThree();
        assertThatThrownBy(() -> leads(2, Zxid.of(1, 1), 1))
                .isInstanceOfSatisfying(Violation.class, CommittedHistoryTest::isOfTheLeader);
    }

    /** The start of the own term is later than all that was committed, whatever was applied. */
    @Test
    void whoStandsFurtherMayLackSomethingAllTheSame() {
        commitThree();
        assertThatThrownBy(() -> leads(5, Zxid.of(5, 0), 2))
                .isInstanceOfSatisfying(Violation.class, CommittedHistoryTest::isOfTheLeader);
    }

    private static void isOfTheLeader(Violation violation) {
        assertThat(violation.invariant()).isEqualTo("LeaderHasEverything");
    }
}
