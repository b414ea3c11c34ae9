package io.quorate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A server program that can be started: ZooKeeper from a folder of jars, or Quorate from its
 * distribution.
 */
public sealed interface Product {
    /** Heap both programs get unless a specification says otherwise. */
    String DEFAULT_HEAP = "-Xmx1g";

    String name();

    /** The program as process, not started yet; the process becomes the server itself. */
    ProcessBuilder command(ServerSpec spec, Path configuration) throws IOException;

    /** A server of this program; nothing is started yet. */
    default ServerUnderTest server(ServerSpec spec) {
        return new ServerProcess(this, spec);
    }

    /**
     * ZooKeeper whose jars are named by the property {@code quorate.zookeeper.lib} (folders,
     * separated by {@code :}).
     */
    static Product zooKeeper() {
        return new ZooKeeper(
                System.getProperty("quorate.zookeeper.lib", "../bench/target/zookeeper"));
    }

    /** Quorate of the folder named by the property {@code quorate.home}. */
    static Product quorate() {
        return quorate(Map.of());
    }

    /**
     * The same with the configuration lines of the property {@code bench.keys}, separated by {@code
     * ;}, so that a comparison with {@code bench.against} is one of two configurations.
     */
    static Product measured() {
        Map<String, String> keys = new LinkedHashMap<>();
        for (String line : System.getProperty("bench.keys", "").split(";")) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                keys.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
            }
        }
        return quorate(keys);
    }

    /**
     * The same whose servers get these lines in their configuration, unless a specification has the
     * key itself.
     */
    static Product quorate(Map<String, String> keys) {
        return new Quorate(
                "quorate",
                Path.of(System.getProperty("quorate.home", "../../distribution/target/quorate")),
                keys);
    }

    /**
     * What Quorate is compared with: ZooKeeper, or the Quorate of another build in the folder named
     * by the property {@code bench.against}.
     */
    static Product other() {
        String home = System.getProperty("bench.against", "");
        return home.isEmpty() ? zooKeeper() : new Quorate("before", Path.of(home), Map.of());
    }

    /** Apache ZooKeeper, the oracle. */
    record ZooKeeper(String folders) implements Product {
        @Override
        public String name() {
            return "zookeeper";
        }

        @Override
        public ProcessBuilder command(ServerSpec spec, Path configuration) throws IOException {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add(DEFAULT_HEAP);
            command.addAll(spec.jvmFlags());
            command.add("-Dlogback.configurationFile=" + logging(spec.directory()));
            command.add("-cp");
            command.add(classPath());
            command.add("org.apache.zookeeper.server.quorum.QuorumPeerMain");
            command.add(configuration.toString());
            return new ProcessBuilder(command);
        }

        /** Class path of the server and of its shell. */
        public String classPath() throws IOException {
            StringBuilder classPath = new StringBuilder();
            for (String folder : folders.split(":")) {
                Path jars = Path.of(folder).toAbsolutePath().normalize();
                if (!Files.isDirectory(jars)) {
                    throw new IOException(
                            "no ZooKeeper jars in " + jars + "; set quorate.zookeeper.lib");
                }
                classPath.append(jars).append("/*:");
            }
            return classPath.toString();
        }

        private static Path logging(Path directory) throws IOException {
            return Files.writeString(
                    directory.resolve("logback.xml"),
                    """
                    <configuration>
                      <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                        <encoder><pattern>%d{ISO8601} [%t] - %-5p [%C{1}@%L] - %m%n</pattern></encoder>
                      </appender>
                      <root level="INFO"><appender-ref ref="OUT"/></root>
                    </configuration>
                    """);
        }
    }

    /**
     * Quorate as its users start it. The property {@code quorate.keys} adds lines to its
     * configuration, separated by {@code ;}.
     *
     * @param keys further lines of a configuration that does not have these keys
     */
    record Quorate(String name, Path home, Map<String, String> keys) implements Product {
        @Override
        public ServerUnderTest server(ServerSpec spec) {
            ServerSpec completed = spec;
            for (Map.Entry<String, String> key : keys.entrySet()) {
                if (!spec.keys().containsKey(key.getKey())) {
                    completed = completed.with(key.getKey(), key.getValue());
                }
            }
            return Product.super.server(completed);
        }

        @Override
        public ProcessBuilder command(ServerSpec spec, Path configuration) throws IOException {
            Path script = home.resolve("bin/quorate").toAbsolutePath().normalize();
            if (!Files.isExecutable(script)) {
                throw new IOException(
                        "no Quorate at " + script + "; build the distribution or set quorate.home");
            }
            String more = System.getProperty("quorate.keys", "").replace(';', '\n');
            if (!more.isEmpty() && !Files.readString(configuration).contains(more)) {
                Files.writeString(configuration, more, StandardOpenOption.APPEND);
            }
            ProcessBuilder builder =
                    new ProcessBuilder(script.toString(), "server", configuration.toString());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("ZOO_LOG_DIR", spec.directory().toString());
            builder.environment()
                    .put("SERVER_JVMFLAGS", DEFAULT_HEAP + " " + String.join(" ", spec.jvmFlags()));
            return builder;
        }
    }
}
