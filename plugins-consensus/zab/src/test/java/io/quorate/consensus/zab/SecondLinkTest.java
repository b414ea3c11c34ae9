package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.MembershipText;
import io.quorate.model.Phase;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkId;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Server 3 of five leads, 1 and 2 follow. Server 2 dies and comes back on another link before its
 * old one is seen to be down: what it had acknowledged there may be cut on the new one, so it must
 * not count for a quorum any more. Or it is a stranger who says that it is server 2.
 */
class SecondLinkTest {

    private static final long BEFORE = Zxid.of(1, 9);

    private final LoneCore core =
            new LoneCore(
                    1,
                    1,
                    BEFORE,
                    Map.of(),
                    MembershipText.parse(
                            """
                            server.1=a:2888:3888
                            server.2=b:2888:3888
                            server.3=c:2888:3888
                            server.4=d:2888:3888
                            server.5=e:2888:3888
                            """),
                    null);
    private LinkId first;
    private LinkId old;
    private long zxid;

    @BeforeEach
    void twoHaveLoggedAProposal() {
        core.elected(3, BEFORE, 1);
        first = introduced(1);
        old = introduced(2);
        core.hears(first, new ZabMessage.AckEpoch(BEFORE, 1));
        core.hears(old, new ZabMessage.AckEpoch(BEFORE, 1));
        core.hears(first, new ZabMessage.Ack(Zxid.of(2, 0)));
        core.hears(old, new ZabMessage.Ack(Zxid.of(2, 0)));
        assertThat(core.phase).isEqualTo(Phase.SERVING);
        zxid = core.nextZxid;
        core.step(new ConsensusEvent.Propose(zxid, new byte[64], null));
        core.hears(old, new ZabMessage.Ack(zxid));
        assertThat(core.committed).isLessThan(zxid);
    }

    private LinkId introduced(long server) {
        LinkId link = core.dialled(ZabPorts.QUORUM);
        core.hears(
                link,
                new ZabMessage.LearnerInfo(
                        false,
                        Zxid.of(1, 0),
                        new ServerId(server),
                        ZabMessage.PROTOCOL_VERSION,
                        0));
        return link;
    }

    private LinkId comesAgain() {
        LinkId again = introduced(2);
        core.hears(again, new ZabMessage.AckEpoch(zxid, -1));
        return again;
    }

    @Test
    void whatWasAcknowledgedOnTheOldLinkCountsNoMore() {
        LinkId again = comesAgain();
        assertThat(core.said).contains(new ZabMessage.Trunc(BEFORE));
        core.hears(first, new ZabMessage.Ack(zxid));
        assertThat(core.committed).as("only 1 and 3 have it for certain").isLessThan(zxid);
        core.hears(again, new ZabMessage.Ack(Zxid.of(2, 0)));
        core.hears(again, new ZabMessage.Ack(zxid));
        assertThat(core.committed).isEqualTo(zxid);
    }

    @Test
    void noneThatComesLateOnItCountsEither() {
        comesAgain();
        core.step(new ConsensusEvent.Propose(zxid + 1, new byte[64], null));
        core.hears(old, new ZabMessage.Ack(zxid + 1));
        core.hears(first, new ZabMessage.Ack(zxid + 1));
        assertThat(core.committed).isLessThan(zxid);
    }

    @Test
    void whoAnswersOnTheOldLinkIsStillThere() {
        LinkId stranger = comesAgain();
        core.hears(first, new ZabMessage.Ack(zxid));
        core.hears(old, new ZabMessage.Ping(zxid, null)); // to the one of the introduction
        assertThat(core.committed).isLessThan(zxid);
        core.hears(old, new ZabMessage.Ping(zxid, null));
        assertThat(core.committed).isEqualTo(zxid);
        core.hears(stranger, new ZabMessage.Ack(Zxid.of(2, 0)));
        assertThat(core.closed).contains(stranger).doesNotContain(old);
    }

    /** Or one stranger after the other could keep the server from being counted. */
    @Test
    void anotherOneIsTurnedAwayUntilThatIsKnown() {
        LinkId stranger = comesAgain();
        LinkId next = comesAgain();
        assertThat(core.closed).contains(next).doesNotContain(stranger);
    }
}
