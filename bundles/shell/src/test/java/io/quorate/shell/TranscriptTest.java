package io.quorate.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shell says what zkCli 3.9.5 says, word for word, against a ZooKeeper server.
 *
 * <p>The transcripts were recorded from zkCli; {@code
 * -Dtranscripts.record=src/test/resources/transcripts}, given to the test's JVM without a logger on
 * its class path, records them anew, keeping their commands.
 */
@Timeout(60)
class TranscriptTest {

    private static final String RECORD_INTO = System.getProperty("transcripts.record");

    @ParameterizedTest
    // Watches first: for the recording, because zkCli keeps the mode of an addWatch for all later
    // ones.
    @ValueSource(strings = {"watches", "nodes", "options", "acl", "quota", "session"})
    void saysWhatZkCliSays(String name) throws Exception {
        try (ReferenceServer server = new ReferenceServer()) {
            compare(name, server.address());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chroot"})
    void saysWhatZkCliSaysInChroot(String name) throws Exception {
        try (ReferenceServer server = new ReferenceServer()) {
            try (ShellDialogue outside = new ShellDialogue(server.address())) {
                outside.say("create /home");
            }
            compare(name, server.address() + "/home");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"errors"})
    void saysWhatZkCliSaysOfEveryError(String name) throws Exception {
        try (RefusingServer server = new RefusingServer()) {
            compare(name, server.address());
        }
    }

    private static void compare(String name, String server) throws Exception {
        Transcript recorded = Transcript.load(name);
        try (Dialogue dialogue =
                RECORD_INTO == null ? new ShellDialogue(server) : new ZkCliDialogue(server)) {
            StringBuilder said = new StringBuilder();
            for (Transcript.Step step : recorded.steps()) {
                said.append(dialogue.say(step.command()));
            }
            if (RECORD_INTO != null) {
                Files.writeString(Path.of(RECORD_INTO, name + ".txt"), said);
            } else {
                assertThat(said.toString()).isEqualTo(recorded.toString());
            }
        }
    }
}
