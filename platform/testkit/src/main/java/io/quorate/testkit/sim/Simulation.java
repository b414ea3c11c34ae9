package io.quorate.testkit.sim;

import io.quorate.consensus.LogEntry;
import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.QuorumSystem;
import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.invariant.Invariants;
import io.quorate.testkit.sim.invariant.Linearizability;
import io.quorate.testkit.sim.invariant.Operation;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One run of one ensemble under one seed: machines, network, clients, faults and the judge.
 * Everything random comes from the seed, time is virtual, one thread does it all.
 *
 * <p>Faults happen for a while; then everything is mended, and within the time of the plan all
 * servers must serve the same state and every client must have written again.
 */
public final class Simulation {

    private static final int TICK_MILLIS = 200;
    private static final int INIT_LIMIT_TICKS = 10;
    private static final int SYNC_LIMIT_TICKS = 5;
    private static final int WINDOW_TXNS = 50;
    private static final int CHECK_MILLIS = 50;
    private static final int GHOSTS_PER_MILLE = 100;
    private static final int DRIFT_PER_MILLE_MAX = 100;
    private static final int STATES_MAX = 200_000;

    /** The server that may go on alone if the oracle says so. */
    static final ServerId FAVOURITE = new ServerId(1);

    /**
     * What came of a run.
     *
     * @param traceHash the whole run as one number
     * @param committed transactions
     * @param terms how often a server began to serve as leader
     * @param cuts how often a server dropped the end of its log
     * @param installs how often a server took over a snapshot
     * @param happened how often which fault happened
     * @param operations answered and unanswered operations of clients
     * @param stranded servers that everybody they know moved away from while they were down
     * @param undecided true if the search for a linear order was given up
     */
    public record Outcome(
            long traceHash,
            long committed,
            long terms,
            int cuts,
            int installs,
            Map<String, Integer> happened,
            int operations,
            int stranded,
            boolean undecided) {

        /** How many faults happened. */
        public int faults() {
            return happened.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private final Assembly assembly;
    private final Invariants invariants;
    private final SimPlan plan;
    private final long seed;
    private final Random random;
    private final Agenda agenda = new Agenda();
    private final Trace trace;
    private final Judge judge;
    private final SimNetwork network;
    private final List<SimMachine> machines = new ArrayList<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final Strike strike = new Strike(this);
    private final Chaos chaos;
    private final List<Happening> script;
    private boolean clientsRest;
    private Planted planted;
    private boolean oracleGrants;
    private int reconfigs;

    /**
     * A run that has not begun.
     *
     * @param invariants what must hold beside what must hold for every protocol; new for each run
     * @param verbose whether {@link #lines} are kept
     */
    public Simulation(
            Assembly assembly, Invariants invariants, SimPlan plan, long seed, boolean verbose) {
        this(assembly, invariants, plan, seed, null, verbose);
    }

    /** A run in which happens what is written down, and nothing else. */
    public Simulation(
            Assembly assembly, Invariants invariants, SimScenario scenario, boolean verbose) {
        this(assembly, invariants, scenario.plan(), scenario.noise(), scenario.faults(), verbose);
    }

    private Simulation(
            Assembly assembly,
            Invariants invariants,
            SimPlan plan,
            long seed,
            List<Happening> script,
            boolean verbose) {
        this.script = script;
        this.assembly = assembly;
        this.invariants = invariants;
        this.plan = plan;
        this.seed = seed;
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        judge = new Judge(this, invariants);
        trace = new Trace(agenda, verbose);
        Random chance = new Random(random.nextLong());
        network = new SimNetwork(agenda, has(SimPlan.Trait.STEADY) ? null : chance);
        network.ghostsPerMille(plan.faults().contains(SimPlan.Fault.DOUBLE) ? GHOSTS_PER_MILLE : 0);
        Membership membership = membership();
        Membership first = first(membership);
        judge.beginsWith(first);
        for (ServerId id : membership.members().keySet()) {
            boolean joins = first.member(id) == null;
            machines.add(
                    new SimMachine(
                            this,
                            id,
                            joins ? membership : first,
                            new Random(random.nextLong()),
                            drift()));
        }
        for (int i = 1; i <= plan.clients(); i++) {
            clients.add(new SimClient(this, i, new Random(random.nextLong())));
        }
        chaos = new Chaos(this, plan, strike, new Random(random.nextLong()));
    }

    /** The configuration it begins with. */
    Membership membership() {
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= plan.voters() + plan.observers(); id++) {
            members.add(member(id, id <= plan.voters(), 0));
        }
        Membership majority = Membership.ofMajority(0, members);
        return plan.has(SimPlan.Trait.HIERARCHY)
                ? new Membership(0, majority.members(), inGroups(majority.participants()))
                : majority;
    }

    /** The one in force: a server that will join knows one with itself in it. */
    private Membership first(Membership membership) {
        if (!has(SimPlan.Trait.UPHEAVALS) || plan.observers() == 0) {
            return membership;
        }
        List<Member> members = new ArrayList<>(membership.members().values());
        members.removeLast();
        return Membership.ofMajority(0, members);
    }

    /** Three groups in turn; the first server has two votes, the last of six or more has none. */
    private static QuorumSystem inGroups(List<ServerId> voters) {
        SortedMap<Long, List<ServerId>> groups = new TreeMap<>();
        for (ServerId voter : voters) {
            groups.computeIfAbsent(voter.value() % 3, any -> new ArrayList<>()).add(voter);
        }
        SortedMap<ServerId, Long> weights = new TreeMap<>();
        weights.put(voters.getFirst(), 2L);
        if (voters.size() >= 6) {
            weights.put(voters.getLast(), 0L);
        }
        return new QuorumSystem.Hierarchical(groups, weights);
    }

    /** A member of a configuration; its host is its number. */
    static Member member(long id, boolean votes, int portOffset) {
        return new Member(
                new ServerId(id),
                votes ? Member.Kind.PARTICIPANT : Member.Kind.OBSERVER,
                List.of(
                        new Member.Address(
                                Long.toString(id), 2888 + portOffset, 3888 + portOffset)),
                null,
                0);
    }

    private int drift() {
        return plan.has(SimPlan.Trait.SKEWED_CLOCKS)
                ? random.nextInt(2 * DRIFT_PER_MILLE_MAX + 1) - DRIFT_PER_MILLE_MAX
                : 0;
    }

    /**
     * Runs it to the end.
     *
     * @throws Violation if an invariant does not hold
     */
    public Outcome run() {
        for (SimMachine machine : machines) {
            agenda.in(random.nextInt(200) * SimNetwork.MILLI, machine::start);
        }
        clients.forEach(SimClient::start);
        if (script == null) {
            chaos.start();
        } else {
            script.forEach(
                    happening ->
                            agenda.beforeOthersIn(
                                    happening.atNanos() - agenda.nowNanos(),
                                    () -> strike.execute(happening)));
        }
        agenda.runMillis(plan.chaosMillis());
        chaos.end();
        strike.mend();
        if (plan.has(SimPlan.Trait.REPLACED_DISKS)) {
            new ReplacedDisks(this, membership(), new Random(random.nextLong())).run();
        }
        int stranded = recover();
        Linearizability.Verdict verdict = judgeHistories();
        trace.mix(network.bytesHash());
        int operations = clients.stream().mapToInt(client -> client.history().size()).sum();
        return new Outcome(
                trace.hash(),
                judge.committed(),
                judge.terms(),
                judge.cuts(),
                judge.installs(),
                happened(),
                operations,
                stranded,
                verdict == Linearizability.Verdict.UNDECIDED);
    }

    private Map<String, Integer> happened() {
        Map<String, Integer> happened = new TreeMap<>(strike.counts());
        if (network.ghosts() > 0) {
            happened.put(Strike.DOUBLED, network.ghosts());
        }
        return happened;
    }

    private Linearizability.Verdict judgeHistories() {
        List<Operation> history = new ArrayList<>();
        clients.forEach(client -> history.addAll(client.history()));
        Linearizability.Verdict verdict = new Linearizability(STATES_MAX).judge(history);
        if (verdict == Linearizability.Verdict.NO) {
            throw new Violation("Linearizable", "no order explains what the clients were told");
        }
        return verdict;
    }

    /** RecoversWhenCalm; how many servers have no way back. */
    private int recover() {
        long[] before = clients.stream().mapToLong(SimClient::writesDone).toArray();
        for (int passed = 0; passed < plan.calmMillis(); passed += CHECK_MILLIS) {
            agenda.runMillis(CHECK_MILLIS);
            clientsRest = clientsRest || allWroteSince(before);
            if (clientsRest && isSettled(judge.members())) {
                return 0;
            }
        }
        List<SimMachine> members = judge.members();
        List<SimMachine> findable = members.stream().filter(any -> !judge.isStranded(any)).toList();
        if (clientsRest && isSettled(findable)) {
            return members.size() - findable.size();
        }
        if (judge.isHeldUp()) {
            return 1;
        }
        StringBuilder states = new StringBuilder();
        for (SimMachine machine : machines) {
            states.append(
                    machine.server() == null
                            ? " down"
                            : " "
                                    + machine.id()
                                    + (machine.server().isServing()
                                            ? " serves "
                                            : " does not serve ")
                                    + Long.toHexString(machine.server().replica().tree().zxid()));
        }
        throw new Violation(
                "RecoversWhenCalm",
                "after %d ms without faults: clients%s content, servers:%s",
                plan.calmMillis(),
                clientsRest ? "" : " not",
                states);
    }

    private boolean allWroteSince(long[] before) {
        for (int i = 0; i < before.length; i++) {
            if (clients.get(i).writesDone() <= before[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * All serve the same transactions; a server that entered a new epoch without any may be ahead
     * of the others in zxid only.
     */
    boolean isSettled(List<SimMachine> expected) {
        ModelTree first = null;
        for (SimMachine machine : expected) {
            if (!machine.isUp() || !machine.server().isServing()) {
                return false;
            }
            ModelTree tree = machine.server().replica().tree();
            if (first != null
                    && (tree.count() != first.count() || tree.digest() != first.digest())) {
                return false;
            }
            first = tree;
        }
        return first != null;
    }

    /** Makes a mistake of the model; before {@link #run}. */
    public Simulation plant(Planted mistake) {
        planted = mistake;
        return this;
    }

    boolean isPlanted(Planted mistake) {
        return planted == mistake;
    }

    /** The run so far, written down. */
    public SimScenario scenario() {
        return new SimScenario(plan, seed, strike.done());
    }

    /** What happened, for people; empty unless verbose. */
    public List<String> lines() {
        return trace.lines();
    }

    SimServer newServer(SimMachine machine) {
        EnsembleSettings settings =
                new EnsembleSettings(
                        machine.id(),
                        TICK_MILLIS,
                        INIT_LIMIT_TICKS,
                        SYNC_LIMIT_TICKS,
                        1 << 20,
                        WINDOW_TXNS,
                        1 << 20,
                        plan.has(SimPlan.Fault.RECONFIG),
                        options());
        return new SimServer(this, machine, assembly, settings);
    }

    private Map<String, Object> options() {
        Map<String, Object> options = new TreeMap<>();
        if (plan.has(SimPlan.Trait.MASTERS)) {
            options.put("observerMasterPort", 2191);
        }
        if (plan.has(SimPlan.Trait.ORACLE)) {
            options.put("oraclePath", "oracle");
        }
        return options;
    }

    boolean has(SimPlan.Trait trait) {
        return plan.has(trait);
    }

    /** What the protocol must hold of its own. */
    Invariants invariants() {
        return invariants;
    }

    boolean oracleGrants(ServerId server) {
        return oracleGrants && server.equals(FAVOURITE);
    }

    void oracle(boolean grants) {
        oracleGrants = grants;
        for (SimMachine machine : machines) {
            if (machine.isUp()) {
                machine.server().oracle(oracleGrants(machine.id()));
            }
        }
    }

    int nextReconfig() {
        return ++reconfigs;
    }

    SimMachine machine(ServerId id) {
        return machines.stream()
                .filter(machine -> machine.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no server " + id));
    }

    /** Voters and observers that have a committed transaction on disk. */
    List<ServerId> holders(LogEntry entry) {
        return machines.stream()
                .filter(machine -> !judge.isOutside(machine.id()))
                .filter(machine -> machine.journal().image().holds(entry.zxid(), entry.txn()))
                .map(SimMachine::id)
                .toList();
    }

    SimServer randomServer(Random from) {
        return machines.get(from.nextInt(machines.size())).server();
    }

    List<SimClient> clients() {
        return clients;
    }

    boolean clientsRest() {
        return clientsRest;
    }

    List<SimMachine> machines() {
        return machines;
    }

    Agenda agenda() {
        return agenda;
    }

    Trace trace() {
        return trace;
    }

    Judge judge() {
        return judge;
    }

    SimNetwork network() {
        return network;
    }

    Random random() {
        return random;
    }

    long seed() {
        return seed;
    }
}
