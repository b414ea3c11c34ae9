package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.consensus.zab.state.Rules;
import io.quorate.consensus.zab.state.ZabSettings;
import io.quorate.model.MembershipText;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What settings of an ensemble change in the core, seen at one server without others. */
class EnsembleOptionsTest {

    private static final int TICK_MILLIS = 2_000;
    private static final ServerId OBSERVER = new ServerId(4);
    private static final String MEMBERS =
            "server.1=a:2888:3888\nserver.2=b:2888:3888\nserver.3=c:2888:3888\nserver.4=d:2888:3888:observer\n";

    private ZabCore core;
    private long nowMillis = 1;
    private Role role;
    private int elections;
    private Vote elected;
    private LinkAction.Dial dialled;

    private void start(ServerId self, Vote leader, ZabSettings own) {
        elected = leader;
        core =
                new ZabCore(
                        new EnsembleSettings(
                                self, TICK_MILLIS, 10, 5, 1 << 20, 2, 1 << 20, false, Map.of()),
                        own,
                        Rules.SOUND);
        step(
                new ConsensusEvent.Start(
                        self,
                        HardState.INITIAL,
                        0,
                        0,
                        0,
                        MembershipText.parse(MEMBERS),
                        null,
                        true,
                        1));
    }

    private void step(ConsensusEvent event) {
        ArrayDeque<ConsensusEvent> born = new ArrayDeque<>(List.of(event));
        while (!born.isEmpty()) {
            List<ConsensusAction> actions = new ArrayList<>();
            core.step(nowMillis * 1_000_000, born.poll(), actions::add);
            for (ConsensusAction action : actions) {
                switch (action) {
                    case ConsensusAction.StartElection election -> {
                        elections++;
                        if (elections == 1) {
                            born.add(
                                    new ConsensusEvent.Elected(
                                            elected == null ? election.vote() : elected));
                        }
                    }
                    case ConsensusAction.WriteHardState write ->
                            born.add(new ConsensusEvent.Persisted(write.ticket()));
                    case ConsensusAction.RoleChanged changed -> role = changed.role();
                    case ConsensusAction.Link(LinkAction.Dial dial) -> dialled = dial;
                    default -> {}
                }
            }
        }
    }

    private void pass(long millis) {
        for (long end = nowMillis + millis; nowMillis < end; ) {
            nowMillis = Math.min(end, nowMillis + 100);
            step(ConsensusEvent.Tick.INSTANCE);
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, LOOKING", "3000, LOOKING", "1000, LOOKING", "60000, LEADING"})
    void aLeaderWithoutEpochLooksAgainWhenItsVotersDo(int patience, Role then) {
        start(new ServerId(1), null, new ZabSettings(0, 10, patience, 0, 200));
        step(new ConsensusEvent.VoterLooking(new ServerId(2), new Vote(new ServerId(2), 0, 0)));
        assertThat(role).as("a voter may still be deciding").isEqualTo(Role.LEADING);
        pass(4_000);
        step(new ConsensusEvent.VoterLooking(OBSERVER, new Vote(OBSERVER, 0, 0)));
        assertThat(role).as("an observer has no voice").isEqualTo(Role.LEADING);
        step(new ConsensusEvent.VoterLooking(new ServerId(2), new Vote(new ServerId(2), 0, 0)));
        assertThat(role).isEqualTo(then);
    }

    @Test
    void anObserverWaitsBeforeItLooksAgain() {
        for (int bound : new int[] {0, 3_600_000}) {
            nowMillis = 1;
            elections = 0;
            dialled = null;
            start(OBSERVER, new Vote(new ServerId(1), 0, 0), new ZabSettings(0, 10, -1, 0, bound));
            for (int dials = 0; dials < 20; dials++) {
                LinkAction.Dial dial = dialled;
                if (dial != null) {
                    dialled = null;
                    step(
                            new ConsensusEvent.Link(
                                    new LinkEvent.DialFailed(
                                            dial.dial(), LinkEvent.DialReason.REFUSED)));
                }
                pass(2_000);
            }
            assertThat(elections).as("with a bound of %d ms", bound).isEqualTo(bound == 0 ? 2 : 1);
        }
    }
}
