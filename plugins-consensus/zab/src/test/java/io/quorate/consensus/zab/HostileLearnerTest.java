package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.Caller;
import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.kit.leader.LearnerBrake;
import io.quorate.consensus.zab.state.Rules;
import io.quorate.consensus.zab.state.ZabSettings;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.Identity;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.model.Zxid;
import io.quorate.peer.Endpoint;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A learner that breaks the protocol loses its link, and nobody else notices. */
class HostileLearnerTest {

    private static final LinkId GOOD = new LinkId(1);
    private static final LinkId BAD = new LinkId(2);

    private final ZabCore core =
            new ZabCore(
                    new EnsembleSettings(
                            new ServerId(1), 2_000, 10, 5, 1 << 20, 2, 1 << 20, false, Map.of()),
                    ZabSettings.DEFAULTS,
                    Rules.SOUND);
    private final ArrayDeque<ConsensusEvent> born = new ArrayDeque<>();
    private final Set<LinkId> closed = new HashSet<>();
    private final Set<LinkId> paused = new HashSet<>();
    private final List<ZabMessage> toBad = new ArrayList<>();
    private long nowNanos = 1;
    private Role role;
    private Phase phase;
    private long nextZxid;
    private final List<Long> epochs = new ArrayList<>();

    @BeforeEach
    void oneFollowerInStep() {
        String members = "server.1=a:2888:3888\nserver.2=b:2888:3888\nserver.3=c:2888:3888\n";
        step(
                new ConsensusEvent.Start(
                        new ServerId(1),
                        HardState.INITIAL,
                        0,
                        0,
                        0,
                        MembershipText.parse(members),
                        null,
                        true,
                        1));
        connect(GOOD, 2);
        inStep(GOOD);
        assertThat(phase).isEqualTo(Phase.SERVING);
        step(
                link(
                        new LinkEvent.LinkUp(
                                BAD, ZabPorts.QUORUM, null, null, new Endpoint("x", 1), null)));
    }

    private void pass(Duration time) {
        nowNanos = time.toNanos();
        step(ConsensusEvent.Tick.INSTANCE);
    }

    private void connect(LinkId id, long server) {
        connectAs(
                id,
                new ZabMessage.LearnerInfo(
                        false, 0, new ServerId(server), ZabMessage.PROTOCOL_VERSION, 0));
    }

    private void connectAs(LinkId id, ZabMessage introduction) {
        step(
                link(
                        new LinkEvent.LinkUp(
                                id, ZabPorts.QUORUM, null, null, new Endpoint("x", 1), null)));
        say(id, introduction);
    }

    private void inStep(LinkId id) {
        say(id, new ZabMessage.AckEpoch(0, 0));
        say(id, new ZabMessage.Ack(Zxid.of(1, 0)));
        say(id, new ZabMessage.Ack(Zxid.of(1, 0)));
    }

    private static ConsensusEvent link(LinkEvent event) {
        return new ConsensusEvent.Link(event);
    }

    private void say(LinkId from, ZabMessage message) {
        step(link(new LinkEvent.Received(from, message)));
    }

    private void step(ConsensusEvent event) {
        born.add(event);
        while (!born.isEmpty()) {
            List<ConsensusAction> actions = new ArrayList<>();
            core.step(nowNanos, born.poll(), actions::add);
            actions.forEach(this::execute);
        }
    }

    private void execute(ConsensusAction action) {
        switch (action) {
            case ConsensusAction.StartElection election ->
                    born.add(new ConsensusEvent.Elected(election.vote()));
            case ConsensusAction.WriteHardState write -> {
                epochs.add(write.hardState().acceptedEpoch());
                born.add(new ConsensusEvent.Persisted(write.ticket()));
            }
            case ConsensusAction.RoleChanged changed -> {
                role = changed.role();
                phase = changed.phase();
                nextZxid = changed.nextZxid();
            }
            case ConsensusAction.Link(LinkAction.Close close) -> closed.add(close.link());
            case ConsensusAction.Link(LinkAction.Pause pause) -> {
                if (pause.paused()) {
                    paused.add(pause.link());
                } else {
                    paused.remove(pause.link());
                }
            }
            case ConsensusAction.Link(LinkAction.Send send) when send.link().equals(BAD) ->
                    toBad.add((ZabMessage) send.message());
            case ConsensusAction.Called called when called.call() instanceof LeaderCall.Submit ->
                    born.addFirst(new ConsensusEvent.Propose(nextZxid++, new byte[32], null));
            case ConsensusAction.Halt halt -> throw new AssertionError(halt.reason());
            default -> {}
        }
    }

    private void onlyTheBadOneIsGone() {
        assertThat(closed).containsExactly(BAD);
        assertThat(role).isEqualTo(Role.LEADING);
        assertThat(phase).isEqualTo(Phase.SERVING);
    }

    @Test
    void messagesOutOfTurnCloseTheLink() {
        say(BAD, new ZabMessage.Ack(Zxid.of(1, 0)));
        onlyTheBadOneIsGone();
        say(BAD, new ZabMessage.Request(1, 1, OpCode.CREATE, new byte[0], null));
        onlyTheBadOneIsGone();
    }

    @Test
    void whoClaimsToBeTheLeaderIsTurnedAway() {
        say(
                BAD,
                new ZabMessage.LearnerInfo(
                        false, 0, new ServerId(1), ZabMessage.PROTOCOL_VERSION, 0));
        onlyTheBadOneIsGone();
    }

    @Test
    void whoKnowsALaterConfigurationIsTurnedAway() {
        say(
                BAD,
                new ZabMessage.LearnerInfo(
                        false, 0, new ServerId(3), ZabMessage.PROTOCOL_VERSION, 77));
        onlyTheBadOneIsGone();
    }

    private static ZabMessage promised(long server, long epoch) {
        return new ZabMessage.LearnerInfo(
                false, Zxid.of(epoch, 0), new ServerId(server), ZabMessage.PROTOCOL_VERSION, 0);
    }

    private void looks(long server, long zxid, long epoch) {
        step(
                new ConsensusEvent.VoterLooking(
                        new ServerId(server), new Vote(new ServerId(server), zxid, epoch)));
    }

    /** As long as a young term is spared for latecomers, and longer. */
    private void theTermLasts() {
        long begin = nowNanos / 1_000_000_000;
        for (long tick = begin + 1; tick <= begin + 11; tick++) {
            say(GOOD, new ZabMessage.Ping(0, null));
            pass(Duration.ofSeconds(tick));
        }
        say(GOOD, new ZabMessage.Ping(0, null));
    }

    /** It may never follow this leader again; a new epoch is later than both. */
    @Test
    void aVoterThatHasPromisedALaterEpochEndsATermThatHasLasted() {
        say(BAD, promised(3, 3));
        looks(3, 0, 0);
        connectAs(new LinkId(4), promised(3, 3));
        assertThat(phase).as("a young term goes on").isEqualTo(Phase.SERVING);
        theTermLasts();
        looks(3, 0, 0);
        connectAs(new LinkId(5), promised(3, 3));
        assertThat(phase).isEqualTo(Phase.SYNCING);
        connect(GOOD, 2);
        say(GOOD, new ZabMessage.AckEpoch(0, 0));
        assertThat(epochs).as("the next epoch is behind what was promised").last().isEqualTo(4L);
    }

    @Test
    void roomIsMadeOnceForAVoterThatDoesNotCome() {
        aVoterThatHasPromisedALaterEpochEndsATermThatHasLasted();
        say(GOOD, new ZabMessage.Ack(Zxid.of(4, 0)));
        say(GOOD, new ZabMessage.Ack(Zxid.of(4, 0)));
        theTermLasts();
        for (long epoch = 9; epoch < 12; epoch++) {
            connectAs(new LinkId(10 + epoch), promised(3, epoch));
            looks(3, 0, 0);
            connectAs(new LinkId(20 + epoch), promised(3, epoch));
        }
        assertThat(phase).isEqualTo(Phase.SERVING);
        assertThat(epochs).last().isEqualTo(4L);
    }

    @Test
    void oneVoiceDoesNotEndATerm() {
        theTermLasts();
        for (int link = 10; link < 60; link++) {
            connectAs(new LinkId(link), promised(3, 3 + link));
        }
        looks(3, 0, 0);
        connectAs(new LinkId(70), promised(3, 1_000));
        assertThat(phase).isEqualTo(Phase.SERVING);
        assertThat(closed).doesNotContain(GOOD);
    }

    @Test
    void aClaimThatIsFarAheadNeverEndsATerm() {
        theTermLasts();
        for (long far : new long[] {1L << 20, Zxid.EPOCH_MAX, 0xffffffffL}) {
            connectAs(new LinkId(10 + far), promised(3, far));
            looks(3, 0, 0);
            connectAs(new LinkId(11 + far), promised(3, far));
        }
        assertThat(phase).isEqualTo(Phase.SERVING);
    }

    @Test
    void aHistoryThatGoesFurtherNeverEndsATerm() {
        theTermLasts();
        for (int link = 10; link < 20; link++) {
            connectAs(new LinkId(link), promised(3, 3));
            looks(3, Zxid.of(3, 7), 3);
        }
        assertThat(phase).isEqualTo(Phase.SERVING);
        assertThat(core.report().outside()).containsExactly(new ServerId(3));
    }

    @Test
    void theHistoryOfAServerOutsideIsAdoptedWhenTheOperatorSaysSo() {
        looks(3, Zxid.of(3, 7), 3);
        step(new ConsensusEvent.HandOver(new ServerId(2), false));
        step(new ConsensusEvent.HandOver(new ServerId(3), false));
        assertThat(phase).isEqualTo(Phase.SYNCING);
    }

    @Test
    void anEpochThatIsFarAheadDoesNotCountInDiscovery() {
        theLeaderBeginsAnew();
        connectAs(new LinkId(8), promised(3, 5_000));
        assertThat(closed).contains(new LinkId(8));
        connectAs(new LinkId(9), promised(3, Zxid.EPOCH_MAX));
        assertThat(closed).contains(new LinkId(9));
        connect(GOOD, 2);
        say(GOOD, new ZabMessage.AckEpoch(0, 0));
        assertThat(epochs).last().isEqualTo(2L);
    }

    private void theLeaderBeginsAnew() {
        step(link(new LinkEvent.LinkDown(GOOD, LinkEvent.DownReason.CLOSED)));
        assertThat(phase).isEqualTo(Phase.SYNCING);
    }

    /** 4203: a leader nobody can reach any more does not go on leading. */
    @Test
    void aLeaderWhosePortFailsLooksAgain() {
        step(link(new LinkEvent.ListenFailed(ZabPorts.QUORUM, "closed")));
        assertThat(phase).isEqualTo(Phase.SYNCING); // elected anew, it begins again
        assertThat(closed).contains(GOOD, BAD);
    }

    /** 4685: who acknowledges a proposal before the history is let go; our learners never do. */
    @Test
    void anAcknowledgementThatOvertakesThatOfTheHistoryClosesTheLink() {
        say(
                BAD,
                new ZabMessage.LearnerInfo(
                        false, 0, new ServerId(3), ZabMessage.PROTOCOL_VERSION, 0));
        say(BAD, new ZabMessage.AckEpoch(0, 0));
        say(BAD, new ZabMessage.Ack(Zxid.of(1, 1)));
        onlyTheBadOneIsGone();
    }

    @Test
    void anAcknowledgementOfWhatWasNotSentClosesTheLink() {
        say(
                BAD,
                new ZabMessage.LearnerInfo(
                        false, 0, new ServerId(3), ZabMessage.PROTOCOL_VERSION, 0));
        inStep(BAD);
        assertThat(toBad).last().isEqualTo(new ZabMessage.UpToDate());
        say(BAD, new ZabMessage.Ack(Zxid.of(1, 5)));
        onlyTheBadOneIsGone();
    }

    @Test
    void aSecondLinkOfAServerReplacesTheFirstWhenItIsInStep() {
        connectAs(new LinkId(5), promised(2, 1));
        assertThat(closed).as("so far it has only said its name").isEmpty();
        say(new LinkId(5), new ZabMessage.AckEpoch(0, -1));
        say(new LinkId(5), new ZabMessage.Ack(Zxid.of(1, 0)));
        assertThat(closed).containsExactly(GOOD);
        assertThat(phase).isEqualTo(Phase.SERVING);
    }

    @Test
    void aLinkThatAnswersIsNotReplaced() {
        connectAs(new LinkId(5), promised(2, 1));
        say(GOOD, new ZabMessage.Ping(0, null));
        say(new LinkId(5), new ZabMessage.AckEpoch(0, -1));
        say(new LinkId(5), new ZabMessage.Ack(Zxid.of(1, 0)));
        assertThat(closed).containsExactly(new LinkId(5));
        assertThat(phase).isEqualTo(Phase.SERVING);
    }

    /** A stranger's word does not take back what the voter itself has said. */
    @Test
    void aVoterIsStillThereWhenAnotherOneOfItsNameIsGone() {
        theLeaderBeginsAnew();
        connectAs(new LinkId(5), promised(2, 1));
        connectAs(new LinkId(6), promised(2, 1));
        step(link(new LinkEvent.LinkDown(new LinkId(6), LinkEvent.DownReason.CLOSED)));
        say(new LinkId(5), new ZabMessage.AckEpoch(0, 0));
        say(new LinkId(5), new ZabMessage.Ack(Zxid.of(2, 0)));
        assertThat(phase).isEqualTo(Phase.SERVING);
    }

    private void thirdServerInStep() {
        say(
                BAD,
                new ZabMessage.LearnerInfo(
                        false, 0, new ServerId(3), ZabMessage.PROTOCOL_VERSION, 0));
        inStep(BAD);
    }

    private int asked;

    private void ask() {
        say(BAD, new ZabMessage.Revalidate(++asked, 1_000));
    }

    private void answer(int from, int upTo) {
        for (int call = from; call <= upTo; call++) {
            step(
                    new ConsensusEvent.Answer(
                            new Caller(new ServerId(3), -call),
                            new LeaderAnswer.SessionValid(true)));
        }
    }

    /** The session of each is asked for, and nobody answers. */
    private void askFor(int calls) {
        for (int call = 0; call < calls; call++) {
            ask();
        }
    }

    @Test
    void whoAsksForMuchIsSlowedUntilHalfOfItIsDone() {
        thirdServerInStep();
        askFor(LearnerBrake.SLOW_CALLS - 1);
        assertThat(paused).isEmpty();
        ask();
        assertThat(paused).containsExactly(BAD);
        answer(1, LearnerBrake.SLOW_CALLS / 2);
        assertThat(paused).containsExactly(BAD);
        answer(LearnerBrake.SLOW_CALLS / 2 + 1, LearnerBrake.SLOW_CALLS / 2 + 1);
        assertThat(paused).isEmpty();
        assertThat(closed).isEmpty();
    }

    /** Time passes, and it is neither heard nor gone. */
    @Test
    void whoIsSlowedIsNotTakenForSilent() {
        thirdServerInStep();
        askFor(LearnerBrake.SLOW_CALLS);
        for (int tick = 1; tick <= 60; tick++) {
            say(GOOD, new ZabMessage.Ping(0, null));
            pass(Duration.ofSeconds(tick));
        }
        assertThat(closed).isEmpty();
        answer(1, LearnerBrake.SLOW_CALLS);
        for (int tick = 61; tick <= 72; tick++) {
            say(GOOD, new ZabMessage.Ping(0, null));
            pass(Duration.ofSeconds(tick));
        }
        onlyTheBadOneIsGone(); // it was read again, and said nothing
    }

    @Test
    void whoseAcknowledgementIsNeededIsReadWhileItOwesOne() {
        thirdServerInStep();
        step(link(new LinkEvent.LinkDown(GOOD, LinkEvent.DownReason.CLOSED)));
        askFor(LearnerBrake.SLOW_CALLS);
        assertThat(paused).containsExactly(BAD);
        step(
                new ConsensusEvent.Call(
                        1, new LeaderCall.Submit(1, 1, OpCode.CREATE, new byte[9], List.of())));
        pass(Duration.ofMillis(10));
        assertThat(paused).isEmpty();
        say(BAD, new ZabMessage.Ack(Zxid.of(1, 1)));
        pass(Duration.ofMillis(20));
        assertThat(paused).containsExactly(BAD);
        step(new ConsensusEvent.Call(2, new LeaderCall.Sync())); // wants a proof
        pass(Duration.ofMillis(30));
        assertThat(paused).isEmpty();
        assertThat(closed).isEmpty();
    }

    @Test
    void aLeaderThatHandsOverReadsEverybody() {
        thirdServerInStep();
        step(
                new ConsensusEvent.Call(
                        1, new LeaderCall.Submit(1, 1, OpCode.CREATE, new byte[9], List.of())));
        askFor(LearnerBrake.SLOW_CALLS);
        assertThat(paused).containsExactly(BAD);
        step(new ConsensusEvent.HandOver(new ServerId(3), false));
        assertThat(paused).isEmpty();
        answer(1, LearnerBrake.SLOW_CALLS);
        say(BAD, new ZabMessage.Ack(Zxid.of(1, 1)));
        say(GOOD, new ZabMessage.Ack(Zxid.of(1, 1)));
        assertThat(toBad).last().isInstanceOf(ZabMessage.Proposal.class);
        assertThat(phase).isEqualTo(Phase.SERVING);
        say(BAD, new ZabMessage.Ack(Zxid.of(1, 2)));
        assertThat(closed).contains(BAD, GOOD); // it has resigned
    }

    @Test
    void largeRequestsCountByTheirBytes() {
        thirdServerInStep();
        byte[] body = new byte[1 << 20];
        int sent = 0;
        while (paused.isEmpty() && sent < 1_000) {
            sent++;
            // Nobody acknowledges: the window is soon full.
            say(BAD, new ZabMessage.Request(1, sent, OpCode.CREATE, body, null));
        }
        // GOOD is a quorum with this leader. Two requests are in the window.
        assertThat((sent - 2L) << 20).isEqualTo(LearnerBrake.SLOW_BYTES);
        assertThat(closed).isEmpty();
    }

    @Test
    void identitiesCountAsBytes() {
        thirdServerInStep();
        List<Identity> who = List.of(new Identity("digest", "x".repeat(128 << 10)));
        int sent = 0;
        while (paused.isEmpty() && sent < LearnerBrake.SLOW_CALLS / 2) {
            sent++;
            say(BAD, new ZabMessage.Request(1, sent, OpCode.CREATE, new byte[0], who));
        }
        assertThat(paused).containsExactly(BAD);
        assertThat(sent).isLessThan((int) (LearnerBrake.SLOW_BYTES >> 17) + 10);
    }

    @Test
    void whoGoesOnForEverIsLetGo() {
        thirdServerInStep();
        int sent = 0;
        while (closed.isEmpty() && sent < 2 * LearnerBrake.MOST_CALLS) {
            sent++;
            ask();
        }
        onlyTheBadOneIsGone();
        assertThat(sent).isEqualTo(LearnerBrake.MOST_CALLS + 1);
    }

    private void pressure(boolean blocked) {
        step(link(new LinkEvent.LinkPressure(BAD, blocked)));
    }

    /** A proof needs GOOD, and BAD is no voter that is needed. */
    private void syncs(int count) {
        for (int sync = 0; sync < count; sync++) {
            say(BAD, new ZabMessage.Request(0, 0, OpCode.SYNC, new byte[0], null));
            say(GOOD, new ZabMessage.Ping(0, null));
        }
    }

    @Test
    void whoDoesNotTakeItsAnswersIsSlowedAndNothingPilesUp() {
        thirdServerInStep();
        toBad.clear();
        pressure(true);
        askFor(LearnerBrake.SLOW_CALLS / 2);
        answer(1, LearnerBrake.SLOW_CALLS / 2);
        syncs(LearnerBrake.SLOW_CALLS / 2 - 1);
        assertThat(toBad).noneMatch(HostileLearnerTest::answersACall);
        assertThat(paused).isEmpty();
        syncs(1);
        assertThat(paused).containsExactly(BAD);
        pressure(false);
        assertThat(toBad)
                .filteredOn(HostileLearnerTest::answersACall)
                .hasSize(LearnerBrake.SLOW_CALLS);
        pass(Duration.ofMillis(10));
        assertThat(paused).isEmpty();
        assertThat(closed).isEmpty();
    }

    private static boolean answersACall(ZabMessage message) {
        return message instanceof ZabMessage.Revalidated || message instanceof ZabMessage.Synced;
    }

    /** It is not read, so nothing else would ever end its link. */
    @Test
    void whoTakesNoneOfItsAnswersForLongIsLetGo() {
        thirdServerInStep();
        pressure(true);
        askFor(LearnerBrake.SLOW_CALLS);
        answer(1, LearnerBrake.SLOW_CALLS);
        assertThat(paused).containsExactly(BAD);
        for (int tick = 1; tick <= 11; tick++) {
            assertThat(closed).isEmpty();
            say(GOOD, new ZabMessage.Ping(0, null));
            pass(Duration.ofSeconds(tick));
        }
        onlyTheBadOneIsGone();
    }
}
