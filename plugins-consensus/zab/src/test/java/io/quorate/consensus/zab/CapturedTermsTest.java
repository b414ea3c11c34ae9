package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.consensus.Touches;
import io.quorate.consensus.zab.state.Rules;
import io.quorate.consensus.zab.state.ZabSettings;
import io.quorate.consensus.zab.wire.Captures;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.Phase;
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
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A core is put in the place of a captured learner and hears what a real leader said. It must
 * answer what the real learner answered: introduction, promise and every acknowledgement, in the
 * same order.
 */
class CapturedTermsTest {

    private static final LinkId LINK = new LinkId(1);

    @TestFactory
    Stream<DynamicTest> learnersAnswerAsTheRealOnes() throws Exception {
        List<Captures.Captured> all = Captures.all();
        List<DynamicTest> tests = new ArrayList<>();
        for (Captures.Captured learner : all) {
            if (learner.fromLeader()) {
                continue;
            }
            List<ZabMessage> answers = Captures.read(learner, null);
            String leaderName = learner.name().replace("dialer", "listener");
            Captures.Captured leader =
                    all.stream()
                            .filter(other -> other.name().equals(leaderName))
                            .findFirst()
                            .orElseThrow();
            List<ZabMessage> heard = Captures.read(leader, null);
            if (heard.stream().anyMatch(message -> message instanceof ZabMessage.NewLeader)
                    && answers.size() > 1) {
                tests.add(
                        DynamicTest.dynamicTest(
                                learner.name(),
                                () -> replay(leaderOf(learner.name()), heard, answers)));
            }
        }
        assertThat(tests).hasSizeGreaterThan(10);
        return tests.stream();
    }

    /** The leader's number stands in the name of the file. */
    private static ServerId leaderOf(String name) {
        return new ServerId(Long.parseLong(name.replaceAll(".*-server(\\d+)-.*", "$1")));
    }

    private static void replay(ServerId leader, List<ZabMessage> heard, List<ZabMessage> answers) {
        Learner learner =
                new Learner(
                        leader,
                        (ZabMessage.LearnerInfo) answers.get(0),
                        (ZabMessage.AckEpoch) answers.get(1),
                        heard);
        for (ZabMessage message : heard) {
            learner.hear(message);
        }
        assertThat(determined(learner.said)).containsExactlyElementsOf(determined(answers));
        assertThat(learner.phase).isEqualTo(Phase.SERVING);
    }

    /**
     * What the leader's words determine: not what clients asked, and not which sessions were
     * active. Acknowledgements one by one, however they are put together.
     */
    private static List<ZabMessage> determined(List<ZabMessage> messages) {
        return messages.stream()
                .filter(
                        message ->
                                message instanceof ZabMessage.LearnerInfo
                                        || message instanceof ZabMessage.AckEpoch
                                        || message instanceof ZabMessage.Ack)
                .flatMap(CapturedTermsTest::packets)
                .toList();
    }

    private static Stream<ZabMessage> packets(ZabMessage message) {
        return message instanceof ZabMessage.Ack run
                ? LongStream.rangeClosed(run.first(), run.zxid()).mapToObj(ZabMessage.Ack::new)
                : Stream.of(message);
    }

    /** A core as the learner of a capture, with a disk that is done at once. */
    private static final class Learner {
        final List<ZabMessage> said = new ArrayList<>();
        Phase phase;
        private final ZabCore core;
        private final ArrayDeque<ConsensusEvent> born = new ArrayDeque<>();
        private long now = 1;
        private long last;
        private long staged;
        private boolean connected;

        Learner(
                ServerId leader,
                ZabMessage.LearnerInfo info,
                ZabMessage.AckEpoch ack,
                List<ZabMessage> heard) {
            last = ack.zxid();
            long accepted = Zxid.epoch(info.zxid());
            long current = ack.currentEpoch() >= 0 ? ack.currentEpoch() : accepted;
            Membership membership = membership(info, heard);
            EnsembleSettings settings =
                    new EnsembleSettings(
                            info.server(), 2_000, 10, 5, 2 << 20, 100, 1 << 20, true, Map.of());
            core = new ZabCore(settings, ZabSettings.DEFAULTS, Rules.SOUND);
            HardState hard = new HardState(accepted, current, new byte[0]);
            step(
                    new ConsensusEvent.Start(
                            info.server(), hard, last, last, last, membership, null, true, 1));
            step(new ConsensusEvent.Elected(new Vote(leader, 0, 0)));
        }

        /** The configuration of the epoch, with the learner in the role it had. */
        private static Membership membership(ZabMessage.LearnerInfo info, List<ZabMessage> heard) {
            ZabMessage.NewLeader offer =
                    (ZabMessage.NewLeader)
                            heard.stream()
                                    .filter(message -> message instanceof ZabMessage.NewLeader)
                                    .findFirst()
                                    .orElseThrow();
            List<Member> members = new ArrayList<>();
            for (Member member : offer.membership().members().values()) {
                boolean itself = member.id().equals(info.server());
                Member.Kind kind =
                        !itself
                                ? member.kind()
                                : info.observer() ? Member.Kind.OBSERVER : Member.Kind.PARTICIPANT;
                members.add(
                        new Member(
                                member.id(),
                                kind,
                                member.addresses(),
                                member.clientHost(),
                                member.clientPort()));
            }
            return Membership.ofMajority(info.configVersion(), members);
        }

        void hear(ZabMessage message) {
            step(new ConsensusEvent.Link(new LinkEvent.Received(LINK, message)));
        }

        private void step(ConsensusEvent event) {
            born.add(event);
            while (!born.isEmpty()) {
                List<ConsensusAction> actions = new ArrayList<>();
                core.step(now++, born.poll(), actions::add);
                actions.forEach(this::execute);
            }
        }

        private void execute(ConsensusAction action) {
            switch (action) {
                case ConsensusAction.Append append -> {
                    last = append.entry().zxid();
                    born.add(new ConsensusEvent.Persisted(append.ticket()));
                }
                case ConsensusAction.WriteHardState write ->
                        born.add(new ConsensusEvent.Persisted(write.ticket()));
                case ConsensusAction.StoreMembership store ->
                        born.add(new ConsensusEvent.Persisted(store.ticket()));
                case ConsensusAction.Truncate truncate -> {
                    last = truncate.after();
                    born.add(new ConsensusEvent.HistoryReset(truncate.ticket(), last, last, true));
                }
                case ConsensusAction.StageEntry stage -> staged = stage.entry().zxid();
                case ConsensusAction.StageSnapshot stage -> {
                    if (stage.last()) {
                        born.add(new ConsensusEvent.SnapshotStaged(stage.transfer(), true));
                    }
                }
                case ConsensusAction.InstallSnapshot install -> {
                    last = Math.max(install.zxid(), staged);
                    born.add(
                            new ConsensusEvent.HistoryReset(
                                    install.ticket(), last, install.zxid(), true));
                }
                case ConsensusAction.CollectTouches collect ->
                        born.addFirst(new ConsensusEvent.Touched(collect.link(), Touches.NONE));
                case ConsensusAction.RoleChanged changed ->
                        phase = changed.phase() == Phase.SERVING ? Phase.SERVING : phase;
                case ConsensusAction.Link link -> execute(link.action());
                case ConsensusAction.Halt halt -> throw new AssertionError(halt.reason());
                default -> {}
            }
        }

        private void execute(LinkAction action) {
            switch (action) {
                case LinkAction.Dial dial -> {
                    if (!connected) { // a later one belongs to the next capture
                        connected = true;
                        born.add(
                                new ConsensusEvent.Link(
                                        new LinkEvent.LinkUp(
                                                LINK,
                                                dial.port(),
                                                dial.dial(),
                                                null,
                                                new Endpoint("leader", 1),
                                                null)));
                    }
                }
                case LinkAction.Send send -> {
                    if (send.link().equals(LINK) && !(send.message() instanceof ZabMessage.Ping)) {
                        said.add((ZabMessage) send.message());
                    }
                }
                default -> {}
            }
        }
    }
}
