package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.zab.state.Rules;
import io.quorate.model.Role;
import io.quorate.model.Vote;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Plays the scripts in {@code scenarios/*.scn}: commands, {@code ----}, and everything they are
 * expected to show. {@code -Dquorate.test.rewrite=dir} writes the scripts with what is shown now
 * into a directory.
 *
 * <pre>
 * servers 3 1      three voters and an observer, started (add "reconfig" or "masters")
 * elect 2          everyone who looks follows 2
 * run 100          ms go by
 * write 1 x        a session of server 1 writes x        sync 1      … asks for a barrier
 * crash 2          what is not durable is lost           start 2
 * damage 2         its log is lost while it is down
 * part 1 2         no link between them                  heal
 * checkpoint 2     its log begins behind its tree
 * handover 3 1     3 is to resign in favour of 1
 * reconfig 3 1,2,3,4   3 proposes these as the voters; the others are observers
 * stall 1 2        what they send each other is under way until healed
 * answers 1        how many of its syncs were answered
 * state            where everyone stands
 * trace 3 1        what they said to each other since the last trace or "forget", pings left out; trace 3: all of its talk
 * </pre>
 */
class ScenarioTest {

    @TestFactory
    Stream<DynamicTest> scenarios() throws IOException, URISyntaxException {
        List<Path> scripts = new ArrayList<>();
        try (Stream<Path> files =
                Files.list(Path.of(ScenarioTest.class.getResource("/scenarios").toURI()))) {
            files.sorted().forEach(scripts::add);
        }
        return scripts.stream()
                .map(
                        script ->
                                DynamicTest.dynamicTest(
                                        script.getFileName().toString(), () -> play(script)));
    }

    private static void play(Path script) throws IOException {
        String expected = Files.readString(script);
        String shown = new Player().play(expected);
        String rewrite = System.getProperty("quorate.test.rewrite");
        if (rewrite != null) {
            Files.writeString(
                    Path.of(rewrite).resolve(script.getFileName()), shown, StandardCharsets.UTF_8);
            return;
        }
        assertThat(shown).isEqualTo(expected);
    }

    /** One run of a script. */
    private static final class Player {
        private World world;

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
                    command(line.split(" "), output);
                }
            }
            return shown.append(output).toString();
        }

        private void command(String[] words, StringBuilder output) {
            switch (words[0]) {
                case "servers" -> {
                    int observers = words.length > 2 ? Integer.parseInt(words[2]) : 0;
                    Set<String> features = Stream.of(words).skip(3).collect(Collectors.toSet());
                    world =
                            new World(
                                    1,
                                    Integer.parseInt(words[1]),
                                    observers,
                                    false,
                                    features,
                                    Rules.SOUND);
                    world.tracing = true;
                    world.servers.values().forEach(world::start);
                }
                case "elect" -> elect(server(words[1]));
                case "follow" ->
                        server(words[1])
                                .step(
                                        new ConsensusEvent.Elected(
                                                new Vote(server(words[2]).id, 0, 0)));
                case "looking" ->
                        server(words[1])
                                .step(
                                        new ConsensusEvent.VoterLooking(
                                                server(words[2]).id, server(words[2]).vote));
                case "run" -> world.run(Long.parseLong(words[1]));
                case "write" ->
                        server(words[1]).write(words[2].getBytes(StandardCharsets.US_ASCII));
                case "sync" -> server(words[1]).sync();
                case "crash" -> server(words[1]).crash(0);
                case "start" -> world.start(server(words[1]));
                case "part" -> world.network.part(server(words[1]).id, server(words[2]).id);
                case "answers" ->
                        output.append(
                                words[1]
                                        + " has answered "
                                        + server(words[1]).syncsAnswered
                                        + " syncs\n");
                case "stall" -> world.network.stall(server(words[1]).id, server(words[2]).id);
                case "heal" -> world.network.heal();
                case "damage" -> server(words[1]).disk.damage();
                case "checkpoint" -> server(words[1]).checkpoint();
                case "handover" -> server(words[1]).handOver(server(words[2]).id);
                case "reconfig" -> world.reconfig(server(words[1]), words[2]);
                case "state" ->
                        world.servers
                                .values()
                                .forEach(server -> output.append(world.state(server)).append('\n'));
                case "trace" -> trace(words, output);
                case "forget" -> world.network.takeTrace();
                default -> throw new AssertionError("no such command: " + String.join(" ", words));
            }
        }

        private SimServer server(String id) {
            return world.server(Long.parseLong(id));
        }

        private void elect(SimServer leader) {
            Vote verdict =
                    new Vote(leader.id, leader.vote == null ? 0 : leader.vote.zxid(), leader.epoch);
            for (SimServer server : world.servers.values()) {
                if (server.running() && server.role == Role.LOOKING) {
                    server.step(new ConsensusEvent.Elected(verdict));
                }
            }
        }

        private void trace(String[] words, StringBuilder output) {
            for (String line : world.network.takeTrace()) {
                boolean asked = true;
                for (int i = 1; i < words.length; i++) {
                    asked &=
                            line.startsWith(words[i] + "->")
                                    || line.contains("->" + words[i] + " ");
                }
                if (asked) {
                    output.append(line).append('\n');
                }
            }
        }
    }
}
