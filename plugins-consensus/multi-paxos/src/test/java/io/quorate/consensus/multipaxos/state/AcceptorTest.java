package io.quorate.consensus.multipaxos.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
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
import io.quorate.peer.EnsembleSettings;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What an acceptor has promised, durably and for a while. Source: spec multi-paxos sections 3 and
 * 7.
 */
class AcceptorTest {

    private static final long MILLI = 1_000_000;
    private static final ServerId A = new ServerId(1);
    private static final ServerId B = new ServerId(2);

    private static final Membership MEMBERSHIP =
            MembershipText.parse("server.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2\n");

    private HardState disk = HardState.INITIAL;
    private DurableState durableState;
    private Timing timing;
    private long nowNanos = 1_000 * MILLI;
    private Acceptor acceptor = restarted();

    private Acceptor restarted() {
        Outbox out = new Outbox();
        out.open(
                action -> {
                    if (action instanceof ConsensusAction.WriteHardState write) {
                        disk = write.hardState();
                    }
                });
        Settings settings =
                PaxosSettings.DEFAULTS.in(
                        new EnsembleSettings(
                                B, 2_000, 10, 5, 1 << 20, 100, 1 << 20, false, Map.of()));
        durableState = new DurableState(out);
        durableState.start(new ConsensusEvent.Start(B, disk, 0, 0, 0, MEMBERSHIP, null, true, 1));
        timing = new Timing(settings);
        timing.stepping(nowNanos);
        Ensemble ensemble = new Ensemble(B, false, false, durableState, MEMBERSHIP, null);
        Server server =
                new Server(
                        settings,
                        SafetyRules.SOUND,
                        out,
                        durableState,
                        ensemble,
                        timing,
                        new SplittableRandom(1),
                        null);
        return new Acceptor(server, PaxosRules.SOUND);
    }

    private void pass(long millis) {
        nowNanos += millis * MILLI;
        timing.stepping(nowNanos);
    }

    @Test
    void onlyHigherBallotsArePromised() {
        acceptor.promise(5, A);
        assertThat(acceptor.mayPromise(4, A)).isFalse();
        assertThat(acceptor.mayPromise(5, A)).as("the same again").isTrue();
        assertThat(acceptor.mayPromise(5, B)).as("the same epoch, another server").isFalse();
        assertThat(acceptor.mayPromise(6, B)).isTrue();
    }

    @Test
    void aPromiseSurvivesARestart() {
        acceptor.promise(5, A);
        acceptor = restarted();
        assertThat(acceptor.promisedEpoch()).isEqualTo(5);
        assertThat(acceptor.promisedTo()).isEqualTo(A);
        assertThat(acceptor.mayPromise(5, B)).isFalse();
    }

    /**
     * Files that were deleted by hand: the ballot the log was accepted in is not known any more.
     */
    @Test
    void aNoteWithoutEpochsIsRefused() {
        assertThat(acceptor.objection(disk)).as("a new server").isNull();
        acceptor.promise(5, A);
        assertThat(acceptor.objection(disk)).isNull();
        disk = new HardState(5, -1, disk.pluginState());
        assertThat(restarted().objection(disk))
                .contains(
                        "promised ballot 5",
                        "consensusState-multi-paxos.state",
                        "currentEpoch is gone",
                        "quorate history discard");
        disk = new HardState(-1, 0, disk.pluginState());
        assertThat(restarted().objection(disk)).contains("acceptedEpoch is gone");
    }

    /** Nobody knows to whom another protocol has promised an epoch, so nobody gets it. */
    @Test
    void whatAnotherProtocolHasPromisedIsPromisedToNobody() {
        acceptor.promise(5, A);
        disk = new HardState(7, 5, disk.pluginState());
        acceptor = restarted();
        assertThat(acceptor.mayPromise(7, A)).isFalse();
        assertThat(acceptor.mayPromise(7, B)).isFalse();
        assertThat(acceptor.mayPromise(8, B)).isTrue();
    }

    @Test
    void aLeaseBindsOnlyOnceItIsNotedDurably() {
        acceptor.promise(5, A);
        assertThat(acceptor.grant(5, A, 200)).as("not durable yet").isFalse();
        assertThat(acceptor.waitNanos(B)).isNotPositive();
        durableState.persisted(durableState.ticket());
        assertThat(acceptor.grant(5, A, 200)).isTrue();
        assertThat(acceptor.waitNanos(B)).isEqualTo(200 * MILLI);
        assertThat(acceptor.waitNanos(A)).as("its holder").isNotPositive();
        pass(150);
        assertThat(acceptor.grant(5, A, 200)).as("renewed").isTrue();
        pass(199);
        assertThat(acceptor.waitNanos(B)).isEqualTo(MILLI);
        pass(1);
        assertThat(acceptor.waitNanos(B)).isNotPositive();
    }

    @Test
    void aServerThatHasGrantedLeasesWaitsAfterARestart() {
        acceptor.promise(5, A);
        acceptor = restarted();
        assertThat(acceptor.waitNanos(B)).as("it has granted none").isNotPositive();
        acceptor.grant(5, A, 200);
        acceptor = restarted();
        assertThat(acceptor.waitNanos(B)).isEqualTo(200 * MILLI);
        assertThat(acceptor.waitNanos(A)).as("nobody knows who held it").isEqualTo(200 * MILLI);
        pass(200);
        assertThat(acceptor.waitNanos(B)).isNotPositive();
        acceptor.promise(6, B);
        acceptor = restarted();
        assertThat(acceptor.waitNanos(A)).as("none since that promise").isNotPositive();
    }

    @Test
    void aLeaseIsGrantedToThePromisedBallotAlone() {
        acceptor.promise(5, A);
        acceptor.grant(5, A, 200);
        durableState.persisted(durableState.ticket());
        acceptor.promise(6, B);
        assertThat(acceptor.grant(5, A, 200)).isFalse();
        assertThat(acceptor.grant(6, A, 200)).isFalse();
        acceptor.grant(6, B, 200);
        durableState.persisted(durableState.ticket());
        assertThat(acceptor.grant(6, B, 200)).isTrue();
    }

    /**
     * A note of more than any lease, or of less than none, closes the acceptor for a while only.
     */
    @Test
    void aNoteThatCannotBeBindsAsLongAsAnyLease() {
        for (int noted : new int[] {Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 60_001}) {
            acceptor.promise(acceptor.promisedEpoch() + 1, A);
            byte[] state = disk.pluginState().clone();
            ByteBuffer.wrap(state).putInt(state.length - Integer.BYTES, noted);
            disk = new HardState(disk.acceptedEpoch(), disk.currentEpoch(), state);
            acceptor = restarted();
            assertThat(acceptor.waitNanos(B)).as("%d", noted).isEqualTo(60_000 * MILLI);
            assertThat(acceptor.grant(acceptor.promisedEpoch(), A, noted)).isFalse();
        }
    }
}
