package io.quorate.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.Product;
import io.quorate.bench.ServerSpec;
import io.quorate.bench.ServerUnderTest;
import io.quorate.conformance.Subject;
import io.quorate.testkit.matrix.ForEveryAssembly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shell of ZooKeeper 3.9.5 prints the same against both servers; ids are numbered in order of
 * appearance, times left out.
 */
@ForEveryAssembly
@Timeout(120)
class ShellTranscriptTest {
    private static final Pattern HEX = Pattern.compile("0x[0-9a-f]+");
    private static final Pattern IDENTITY = Pattern.compile("^(digest|ip): ");
    private static final Pattern DATE =
            Pattern.compile(
                    "(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \\w{3} \\d\\d \\d\\d:\\d\\d:\\d\\d \\S+ \\d{4}");

    @TempDir Path directory;

    @Test
    void theTranscriptIsThatOfZooKeeper() throws Exception {
        String script = script();
        List<String> expected = transcript(Product.zooKeeper(), script);
        assertThat(expected).as("the script does something").hasSizeGreaterThan(100);
        assertThat(transcript(Subject.product(), script)).isEqualTo(expected);
    }

    private static String script() throws IOException {
        try (var in = ShellTranscriptTest.class.getResourceAsStream("/shell-script.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> transcript(Product product, String script) throws Exception {
        Path place = Files.createTempDirectory(directory, product.name());
        ServerSpec spec =
                Subject.alone(place)
                        .with("extendedTypesEnabled", true)
                        .withFlags("-Dznode.container.checkIntervalMs=86400000");
        try (ServerUnderTest server = product.server(spec)) {
            server.start();
            List<String> lines = normal(run(server.port(), place, script), server.port());
            Files.write(Path.of("target", "shell-" + product.name() + ".txt"), lines);
            return lines;
        }
    }

    private static String run(int port, Path place, String script) throws Exception {
        Path input = Files.writeString(place.resolve("script.txt"), script);
        Path output = place.resolve("transcript.txt");
        Path logging =
                Files.writeString(
                        place.resolve("quiet.xml"),
                        "<configuration><root level=\"OFF\"/></configuration>");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dlogback.configurationFile=" + logging);
        command.add("-cp");
        command.add(((Product.ZooKeeper) Product.zooKeeper()).classPath());
        command.add("org.apache.zookeeper.ZooKeeperMain");
        command.add("-server");
        command.add("127.0.0.1:" + port);
        Process shell =
                new ProcessBuilder(command)
                        .redirectInput(input.toFile())
                        .redirectOutput(output.toFile())
                        .redirectErrorStream(true)
                        .start();
        try {
            assertThat(shell.waitFor(60, TimeUnit.SECONDS))
                    .as("the shell ends at the end of its script")
                    .isTrue();
        } finally {
            shell.destroyForcibly();
        }
        return Files.readString(output);
    }

    private static List<String> normal(String text, int port) {
        Map<String, String> names = new HashMap<>();
        List<String> lines = new ArrayList<>();
        String named = text.replace(":" + port, ":PORT");
        // The member line of an only voter.
        String alike = named.replaceAll("127\\.0\\.0\\.1:\\d+:\\d+", "127.0.0.1:PORT:PORT");
        for (String line : alike.split("\n")) {
            Matcher hex = HEX.matcher(DATE.matcher(line).replaceAll("TIME"));
            String plain =
                    hex.replaceAll(
                            match ->
                                    names.computeIfAbsent(
                                            match.group(), id -> "ID" + names.size()));
            if (!plain.startsWith("WARNING:")) {
                lines.add(inOrder(plain.stripTrailing()));
            }
        }
        return inOrder(lines);
    }

    /** Lists of paths come in no particular order. */
    private static String inOrder(String line) {
        return line.startsWith("[/")
                ? Stream.of(line.substring(1, line.length() - 1).split(", "))
                        .sorted()
                        .toList()
                        .toString()
                : line;
    }

    /** Neither do the ids of whoami. */
    private static List<String> inOrder(List<String> lines) {
        for (int i = 1; i < lines.size(); i++) {
            for (int j = i;
                    IDENTITY.matcher(lines.get(j)).find()
                            && IDENTITY.matcher(lines.get(j - 1)).find()
                            && lines.get(j).compareTo(lines.get(j - 1)) < 0;
                    j--) {
                Collections.swap(lines, j, j - 1);
            }
        }
        return lines;
    }
}
