package io.quorate.consensus.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.consensus.multipaxos.wire.PaxosPorts;
import io.quorate.model.MembershipText;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.model.Zxid;
import io.quorate.peer.DialId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An observer that follows a follower; the test plays everybody else, and its disk. */
class ObserverOfAMasterTest {

    private static final ServerId SELF = new ServerId(9);
    private static final ServerId LEADER = new ServerId(1);
    private static final long COMMON = Zxid.of(1, 1);
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
    private final List<ConsensusAction> done = new ArrayList<>();
    private long nowNanos = 1;
    private long links;

    private void step(ConsensusEvent event) {
        core.step(nowNanos, event, done::add);
    }

    private void run(long millis) {
        for (long passed = 0; passed < millis; passed += 10) {
            nowNanos += TICK_NANOS;
            step(ConsensusEvent.Tick.INSTANCE);
        }
    }

    private List<DialId> dials() {
        List<DialId> dials = new ArrayList<>();
        for (ConsensusAction action : done) {
            if (action instanceof ConsensusAction.Link(LinkAction.Dial dial)) {
                dials.add(dial.dial());
            }
        }
        return dials;
    }

    private LinkId toMaster() {
        step(new ConsensusEvent.Elected(new Vote(LEADER, 0, 1)));
        run(1_000);
        LinkId link = new LinkId(++links);
        step(
                new ConsensusEvent.Link(
                        new LinkEvent.LinkUp(
                                link,
                                PaxosPorts.OBSERVER,
                                dials().getLast(),
                                null,
                                new Endpoint("b", 2191),
                                null)));
        return link;
    }

    private void hears(LinkId link, PaxosMessage message) {
        step(new ConsensusEvent.Link(new LinkEvent.Received(link, message)));
    }

    @BeforeEach
    void startWithATailNobodyElseHas() {
        step(
                new ConsensusEvent.Start(
                        SELF,
                        new HardState(1, 1, new byte[0]),
                        Zxid.of(1, 3),
                        COMMON,
                        COMMON,
                        MembershipText.parse(
                                "server.1=a:2888:3888\nserver.2=b:2888:3888\nserver.3=c:2888:3888\n"
                                        + "server.9=d:2888:3888:observer\n"),
                        null,
                        true,
                        1));
    }

    /**
     * The order to look for another master comes while the log is cut. Where it ends is not known
     * then, so nobody is told, and nothing is put behind it.
     */
    @Test
    void anotherMasterIsLookedForWhenTheHistoryIsReplaced() {
        LinkId link = toMaster();
        hears(link, new PaxosMessage.Prepare(0, 2, LEADER));
        hears(link, new PaxosMessage.Difference(COMMON, COMMON));
        ConsensusAction.Truncate cut =
                done.stream()
                        .filter(ConsensusAction.Truncate.class::isInstance)
                        .map(ConsensusAction.Truncate.class::cast)
                        .findFirst()
                        .orElseThrow();
        done.clear();
        step(new ConsensusEvent.HandOver(SELF, false));
        run(1_000);
        assertThat(dials()).isEmpty();
        step(new ConsensusEvent.HistoryReset(cut.ticket(), COMMON, COMMON, true));
        run(1_000);
        assertThat(done).anyMatch(ConsensusAction.StartElection.class::isInstance);
        toMaster();
        assertThat(dials()).isNotEmpty();
    }

    @Test
    void whoIsTurnedAwayLooksAgain() {
        LinkId link = toMaster();
        done.clear();
        hears(link, new PaxosMessage.Refused(PaxosMessage.Refused.CLUSTER));
        run(1_000);
        assertThat(done).anyMatch(ConsensusAction.StartElection.class::isInstance);
        assertThat(new PaxosMessage.Refused(PaxosMessage.Refused.CLUSTER).reason(7))
                .isEqualTo("it belongs to another cluster than 7; see multiPaxos.clusterId");
    }

    @Test
    void anotherMasterIsLookedForAtOnceOtherwise() {
        LinkId link = toMaster();
        hears(link, new PaxosMessage.Prepare(0, 2, LEADER));
        done.clear();
        step(new ConsensusEvent.HandOver(SELF, false));
        run(1_000);
        assertThat(dials()).isNotEmpty();
    }
}
