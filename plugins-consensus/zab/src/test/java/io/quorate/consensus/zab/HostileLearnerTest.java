package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.consensus.LeaderCall;
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
                    Rules.SOUND);
    private final ArrayDeque<ConsensusEvent> born = new ArrayDeque<>();
    private final Set<LinkId> closed = new HashSet<>();
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
                                BAD,
                                ZabFactory.QUORUM_PORT,
                                null,
                                null,
                                new Endpoint("x", 1),
                                null)));
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
                                id,
                                ZabFactory.QUORUM_PORT,
                                null,
                                null,
                                new Endpoint("x", 1),
                                null)));
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
        step(link(new LinkEvent.ListenFailed(ZabFactory.QUORUM_PORT, "closed")));
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

    @Test
    void whoDoesNotBoundItsClientsIsLetGo() {
        say(
                BAD,
                new ZabMessage.LearnerInfo(
                        false, 0, new ServerId(3), ZabMessage.PROTOCOL_VERSION, 0));
        inStep(BAD);
        int asked = 0;
        while (closed.isEmpty() && asked < 2 * LeaderCalls.CALLS_PER_LEARNER_MAX) {
            say(BAD, new ZabMessage.Revalidate(++asked, 1_000));
        }
        onlyTheBadOneIsGone();
        assertThat(asked).isEqualTo(LeaderCalls.CALLS_PER_LEARNER_MAX + 1);
    }

    @Test
    void largeRequestsThatWaitAreBoundedInBytes() {
        say(
                BAD,
                new ZabMessage.LearnerInfo(
                        false, 0, new ServerId(3), ZabMessage.PROTOCOL_VERSION, 0));
        inStep(BAD);
        byte[] body = new byte[1 << 20];
        int asked = 0;
        while (closed.isEmpty() && asked < 1_000) {
            say(
                    BAD,
                    new ZabMessage.Request(
                            1,
                            ++asked,
                            OpCode.CREATE,
                            body,
                            null)); // nobody acknowledges: the window is soon full
        }
        onlyTheBadOneIsGone();
        // Two are in the window, the last one was refused.
        assertThat((asked - 3L) << 20).isEqualTo(LeaderCalls.BYTES_PER_LEARNER_MAX);
    }
}
