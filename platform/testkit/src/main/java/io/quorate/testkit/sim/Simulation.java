package io.quorate.testkit.sim;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.LogEntry;
import io.quorate.election.ElectionFactory;
import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

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
    private static final int STATES_MAX = 200_000;

    /**
     * What came of a run.
     *
     * @param traceHash the whole run as one number
     * @param committed transactions
     * @param terms how often a server began to serve as leader
     * @param cuts how often a server dropped the end of its log
     * @param installs how often a server took over a snapshot
     * @param faults how many happened
     * @param operations answered and unanswered operations of clients
     * @param undecided true if the search for a linear order was given up
     */
    public record Outcome(
            long traceHash,
            long committed,
            long terms,
            int cuts,
            int installs,
            int faults,
            int operations,
            boolean undecided) {}

    private final ConsensusFactory consensus;
    private final ElectionFactory election;
    private final SimPlan plan;
    private final long seed;
    private final Random random;
    private final Agenda agenda = new Agenda();
    private final Trace trace;
    private final Judge judge = new Judge(this);
    private final SimNetwork network;
    private final List<SimMachine> machines = new ArrayList<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final Chaos chaos;
    private boolean clientsRest;

    /**
     * A run that has not begun.
     *
     * @param election stands beside the consensus if it needs one; may be null otherwise
     * @param verbose whether {@link #lines} are kept
     */
    public Simulation(
            ConsensusFactory consensus,
            ElectionFactory election,
            SimPlan plan,
            long seed,
            boolean verbose) {
        this.consensus = consensus;
        this.election = election;
        this.plan = plan;
        this.seed = seed;
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        trace = new Trace(agenda, verbose);
        network = new SimNetwork(agenda, new Random(random.nextLong()));
        network.ghostsPerMille(plan.faults().contains(SimPlan.Fault.DOUBLE) ? GHOSTS_PER_MILLE : 0);
        Membership membership = membership();
        membership
                .members()
                .keySet()
                .forEach(
                        id ->
                                machines.add(
                                        new SimMachine(
                                                this,
                                                id,
                                                membership,
                                                new Random(random.nextLong()))));
        for (int i = 1; i <= plan.clients(); i++) {
            clients.add(new SimClient(this, i, new Random(random.nextLong())));
        }
        chaos = new Chaos(this, plan, new Random(random.nextLong()));
    }

    private Membership membership() {
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= plan.voters() + plan.observers(); id++) {
            Member.Kind kind = id <= plan.voters() ? Member.Kind.PARTICIPANT : Member.Kind.OBSERVER;
            members.add(
                    new Member(
                            new ServerId(id),
                            kind,
                            List.of(new Member.Address(Integer.toString(id), 2888, 3888)),
                            null,
                            0));
        }
        return Membership.ofMajority(0, members);
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
        chaos.start();
        agenda.runMillis(plan.chaosMillis());
        chaos.end();
        recover();
        Linearizability.Verdict verdict = judgeHistories();
        trace.mix(network.bytesHash());
        int operations = clients.stream().mapToInt(client -> client.history().size()).sum();
        return new Outcome(
                trace.hash(),
                judge.committed(),
                judge.terms(),
                judge.cuts(),
                judge.installs(),
                chaos.happened(),
                operations,
                verdict == Linearizability.Verdict.UNDECIDED);
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

    /** RecoversWhenCalm. */
    private void recover() {
        long[] before = clients.stream().mapToLong(SimClient::writesDone).toArray();
        for (int passed = 0; passed < plan.calmMillis(); passed += CHECK_MILLIS) {
            agenda.runMillis(CHECK_MILLIS);
            clientsRest = clientsRest || allWroteSince(before);
            if (clientsRest && isSettled()) {
                return;
            }
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
     * All serve the same transactions; who entered a new epoch without any may be ahead of the
     * others in zxid only.
     */
    private boolean isSettled() {
        ModelTree first = null;
        for (SimMachine machine : machines) {
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
        return true;
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
                        false,
                        Map.of());
        return new SimServer(this, machine, consensus, election, settings);
    }

    /** Voters and observers that have a committed transaction on disk. */
    List<ServerId> holders(LogEntry entry) {
        return machines.stream()
                .filter(machine -> machine.journal().image().holds(entry.zxid(), entry.txn()))
                .map(SimMachine::id)
                .toList();
    }

    SimServer randomServer(Random from) {
        return machines.get(from.nextInt(machines.size())).server();
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
