package io.quorate.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.conformance.RunningServer;
import io.quorate.testkit.matrix.ForEveryAssembly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The Python client kazoo, where it is installed (Debian: python3-kazoo). */
@ForEveryAssembly
@Timeout(120)
class KazooTest {
    /** The one on the path may be another than that of the distribution's packages. */
    private static final List<String> INTERPRETERS = List.of("python3", "/usr/bin/python3");

    @RegisterExtension static final RunningServer SERVER = RunningServer.with(spec -> spec);

    @TempDir Path directory;

    @Test
    void kazooDoesItsWork() throws Exception {
        String interpreter = null;
        for (String candidate : INTERPRETERS) {
            if (interpreter == null && python(candidate, "import kazoo")) {
                interpreter = candidate;
            }
        }
        Assumptions.assumeTrue(
                interpreter != null, "python3 with kazoo is not installed (Debian: python3-kazoo)");
        try (var in = KazooTest.class.getResourceAsStream("/kazoo-scenario.py")) {
            String scenario = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            boolean passed = python(interpreter, scenario, SERVER.address());
            assertThat(passed).as(Files.readString(output())).isTrue();
        }
    }

    private boolean python(String interpreter, String program, String... arguments)
            throws Exception {
        Path file = Files.writeString(directory.resolve("program.py"), program);
        ProcessBuilder builder = new ProcessBuilder(interpreter, file.toString());
        builder.command().addAll(List.of(arguments));
        try {
            Process process =
                    builder.redirectErrorStream(true).redirectOutput(output().toFile()).start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no python3 at all
        }
    }

    private Path output() {
        return directory.resolve("output.txt");
    }
}
