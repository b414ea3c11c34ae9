package io.quorate.replica;

import static io.quorate.replica.ScriptedReplica.append;
import static io.quorate.replica.ScriptedReplica.follows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.consensus.Caller;
import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.HardState;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.LogEntry;
import io.quorate.model.EnsembleView;
import io.quorate.model.Membership;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.DialId;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A core that breaks its contract stops the server with a sentence that names the rule, before the
 * action is executed. Rules: consensus SPI section 1.5.
 */
final class CoreContractTest {

    private static final ServerId SELF = new ServerId(1);
    private static final byte[] NOTHING = {};

    private final ScriptedConsensus core = new ScriptedConsensus();
    private ScriptedReplica server;

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedReplica(core);
    }

    private void isRefused(String sentence, ConsensusAction... actions) {
        assertThat(server.breach(actions))
                .startsWith("consensus core: breaks its contract: ")
                .contains(sentence);
    }

    private static ConsensusAction leads(long epoch, long next) {
        return new ConsensusAction.RoleChanged(Role.LEADING, Phase.SERVING, SELF, epoch, next);
    }

    private static ConsensusAction called(LeaderCall call) {
        return new ConsensusAction.Called(
                new Caller(SELF, 1),
                call,
                new EnsembleView(Membership.standalone(SELF), null, Set.of(SELF)));
    }

    private static ConsensusAction hardState(long ticket, long accepted, long current) {
        return new ConsensusAction.WriteHardState(
                ticket, new HardState(accepted, current, NOTHING));
    }

    private static ConsensusAction install(long ticket, long transfer, long zxid) {
        return new ConsensusAction.InstallSnapshot(
                ticket, transfer, zxid, HardState.INITIAL, false);
    }

    private long logged() {
        return server.engine.journal().span().last();
    }

    // ---- log

    @Test
    void ticketsRiseByOne() {
        server.does(append(1, 1));
        isRefused("tickets rise by one", append(3, 2));
        assertThat(logged()).isEqualTo(1);
    }

    @Test
    void zxidsAreDenseWithinAnEpoch() {
        server.does(append(1, 1));
        isRefused("zxids in the log are dense, but 0x3 is appended behind 0x1", append(2, 3));
        assertThat(logged()).isEqualTo(1);
    }

    @Test
    void aLaterEpochBeginsWithOne() {
        server.does(append(1, 1), append(2, Zxid.of(4, 1)));
        assertThat(logged()).isEqualTo(Zxid.of(4, 1));
        isRefused("zxids in the log are dense", append(3, Zxid.of(6, 2)));
    }

    @Test
    void whatIsCommittedIsInTheLog() {
        server.does(append(1, 1));
        isRefused("only what is in the log is committed", new ConsensusAction.Commit(2));
        assertThat(server.engine.tree().version().position().zxid()).isLessThan(1);
    }

    @Test
    void commitsRise() {
        server.does(append(1, 1), new ConsensusAction.Commit(1));
        isRefused("commits rise", new ConsensusAction.Commit(1));
    }

    @Test
    void aMessageWaitsForATicketThatHasBeenGiven() {
        isRefused(
                "a message waits for ticket 5",
                new ConsensusAction.Link(
                        new LinkAction.Send(new LinkId(1), new PeerMessage() {}, 5)));
    }

    @Test
    void whatWasCommittedIsNeverCut() {
        server.does(
                follows(Phase.SYNCING), append(1, 1), append(2, 2), new ConsensusAction.Commit(2));
        isRefused("what this core has committed stays", new ConsensusAction.Truncate(3, 1));
        assertThat(logged()).isEqualTo(2);
    }

    @Test
    void theTailIsCutInAnyPhase() {
        server.does(
                follows(Phase.SYNCING),
                append(1, 1),
                append(2, 2),
                new ConsensusAction.Commit(1),
                follows(Phase.SERVING),
                new ConsensusAction.Truncate(3, 1));
        assertThat(core.last(ConsensusEvent.HistoryReset.class))
                .isEqualTo(new ConsensusEvent.HistoryReset(3, 1, 1, true));
        server.does(append(4, 2), new ConsensusAction.Commit(2));
        assertThat(server.faults).isEmpty();
        assertThat(logged()).isEqualTo(2);
    }

    @Test
    void nothingIsAppendedWhileTheLogIsBeingCut() {
        isRefused(
                "an entry is appended while the Truncate or InstallSnapshot of ticket 3 is not answered",
                append(1, 1),
                append(2, 2),
                new ConsensusAction.Truncate(3, 1),
                append(4, 2));
    }

    // ---- hard state

    @Test
    void theEpochsNeverFall() {
        server.does(hardState(1, 5, 4));
        isRefused("the epochs of the hard state never fall", hardState(2, 4, 4));
    }

    @Test
    void theAcceptedEpochIsNotBelowTheCurrentOne() {
        isRefused("the accepted epoch is not below the current one", hardState(1, 3, 4));
    }

    @Test
    void anEpochIsCurrentBeforeItsFirstEntry() {
        server.does(hardState(1, 5, 4));
        isRefused("an epoch is current before its first entry", append(2, Zxid.of(5, 1)));
        assertThat(logged()).isLessThan(1);
    }

    // ---- snapshots

    private void stage(long transfer) {
        byte[] tree = server.snapshot();
        server.does(
                follows(Phase.SYNCING), new ConsensusAction.StageSnapshot(transfer, 0, tree, true));
        assertThat(core.last(ConsensusEvent.SnapshotStaged.class).ok()).isTrue();
    }

    @Test
    void aSnapshotIsInstalledOnlyWhileSyncing() {
        stage(7);
        server.does(follows(Phase.SERVING));
        isRefused("a snapshot is installed only while the phase is SYNCING", install(1, 7, 5));
    }

    /** Read-only clients may be served there. */
    @Test
    void norIsItInstalledWhileLooking() {
        stage(7);
        server.does(new ConsensusAction.RoleChanged(Role.LOOKING, Phase.IDLE, null, 0, 0));
        isRefused("a snapshot is installed only while the phase is SYNCING", install(1, 7, 5));
    }

    @Test
    void onlyAWholeSnapshotIsInstalled() {
        server.does(follows(Phase.SYNCING));
        isRefused("only a snapshot that SnapshotStaged has called whole", install(1, 7, 5));
    }

    @Test
    void theEntriesBehindASnapshotFollowIt() {
        stage(7);
        ConsensusAction.Append entry = (ConsensusAction.Append) append(0, 9);
        isRefused(
                "the entries behind a snapshot follow it",
                new ConsensusAction.StageEntry(7, entry.entry()),
                install(1, 7, 5));
    }

    @Test
    void theEntriesBehindASnapshotAreDense() {
        stage(7);
        LogEntry six = ((ConsensusAction.Append) append(0, 6)).entry();
        LogEntry eight = ((ConsensusAction.Append) append(0, 8)).entry();
        isRefused(
                "zxids behind a snapshot are dense",
                new ConsensusAction.StageEntry(7, six),
                new ConsensusAction.StageEntry(7, eight));
    }

    @Test
    void oneSnapshotIsStagedAtATime() {
        stage(7);
        isRefused(
                "one snapshot is staged at a time",
                new ConsensusAction.StageSnapshot(8, 0, NOTHING, false));
    }

    @Test
    void theChunksOfASnapshotHaveNoGap() {
        isRefused(
                "the chunks of a snapshot have no gap",
                new ConsensusAction.StageSnapshot(8, 0, new byte[3], false),
                new ConsensusAction.StageSnapshot(8, 4, new byte[3], false));
    }

    @Test
    void whatWasCommittedIsNotReplacedByLess() {
        stage(7);
        server.does(append(1, 1), append(2, 2), new ConsensusAction.Commit(2));
        isRefused("what this core has committed stays", install(3, 7, 1));
    }

    // ---- roles, calls, answers

    @Test
    void aLeaderNumbersOnWhereTheLogEnds() {
        server.does(append(1, 1), new ConsensusAction.Commit(1));
        isRefused("a leader numbers on where the log ends", leads(0, 3));
    }

    @Test
    void aLeaderServesWhenItsLogIsCommitted() {
        isRefused("a leader serves when its whole log is committed", append(1, 1), leads(0, 2));
    }

    @Test
    void onlyALeaderNamesANumber() {
        isRefused(
                "only a leader that serves names a next zxid",
                new ConsensusAction.RoleChanged(Role.FOLLOWING, Phase.SERVING, SELF, 0, 4));
    }

    @Test
    void aServerThatLooksIsIdle() {
        isRefused(
                "a server that is LOOKING is IDLE",
                new ConsensusAction.RoleChanged(Role.LOOKING, Phase.SYNCING, null, 0, 0));
    }

    @Test
    void callsAreHandedOutOnlyByALeader() {
        server.does(follows(Phase.SERVING));
        isRefused(
                "calls are handed out only while LEADING and SERVING",
                called(new LeaderCall.Revalidate(7, 1000)));
    }

    @Test
    void aStepHandsOutOneSubmit() {
        server.does(leads(0, 1));
        LeaderCall submit = new LeaderCall.Submit(7, 1, -11, NOTHING, List.of());
        isRefused("a step hands out one Submit at most", called(submit), called(submit));
    }

    @Test
    void aSyncIsNotHandedOut() {
        server.does(leads(0, 1));
        isRefused("a Sync is answered by the core", called(new LeaderCall.Sync()));
    }

    @Test
    void onlyACallThatWasGivenIsAnswered() {
        isRefused(
                "only a call that was given and is not lost is answered",
                new ConsensusAction.Answered(1, LeaderAnswer.Synced.INSTANCE));
    }

    // ---- links, elections, reports

    @Test
    void aCoreHasThePortsItDeclared() {
        assertThat(
                        server.breach(
                                new ConsensusAction.Link(
                                        new LinkAction.Dial(
                                                new DialId(1), "quorum", List.of(), null, 10))))
                .contains("consensus core")
                .contains("port quorum");
    }

    @Test
    void aReportSaysWhatTheActionsHaveSaid() {
        server.does(append(1, 1));
        assertThatThrownBy(() -> server.replica.handler().report())
                .hasRootCauseMessage(
                        "breaks its contract: the report says the log ends with 0x0, but it ends with 0x1");
        core.report = new ConsensusReport(Role.LOOKING, Phase.IDLE, null, 0, 1, 0, 0, 0, List.of());
        server.replica.handler().report();
    }
}
