package io.quorate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs the scripts of the distribution as processes, in one folder and without what the environment
 * of the test says about ZooKeeper. Ends what is left of them when it is closed.
 */
final class Scripts implements AutoCloseable {

    /** How a process ended, and what it said on both its outputs. */
    record Ended(int exitCode, String output) {}

    private final Path folder;
    private final List<Process> started = new ArrayList<>();

    Scripts(Path folder) {
        this.folder = folder;
    }

    Process start(String script, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(Distribution.HOME.resolve("bin").resolve(script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("ZOO") || name.endsWith("JVMFLAGS"));
        builder.environment().put("ZOO_LOG_DIR", folder.resolve("logs").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    Ended run(String script, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Process process = start(script, environment, arguments);
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>();
        for (Process process : started) {
            all.addAll(process.descendants().toList());
            all.add(process.toHandle());
        }
        all.forEach(ProcessHandle::destroyForcibly);
        // Whoever still ends still writes, and its folder is about to be removed.
        all.forEach(
                handle -> handle.onExit().completeOnTimeout(handle, 30, TimeUnit.SECONDS).join());
    }
}
