package io.quorate.consensus.kit.leader;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.Ensemble;
import io.quorate.consensus.kit.state.Outbox;
import io.quorate.consensus.kit.state.SafetyRules;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.kit.state.Settings;
import io.quorate.consensus.kit.state.Timing;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.EnsembleSettings;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The numbers a leader gives out. */
class BroadcastTest {

    private static final long EPOCH = 5;

    /** 1277: the low half of a zxid never runs over into the epoch. */
    @Test
    void theLastNumberOfAnEpochIsNotGivenOut() {
        Membership membership =
                MembershipText.parse("server.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2\n");
        EnsembleSettings ensembleSettings =
                new EnsembleSettings(
                        new ServerId(1), 2_000, 10, 5, 1 << 20, 100, 1 << 20, false, Map.of());
        Settings settings = new Settings(ensembleSettings, 0, 10, 0, 200);
        Outbox out = new Outbox();
        out.open(action -> {});
        DurableState durableState = new DurableState(out);
        long start = Zxid.of(EPOCH, 0xfffffff0L);
        durableState.start(
                new ConsensusEvent.Start(
                        new ServerId(1),
                        new HardState(EPOCH, EPOCH, new byte[0]),
                        start,
                        start,
                        start,
                        membership,
                        null,
                        true,
                        1));
        Ensemble ensemble =
                new Ensemble(new ServerId(1), false, false, durableState, membership, null);
        Server server =
                new Server(
                        settings,
                        SafetyRules.SOUND,
                        out,
                        durableState,
                        ensemble,
                        new Timing(settings),
                        new SplittableRandom(1),
                        null);
        Broadcast broadcast = new Broadcast(server, List.of());
        broadcast.prepare(EPOCH);
        broadcast.activate();
        for (int left = 0xe; left > 0; left--) {
            assertThat(broadcast.hasRoom()).as("%d numbers are left", left).isTrue();
            assertThat(broadcast.propose(proposal(broadcast.nextZxid()))).isNull();
        }
        assertThat(broadcast.nextZxid()).isEqualTo(Zxid.of(EPOCH, 0xffffffffL));
        assertThat(broadcast.exhausted()).isTrue();
        assertThat(broadcast.hasRoom()).isFalse();
        assertThat(broadcast.propose(proposal(broadcast.nextZxid()))).contains("proposed");
    }

    private static ConsensusEvent.Propose proposal(long zxid) {
        return new ConsensusEvent.Propose(zxid, new byte[32], null);
    }
}
