package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.Caller;
import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.LogEntry;
import io.quorate.consensus.Touches;
import io.quorate.consensus.zab.state.Rules;
import io.quorate.consensus.zab.state.ZabSettings;
import io.quorate.consensus.zab.wire.Captures;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.Membership;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A core is put in the place of a captured leader and hears what its real learners said, in the
 * order of the capture. It must tell each of them what the real leader told: its epoch, how it is
 * brought in step, every proposal and decision, and answer syncs behind them.
 *
 * <p>What a core cannot know comes from the capture: the transactions, when the leader's disk was
 * done with one (not before it was decided), whether a tree was preferred to the log, and which
 * sessions were valid.
 */
class CapturedLeadersTest {

    @TestFactory
    Stream<DynamicTest> leadersSayWhatTheRealOnesSaid() throws Exception {
        List<Captures.Said> all = Captures.inOrder();
        List<DynamicTest> tests = new ArrayList<>();
        NavigableMap<Long, byte[]> history = new TreeMap<>();
        for (long epoch : epochs(all)) {
            List<Captures.Said> term = term(all, epoch);
            NavigableMap<Long, byte[]> before = new TreeMap<>(history);
            tests.add(DynamicTest.dynamicTest("epoch " + epoch, () -> replay(epoch, term, before)));
            for (Captures.Said said : term) {
                if (said.message() instanceof ZabMessage.Proposal proposal) {
                    history.putIfAbsent(proposal.zxid(), proposal.txn());
                }
            }
        }
        assertThat(tests).hasSize(4);
        return tests.stream();
    }

    private static Set<Long> epochs(List<Captures.Said> all) {
        Set<Long> epochs = new TreeSet<>();
        for (Captures.Said said : all) {
            if (said.message() instanceof ZabMessage.LeaderInfo info) {
                epochs.add(Zxid.epoch(info.zxid()));
            }
        }
        return epochs;
    }

    /** What was said on the connections of an epoch. */
    private static List<Captures.Said> term(List<Captures.Said> all, long epoch) {
        Set<Integer> connections = new TreeSet<>();
        for (Captures.Said said : all) {
            if (said.message() instanceof ZabMessage.LeaderInfo info
                    && Zxid.epoch(info.zxid()) == epoch) {
                connections.add(said.connection());
            }
        }
        return all.stream().filter(said -> connections.contains(said.connection())).toList();
    }

    private static void replay(
            long epoch, List<Captures.Said> term, NavigableMap<Long, byte[]> history) {
        Leader leader = new Leader(epoch, term, history);
        Map<Integer, Integer> left = new TreeMap<>();
        term.forEach(said -> left.merge(said.connection(), 1, Integer::sum));
        for (Captures.Said said : term) {
            if (said.byLeader()) {
                leader.follow(said);
            } else {
                leader.hear(said);
            }
            if (left.merge(said.connection(), -1, Integer::sum) == 0) {
                leader.lose(said.connection());
            }
        }
        for (int connection : left.keySet()) {
            List<ZabMessage> real =
                    term.stream()
                            .filter(said -> said.byLeader() && said.connection() == connection)
                            .map(Captures.Said::message)
                            .toList();
            List<ZabMessage> said = leader.said.get(connection);
            assertThat(history(said)).as("to %d", connection).isEqualTo(history(real));
            assertThat(decisions(said)).as("to %d", connection).isEqualTo(decisions(real));
        }
    }

    /** Everything but the decisions, in order. */
    private static List<String> history(List<ZabMessage> messages) {
        return messages.stream()
                .filter(
                        message ->
                                !(message instanceof ZabMessage.Commit
                                        || message instanceof ZabMessage.Ping
                                        || message instanceof ZabMessage.Synced
                                        || message instanceof ZabMessage.Revalidated
                                        || message instanceof ZabMessage.SnapshotBytes))
                .map(CapturedLeadersTest::text)
                .toList();
    }

    /** Decisions one by one, and what is answered behind them. */
    private static List<String> decisions(List<ZabMessage> messages) {
        return messages.stream()
                .filter(
                        message ->
                                message instanceof ZabMessage.Commit
                                        || message instanceof ZabMessage.CommitAndActivate
                                        || message instanceof ZabMessage.Inform
                                        || message instanceof ZabMessage.InformAndActivate
                                        || message instanceof ZabMessage.Synced
                                        || message instanceof ZabMessage.Revalidated)
                .flatMap(
                        message ->
                                message instanceof ZabMessage.Commit run
                                        ? LongStream.rangeClosed(run.first(), run.zxid())
                                                .mapToObj(ZabMessage.Commit::new)
                                        : Stream.of(message))
                .map(CapturedLeadersTest::text)
                .toList();
    }

    /** All that a message says, to the byte. */
    private static String text(ZabMessage message) {
        if (message instanceof ZabMessage.Diff) {
            return "Diff"; // its number means nothing
        }
        return message + " " + HexFormat.of().formatHex(Captures.write(true, List.of(message)));
    }

    /** A core as the leader of a captured epoch. */
    private static final class Leader {
        final Map<Integer, List<ZabMessage>> said = new TreeMap<>();
        private final List<Captures.Said> term;
        private final ZabCore core;
        private final Deque<ConsensusEvent> born = new ArrayDeque<>();
        private final NavigableMap<Long, byte[]> log = new TreeMap<>();
        private final Deque<ConsensusAction.Append> undecided = new ArrayDeque<>();
        private final Map<Integer, Deque<Boolean>> validity = new TreeMap<>();
        private long lastTicket;
        private long persisted;
        private long proposed;
        private boolean serving;
        private int listening;
        private long nowNanos = 1;

        Leader(long epoch, List<Captures.Said> term, NavigableMap<Long, byte[]> history) {
            this.term = term;
            log.putAll(history);
            ServerId self = term.getFirst().leader();
            long last = log.isEmpty() ? 0 : log.lastKey();
            proposed = last;
            core =
                    new ZabCore(
                            new EnsembleSettings(
                                    self, 2_000, 10, 5, 2 << 20, 100, 1 << 20, true, Map.of()),
                            ZabSettings.DEFAULTS,
                            Rules.SOUND);
            step(
                    new ConsensusEvent.Start(
                            self,
                            new HardState(epoch - 1, epoch - 1, new byte[0]),
                            last,
                            last,
                            last,
                            membership(epoch),
                            null,
                            true,
                            1));
            step(new ConsensusEvent.Elected(new Vote(self, last, epoch - 1)));
        }

        /** The first epoch gives the configuration of the file a version. */
        private Membership membership(long epoch) {
            Membership offered =
                    term.stream()
                            .map(Captures.Said::message)
                            .filter(message -> message instanceof ZabMessage.NewLeader)
                            .map(message -> ((ZabMessage.NewLeader) message).membership())
                            .findFirst()
                            .orElseThrow();
            return offered.version() == Zxid.of(epoch, 0) ? offered.withVersion(0) : offered;
        }

        void hear(Captures.Said heard) {
            listening = heard.connection();
            LinkId link = new LinkId(listening);
            if (!said.containsKey(listening)) {
                said.put(listening, new ArrayList<>());
                step(
                        new ConsensusEvent.Link(
                                new LinkEvent.LinkUp(
                                        link,
                                        ZabPorts.QUORUM,
                                        null,
                                        null,
                                        new Endpoint("learner", 1),
                                        null)));
            }
            if (!(heard.message() instanceof ZabMessage.Ping)) {
                step(new ConsensusEvent.Link(new LinkEvent.Received(link, heard.message())));
            }
        }

        void lose(int connection) {
            step(
                    new ConsensusEvent.Link(
                            new LinkEvent.LinkDown(
                                    new LinkId(connection), LinkEvent.DownReason.CLOSED)));
        }

        /** The real leader said this: its replica had proposed it, its disk had written it. */
        void follow(Captures.Said led) {
            switch (led.message()) {
                case ZabMessage.Proposal proposal ->
                        propose(proposal.zxid(), proposal.txn(), proposal.membership());
                case ZabMessage.Inform inform -> {
                    propose(inform.zxid(), inform.txn(), inform.membership());
                    decided(inform.zxid());
                }
                case ZabMessage.Commit commit -> decided(commit.zxid());
                case ZabMessage.CommitAndActivate commit -> decided(commit.zxid());
                case ZabMessage.InformAndActivate inform -> decided(inform.zxid());
                default -> {}
            }
        }

        private void propose(long zxid, byte[] txn, Membership membership) {
            if (zxid > proposed) {
                assertThat(serving).as("leads before %s", Zxid.text(zxid)).isTrue();
                proposed = zxid;
                step(new ConsensusEvent.Propose(zxid, txn, membership));
            }
        }

        private void decided(long zxid) {
            while (!undecided.isEmpty() && undecided.peek().entry().zxid() <= zxid) {
                undecided.poll();
            }
            run();
        }

        private void step(ConsensusEvent event) {
            born.add(event);
            run();
        }

        /** Everything before the first entry that is not yet decided is on the disk. */
        private void run() {
            while (true) {
                long upTo = undecided.isEmpty() ? lastTicket : undecided.peek().ticket() - 1;
                if (born.isEmpty() && upTo > persisted) {
                    persisted = upTo;
                    born.add(new ConsensusEvent.Persisted(upTo));
                }
                if (born.isEmpty()) {
                    return;
                }
                List<ConsensusAction> actions = new ArrayList<>();
                core.step(nowNanos++, born.poll(), actions::add);
                actions.forEach(this::execute);
            }
        }

        private void execute(ConsensusAction action) {
            switch (action) {
                case ConsensusAction.Append append -> {
                    log.put(append.entry().zxid(), append.entry().txn());
                    undecided.add(append);
                    lastTicket = append.ticket();
                }
                case ConsensusAction.WriteHardState write -> lastTicket = write.ticket();
                case ConsensusAction.StoreMembership store -> lastTicket = store.ticket();
                case ConsensusAction.ReadLog read -> born.add(entries(read));
                case ConsensusAction.ReadSnapshot read ->
                        born.add(
                                new ConsensusEvent.SnapshotRead(
                                        read.transfer(), new byte[] {1}, true));
                case ConsensusAction.CollectTouches collect ->
                        born.addFirst(new ConsensusEvent.Touched(collect.link(), Touches.NONE));
                case ConsensusAction.RoleChanged changed ->
                        serving =
                                changed.role() == Role.LEADING && changed.phase() == Phase.SERVING;
                case ConsensusAction.Called called -> answer(called);
                case ConsensusAction.Link link -> {
                    if (link.action() instanceof LinkAction.Send send) {
                        send(send.link(), (ZabMessage) send.message());
                    }
                }
                case ConsensusAction.Halt halt -> throw new AssertionError(halt.reason());
                default -> {}
            }
        }

        /**
         * Pings are answered at once: a core asks when it wants to know that it still leads, before
         * it answers a sync, and not when the real leader asked.
         */
        private void send(LinkId link, ZabMessage message) {
            said.get((int) link.value()).add(message);
            if (message instanceof ZabMessage.Ping ping) {
                ZabMessage answer = new ZabMessage.Ping(ping.zxid(), Touches.NONE);
                born.add(new ConsensusEvent.Link(new LinkEvent.Received(link, answer)));
            }
        }

        /** The log, unless the real leader sent its tree. */
        private ConsensusEvent entries(ConsensusAction.ReadLog read) {
            boolean tree =
                    term.stream()
                            .anyMatch(
                                    other ->
                                            other.connection() == listening
                                                    && other.message() instanceof ZabMessage.Snap);
            if (tree) {
                return new ConsensusEvent.LogRead(
                        read.read(), List.of(), ConsensusEvent.LogStatus.GONE);
            }
            Long from = log.floorKey(read.from());
            List<LogEntry> found = new ArrayList<>();
            log.tailMap(from == null ? 0 : from)
                    .forEach((zxid, txn) -> found.add(new LogEntry(zxid, txn)));
            return new ConsensusEvent.LogRead(read.read(), found, ConsensusEvent.LogStatus.HEAD);
        }

        private void answer(ConsensusAction.Called called) {
            if (called.call() instanceof LeaderCall.Revalidate) {
                Deque<Boolean> answers =
                        validity.computeIfAbsent(
                                listening,
                                connection -> {
                                    Deque<Boolean> real = new ArrayDeque<>();
                                    for (Captures.Said other : term) {
                                        if (other.connection() == connection
                                                && other.message()
                                                        instanceof ZabMessage.Revalidated valid) {
                                            real.add(valid.valid());
                                        }
                                    }
                                    return real;
                                });
                Caller caller = called.caller();
                born.add(
                        new ConsensusEvent.Answer(
                                caller, new LeaderAnswer.SessionValid(answers.poll())));
            }
        }
    }
}
