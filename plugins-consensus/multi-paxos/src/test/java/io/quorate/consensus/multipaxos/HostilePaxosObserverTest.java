package io.quorate.consensus.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.consensus.Touches;
import io.quorate.consensus.kit.leader.LearnerBrake;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.consensus.multipaxos.wire.PaxosPorts;
import io.quorate.model.Identity;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.Phase;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.model.Zxid;
import io.quorate.peer.DialId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Observers of a follower: each gets its own answers, one that breaks the protocol changes nothing,
 * and one that asks for more than leaves is not read. The test plays everybody but the follower.
 */
class HostilePaxosObserverTest {

    private static final long START = Zxid.of(1, 0);
    private static final ServerId SELF = new ServerId(3);
    private static final ServerId LEADER = new ServerId(1);
    private static final long TICK_NANOS = 10_000_000;

    private final ConsensusCore core =
            new MultiPaxosFactory()
                    .create(
                            new EnsembleSettings(
                                    SELF,
                                    200,
                                    10,
                                    5,
                                    1 << 20,
                                    2,
                                    1 << 20,
                                    false,
                                    Map.of("observerMasterPort", 2191)));
    private final ArrayDeque<ConsensusEvent> born = new ArrayDeque<>();
    private final List<LinkAction.Send> said = new ArrayList<>();
    private final Set<LinkId> closed = new HashSet<>();
    private final Set<LinkId> paused = new HashSet<>();
    private final List<ServerId> renewed = new ArrayList<>();
    private LinkId leader;
    private long nowNanos = 1;
    private long links;
    private DialId dial;
    private Phase phase;

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
            case ConsensusAction.WriteHardState it ->
                    born.add(new ConsensusEvent.Persisted(it.ticket()));
            case ConsensusAction.RoleChanged it -> phase = it.phase();
            case ConsensusAction.RenewSessions it -> renewed.add(it.server());
            case ConsensusAction.Link(LinkAction.Close it) -> closed.add(it.link());
            case ConsensusAction.Link(LinkAction.Dial it) -> dial = it.dial();
            case ConsensusAction.Link(LinkAction.Send it) -> said.add(it);
            case ConsensusAction.Link(LinkAction.Pause it) -> {
                if (it.paused()) {
                    paused.add(it.link());
                } else {
                    paused.remove(it.link());
                }
            }
            default -> {}
        }
    }

    private void run(long millis) {
        for (long passed = 0; passed < millis; passed += 10) {
            nowNanos += TICK_NANOS;
            step(ConsensusEvent.Tick.INSTANCE);
        }
    }

    private LinkId up(String port, DialId answered, PeerMessage preamble) {
        LinkId link = new LinkId(++links);
        step(
                new ConsensusEvent.Link(
                        new LinkEvent.LinkUp(
                                link, port, answered, preamble, new Endpoint("x", 1), null)));
        return link;
    }

    private LinkId observer(long cluster, long id) {
        return up(
                PaxosPorts.OBSERVER,
                null,
                new PaxosMessage.Preamble(PaxosMessage.VERSION, cluster, new ServerId(id)));
    }

    private void hears(LinkId link, PaxosMessage message) {
        step(new ConsensusEvent.Link(new LinkEvent.Received(link, message)));
    }

    private void pressed(LinkId link, boolean blocked) {
        step(new ConsensusEvent.Link(new LinkEvent.LinkPressure(link, blocked)));
    }

    private List<PeerMessage> toldTo(LinkId link) {
        return said.stream()
                .filter(it -> it.link().equals(link))
                .map(LinkAction.Send::message)
                .toList();
    }

    private List<PaxosMessage.Sync> syncs() {
        return toldTo(leader).stream()
                .filter(PaxosMessage.Sync.class::isInstance)
                .map(PaxosMessage.Sync.class::cast)
                .toList();
    }

    private LinkId inStep(long id) {
        LinkId link = observer(0, id);
        hears(link, new PaxosMessage.Hello(true, 0, null, 0));
        hears(link, new PaxosMessage.Promise(1, 0, 0, 0, true, false));
        hears(link, new PaxosMessage.Accepted(START));
        assertThat(toldTo(link)).contains(new PaxosMessage.Serve());
        return link;
    }

    @BeforeEach
    void followALeader() {
        step(
                new ConsensusEvent.Start(
                        SELF,
                        new HardState(0, 0, new byte[0]),
                        0,
                        0,
                        -1,
                        MembershipText.parse(
                                "server.1=a:2888:3888\nserver.2=b:2888:3888\nserver.3=c:2888:3888\n"),
                        null,
                        true,
                        1));
        step(new ConsensusEvent.Elected(new Vote(LEADER, 0, 0)));
        run(20);
        leader = up(PaxosPorts.QUORUM, dial, null);
        hears(leader, new PaxosMessage.Prepare(0, 1, LEADER));
        hears(leader, new PaxosMessage.Difference(0, 0));
        hears(leader, new PaxosMessage.EpochStart(1, 0, null));
        hears(leader, new PaxosMessage.Serve());
        assertThat(phase).isEqualTo(Phase.SERVING);
    }

    @Test
    void theBallotIsThatOfTheLeader() {
        assertThat(toldTo(inStep(9))).startsWith(new PaxosMessage.Prepare(0, 1, LEADER));
    }

    @Test
    void whoAskedGetsTheAnswer() {
        LinkId one = inStep(8);
        LinkId other = inStep(9);
        hears(one, new PaxosMessage.Sync(7));
        hears(other, new PaxosMessage.Sync(7));
        hears(other, new PaxosMessage.Revalidate(8, 5, 1_000));
        assertThat(syncs()).hasSize(2).doesNotHaveDuplicates();
        hears(leader, new PaxosMessage.Synced(syncs().get(1).call()));
        assertThat(toldTo(other)).contains(new PaxosMessage.Synced(7));
        assertThat(toldTo(one)).doesNotContain(new PaxosMessage.Synced(7));
        PaxosMessage.Revalidate question = (PaxosMessage.Revalidate) toldTo(leader).getLast();
        hears(leader, new PaxosMessage.Revalidated(question.call(), 5, true));
        assertThat(toldTo(other)).endsWith(new PaxosMessage.Revalidated(8, 5, true));
        assertThat(renewed).containsExactly(new ServerId(9));
    }

    @Test
    void anAnswerToOneThatIsGoneIsDropped() {
        LinkId gone = inStep(9);
        hears(gone, new PaxosMessage.Sync(7));
        step(new ConsensusEvent.Link(new LinkEvent.LinkDown(gone, LinkEvent.DownReason.CLOSED)));
        hears(leader, new PaxosMessage.Synced(syncs().getFirst().call()));
        assertThat(toldTo(gone)).doesNotContain(new PaxosMessage.Synced(7));
    }

    @Test
    void whoIsNotInStepAsksNothing() {
        LinkId link = observer(0, 9);
        hears(link, new PaxosMessage.Sync(1));
        assertThat(closed).containsExactly(link);
        assertThat(syncs()).isEmpty();
    }

    @Test
    void whoVotesFollowsTheLeader() {
        LinkId link = observer(0, 2);
        hears(link, new PaxosMessage.Hello(false, 0, null, 0));
        assertThat(closed).containsExactly(link);
    }

    @Test
    void whoIsOfAnotherClusterOrHasTheNumberOfThisServerIsTurnedAway() {
        assertThat(closed).isEmpty();
        LinkId stranger = observer(5, 9);
        LinkId namesake = observer(0, 3);
        assertThat(closed).containsExactlyInAnyOrder(stranger, namesake);
        assertThat(toldTo(stranger))
                .containsExactly(new PaxosMessage.Refused(PaxosMessage.Refused.CLUSTER));
        assertThat(toldTo(namesake))
                .containsExactly(new PaxosMessage.Refused(PaxosMessage.Refused.NUMBER));
    }

    @Test
    void aBeatThatWasNotSentIsNotAnswered() {
        LinkId link = inStep(9);
        Touches touches = new Touches(new long[] {7}, new int[] {10_000});
        hears(link, new PaxosMessage.BeatAnswer(44, 0, false, touches));
        assertThat(renewed).isEmpty();
        assertThat(closed).containsExactly(link);
    }

    /** Of a call a peer chooses the identities as well. */
    @Test
    void identitiesOfCallsThatWaitCount() {
        LinkId asks = inStep(8);
        pressed(leader, true);
        Identity long128KiB = new Identity("digest", "x".repeat(128 << 10));
        int calls = (int) (LearnerBrake.SLOW_BYTES >> 17);
        for (int cxid = 1; cxid <= calls; cxid++) {
            hears(
                    asks,
                    new PaxosMessage.Submit(
                            5, cxid, OpCode.CREATE, new byte[0], List.of(long128KiB)));
        }
        assertThat(paused).containsExactly(asks);
    }

    @Test
    void whoAsksWhileTheLeaderDoesNotReadIsNotRead() {
        LinkId asks = inStep(8);
        LinkId rests = inStep(9);
        pressed(leader, true);
        for (int cxid = 1; cxid <= LearnerBrake.SLOW_CALLS; cxid++) {
            hears(asks, new PaxosMessage.Submit(5, cxid, OpCode.CREATE, new byte[1], List.of()));
        }
        assertThat(paused).containsExactly(asks).doesNotContain(rests);
        pressed(leader, false);
        run(10);
        assertThat(paused).isEmpty();
        assertThat(closed).isEmpty();
        assertThat(toldTo(leader).stream().filter(PaxosMessage.Submit.class::isInstance))
                .hasSize(LearnerBrake.SLOW_CALLS);
    }
}
