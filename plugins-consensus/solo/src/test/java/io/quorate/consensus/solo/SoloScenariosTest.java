package io.quorate.consensus.solo;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.Caller;
import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.LogEntry;
import io.quorate.model.EnsembleView;
import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.EnsembleSettings;
import io.quorate.testkit.CoreDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SoloScenariosTest {

    private static final ServerId SELF = new ServerId(0);
    private static final EnsembleSettings SETTINGS =
            new EnsembleSettings(SELF, 2_000, 0, 0, 1 << 20, 100, 1 << 20, false, Map.of());
    private static final Membership ALONE = Membership.standalone(SELF);

    private final SoloCore core = new SoloCore(SETTINGS);
    private final CoreDriver driver = new CoreDriver(core);

    @Test
    void anEmptyServerStartsWithZxidOne() {
        driver.start(SELF, ALONE, 0, 0);
        assertThat(driver.newActions())
                .containsExactly(
                        new ConsensusAction.RoleChanged(Role.LEADING, Phase.SERVING, SELF, 0, 1));
    }

    @Test
    void aRestartCommitsTheTailAndGoesOnInTheSameEpoch() {
        driver.start(SELF, ALONE, Zxid.of(2, 9), Zxid.of(2, 7));
        assertThat(driver.newActions())
                .containsExactly(
                        new ConsensusAction.Commit(Zxid.of(2, 9)),
                        new ConsensusAction.RoleChanged(
                                Role.LEADING, Phase.SERVING, SELF, 2, Zxid.of(2, 10)));
    }

    @Test
    void aWriteIsCalledProposedAppendedCommitted() {
        driver.start(SELF, ALONE, 0, 0);
        driver.newActions();
        LeaderCall.Submit write = new LeaderCall.Submit(5, 1, 1, new byte[] {1, 2}, List.of());
        driver.offer(new ConsensusEvent.Call(11, write));
        assertThat(driver.newActions())
                .containsExactly(
                        new ConsensusAction.Called(
                                new Caller(SELF, 11),
                                write,
                                new EnsembleView(ALONE, null, Set.of(SELF))),
                        new ConsensusAction.Append(1, new LogEntry(1, write.body())));
        driver.persistAll();
        assertThat(driver.newActions()).containsExactly(new ConsensusAction.Commit(1));
    }

    @Test
    void aSyncWaitsForTheLastPropose() {
        driver.start(SELF, ALONE, 0, 0);
        driver.submit(1);
        driver.submit(1);
        driver.newActions();
        long sync = driver.sync();
        driver.persist(1);
        assertThat(driver.newActions()).containsExactly(new ConsensusAction.Commit(1));
        driver.persist(2);
        assertThat(driver.newActions())
                .containsExactly(
                        new ConsensusAction.Commit(2),
                        new ConsensusAction.Answered(sync, LeaderAnswer.Synced.INSTANCE));
    }

    @Test
    void aSyncIsAnsweredBeforeLaterTransactionsAreCommitted() {
        driver.start(SELF, ALONE, 0, 0);
        driver.submit(1);
        long sync = driver.sync();
        driver.submit(1);
        driver.newActions();
        driver.persist(2);
        assertThat(driver.newActions())
                .containsExactly(
                        new ConsensusAction.Commit(1),
                        new ConsensusAction.Answered(sync, LeaderAnswer.Synced.INSTANCE),
                        new ConsensusAction.Commit(2));
    }

    @Test
    void aFullWindowHoldsWritesAndTheSyncBehindThem() {
        CoreDriver narrow =
                new CoreDriver(
                        new SoloCore(
                                new EnsembleSettings(
                                        SELF, 2_000, 0, 0, 1 << 20, 1, 1 << 20, false, Map.of())));
        narrow.start(SELF, ALONE, 0, 0);
        narrow.submit(1);
        narrow.submit(1);
        long sync = narrow.sync();
        assertThat(narrow.carriedOut()).containsExactly(1L);
        narrow.persist(1);
        assertThat(narrow.carriedOut()).containsExactly(1L, 2L);
        assertThat(narrow.answer(sync)).isNull();
        narrow.persist(2);
        assertThat(narrow.answer(sync)).isNotNull();
    }

    @Test
    void theNextEpochBeginsWhenTheOldOneIsUsedUpAndCommitted() {
        long last = Zxid.of(1, Zxid.COUNTER_MAX - 1);
        driver.start(SELF, ALONE, last, last);
        driver.submit(1);
        driver.submit(1);
        driver.newActions();
        driver.persistAll();
        assertThat(driver.newActions())
                .startsWith(
                        new ConsensusAction.Commit(Zxid.of(1, Zxid.COUNTER_MAX)),
                        new ConsensusAction.RoleChanged(
                                Role.LEADING, Phase.SERVING, SELF, 2, Zxid.of(2, 1)));
        assertThat(driver.lastZxid()).isEqualTo(Zxid.of(2, 1));
    }

    @Test
    void handOverIsIgnored() {
        driver.start(SELF, ALONE, 0, 0);
        driver.newActions();
        driver.offer(new ConsensusEvent.HandOver(null, false));
        assertThat(driver.newActions()).isEmpty();
    }

    @Test
    void aGapInTheNumbersHalts() {
        driver.start(SELF, ALONE, 0, 0);
        driver.newActions();
        driver.offer(new ConsensusEvent.Propose(2, new byte[0], null));
        assertThat(driver.newActions())
                .containsExactly(new ConsensusAction.Halt("proposed 0x2 where 0x1 was due"));
        driver.submit(1);
        assertThat(driver.newActions()).isEmpty();
    }

    @Test
    void twoVotersAreRefused() {
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= 2; id++) {
            members.add(
                    new Member(
                            new ServerId(id),
                            Member.Kind.PARTICIPANT,
                            List.of(new Member.Address("host" + id, 1, 2)),
                            null,
                            0));
        }
        driver.start(new ServerId(1), Membership.ofMajority(0, members), 0, 0);
        assertThat(driver.newActions())
                .containsExactly(
                        new ConsensusAction.Halt(
                                "consensus solo serves a single server, but the membership has 2 voters"));
    }

    @Test
    void theReportTellsWhereThingsStand() {
        driver.start(SELF, ALONE, 0, 0);
        driver.submit(1);
        assertThat(core.report().loggedZxid()).isEqualTo(1);
        assertThat(core.report().committedZxid()).isZero();
        assertThat(core.report().proposalsInFlight()).isEqualTo(1);
        assertThat(core.report().role()).isEqualTo(Role.LEADING);
    }
}
