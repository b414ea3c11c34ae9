package io.quorate.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.FreePorts;
import io.quorate.kernel.Kernel;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything one can do with the jars of an authentication plugin, turn by turn, under connected
 * clients: nobody is refused but while the scheme is away, each change is one line of the log per
 * fact it changes, nothing is left in memory. {@code -Dquorate.swap.turns=200} is the full size,
 * {@code -Dquorate.swap.clients} the number of clients.
 */
@ForEveryAssembly
@Timeout(1800)
class PluginSwapTest {

    private static final int TURNS = Integer.getInteger("quorate.swap.turns", 0);
    private static final int CLIENTS = Integer.getInteger("quorate.swap.clients", 100);
    private static final int KINDS = 8;
    private static final String NAME = "io.quorate.auth.digest";
    private static final String OTHER = "org.example.digest";

    /** What a few classes of the server's own, loaded late, may come to. */
    private static final long FLAT_BYTES = 2 << 20;

    @TempDir Path folder;

    private final List<Assembled> servers = new ArrayList<>();

    /** Of the plugin that is digest.jar on each server. */
    private final Map<Assembled, String> versions = new HashMap<>();

    private LogLines log;
    private GuardedReaders readers;
    private Path jar;

    @Test
    void aLoneServer() throws Exception {
        servers.add(new Assembled(folder));
        try (Kernel kernel = servers.getFirst().startChosen("maxClientCnxns=0")) {
            swap();
        }
    }

    @Test
    @Requires(Requirement.PEERS)
    void eachMemberOfAnEnsemble() throws Exception {
        StringBuilder lines = new StringBuilder("initLimit=10\nsyncLimit=5\nmaxClientCnxns=0\n");
        for (int id = 1; id <= 3; id++) {
            lines.append(
                    "server.%d=127.0.0.1:%d:%d\n"
                            .formatted(id, FreePorts.next(), FreePorts.next()));
        }
        List<Kernel> kernels = new ArrayList<>();
        try {
            for (int id = 1; id <= 3; id++) {
                Assembled server =
                        new Assembled(Files.createDirectory(folder.resolve(String.valueOf(id))));
                servers.add(server);
                Files.createDirectories(server.dataDir());
                Files.writeString(server.dataDir().resolve("myid"), String.valueOf(id));
                kernels.add(server.startChosen(lines.toString()));
            }
            swap();
        } finally {
            for (Kernel kernel : kernels) {
                kernel.close();
            }
        }
    }

    private void swap() throws Exception {
        jar = Files.copy(servers.getFirst().plugin("digest"), folder.resolve("digest.kept"));
        try (LogLines lines = new LogLines("PluginFolder", "AuthSchemes");
                GuardedReaders clients =
                        new GuardedReaders(CLIENTS, servers.stream().map(s -> s.port).toList())) {
            log = lines;
            readers = clients;
            for (Assembled server : servers) {
                // From here on the jar has a version of its own, whatever the build's is.
                put(server, "digest.jar", NAME, "1.0.0");
                versions.put(server, "1.0.0");
                log.take(1);
                Files.delete(server.plugin("digest"));
            }
            turns(0, KINDS);
            int loaders = bundleClassLoaders();
            long metaspace = metaspace();
            turns(KINDS, Math.max(2 * KINDS, TURNS));
            assertThat(bundleClassLoaders()).as("class loaders of bundles").isEqualTo(loaders);
            assertThat(metaspace() - metaspace).as("metaspace").isLessThan(FLAT_BYTES);
            assertThat(readers.faults()).isEmpty();
            System.out.printf(
                    "%d turns on %d server(s), %d clients: %d reads, %d of them refused while the scheme was away, metaspace %+d KiB%n",
                    Math.max(2 * KINDS, TURNS),
                    servers.size(),
                    CLIENTS,
                    readers.answered(),
                    readers.refusedWhileAway(),
                    (metaspace() - metaspace) >> 10);
        }
    }

    private static int bundleClassLoaders() throws Exception {
        collect();
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        String text =
                (String)
                        server.invoke(
                                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                "vmClassloaderStats",
                                new Object[] {new String[0]},
                                new String[] {String[].class.getName()});
        return (int) text.lines().filter(line -> line.contains("BundleClassLoader")).count();
    }

    private static long metaspace() {
        collect();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .map(MemoryPoolMXBean::getUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }

    /** Twice: what a first collection has found to be finalised goes with the second. */
    private static void collect() {
        System.gc();
        System.gc();
    }

    /** Something done to the plugin folder of one server. */
    @FunctionalInterface
    private interface Change {
        void on(Assembled server) throws Exception;
    }

    private void turns(int first, int end) throws Exception {
        for (int turn = first; turn < end; turn++) {
            for (Assembled server : servers) {
                // At the small size the members take turns, at full size each gets all of them.
                if (TURNS > 0 || servers.get(turn % servers.size()) == server) {
                    turn(server, turn);
                }
            }
        }
    }

    private void turn(Assembled server, int turn) throws Exception {
        String now = "1.0." + (turn + 1);
        String before = versions.put(server, now);
        switch (turn % KINDS) {
            case 0 -> {
                String newer = "2.0." + turn;
                change(
                        server,
                        s -> put(s, "digest-2.jar", NAME, newer),
                        "INFO Replaced plugin %s %s by %s (digest-2.jar); left alone: digest.jar"
                                .formatted(NAME, before, newer));
                change(server, s -> put(s, "digest.jar", NAME, now), alone(now, newer));
                change(
                        server,
                        s -> remove(s, "digest-2.jar"),
                        "INFO Replaced plugin %s %s by %s (digest.jar)"
                                .formatted(NAME, newer, now));
            }
            case 1 -> change(server, s -> put(s, "digest.jar", NAME, now), replaced(before, now));
            case 2 -> {
                change(server, s -> garbage(s, "broken.jar"), leftOut("broken.jar"));
                remove(server, "broken.jar");
                change(server, s -> put(s, "digest.jar", NAME, now), replaced(before, now));
            }
            case 3 -> {
                change(
                        server,
                        s -> put(s, "old.jar", NAME, "0.5." + turn),
                        "INFO Left %s 0.5.%d (old.jar) alone: %s (digest.jar) runs"
                                .formatted(NAME, turn, before));
                remove(server, "old.jar");
                change(server, s -> put(s, "digest.jar", NAME, now), replaced(before, now));
            }
            case 4 -> {
                change(server, s -> garbage(s, "digest.jar"), leftOut("digest.jar"));
                change(server, s -> put(s, "digest.jar", NAME, now), replaced(before, now));
            }
            case 5 -> twoProviders(server, before, now);
            case 6 -> {
                readers.schemeGoesOrHasCome();
                change(
                        server,
                        s -> remove(s, "digest.jar"),
                        "INFO Scheme digest is served by no plugin now",
                        removed(NAME, before, "digest.jar"));
                change(
                        server,
                        s -> put(s, "digest.jar", NAME, now),
                        "INFO Scheme digest is served by " + NAME + " " + now,
                        added(NAME, now, "digest.jar"));
                readers.schemeGoesOrHasCome();
            }
            default -> {
                change(
                        server,
                        s -> put(s, "again.jar", NAME, now),
                        "INFO Replaced plugin %s %s by %s (again.jar); left alone: digest.jar"
                                .formatted(NAME, before, now));
                change(
                        server,
                        s -> Assembled.show(s.plugins.resolve("again.jar"), digest(s)),
                        "INFO Replaced plugin %s %s by %s (digest.jar)".formatted(NAME, now, now));
            }
        }
    }

    private void twoProviders(Assembled server, String before, String now) throws Exception {
        change(
                server,
                s -> put(s, "other.jar", OTHER, now),
                "INFO Scheme digest is served by %s %s; %s %s stands by"
                        .formatted(NAME, before, OTHER, now),
                added(OTHER, now, "other.jar"));
        change(
                server,
                s -> remove(s, "digest.jar"),
                "INFO Scheme digest is served by " + OTHER + " " + now + " now",
                removed(NAME, before, "digest.jar"));
        change(
                server,
                s -> put(s, "digest.jar", NAME, now),
                "INFO Scheme digest is served by %s %s; %s %s stands by"
                        .formatted(NAME, now, OTHER, now),
                added(NAME, now, "digest.jar"));
        change(server, s -> remove(s, "other.jar"), removed(OTHER, now, "other.jar"));
    }

    private static String replaced(String before, String now) {
        return "INFO Replaced plugin %s %s by %s (digest.jar)".formatted(NAME, before, now);
    }

    private static String alone(String version, String winner) {
        return "INFO Left %s %s (digest.jar) alone: %s (digest-2.jar) runs"
                .formatted(NAME, version, winner);
    }

    private static String added(String name, String version, String file) {
        return "INFO Added plugin %s %s (%s)".formatted(name, version, file);
    }

    private static String removed(String name, String version, String file) {
        return "INFO Removed plugin %s %s (%s)".formatted(name, version, file);
    }

    private static String leftOut(String file) {
        return "WARN Left the plugin "
                + file
                + " out: it is no jar, or not a whole one: the end of a zip file is not there";
    }

    /** Does it and waits until the log tells of it, in these lines and no others. */
    private void change(Assembled server, Change change, String... expected) throws Exception {
        change.on(server);
        assertThat(log.take(expected.length)).containsExactlyInAnyOrder(expected);
        readers.awaitReads();
    }

    private void put(Assembled server, String file, String name, String version)
            throws IOException {
        PluginCopies.write(jar, name, version, server.plugins.resolve(file));
    }

    private static Path digest(Assembled server) {
        return server.plugins.resolve("digest.jar");
    }

    private static void remove(Assembled server, String file) throws IOException {
        Files.delete(server.plugins.resolve(file));
    }

    private static void garbage(Assembled server, String file) throws IOException {
        Path hidden = Files.writeString(server.plugins.resolve(".garbage"), "no jar " + file);
        Assembled.show(hidden, server.plugins.resolve(file));
    }
}
