package io.quorate.testkit.sim;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.LogEntry;
import io.quorate.election.ElectionFactory;
import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.OpCode;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.model.Zxid;
import io.quorate.testkit.module.Assembly;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Plays one script: an ensemble to which happens what is written, and nothing by chance. What a
 * simulation can let happen is written as in the files it leaves behind ({@link Happening}), with
 * the same words and numbers: {@code start 2}, {@code kill 2}, {@code power 2}, {@code freeze 2},
 * {@code cut 1 2 2 1}, {@code heal}, {@code checkpoint 2 0}, {@code hand_over 3 1} and so on. The
 * rest:
 *
 * <pre>
 * servers 3 1      three voters and an observer, started; behind it, words for features:
 *                  "reconfig": configurations may change, "masters": observers follow followers,
 *                  others are the plugin's
 * elect 2          every server that looks learns that 2 is elected
 * follow 1 2       1 alone learns so
 * looking 1 2      1 hears again that 2 looks for a leader
 * run 100          ms go by
 * write 1 x        a session of server 1 writes x
 * sync 1           a session of server 1 asks for a sync
 * damage 2         the log of 2 is lost while it is down
 * clock 1 50       from now on the clock of 1 runs 50 thousandths too fast
 * part 1 2         what is between them breaks, and they cannot connect, until healed
 * reconfig 3 1,2   3 proposes these as the voters; the others are observers, and behind "without"
 *                  stands who is no member any more
 * answers 1        shows how many syncs of server 1 were answered
 * state            shows where everyone stands, and what it has applied
 * trace 3 1        shows what they said to each other since the last trace or "forget";
 *                  trace 3: all that 3 said and heard
 * forget
 * </pre>
 *
 * <p>What holds for every consensus and election is told without epochs and without saying who
 * leads. In the place of a number may stand {@code leader}, {@code follower}, the first voter that
 * follows, and {@code old}, whoever {@code leader} meant in the last command that was neither a
 * write nor a sync:
 *
 * <pre>
 * serve 3          time passes until so many servers serve, and one of them leads unless it is 0
 * settle           time passes until all that run serve, have applied the same, and every write is
 *                  answered or given up
 * isolate 2        what 2 and the others say to each other waits until healed
 * applied          shows what each server has applied of what was written, in order
 * led              shows whether "old" leads
 * </pre>
 */
final class Script {

    private static final int TRACE_MAX = 10_000;
    private static final int WRITER = 7_000;
    private static final String RECONFIG = "reconfig";

    /** Words of the line {@code servers} that every plugin knows. */
    private static final Set<String> COMMON_FEATURES = Set.of(RECONFIG, "masters");

    /** What a server said to another one. */
    private record Said(ServerId from, ServerId to, String text) {
        boolean isOf(String id) {
            return from.toString().equals(id) || to.toString().equals(id);
        }
    }

    private final ScenarioContract plugin;
    private final List<Said> trace = new ArrayList<>();
    private final Map<ServerId, Integer> answers = new TreeMap<>();
    private final TreeMap<Long, String> decided = new TreeMap<>();
    private SharedElection election;
    private Simulation world;
    private Membership members;
    private final Set<String> told = new TreeSet<>(Set.of(RECONFIG));
    private int cxid;
    private int unanswered;
    private ScenarioContract.MeantServers meant;

    Script(ScenarioContract plugin) {
        this.plugin = plugin;
    }

    /** The script as it would be if it expected what it shows. */
    String play(String script) {
        StringBuilder shown = new StringBuilder();
        StringBuilder output = new StringBuilder();
        boolean expecting = false;
        for (String line : script.lines().toList()) {
            if (expecting) {
                if (line.isBlank()) {
                    shown.append(output).append('\n');
                    output.setLength(0);
                    expecting = false;
                }
                continue;
            }
            shown.append(line).append('\n');
            if (line.equals("----")) {
                expecting = true;
            } else if (!line.isBlank() && line.charAt(0) != '#') {
                command(numbered(line.split(" ")), output);
            }
        }
        return shown.append(output).toString();
    }

    private String[] numbered(String[] words) {
        return meant == null ? words : meant.numbered(words);
    }

    private void command(String[] words, StringBuilder output) {
        switch (words[0]) {
            case "servers" -> servers(words);
            case "elect" -> elect(id(words[1]));
            case "follow" ->
                    server(words[1]).tell(new ConsensusEvent.Elected(new Vote(id(words[2]), 0, 0)));
            case "looking" ->
                    server(words[1])
                            .tell(
                                    new ConsensusEvent.VoterLooking(
                                            id(words[2]), election.vote(id(words[2]))));
            case "run" -> world.agenda().runMillis(Long.parseLong(words[1]));
            case "write" -> write(server(words[1]), words[2]);
            case "sync" -> sync(server(words[1]));
            case "damage" -> machine(words[1]).journal().image().damage();
            case "clock" -> machine(words[1]).drift(Integer.parseInt(words[2]));
            case "reconfig" ->
                    reconfig(
                            server(words[1]),
                            Set.of(words[2].split(",")),
                            words.length > 3 ? Set.of(words[4].split(",")) : Set.of());
            case "answers" ->
                    output.append(
                            "%s has answered %d syncs\n"
                                    .formatted(words[1], answers.getOrDefault(id(words[1]), 0)));
            case "state" ->
                    world.machines().forEach(machine -> output.append(state(machine)).append('\n'));
            case "trace" -> trace(words, output);
            case "forget" -> trace.clear();
            case "serve" -> meant.until(() -> meant.isServedBy(Integer.parseInt(words[1])));
            case "settle" -> meant.until(() -> unanswered == 0 && meant.isSettled());
            case "isolate" -> isolate(id(words[1]));
            case "applied" ->
                    world.machines()
                            .forEach(machine -> output.append(applied(machine)).append('\n'));
            case "led" -> output.append(meant.led()).append('\n');
            default -> new Strike(world).execute(Happening.now(world.agenda().nowNanos(), words));
        }
    }

    private void servers(String[] words) {
        int voters = Integer.parseInt(words[1]);
        int observers = words.length > 2 ? Integer.parseInt(words[2]) : 0;
        Set<String> features =
                new TreeSet<>(List.of(words).subList(Math.min(3, words.length), words.length));
        SimPlan plan =
                new SimPlan(voters, observers, 0, 0, 0, Set.of(), Set.of())
                        .with(SimPlan.Trait.STEADY);
        if (features.contains(RECONFIG)) {
            plan = plan.and(SimPlan.Fault.RECONFIG);
        }
        if (features.contains("masters")) {
            plan = plan.with(SimPlan.Trait.MASTERS);
        }
        features.removeAll(COMMON_FEATURES);
        trace.clear();
        answers.clear();
        decided.clear();
        unanswered = 0;
        ElectionFactory own = plugin.election();
        election = SharedElection.scripted();
        world =
                new Simulation(
                        Assembly.of(plugin.consensus(features), own == null ? election : own),
                        plugin.invariants(plan),
                        plan,
                        1,
                        false);
        meant = new ScenarioContract.MeantServers(world);
        members = world.membership();
        world.judge().whenCommitted(entry -> decided.put(entry.zxid(), payload(entry)));
        election.reach(world.network()::reaches);
        world.trace()
                .tap(
                        (from, to, message) -> {
                            String text = plugin.text(message);
                            if (text != null) {
                                said(new Said(from, to, text));
                            }
                        });
        world.machines().forEach(SimMachine::start);
    }

    private void said(Said said) {
        if (trace.size() == TRACE_MAX) {
            throw new AssertionError("they talk for ever");
        }
        trace.add(said);
    }

    private static String payload(LogEntry entry) {
        ModelTree.Applied applied = new ModelTree().apply(entry.zxid(), entry.txn());
        return applied.header().type() == OpCode.RECONFIG ? RECONFIG : applied.change().key();
    }

    private void elect(ServerId leader) {
        Vote vote = election.vote(leader);
        Vote verdict =
                vote == null
                        ? new Vote(leader, 0, epoch(leader))
                        : new Vote(leader, vote.zxid(), vote.epoch());
        for (SimMachine machine : world.machines()) {
            if (machine.isUp() && machine.server().report().role() == Role.LOOKING) {
                machine.server().tell(new ConsensusEvent.Elected(verdict));
            }
        }
    }

    private long epoch(ServerId server) {
        SimMachine machine = world.machine(server);
        return machine.isUp() ? machine.server().report().epoch() : 0;
    }

    private void write(SimServer server, String text) {
        long session = WRITER + server.id().value();
        long before = world.judge().acknowledged();
        unanswered++;
        told.add(text);
        server.replica()
                .calls()
                .submit(
                        session,
                        ++cxid,
                        new ModelTree.Change(text, false, 0, cxid).body(),
                        applied -> {
                            unanswered--;
                            world.judge().acknowledges(session, applied.header().zxid(), before);
                        },
                        () -> unanswered--);
    }

    private void isolate(ServerId server) {
        for (SimMachine machine : world.machines()) {
            if (!machine.id().equals(server)) {
                world.network().cut(server, machine.id());
                world.network().cut(machine.id(), server);
            }
        }
    }

    private String applied(SimMachine machine) {
        if (!machine.isUp()) {
            return machine.id() + " down";
        }
        StringBuilder applied = new StringBuilder(machine.id().toString());
        decided.headMap(machine.server().replica().tree().zxid(), true).values().stream()
                .filter(told::contains) // what a protocol proposes for itself is its own
                .forEach(payload -> applied.append(' ').append(payload));
        return applied.toString();
    }

    private void sync(SimServer server) {
        long session = WRITER + server.id().value();
        long before = world.judge().acknowledged();
        server.replica()
                .calls()
                .sync(
                        none -> {
                            long zxid = server.replica().tree().zxid();
                            world.judge().synced(session, server.id(), zxid, before);
                            answers.merge(server.id(), 1, Integer::sum);
                        },
                        () -> {});
    }

    private void reconfig(SimServer asked, Set<String> voters, Set<String> without) {
        List<Member> next = new ArrayList<>();
        for (Member member : members.members().values()) {
            String id = member.id().toString();
            if (!without.contains(id)) {
                next.add(Simulation.member(member.id().value(), voters.contains(id), 0));
            }
        }
        asked.replica().calls().reconfig(Membership.ofMajority(0, next));
    }

    private String state(SimMachine machine) {
        if (!machine.isUp()) {
            return machine.id() + " down";
        }
        ConsensusReport report = machine.server().report();
        String who =
                switch (report.role()) {
                    case LOOKING -> "looking";
                    case LEADING -> "leading epoch " + report.epoch();
                    case FOLLOWING -> "following " + report.leader();
                    case OBSERVING -> "observing " + report.leader();
                };
        StringBuilder state = new StringBuilder(machine.id() + " " + who);
        if (report.phase() == Phase.SYNCING) {
            state.append(" syncing");
        }
        decided.headMap(machine.server().replica().tree().zxid(), true)
                .forEach(
                        (zxid, payload) ->
                                state.append(' ')
                                        .append(Zxid.epoch(zxid))
                                        .append(':')
                                        .append(Zxid.counter(zxid))
                                        .append('=')
                                        .append(payload));
        return state.toString();
    }

    private void trace(String[] words, StringBuilder output) {
        for (Said said : trace) {
            boolean asked = true;
            for (int i = 1; i < words.length; i++) {
                asked &= said.isOf(words[i]);
            }
            if (asked) {
                output.append("%s->%s %s\n".formatted(said.from(), said.to(), said.text()));
            }
        }
        trace.clear();
    }

    private static ServerId id(String word) {
        return new ServerId(Long.parseLong(word));
    }

    private SimMachine machine(String word) {
        return world.machine(id(word));
    }

    private SimServer server(String word) {
        SimMachine machine = machine(word);
        if (!machine.isUp()) {
            throw new AssertionError("server " + word + " is down");
        }
        return machine.server();
    }
}
