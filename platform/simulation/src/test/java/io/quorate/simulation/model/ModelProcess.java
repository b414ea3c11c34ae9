package io.quorate.simulation.model;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.Touches;
import io.quorate.consensus.host.ActionRules;
import io.quorate.election.ElectionAction;
import io.quorate.election.ElectionCore;
import io.quorate.election.ElectionEvent;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.simulation.graph.Graphs;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * One life of a server: both cores and what drives them. The actions of a step are executed in
 * order after it, and what is born of them is stepped before anything else (consensus SPI section
 * 1.4), so that one event of the search is one turn of a replica's loop.
 */
final class ModelProcess {

    private final ServerId self;
    private final LinkTable links = new LinkTable();
    private final ConsensusCore consensus;
    private final ElectionCore election;
    private final ActionRules rules = new ActionRules();
    private final ModelReplica replica;

    /** Bit n: port n is listened on. */
    private long listening;

    /** True from the start of an election to its verdict. */
    private boolean electing;

    private long nowNanos = Graphs.CLOCK_BASE_NANOS;

    /** These three are empty between two events of the search. */
    private final ArrayDeque<Object> born = new ArrayDeque<>();

    private final ArrayDeque<ConsensusEvent.Propose> proposals = new ArrayDeque<>();
    private Step step;

    ModelProcess(int server, ModelDisk disk, Setting setting) {
        ConsensusFactory factory = setting.assembly().consensus();
        EnsembleSettings settings = setting.settings(server);
        self = settings.self();
        consensus = factory.create(settings);
        election = factory.needsElection() ? setting.assembly().election().create(settings) : null;
        setting.graphs().setClocks(consensus);
        if (election != null) {
            setting.graphs().setClocks(election);
        }
        replica = new ModelReplica(disk);
    }

    /**
     * Starts.
     *
     * @param life which one of this server, from 0 on
     */
    void start(int life, Step current) {
        long seed = self.value() + (long) life * Setting.SERVERS;
        if (election != null) {
            born.add(new ElectionEvent.Boot(self, current.setting().membership(), null, seed));
        }
        born.add(replica.start(self, seed, current.setting()));
        run(current);
    }

    /** Takes an event for a port's core, and all that is born of it. */
    void take(int port, LinkEvent event, Step current) {
        born.add(
                current.setting().isConsensus(port)
                        ? new ConsensusEvent.Link(event)
                        : new ElectionEvent.Link(event));
        run(current);
    }

    /** Takes an event of the consensus, and all that is born of it. */
    void take(ConsensusEvent event, Step current) {
        born.add(event);
        run(current);
    }

    /** Writes are on disk: what waited for them leaves, and the core is told. */
    void persisted(List<ModelDisk.Write> writes, Step current) {
        step = current;
        long ticket = writes.getLast().ticket();
        links.persisted(ticket, this::leave);
        born.add(new ConsensusEvent.Persisted(ticket));
        for (ModelDisk.Write write : writes) {
            switch (write) {
                case ModelDisk.Cut cut -> born.add(cut.answer());
                case ModelDisk.Install install -> born.add(install.answer());
                default -> {}
            }
        }
        run(current);
    }

    /** Takes what an oracle in the place of the election says. */
    void takeVerdict(Vote vote, Step current) {
        electing = false;
        born.add(new ConsensusEvent.Elected(vote));
        run(current);
    }

    /** Lets time pass by one granule. */
    void tick(long granuleNanos, Step current) {
        nowNanos += granuleNanos;
        born.add(ConsensusEvent.Tick.INSTANCE);
        if (election != null) {
            born.add(ElectionEvent.Tick.INSTANCE);
        }
        run(current);
    }

    private void run(Step current) {
        step = current;
        while (!(proposals.isEmpty() && born.isEmpty())) {
            Object event = proposals.isEmpty() ? born.poll() : proposals.poll();
            if (event instanceof ElectionEvent of) {
                step(of);
            } else {
                step((ConsensusEvent) event);
            }
        }
        step = null;
    }

    private void step(ConsensusEvent event) {
        List<ConsensusAction> actions = new ArrayList<>(4);
        rules.stepping(event);
        consensus.step(nowNanos, event, actions::add);
        step.acts(!actions.isEmpty());
        if (!actions.isEmpty() || !(event instanceof ConsensusEvent.Tick)) {
            step.tell(() -> "consensus: " + text(event));
        }
        for (ConsensusAction action : actions) {
            step.tell(() -> "  => " + text(action));
            execute(action);
            String broken = rules.check(action);
            if (broken != null) {
                throw new Violation("CoreContract", "server %s: %s", self, broken);
            }
        }
        String broken = rules.check(consensus.report());
        if (broken != null) {
            throw new Violation("CoreContract", "server %s: %s", self, broken);
        }
    }

    private void step(ElectionEvent event) {
        List<ElectionAction> actions = new ArrayList<>(4);
        election.step(nowNanos, event, actions::add);
        step.acts(!actions.isEmpty());
        if (!actions.isEmpty() || !(event instanceof ElectionEvent.Tick)) {
            step.tell(() -> "election: " + text(event));
        }
        for (ElectionAction action : actions) {
            step.tell(() -> "  => " + text(action));
            execute(action);
        }
    }

    /** An event or action, for people. */
    private String text(Object what) {
        return switch (what) {
            case ConsensusEvent.Link link -> text(link.event());
            case ElectionEvent.Link link -> text(link.event());
            case ConsensusAction.Link link -> text(link.action());
            case ElectionAction.Link link -> text(link.action());
            case LinkEvent.Received received ->
                    "from %s: %s".formatted(links.peer(received.link()), received.message());
            case LinkAction.Send send ->
                    "to %s: %s%s"
                            .formatted(
                                    links.peer(send.link()),
                                    send.message(),
                                    send.after() == 0 ? "" : ", after ticket " + send.after());
            case ConsensusAction.Called called -> "Called[" + called.call() + "]";
            default -> what.toString();
        };
    }

    private void execute(ElectionAction action) {
        switch (action) {
            case ElectionAction.Link link -> execute(link.action());
            case ElectionAction.Decided decided -> {
                if (electing) {
                    electing = false;
                    born.add(new ConsensusEvent.Elected(decided.vote()));
                }
            }
            case ElectionAction.VoterLooking looking ->
                    born.add(new ConsensusEvent.VoterLooking(looking.server(), looking.vote()));
            case ElectionAction.MembershipHeard heard ->
                    born.add(new ConsensusEvent.MembershipHeard(heard.membership()));
        }
    }

    private void execute(ConsensusAction action) {
        switch (action) {
            case ConsensusAction.Link link -> execute(link.action());
            case ConsensusAction.Append append -> replica.append(append);
            case ConsensusAction.Truncate cut -> replica.cut(cut, step);
            case ConsensusAction.WriteHardState write -> replica.write(write, step);
            case ConsensusAction.StoreMembership store -> replica.store(store);
            case ConsensusAction.StageSnapshot stage -> replica.stage(stage);
            case ConsensusAction.StageEntry stage -> replica.stage(stage);
            case ConsensusAction.InstallSnapshot install -> replica.install(install, step);
            case ConsensusAction.ReadLog read -> replica.read(read);
            case ConsensusAction.ReadSnapshot read -> replica.read(read);
            case ConsensusAction.CancelRead cancel -> replica.cancel(cancel.id());
            case ConsensusAction.Commit commit -> replica.commit(commit.upTo(), step);
            case ConsensusAction.RoleChanged changed -> roleChanged(changed);
            case ConsensusAction.Called called -> called(called);
            case ConsensusAction.Answered answered ->
                    replica.calls().answered(answered.callId(), replica.tree().zxid(), step);
            case ConsensusAction.CallsLost lost -> replica.calls().lost(step);
            case ConsensusAction.CollectTouches collect ->
                    born.add(new ConsensusEvent.Touched(collect.link(), Touches.NONE));
            case ConsensusAction.RenewSessions renew -> {}
            case ConsensusAction.SessionLeft left -> {}
            case ConsensusAction.StartElection start -> {
                electing = true;
                if (election != null) {
                    born.add(new ElectionEvent.Begin(start.vote()));
                }
            }
            case ConsensusAction.Halt halt ->
                    throw new Violation("NobodyHalts", "server %s: %s", self, halt.reason());
        }
    }

    private void called(ConsensusAction.Called called) {
        if (called.call() instanceof LeaderCall.Revalidate) {
            born.add(
                    new ConsensusEvent.Answer(
                            called.caller(), new LeaderAnswer.SessionValid(true)));
        } else {
            proposals.add(replica.called(called));
        }
    }

    private void roleChanged(ConsensusAction.RoleChanged changed) {
        replica.roleChanged(changed, step);
        if (election != null) {
            born.add(
                    new ElectionEvent.Standing(
                            changed.role(), changed.leader(), changed.epoch(), replica.lastZxid()));
        }
    }

    private void execute(LinkAction action) {
        switch (action) {
            case LinkAction.Listen listen -> {
                long bit = 1L << step.setting().portIndex(listen.port());
                listening = listen.endpoints().isEmpty() ? listening & ~bit : listening | bit;
            }
            case LinkAction.Dial dial -> {
                int port = step.setting().portIndex(dial.port());
                int target = Integer.parseInt(dial.endpoints().getFirst().host()) - 1;
                int place = links.dials(dial.dial(), port);
                step.add(new Effect.Dialled(place, port, target, dial.preamble()));
            }
            case LinkAction.Send send -> links.send(send, this::leave);
            case LinkAction.Close close -> close(close.link());
            case LinkAction.Pause pause -> {
                int place = links.place(pause.link());
                if (place >= 0) {
                    links.pause(place, pause.paused());
                }
            }
        }
    }

    private void leave(LinkAction.Send send) {
        int place = links.place(send.link());
        if (place >= 0) {
            step.add(new Effect.Sent(place, send.message()));
        }
    }

    /** The end of a link that its own server closes follows in the same turn. */
    private void close(LinkId link) {
        int place = links.place(link);
        if (place < 0) {
            return;
        }
        int port = links.line(place).port();
        links.forget(place);
        step.add(new Effect.Closed(place));
        LinkEvent down = new LinkEvent.LinkDown(link, LinkEvent.DownReason.LOCAL);
        born.add(
                step.setting().isConsensus(port)
                        ? new ConsensusEvent.Link(down)
                        : new ElectionEvent.Link(down));
    }

    LinkTable links() {
        return links;
    }

    ModelReplica replica() {
        return replica;
    }

    long listening() {
        return listening;
    }

    boolean isElecting() {
        return electing;
    }

    long nowNanos() {
        return nowNanos;
    }
}
