package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkId;
import org.junit.jupiter.api.Test;

/** A server that has what the ensemble does not have stays out, and does not stop. */
class DivergenceTest {

    private static final int LONG_ENOUGH_MILLIS = 5_000;

    private final LoneCore server = new LoneCore(7, 7, Zxid.of(7, 300));

    /** The leader of an ensemble that began anew offers an epoch that is long past here. */
    private void offer(long epoch) {
        server.elected(1, 0, epoch);
        offerIfDialled(epoch);
    }

    private void offerIfDialled(long epoch) {
        LinkId link = server.connected();
        if (link != null) {
            server.hears(
                    link,
                    new ZabMessage.LeaderInfo(Zxid.of(epoch, 0), ZabMessage.PROTOCOL_VERSION));
        }
    }

    private void staysOut() {
        for (int passed = 0; passed < LONG_ENOUGH_MILLIS; passed += 100) {
            if (server.looks()) {
                server.elected(1, 0, 1);
            }
            offerIfDialled(1);
            server.run(100);
        }
        assertThat(server.looks()).isTrue();
        server.run(LONG_ENOUGH_MILLIS);
    }

    @Test
    void aLeaderOfAnEarlierEpochIsLeftAndTriedAgain() {
        offer(1);
        assertThat(server.closed).containsExactly(new LinkId(1));
        assertThat(server.looks()).isTrue();
        assertThat(server.votes)
                .hasSize(2)
                .last()
                .as("nothing is known yet: it may be the leader that is left behind")
                .isEqualTo(new Vote(new ServerId(3), Zxid.of(7, 300), 7));
    }

    @Test
    void aLeaderThatCutsWhatIsCommittedIsLeft() {
        server.elected(1, 0, 7);
        LinkId link = server.connected();
        server.hears(link, new ZabMessage.LeaderInfo(Zxid.of(7, 0), ZabMessage.PROTOCOL_VERSION));
        server.hears(link, new ZabMessage.Trunc(Zxid.of(7, 200)));
        assertThat(server.halted).isNull();
        assertThat(server.closed).containsExactly(link);
        assertThat(server.looks()).isTrue();
    }

    @Test
    void aTreeWithoutWhatIsCommittedIsRefused() {
        server.elected(1, 0, 7);
        LinkId link = server.connected();
        server.hears(link, new ZabMessage.LeaderInfo(Zxid.of(8, 0), ZabMessage.PROTOCOL_VERSION));
        server.hears(link, new ZabMessage.Snap(0));
        server.hears(link, new ZabMessage.SnapshotBytes(new byte[10]));
        server.hears(link, new ZabMessage.SnapshotEnd());
        server.hears(link, new ZabMessage.NewLeader(Zxid.of(8, 0), null));
        assertThat(server.halted).isNull();
        assertThat(server.closed).containsExactly(link);
        assertThat(server.looks()).isTrue();
    }

    @Test
    void whoStaysOutIsNoCandidateAndAsksForNothing() {
        staysOut();
        assertThat(server.votes)
                .last()
                .as("it tells its history, and wants nobody to lead")
                .isEqualTo(new Vote(Vote.NOBODY, Zxid.of(7, 300), 7));
        server.said.clear();
        offer(2);
        assertThat(server.said).as("it does not claim its later epoch again").isEmpty();
        assertThat(server.written).isEmpty();
        assertThat(server.halted).isNull();
    }

    @Test
    void theOperatorMakesItACandidateAgain() {
        staysOut();
        server.step(new ConsensusEvent.HandOver(new ServerId(3), false));
        assertThat(server.votes).last().isEqualTo(new Vote(new ServerId(3), Zxid.of(7, 300), 7));
        server.elected(1, 0, 1);
        assertThat(server.connected()).as("it waits for the leader to resign").isNull();
        server.run(100);
        server.elected(3, Zxid.of(7, 300), 7);
        assertThat(server.role).isEqualTo(Role.LEADING);
    }

    @Test
    void anEpochThatWasOnlyPromisedMakesNobodyStayOut() {
        LoneCore promised = new LoneCore(9, 7, Zxid.of(7, 300));
        for (int passed = 0; passed < LONG_ENOUGH_MILLIS; passed += 100) {
            promised.elected(1, 0, 8);
            LinkId link = promised.connected();
            if (link != null) {
                promised.hears(
                        link,
                        new ZabMessage.LeaderInfo(Zxid.of(8, 0), ZabMessage.PROTOCOL_VERSION));
            }
            promised.run(100);
        }
        assertThat(promised.votes).last().isEqualTo(new Vote(new ServerId(3), Zxid.of(7, 300), 7));
    }
}
