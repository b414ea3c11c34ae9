package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.zab.state.Rules;
import io.quorate.consensus.zab.state.ZabSettings;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.Phase;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.model.Zxid;
import io.quorate.peer.Endpoint;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A follower gets in step while transactions and configurations are under way. */
class JoinUnderLoadTest {

    private static final String MEMBERS =
            "server.1=a:2888:3888\nserver.2=b:2888:3888\nserver.3=c:2888:3888\n";
    private static final long FIRST = Zxid.of(1, 1);
    private static final long SECOND = Zxid.of(1, 2);

    private static Membership members(long version) {
        return MembershipText.parse(MEMBERS).withVersion(version);
    }

    /**
     * From NEWLEADER on a ZooKeeper leader waits for the acknowledgement of every proposal, and
     * lets a follower go that owes one, be it decided or not.
     */
    @Test
    void whatIsDecidedBeforeUpToDateIsAcknowledged() {
        Core follower = Core.learning();
        follower.hears(new ZabMessage.Diff(0));
        follower.hears(new ZabMessage.NewLeader(Zxid.of(1, 0), null));
        follower.hears(new ZabMessage.Proposal(FIRST, new byte[32], null));
        follower.hears(new ZabMessage.Proposal(SECOND, new byte[32], null));
        follower.hears(new ZabMessage.Commit(FIRST));
        follower.said.clear();
        follower.hears(new ZabMessage.UpToDate());
        assertThat(follower.said)
                .containsExactly(
                        new ZabMessage.Ack(Zxid.of(1, 0)),
                        new ZabMessage.Ack(FIRST),
                        new ZabMessage.Ack(SECOND));
    }

    /** What was decided before is history, and nobody waits for it. */
    @Test
    void theHistoryIsAcknowledgedAsAWhole() {
        Core follower = Core.learning();
        follower.hears(new ZabMessage.Diff(0));
        follower.hears(new ZabMessage.Proposal(FIRST, new byte[32], null));
        follower.hears(new ZabMessage.Commit(FIRST));
        follower.hears(new ZabMessage.NewLeader(Zxid.of(1, 0), null));
        follower.said.clear();
        follower.hears(new ZabMessage.UpToDate());
        assertThat(follower.said).containsExactly(new ZabMessage.Ack(Zxid.of(1, 0)));
    }

    /** A ZooKeeper leader announces a configuration that is only proposed; one waits for it. */
    @Test
    void anAnnouncedConfigurationThatIsUnderWayWaitsForItsCommit() {
        Core follower = Core.learning();
        follower.hears(new ZabMessage.Diff(0));
        follower.hears(new ZabMessage.Proposal(FIRST, new byte[32], members(FIRST)));
        follower.hears(new ZabMessage.NewLeader(Zxid.of(1, 0), members(FIRST)));
        follower.hears(new ZabMessage.UpToDate());
        assertThat(follower.phase).isEqualTo(Phase.SERVING);
        assertThat(follower.inForce).isEmpty();
        follower.hears(new ZabMessage.CommitAndActivate(FIRST, new ServerId(3)));
        assertThat(follower.inForce).containsExactly(FIRST);
    }

    /** The epoch is announced with the older configuration, so the newer one comes behind it. */
    @Test
    void whatIsUnderWayIsSentBehindTheHistory() {
        Core leader = Core.leading();
        leader.reconfig();
        leader.said.clear();
        leader.joins(3);
        assertThat(leader.saidTo(3)).containsExactly("LeaderInfo", "Diff", "NewLeader", "Proposal");
        leader.hears(3, new ZabMessage.Ack(Zxid.of(1, 0)));
        leader.hears(2, new ZabMessage.Ack(FIRST));
        assertThat(leader.saidTo(3)).endsWith("UpToDate", "CommitAndActivate");
    }

    /** Its time begins when it may answer, however long the history took it. */
    @Test
    void aJoinerThatTookLongIsNotTakenForSlow() {
        Core leader = Core.leading();
        leader.joins(3);
        leader.write();
        leader.hears(2, new ZabMessage.Ack(FIRST));
        leader.pass(Duration.ofSeconds(12)); // more than syncLimit
        leader.hears(3, new ZabMessage.Ack(Zxid.of(1, 0)));
        leader.hears(3, new ZabMessage.Ack(Zxid.of(1, 0)));
        leader.pass(Duration.ofSeconds(5));
        assertThat(leader.closed).isEmpty();
        leader.pass(Duration.ofSeconds(12));
        assertThat(leader.closed).containsExactly(new LinkId(3));
    }

    /** A core and what it does; each of its links has the number of the server at the other end. */
    private static final class Core {
        final List<ZabMessage> said = new ArrayList<>();
        final List<Long> inForce = new ArrayList<>();
        final Set<LinkId> closed = new HashSet<>();
        private final List<LinkId> to = new ArrayList<>();
        private final List<String> kinds = new ArrayList<>();
        private final ArrayDeque<ConsensusEvent> born = new ArrayDeque<>();
        private final ZabCore core;
        private final ServerId leader;
        Phase phase;
        private long nowNanos = 1;
        private long nextZxid;
        private Membership next;
        private long calls;

        private Core(long self, long leader) {
            this.leader = new ServerId(leader);
            core =
                    new ZabCore(
                            new EnsembleSettings(
                                    new ServerId(self),
                                    2_000,
                                    10,
                                    5,
                                    1 << 20,
                                    16,
                                    1 << 20,
                                    true,
                                    Map.of()),
                            ZabSettings.DEFAULTS,
                            Rules.SOUND);
            step(
                    new ConsensusEvent.Start(
                            new ServerId(self),
                            HardState.INITIAL,
                            0,
                            0,
                            0,
                            members(0),
                            null,
                            true,
                            1));
        }

        /** Server 2 has promised epoch 1 to server 3. */
        static Core learning() {
            Core core = new Core(2, 3);
            core.hears(new ZabMessage.LeaderInfo(Zxid.of(1, 0), ZabMessage.PROTOCOL_VERSION));
            return core;
        }

        /** Server 1 leads epoch 1, server 2 follows. */
        static Core leading() {
            Core core = new Core(1, 1);
            core.joins(2);
            core.hears(2, new ZabMessage.Ack(Zxid.of(1, 0)));
            core.hears(2, new ZabMessage.Ack(Zxid.of(1, 0)));
            assertThat(core.phase).isEqualTo(Phase.SERVING);
            core.inForce.clear();
            return core;
        }

        void joins(long id) {
            Endpoint remote = new Endpoint("x", 1);
            link(new LinkEvent.LinkUp(new LinkId(id), ZabPorts.QUORUM, null, null, remote, null));
            ServerId server = new ServerId(id);
            hears(id, new ZabMessage.LearnerInfo(false, 0, server, ZabMessage.PROTOCOL_VERSION, 0));
            hears(id, new ZabMessage.AckEpoch(0, 0));
        }

        void hears(ZabMessage message) {
            hears(leader.value(), message);
        }

        void hears(long from, ZabMessage message) {
            link(new LinkEvent.Received(new LinkId(from), message));
        }

        void reconfig() {
            next = members(0);
            submit(OpCode.RECONFIG);
        }

        void write() {
            submit(OpCode.SET_DATA);
        }

        private void submit(int opcode) {
            LeaderCall call = new LeaderCall.Submit(1, 1, opcode, new byte[0], List.of());
            step(new ConsensusEvent.Call(++calls, call));
        }

        /** Time goes by in which server 2 does not fall silent, nor server 3. */
        void pass(Duration time) {
            long end = nowNanos + time.toNanos();
            while (nowNanos < end) {
                nowNanos += Duration.ofMillis(500).toNanos();
                step(ConsensusEvent.Tick.INSTANCE);
                hears(2, new ZabMessage.Ping(0, null));
                if (stays(3)) {
                    hears(3, new ZabMessage.Ping(0, null));
                }
            }
        }

        private boolean stays(long id) {
            return !closed.contains(new LinkId(id)) && saidTo(id).contains("UpToDate");
        }

        List<String> saidTo(long id) {
            List<String> all = new ArrayList<>();
            for (int at = 0; at < kinds.size(); at++) {
                if (to.get(at).value() == id) {
                    all.add(kinds.get(at));
                }
            }
            return all;
        }

        private void link(LinkEvent event) {
            step(new ConsensusEvent.Link(event));
        }

        private void step(ConsensusEvent event) {
            born.add(event);
            while (!born.isEmpty()) {
                List<ConsensusAction> actions = new ArrayList<>();
                core.step(nowNanos, born.poll(), actions::add);
                actions.forEach(this::execute);
            }
        }

        private void execute(ConsensusAction action) {
            switch (action) {
                case ConsensusAction.StartElection election ->
                        born.add(new ConsensusEvent.Elected(new Vote(leader, 0, 0)));
                case ConsensusAction.WriteHardState write ->
                        born.add(new ConsensusEvent.Persisted(write.ticket()));
                case ConsensusAction.Append append ->
                        born.add(new ConsensusEvent.Persisted(append.ticket()));
                case ConsensusAction.StoreMembership store -> {
                    if (store.stage() == ConsensusAction.Stage.COMMITTED) {
                        inForce.add(store.membership().version());
                    }
                    born.add(new ConsensusEvent.Persisted(store.ticket()));
                }
                case ConsensusAction.RoleChanged changed -> {
                    phase = changed.phase();
                    nextZxid = changed.nextZxid();
                }
                case ConsensusAction.Called called -> {
                    Membership membership = next == null ? null : next.withVersion(nextZxid);
                    next = null;
                    born.addFirst(new ConsensusEvent.Propose(nextZxid++, new byte[32], membership));
                }
                case ConsensusAction.Link(LinkAction.Dial dial) ->
                        born.add(
                                new ConsensusEvent.Link(
                                        new LinkEvent.LinkUp(
                                                new LinkId(leader.value()),
                                                dial.port(),
                                                dial.dial(),
                                                null,
                                                dial.endpoints().getFirst(),
                                                null)));
                case ConsensusAction.Link(LinkAction.Send send) -> {
                    ZabMessage message = (ZabMessage) send.message();
                    said.add(message);
                    if (!(message instanceof ZabMessage.Ping)) {
                        to.add(send.link());
                        kinds.add(message.getClass().getSimpleName());
                    }
                }
                case ConsensusAction.Link(LinkAction.Close close) -> closed.add(close.link());
                case ConsensusAction.Halt halt -> throw new AssertionError(halt.reason());
                default -> {}
            }
        }
    }
}
