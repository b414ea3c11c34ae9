package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.state.SafetyRules;
import io.quorate.consensus.zab.state.Rules;
import io.quorate.consensus.zab.state.ZabSettings;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.Phase;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.Endpoint;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What a learner has asked for comes back in the order in which it was asked, writes and syncs
 * alike, whatever a leader has to wait for: a learner of ZooKeeper's matches COMMIT, INFORM and
 * SYNC with the head of one queue.
 *
 * <p>{@code -Dquorate.test.seeds} (150; 20000) is how many orders of events are tried.
 */
class SyncPlaceTest {

    private static final int SEEDS = Integer.getInteger("quorate.test.seeds", 150);
    private static final int STEPS = 400;

    @Test
    void aCommitWaitsForTheSyncAskedBefore() {
        Term term = new Term(Rules.SOUND);
        Learner asking = term.learners.get(3L);
        term.write(asking);
        term.sync(asking);
        term.write(asking);
        term.acknowledge(term.learners.get(2L), 2);
        assertThat(asking.sent).containsExactly("COMMIT 1:1", "SYNC", "COMMIT 1:2");
    }

    /** What was decided behind the question proves as much as an answer to a PING. */
    @Test
    void aDecisionProvesTheSyncsBeforeIt() {
        Term term = new Term(Rules.SOUND);
        Learner asking = term.learners.get(4L);
        term.sync(asking);
        assertThat(asking.sent).isEmpty();
        term.write(term.learners.get(3L));
        term.acknowledge(term.learners.get(2L), 1);
        assertThat(asking.sent).containsExactly("SYNC", "INFORM 1:1");
    }

    /** One that was not read for long is fed from the log, where its sync has a place as well. */
    @Test
    void whatComesFromTheLogWaitsForTheSyncAskedBefore() {
        Term term = new Term(Rules.SOUND);
        Learner behind = term.learners.get(4L);
        term.press(behind, true);
        for (int times = 0; times < 1_500; times++) {
            term.own(false);
            term.acknowledge(term.learners.get(2L), 1);
        }
        term.sync(behind);
        term.write(behind);
        term.acknowledge(term.learners.get(2L), 1);
        term.press(behind, false);
        assertThat(behind.sent).hasSize(1_502).endsWith("INFORM 1:1500", "SYNC", "INFORM 1:1501");
    }

    /** A full window keeps writes back; the sync asked behind them stays behind them. */
    @Test
    void aSyncStaysBehindWritesThatWaitForTheWindow() {
        Term term = new Term(Rules.SOUND);
        Learner asking = term.learners.get(3L);
        for (int times = 0; times < 3 * Term.WINDOW; times++) {
            term.write(asking);
            term.sync(asking);
        }
        while (!asking.asked.isEmpty()) {
            term.acknowledge(term.learners.get(2L), 1);
            term.pong(term.learners.get(2L));
        }
    }

    @Test
    void everyLearnerIsAnsweredInOrder() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            run(seed, Rules.SOUND);
        }
    }

    @Test
    void aCommitThatOvertakesASyncIsNoticed() {
        SafetyRules.SyncPlace open =
                new SafetyRules.SyncPlace() {
                    @Override
                    public long fence(long behind) {
                        return Long.MAX_VALUE;
                    }
                };
        Rules wrong = new Rules(SafetyRules.SOUND.with(open), Rules.SOUND.syncChoice());
        assertThatThrownBy(
                        () -> {
                            for (long seed = 1; seed <= SEEDS; seed++) {
                                run(seed, wrong);
                            }
                        })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("asked first");
    }

    private static void run(long seed, Rules rules) {
        Term term = new Term(rules);
        Random random = new Random(seed);
        List<Learner> learners = List.copyOf(term.learners.values());
        for (int step = 0; step < STEPS; step++) {
            Learner learner = learners.get(random.nextInt(learners.size()));
            switch (random.nextInt(10)) {
                case 0, 1 -> term.write(learner);
                case 2, 3 -> term.sync(learner);
                case 4, 5, 6 -> term.acknowledge(learner, 1 + random.nextInt(3));
                case 7 -> term.pong(learner);
                case 8 -> term.press(learner, random.nextInt(3) == 0);
                default -> term.own(random.nextBoolean());
            }
        }
        for (int times = 0; times < 2 * STEPS; times++) {
            for (Learner learner : learners) {
                term.press(learner, false);
                term.acknowledge(learner, 3);
                term.pong(learner);
            }
        }
        for (Learner learner : learners) {
            assertThat(learner.asked).as("seed %d: what has no answer", seed).isEmpty();
        }
    }

    /** A learner's end of a link, with the one queue of what it has asked. */
    private static final class Learner {
        final ServerId id;
        final LinkId link;
        final boolean votes;
        final ArrayDeque<String> asked = new ArrayDeque<>();
        final ArrayDeque<Long> toAcknowledge = new ArrayDeque<>();
        final List<String> sent = new ArrayList<>();
        int cxid;
        int pings;

        Learner(long id, boolean votes) {
            this.id = new ServerId(id);
            this.link = new LinkId(id);
            this.votes = votes;
        }

        void answered(String what) {
            if (asked.contains(what)) {
                assertThat(asked.peek())
                        .as("server %s is sent %s, asked first", id, what)
                        .isEqualTo(what);
                asked.poll();
            }
        }
    }

    /** A core that leads two followers and an observer. */
    private static final class Term {
        static final int WINDOW = 4;

        final Map<Long, Learner> learners = new TreeMap<>();
        private final ZabCore core;
        private final ArrayDeque<ConsensusEvent> born = new ArrayDeque<>();
        private final ArrayDeque<ConsensusEvent> proposals = new ArrayDeque<>();
        private final Map<Long, String> origins = new HashMap<>();
        private final List<LogEntry> log = new ArrayList<>();
        private Phase phase;
        private long nextZxid;
        private long callId;

        Term(Rules rules) {
            core =
                    new ZabCore(
                            new EnsembleSettings(
                                    new ServerId(1),
                                    2_000,
                                    10,
                                    5,
                                    1 << 20,
                                    WINDOW,
                                    1 << 20,
                                    false,
                                    Map.of()),
                            ZabSettings.DEFAULTS,
                            rules);
            String members =
                    """
                    server.1=a:2888:3888
                    server.2=b:2888:3888
                    server.3=c:2888:3888
                    server.4=d:2888:3888:observer
                    """;
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
            for (long id = 2; id <= 4; id++) {
                join(new Learner(id, id != 4));
            }
            assertThat(phase).isEqualTo(Phase.SERVING);
            learners.values().forEach(learner -> learner.sent.clear());
        }

        private void join(Learner learner) {
            learners.put(learner.id.value(), learner);
            Endpoint remote = new Endpoint("x", 1);
            link(new LinkEvent.LinkUp(learner.link, ZabPorts.QUORUM, null, null, remote, null));
            say(
                    learner,
                    new ZabMessage.LearnerInfo(
                            !learner.votes, 0, learner.id, ZabMessage.PROTOCOL_VERSION, 0));
            say(learner, new ZabMessage.AckEpoch(0, 0));
            say(learner, new ZabMessage.Ack(Zxid.of(1, 0)));
            say(learner, new ZabMessage.Ack(Zxid.of(1, 0)));
        }

        void write(Learner learner) {
            int cxid = ++learner.cxid;
            learner.asked.add("write " + cxid + " of " + learner.id);
            say(
                    learner,
                    new ZabMessage.Request(
                            learner.id.value(), cxid, OpCode.SET_DATA, new byte[0], null));
        }

        void sync(Learner learner) {
            learner.asked.add("sync");
            say(learner, new ZabMessage.Request(0, 0, OpCode.SYNC, new byte[0], null));
        }

        /** A session of the leader's own. */
        void own(boolean sync) {
            LeaderCall call =
                    sync
                            ? new LeaderCall.Sync()
                            : new LeaderCall.Submit(
                                    1, (int) callId, OpCode.SET_DATA, new byte[0], List.of());
            step(new ConsensusEvent.Call(++callId, call));
        }

        void acknowledge(Learner learner, int count) {
            for (int times = 0; times < count && !learner.toAcknowledge.isEmpty(); times++) {
                say(learner, new ZabMessage.Ack(learner.toAcknowledge.poll()));
            }
        }

        void pong(Learner learner) {
            if (learner.pings > 0) {
                learner.pings--;
                say(learner, new ZabMessage.Ping(0, null));
            }
        }

        void press(Learner learner, boolean blocked) {
            link(new LinkEvent.LinkPressure(learner.link, blocked));
        }

        private void say(Learner from, ZabMessage message) {
            link(new LinkEvent.Received(from.link, message));
        }

        private void link(LinkEvent event) {
            step(new ConsensusEvent.Link(event));
        }

        private void step(ConsensusEvent event) {
            born.add(event);
            while (!(born.isEmpty() && proposals.isEmpty())) {
                List<ConsensusAction> actions = new ArrayList<>();
                core.step(1, proposals.isEmpty() ? born.poll() : proposals.poll(), actions::add);
                actions.forEach(this::execute);
            }
        }

        private void execute(ConsensusAction action) {
            switch (action) {
                case ConsensusAction.StartElection election ->
                        born.add(new ConsensusEvent.Elected(election.vote()));
                case ConsensusAction.WriteHardState write ->
                        born.add(new ConsensusEvent.Persisted(write.ticket()));
                case ConsensusAction.Append append -> {
                    log.add(append.entry());
                    born.add(new ConsensusEvent.Persisted(append.ticket()));
                }
                case ConsensusAction.ReadLog read ->
                        born.add(
                                new ConsensusEvent.LogRead(
                                        read.read(), log, ConsensusEvent.LogStatus.HEAD));
                case ConsensusAction.RoleChanged changed -> {
                    phase = changed.phase();
                    nextZxid = changed.nextZxid();
                }
                case ConsensusAction.Link(LinkAction.Send send) ->
                        sent(learners.get(send.link().value()), (ZabMessage) send.message());
                case ConsensusAction.Link(LinkAction.Close close) ->
                        throw new AssertionError("closed " + close.link());
                case ConsensusAction.Called called -> called(called);
                case ConsensusAction.Halt halt -> throw new AssertionError(halt.reason());
                default -> {}
            }
        }

        private void called(ConsensusAction.Called called) {
            if (called.call() instanceof LeaderCall.Submit submit) {
                origins.put(nextZxid, "write " + submit.cxid() + " of " + called.caller().server());
                proposals.add(new ConsensusEvent.Propose(nextZxid++, new byte[32], null));
            }
        }

        private static String text(long zxid) {
            return Zxid.epoch(zxid) + ":" + Zxid.counter(zxid);
        }

        private void sent(Learner to, ZabMessage message) {
            switch (message) {
                case ZabMessage.Proposal proposal -> to.toAcknowledge.add(proposal.zxid());
                case ZabMessage.Ping ping -> to.pings++;
                case ZabMessage.Commit commit -> {
                    for (long zxid = commit.first(); zxid <= commit.zxid(); zxid++) {
                        to.sent.add("COMMIT " + text(zxid));
                        to.answered(origins.get(zxid));
                    }
                }
                case ZabMessage.Inform inform -> {
                    to.sent.add("INFORM " + text(inform.zxid()));
                    to.answered(origins.get(inform.zxid()));
                }
                case ZabMessage.Synced synced -> {
                    to.sent.add("SYNC");
                    to.answered("sync");
                }
                default -> {}
            }
        }
    }
}
