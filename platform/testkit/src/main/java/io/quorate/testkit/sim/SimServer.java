package io.quorate.testkit.sim;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.Touches;
import io.quorate.consensus.host.ActionRules;
import io.quorate.election.ElectionAction;
import io.quorate.election.ElectionCore;
import io.quorate.election.ElectionEvent;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.Port;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One life of a server, from start to crash: both cores and, in place of the replica, a model of
 * it. Executes the actions of a step in order after the step; events born of them are stepped
 * before anything from outside.
 */
final class SimServer implements SimNetwork.Host {

    private static final long TICK_NANOS = 10_000_000L;

    /** Thrown when the machine stops between two actions. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopped() {
            super(null, null, false, false);
        }
    }

    private final Simulation world;
    private final SimMachine machine;
    private final ServerId self;
    private final ConsensusCore consensus;
    private final ActionRules rules = new ActionRules();
    private final ElectionCore election;
    private final Set<String> consensusPorts = new HashSet<>();
    private final List<Port> ports = new ArrayList<>();
    private final SimReplica replica;
    private final GatedSends gated;
    private final ArrayDeque<Runnable> born = new ArrayDeque<>();
    private final ArrayDeque<ConsensusEvent.Propose> proposals = new ArrayDeque<>();
    private final ArrayDeque<Runnable> frozen = new ArrayDeque<>();
    private boolean busy;
    private boolean alive = true;
    private boolean thawing;
    private boolean electing;
    private long lastStepNanos;
    private Role role = Role.LOOKING;
    private Phase phase = Phase.IDLE;

    SimServer(Simulation world, SimMachine machine, Assembly assembly, EnsembleSettings settings) {
        ConsensusFactory consensusFactory = assembly.consensus();
        this.world = world;
        this.machine = machine;
        this.self = machine.id();
        ports.addAll(consensusFactory.ports(settings));
        ports.forEach(port -> consensusPorts.add(port.name()));
        consensus = consensusFactory.create(settings);
        boolean elects = consensusFactory.needsElection();
        election = elects ? assembly.election().create(settings) : null;
        if (elects) {
            ports.addAll(assembly.election().ports(settings));
        }
        replica = new SimReplica(world, machine, this);
        gated =
                new GatedSends(
                        send -> {
                            ServerId peer = world.network().peer(send.link());
                            world.trace().sent(self, peer, send.message());
                            world.network().execute(self, send);
                        });
    }

    void start(long seed) {
        world.network().attach(self, ports, this);
        DiskImage disk = machine.journal().image();
        if (election != null) {
            step(new ElectionEvent.Boot(self, disk.committed(), disk.proposed(), seed));
        }
        step(
                new ConsensusEvent.Start(
                        self,
                        disk.hardState(),
                        replica.lastZxid(),
                        disk.commitPoint(),
                        replica.tree().zxid(),
                        disk.committed(),
                        disk.proposed(),
                        !disk.isDamaged(),
                        seed));
        if (world.has(SimPlan.Trait.ORACLE)) {
            oracle(world.oracleGrants(self));
        }
        tick();
    }

    /** The oracle says whether this server may go on alone. */
    void oracle(boolean grants) {
        offer(
                () -> {
                    if (election != null) {
                        step(new ElectionEvent.OracleChanged(grants));
                    }
                    step(new ConsensusEvent.OracleChanged(grants));
                });
    }

    private void tick() {
        if (alive) {
            offer(
                    () -> {
                        step(ConsensusEvent.Tick.INSTANCE);
                        if (election != null) {
                            step(ElectionEvent.Tick.INSTANCE);
                        }
                    });
            world.agenda().in(machine.trueNanos(TICK_NANOS), this::tick);
        }
    }

    /** The end of this life. */
    void stop() {
        alive = false;
        replica.callsLost();
    }

    boolean isAlive() {
        return alive;
    }

    boolean isLeading() {
        return alive && role == Role.LEADING && phase == Phase.SERVING;
    }

    boolean isServing() {
        return alive && phase == Phase.SERVING && !machine.isFrozen();
    }

    /** How its core stands, for people. */
    ConsensusReport report() {
        return consensus.report();
    }

    SimReplica replica() {
        return replica;
    }

    ServerId id() {
        return self;
    }

    /** Everything that comes from outside comes here; while the process is stopped it waits. */
    void offer(Runnable event) {
        if (!alive) {
            return;
        }
        if (machine.isFrozen() || thawing) {
            frozen.add(event);
            return;
        }
        handle(event);
    }

    /** The process goes on; what came meanwhile is there at once, in order. */
    void thaw() {
        thawing = true;
        while (alive && !frozen.isEmpty()) {
            handle(frozen.poll());
        }
        thawing = false;
    }

    private void handle(Runnable event) {
        if (busy) {
            born.add(event);
            return;
        }
        busy = true;
        try {
            event.run();
            while (alive && !(proposals.isEmpty() && born.isEmpty())) {
                if (proposals.isEmpty()) {
                    born.poll().run();
                } else {
                    step(proposals.poll());
                }
            }
        } catch (Stopped e) {
            machine.crash(world.random().nextBoolean());
        } finally {
            busy = false;
        }
    }

    /** An event of the consensus core, from outside or born of an action. */
    void tell(ConsensusEvent event) {
        offer(() -> step(event));
    }

    @Override
    public void deliver(String port, LinkEvent event) {
        offer(
                () -> {
                    if (event instanceof LinkEvent.LinkDown down) {
                        gated.forget(down.link());
                    }
                    if (consensusPorts.contains(port)) {
                        step(new ConsensusEvent.Link(event));
                    } else {
                        step(new ElectionEvent.Link(event));
                    }
                });
    }

    void persisted(long ticket) {
        offer(
                () -> {
                    gated.persisted(ticket);
                    step(new ConsensusEvent.Persisted(ticket));
                });
    }

    private void step(ConsensusEvent event) {
        if (!alive) {
            return;
        }
        List<ConsensusAction> actions = new ArrayList<>(4);
        rules.stepping(event);
        consensus.step(now(), event, actions::add);
        if (!actions.isEmpty() || !(event instanceof ConsensusEvent.Tick)) {
            world.trace().note(self.value(), 1, Fingerprint.of(event), () -> "consensus " + event);
        }
        for (ConsensusAction action : actions) {
            crashPoint();
            world.trace()
                    .note(self.value(), 2, Fingerprint.of(action), () -> "          => " + action);
            execute(action);
            machine.came(action);
            // Behind it: what the judge knows to be wrong has the better name.
            String broken = rules.check(action);
            if (broken != null) {
                throw new Violation("CoreContract", "server %s: %s", self, broken);
            }
        }
    }

    private void step(ElectionEvent event) {
        if (!alive) {
            return;
        }
        List<ElectionAction> actions = new ArrayList<>(4);
        election.step(now(), event, actions::add);
        if (!actions.isEmpty() || !(event instanceof ElectionEvent.Tick)) {
            world.trace().note(self.value(), 3, Fingerprint.of(event), () -> "election  " + event);
        }
        for (ElectionAction action : actions) {
            crashPoint();
            world.trace()
                    .note(self.value(), 4, Fingerprint.of(action), () -> "          => " + action);
            execute(action);
        }
    }

    private long now() {
        lastStepNanos = Math.max(lastStepNanos, machine.localNanos());
        return lastStepNanos;
    }

    private void crashPoint() {
        if (machine.crashesNow()) {
            throw new Stopped();
        }
    }

    private void execute(ElectionAction action) {
        switch (action) {
            case ElectionAction.Link link -> world.network().execute(self, link.action());
            case ElectionAction.Decided decided -> {
                if (electing) {
                    electing = false;
                    bornOf(new ConsensusEvent.Elected(decided.vote()));
                }
            }
            case ElectionAction.VoterLooking looking ->
                    bornOf(new ConsensusEvent.VoterLooking(looking.server(), looking.vote()));
            case ElectionAction.MembershipHeard heard ->
                    bornOf(new ConsensusEvent.MembershipHeard(heard.membership()));
        }
    }

    /** What a call becomes is proposed before any other event. */
    void propose(ConsensusEvent.Propose proposal) {
        proposals.add(proposal);
    }

    /** Stepped before anything else from outside. */
    void bornOf(ConsensusEvent event) {
        born.add(() -> step(event));
    }

    private void execute(ConsensusAction action) {
        switch (action) {
            case ConsensusAction.Link link -> link(link.action());
            case ConsensusAction.Append append -> replica.append(append);
            case ConsensusAction.Truncate truncate -> replica.truncate(truncate);
            case ConsensusAction.WriteHardState write -> replica.write(write);
            case ConsensusAction.StoreMembership store -> {
                replica.store(store);
                if (election != null) {
                    born.add(
                            () ->
                                    step(
                                            new ElectionEvent.MembershipChanged(
                                                    replica.committed(), replica.proposed())));
                }
            }
            case ConsensusAction.StageSnapshot stage -> replica.stage(stage);
            case ConsensusAction.StageEntry stage -> replica.stage(stage);
            case ConsensusAction.InstallSnapshot install -> replica.install(install);
            case ConsensusAction.ReadLog read -> replica.read(read);
            case ConsensusAction.ReadSnapshot read -> replica.read(read);
            case ConsensusAction.CancelRead cancel -> replica.cancel(cancel.id());
            case ConsensusAction.Commit commit -> replica.commit(commit.upTo());
            case ConsensusAction.RoleChanged changed -> roleChanged(changed);
            case ConsensusAction.Called called -> replica.called(called, isLeading());
            case ConsensusAction.Answered answered -> replica.answered(answered);
            case ConsensusAction.CallsLost lost -> replica.callsLost();
            case ConsensusAction.CollectTouches collect ->
                    bornOf(new ConsensusEvent.Touched(collect.link(), Touches.NONE));
            case ConsensusAction.RenewSessions renew -> {}
            case ConsensusAction.SessionLeft left -> {}
            case ConsensusAction.StartElection start -> {
                electing = true;
                born.add(() -> step(new ElectionEvent.Begin(start.vote())));
            }
            case ConsensusAction.Halt halt ->
                    throw new Violation("NobodyHalts", "server %s: %s", self, halt.reason());
        }
    }

    private void link(LinkAction action) {
        if (action instanceof LinkAction.Send send) {
            gated.send(send);
        } else {
            if (action instanceof LinkAction.Close close) {
                gated.forget(close.link());
            }
            world.network().execute(self, action);
        }
    }

    private void roleChanged(ConsensusAction.RoleChanged changed) {
        role = changed.role();
        phase = changed.phase();
        replica.roleChanged(changed);
        if (isLeading()) {
            world.judge().leads(self, changed.epoch(), replica);
        }
        if (election != null) {
            born.add(
                    () ->
                            step(
                                    new ElectionEvent.Standing(
                                            changed.role(),
                                            changed.leader(),
                                            changed.epoch(),
                                            replica.lastZxid())));
        }
    }

    /** A number for a request to change the configuration. */
    int nextReconfig() {
        return world.nextReconfig();
    }

    /** A session of this server asks. */
    void call(long callId, LeaderCall call) {
        tell(new ConsensusEvent.Call(callId, call));
    }
}
