package io.quorate.conformance.ensemble;

import io.quorate.bench.FourLetterClient;
import io.quorate.bench.FreePorts;
import io.quorate.bench.ServerSpec;
import io.quorate.bench.ServerUnderTest;
import io.quorate.conformance.Subject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.Stat;

/**
 * Server processes whose membership changes: everybody has a name, and what servers say is told
 * with names in place of ids and ports, so that two ensembles can be compared. Used by one thread.
 */
final class ChangingEnsemble implements AutoCloseable {

    /** Whoever leads first. */
    static final String LEADER = "L";

    private static final String SUPER = "super:admin";
    private static final String SUPER_DIGEST = "super:xQJmxLMiHGwaqBvst5y6rkB6HQs=";
    private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int SESSION_MILLIS = 10_000;

    private final Path directory;
    private final SortedMap<Integer, Place> places = new TreeMap<>();
    private final Map<Integer, ServerUnderTest> servers = new HashMap<>();
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<Integer, ZooKeeperAdmin> clients = new HashMap<>();
    private final boolean standalone;

    /** Where a server is; {@code moves} counts how often it went elsewhere. */
    private record Place(int quorumPort, int electionPort, int clientPort, int moves) {}

    /**
     * Voters 1, 2, 3 …, not started yet.
     *
     * @param kinds Q for a Quorate, Z for a ZooKeeper
     * @param standalone value of {@code standaloneEnabled}
     */
    ChangingEnsemble(Path directory, String kinds, boolean standalone) throws IOException {
        this.directory = directory;
        this.standalone = standalone;
        for (int id = 1; id <= kinds.length(); id++) {
            settle(id, 0);
        }
        List<Integer> voters = List.copyOf(places.keySet());
        for (int id : voters) {
            servers.put(id, server(id, kinds.charAt(id - 1), voters, "participant"));
        }
    }

    private void settle(int id, int moves) throws IOException {
        places.put(id, new Place(FreePorts.next(), FreePorts.next(), FreePorts.next(), moves));
    }

    private ServerUnderTest server(int id, char kind, List<Integer> members, String role)
            throws IOException {
        Path own = Files.createDirectories(directory.resolve(Integer.toString(id)));
        Place place = places.get(id);
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("tickTime", "500");
        keys.put("initLimit", "40");
        keys.put("syncLimit", "10");
        keys.put("dataDir", own.resolve("data").toString());
        keys.put("admin.enableServer", "false");
        keys.put("4lw.commands.whitelist", "*");
        keys.put("reconfigEnabled", "true");
        keys.put("standaloneEnabled", Boolean.toString(standalone));
        keys.put("DigestAuthenticationProvider.superDigest", SUPER_DIGEST);
        for (int member : members) {
            String line = line(member, member == id ? role : "participant");
            keys.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        ServerSpec spec = new ServerSpec(own, place.clientPort(), keys, List.of("-Xmx256m"));
        Files.createDirectories(spec.dataDir());
        Files.writeString(spec.dataDir().resolve("myid"), id + "\n");
        return Subject.ofKind(kind).server(spec);
    }

    /** The member line of a server where it is now. */
    String line(int id, String role) {
        Place place = places.get(id);
        return "server.%d=127.0.0.1:%d:%d:%s;127.0.0.1:%d"
                .formatted(id, place.quorumPort(), place.electionPort(), role, place.clientPort());
    }

    /** A server that wants to belong to the voters that are there; it runs and serves on return. */
    void join(int id, char kind, String role) throws IOException {
        settle(id, 0);
        List<Integer> members = new ArrayList<>(servers.keySet());
        members.add(id);
        servers.put(id, server(id, kind, members, role));
        servers.get(id).launch();
        until("server " + id + " serves", () -> !mode(id).isEmpty());
    }

    /** From now on {@link #line} has other ports for this server. */
    void move(int id) throws IOException, InterruptedException {
        forget(id);
        settle(id, places.get(id).moves() + 1);
    }

    /** Starts what is down; on return somebody leads and all serve. */
    void start() throws IOException {
        for (ServerUnderTest server : servers.values()) {
            if (!server.alive()) {
                server.launch();
            }
        }
        for (int id : servers.keySet()) {
            until("server " + id + " serves", () -> !mode(id).isEmpty());
        }
    }

    void killAll() throws IOException, InterruptedException {
        for (int id : servers.keySet()) {
            forget(id);
            servers.get(id).kill();
        }
    }

    /** A client with all rights that stays connected from step to step. */
    private ZooKeeperAdmin client(int id) throws IOException, InterruptedException {
        ZooKeeperAdmin client = clients.get(id);
        if (client == null) {
            client = client(id, true, event -> {});
            clients.put(id, client);
        }
        return client;
    }

    private void forget(int id) throws InterruptedException {
        ZooKeeperAdmin client = clients.remove(id);
        if (client != null) {
            client.close(0);
        }
    }

    /** Gives the voters their names: L leads, the others are A, B … by id. */
    void name() throws IOException {
        int leader = awaitLeader();
        names.put(leader, LEADER);
        char next = 'A';
        for (int id : places.keySet()) {
            if (id != leader) {
                names.put(id, String.valueOf(next++));
            }
        }
    }

    void name(int id, String name) {
        names.put(id, name);
    }

    int id(String name) {
        return names.entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** leader, follower, observer; empty while the server does not serve where it should. */
    String mode(int id) {
        try {
            for (String line :
                    FourLetterClient.ask(places.get(id).clientPort(), "srvr").split("\n")) {
                if (line.startsWith("Mode: ")) {
                    String mode = line.substring("Mode: ".length()).strip();
                    return mode.equals("looking") ? "" : mode;
                }
            }
        } catch (IOException e) {
            // not listening now
        }
        return "";
    }

    int awaitLeader() throws IOException {
        int[] found = new int[1];
        until(
                "somebody leads",
                () ->
                        servers.keySet().stream()
                                .anyMatch(
                                        id -> {
                                            found[0] = id;
                                            return mode(id).equals("leader");
                                        }));
        return found[0];
    }

    void awaitMode(int id, String mode) throws IOException {
        until("server " + id + " is " + mode, () -> mode(id).equals(mode));
    }

    void until(String what, BooleanSupplier holds) throws IOException {
        long end = System.nanoTime() + BOUND_NANOS;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IOException("not within bounds: " + what + "; logs in " + directory);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** A connected client of one server, with or without the rights of the super user. */
    ZooKeeperAdmin client(int id, boolean mayReconfigure, Watcher watcher)
            throws IOException, InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeperAdmin client =
                new ZooKeeperAdmin(
                        "127.0.0.1:" + places.get(id).clientPort(),
                        SESSION_MILLIS,
                        event -> {
                            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                                connected.countDown();
                            }
                            if (event.getPath() != null) {
                                watcher.process(event);
                            }
                        });
        if (!connected.await(30, TimeUnit.SECONDS)) {
            client.close(0);
            throw new IOException("server " + id + " takes no client; logs in " + directory);
        }
        if (mayReconfigure) {
            client.addAuthInfo("digest", SUPER.getBytes(StandardCharsets.UTF_8));
        }
        return client;
    }

    /** {@code OK} with the new configuration, or the name of the error. */
    String reconfigure(int at, String joining, String leaving, String members, long version)
            throws IOException, InterruptedException {
        String before = rawConfig(at);
        try {
            Stat stat = new Stat();
            byte[] config = client(at).reconfigure(joining, leaving, members, version, stat);
            String text = new String(config, StandardCharsets.UTF_8);
            return "OK "
                    + named(text)
                    + (text.endsWith("version=" + Long.toHexString(stat.getMzxid()))
                            ? ""
                            : " but mzxid " + Long.toHexString(stat.getMzxid()))
                    + (stat.getVersion() == -1 ? "" : " but version " + stat.getVersion());
        } catch (KeeperException.ConnectionLossException lost) {
            // A server whose leader goes may lose it before it has answered.
            long end = System.nanoTime() + BOUND_NANOS;
            String after = rawConfig(at);
            while (after.equals(before)) {
                if (System.nanoTime() > end) {
                    return "LOST";
                }
                LockSupport.parkNanos(POLL_NANOS);
                after = rawConfig(at);
            }
            return "OK " + named(after);
        } catch (KeeperException refused) {
            return refused.code().name();
        }
    }

    /** The configuration as this server knows it. */
    String config(int at) throws IOException, InterruptedException {
        return named(rawConfig(at));
    }

    /** The same as text; waits until the server answers. */
    String rawConfig(int at) throws IOException, InterruptedException {
        long end = System.nanoTime() + BOUND_NANOS;
        while (true) {
            try {
                ZooKeeperAdmin client = client(at);
                client.sync("/", (code, path, context) -> {}, null);
                return new String(client.getConfig(false, null), StandardCharsets.UTF_8);
            } catch (KeeperException failure) {
                if (System.nanoTime() > end) {
                    throw new IOException("server " + at + "; logs in " + directory, failure);
                }
                if (failure.code() == KeeperException.Code.SESSIONEXPIRED) {
                    forget(at);
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    /** Names in place of ids and ports, the lines sorted, no version. */
    private String named(String config) {
        return config.lines()
                .filter(line -> !line.startsWith("version="))
                .map(this::namedLine)
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private String namedLine(String line) {
        int id = Integer.parseInt(line.substring("server.".length(), line.indexOf('=')));
        Place place = places.get(id);
        String name = names.getOrDefault(id, Integer.toString(id));
        if (place == null) {
            return line;
        }
        String moved = "'".repeat(place.moves());
        return line.replace("server." + id + "=", name + "=")
                .replace(":" + place.quorumPort() + ":", ":q" + moved + ":")
                .replace(":" + place.electionPort() + ":", ":e" + moved + ":")
                .replace("127.0.0.1:" + place.clientPort(), "c" + moved)
                .replace("127.0.0.1:", "");
    }

    /** Names of the configuration files a server has, without the version. */
    List<String> files(int id) throws IOException {
        try (Stream<Path> list = Files.list(directory.resolve(Integer.toString(id)))) {
            return list.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("zoo.cfg"))
                    .map(name -> name.replaceAll("dynamic\\.[0-9a-f]+$", "dynamic.version"))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    /** The membership in the newest dynamic file, which the static file names. */
    String dynamicFile(int id) throws IOException {
        Path own = directory.resolve(Integer.toString(id));
        String named =
                Files.readString(own.resolve("zoo.cfg"))
                        .lines()
                        .filter(line -> line.startsWith("dynamicConfigFile="))
                        .findFirst()
                        .orElseThrow()
                        .substring("dynamicConfigFile=".length());
        return named(Files.readString(Path.of(named)));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (int id : List.copyOf(clients.keySet())) {
            forget(id);
        }
        for (ServerUnderTest server : servers.values()) {
            server.close();
        }
    }
}
