package io.quorate.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusFactory;
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

    /** Plays a script; the script as it would be if it expected what it shows. */
    public final String played(String script) {
        return new Script(this).play(script);
    }

    private void play(Path script) throws IOException {
        String expected = Files.readString(script);
        String shown = played(expected);
        String rewrite = System.getProperty("quorate.test.rewrite");
        if (rewrite != null) {
            Files.writeString(Path.of(rewrite).resolve(script.getFileName()), shown);
            return;
        }
        assertThat(shown).isEqualTo(expected);
    }
}
