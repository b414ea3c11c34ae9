package io.quorate.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.election.ElectionFactory;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.peer.PeerMessage;
import io.quorate.testkit.sim.invariant.Invariants;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Scripts of a consensus, {@code scenarios/*.scn} on the class path: commands, {@code ----}, and
 * everything they are expected to show. A plugin extends this class. The commands are the same for
 * every plugin ({@link Script}); what servers say to each other is written as the plugin words it.
 * {@code -Dquorate.test.rewrite=dir} writes the scripts with what is shown now into a directory.
 */
public abstract class ScenarioContract {

    /**
     * The consensus under test; new at each call.
     *
     * @param features words of the line {@code servers} that are not the simulation's own
     */
    protected abstract ConsensusFactory consensus(Set<String> features);

    /** The election beside it; null if the scripts say who is elected. */
    protected ElectionFactory election() {
        return null;
    }

    /** A message as scripts show it; null if they do not show it. */
    protected abstract String text(PeerMessage message);

    /** What must hold beside what must hold for every protocol; new at each call. */
    protected Invariants invariants(SimPlan plan) {
        return Invariants.NONE;
    }

    @TestFactory
    Stream<DynamicTest> scenarios() throws IOException, URISyntaxException {
        URL folder = getClass().getResource("/scenarios");
        assertThat(folder).as("the folder scenarios").isNotNull();
        List<Path> scripts = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            files.filter(file -> file.toString().endsWith(".scn")).sorted().forEach(scripts::add);
        }
        return scripts.stream()
                .map(
                        script ->
                                DynamicTest.dynamicTest(
                                        script.getFileName().toString(), () -> play(script)));
    }

    private void play(Path script) throws IOException {
        String expected = Files.readString(script);
        String shown = new Script(this).play(expected);
        String rewrite = System.getProperty("quorate.test.rewrite");
        if (rewrite != null) {
            Files.writeString(Path.of(rewrite).resolve(script.getFileName()), shown);
            return;
        }
        assertThat(shown).isEqualTo(expected);
    }

    /** Whom a script means that does not say numbers, and what it waits for. */
    static final class MeantServers {

        private static final int STEP_MILLIS = 10;
        private static final int STEPS_MAX = 6_000;

        private final Simulation world;

        /** Whoever was meant by the leader, last; empty before. */
        private String old = "";

        MeantServers(Simulation world) {
            this.world = world;
        }

        /** The words of a command, with numbers in the place of those who are meant now. */
        String[] numbered(String[] words) {
            String[] numbered = words.clone();
            boolean asked = words[0].equals("write") || words[0].equals("sync");
            for (int at = 1; at < words.length; at++) {
                switch (words[at]) {
                    case "leader" -> {
                        numbered[at] = leader().toString();
                        old = asked ? old : numbered[at];
                    }
                    case "follower" -> numbered[at] = follower().toString();
                    case "old" -> numbered[at] = old;
                    default -> {}
                }
            }
            return numbered;
        }

        private ServerId leader() {
            return first("leads", SimServer::isLeading);
        }

        private ServerId follower() {
            return first(
                    "follows",
                    server -> server.isServing() && server.report().role() == Role.FOLLOWING);
        }

        private ServerId first(String what, Predicate<SimServer> is) {
            return running().stream()
                    .map(SimMachine::server)
                    .filter(is)
                    .map(SimServer::id)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("nobody " + what));
        }

        private List<SimMachine> running() {
            return world.machines().stream()
                    .filter(machine -> machine.isUp() && !machine.isFrozen())
                    .toList();
        }

        /** Whether the old leader leads. */
        String led() {
            return leader().toString().equals(old) ? "the same leads" : "another leads";
        }

        /** Whether so many serve, and one of them leads unless it is nobody. */
        boolean isServedBy(int count) {
            List<SimServer> serving =
                    running().stream()
                            .map(SimMachine::server)
                            .filter(SimServer::isServing)
                            .toList();
            return serving.size() == count
                    && (count == 0 || serving.stream().filter(SimServer::isLeading).count() == 1);
        }

        /** Whether all that run serve, and have applied the same. */
        boolean isSettled() {
            return world.isSettled(running());
        }

        /** Lets time pass until something holds. */
        void until(BooleanSupplier holds) {
            for (int step = 0; !holds.getAsBoolean(); step++) {
                if (step == STEPS_MAX) {
                    StringBuilder states = new StringBuilder("does not come to pass:");
                    for (SimMachine machine : world.machines()) {
                        states.append(' ').append(machine.id()).append(' ');
                        states.append(machine.isUp() ? machine.server().report() : "down");
                    }
                    throw new AssertionError(states.toString());
                }
                world.agenda().runMillis(STEP_MILLIS);
            }
        }
    }
}
