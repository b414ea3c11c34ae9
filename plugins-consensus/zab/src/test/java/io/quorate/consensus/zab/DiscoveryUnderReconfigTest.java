package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.HardState;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkId;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Server 3 of 1, 2 and 3 leads and has a configuration in its log, with the voters 3, 4 and 5, of
 * which it does not know whether it is in force. If it is, 4 and 5 may have begun an epoch without
 * the others; so both quorums must promise one, or two servers could lead in the same.
 */
class DiscoveryUnderReconfigTest {

    private static final long RECONFIG = Zxid.of(2, 7);
    private static final Membership NEXT =
            MembershipText.parse(
                    """
                    server.1=a:2888:3888:observer
                    server.2=b:2888:3888:observer
                    server.3=c:2888:3888:participant
                    server.4=d:2888:3888:participant
                    server.5=e:2888:3888:participant
                    version=200000007
                    """);

    private final LoneCore core = new LoneCore(2, 2, RECONFIG, Map.of(), NEXT);

    @BeforeEach
    void itIsElected() {
        core.elected(3, RECONFIG, 2);
    }

    private LinkId introduced(long server, boolean observer, long promisedEpoch) {
        LinkId link = core.dialled(ZabPorts.QUORUM);
        core.hears(
                link,
                new ZabMessage.LearnerInfo(
                        observer,
                        Zxid.of(promisedEpoch, 0),
                        new ServerId(server),
                        ZabMessage.PROTOCOL_VERSION,
                        0));
        return link;
    }

    private boolean hasEntered(long epoch) {
        return core.written.stream().mapToLong(HardState::currentEpoch).anyMatch(it -> it == epoch);
    }

    @Test
    void theOldQuorumAloneBeginsNoEpoch() {
        LinkId first = introduced(1, false, 2);
        assertThat(core.said).noneMatch(said -> said instanceof ZabMessage.LeaderInfo);
        LinkId fourth = introduced(4, true, 5);
        assertThat(core.said)
                .as("above what both quorums have promised")
                .contains(new ZabMessage.LeaderInfo(Zxid.of(6, 0), ZabMessage.PROTOCOL_VERSION));
        core.hears(first, new ZabMessage.AckEpoch(Zxid.of(2, 6), 2));
        assertThat(hasEntered(6)).isFalse();
        core.hears(fourth, new ZabMessage.AckEpoch(Zxid.of(2, 5), 2));
        assertThat(hasEntered(6)).isTrue();
    }

    /** A promise that was given to another leader does not count. */
    @Test
    void whoHasPromisedTheEpochElsewhereDoesNotCount() {
        LinkId first = introduced(1, false, 2);
        LinkId fourth = introduced(4, true, 2);
        core.hears(first, new ZabMessage.AckEpoch(Zxid.of(2, 6), 2));
        core.hears(fourth, new ZabMessage.AckEpoch(Zxid.of(2, 5), -1));
        assertThat(hasEntered(3)).isFalse();
    }

    /** Its promise does not count, but it is brought in step with the others. */
    @Test
    void whoHasLostItsHistoryMayStay() {
        LinkId first = introduced(1, false, 2);
        introduced(4, true, 2);
        core.hears(first, new ZabMessage.AckEpoch(-1, -1));
        assertThat(core.closed).doesNotContain(first);
    }

    /** No leader has begun this one yet, so the other one has. */
    @Test
    void whoHasEntriesOfTheEpochIsTurnedAway() {
        LinkId first = introduced(1, false, 2);
        introduced(4, true, 2);
        core.hears(first, new ZabMessage.AckEpoch(Zxid.of(3, 1), -1));
        assertThat(core.closed).contains(first);
        assertThat(hasEntered(3)).isFalse();
    }
}
