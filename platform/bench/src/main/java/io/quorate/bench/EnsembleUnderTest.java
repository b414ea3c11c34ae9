package io.quorate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;

/**
 * Several server processes on loopback that form one ensemble, of one product or of several.
 * Servers have the ids 1, 2, 3 … Used by one thread.
 */
public final class EnsembleUnderTest implements AutoCloseable {
    private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path directory;
    private final List<ServerSpec> specs = new ArrayList<>();
    private final List<ServerUnderTest> servers = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final BiFunction<Long, ServerSpec, ServerSpec> change;

    /**
     * Nothing is started yet.
     *
     * @param directory each server gets a folder of it, named by its id
     * @param products what server 1, 2, 3 … is
     * @param observers ids of those that have no vote
     * @param change a server's specification, changed for its id
     */
    public EnsembleUnderTest(
            Path directory,
            List<Product> products,
            Set<Long> observers,
            BiFunction<Long, ServerSpec, ServerSpec> change)
            throws IOException {
        this.directory = directory;
        this.change = change;
        for (long id = 1; id <= products.size(); id++) {
            lines.add(
                    "127.0.0.1:"
                            + FreePorts.next()
                            + ':'
                            + FreePorts.next()
                            + (observers.contains(id) ? ":observer" : ":participant"));
        }
        for (long id = 1; id <= products.size(); id++) {
            specs.add(specification(id));
            servers.add(products.get((int) id - 1).server(specs.getLast()));
        }
    }

    /** Voters of one product, as they are. */
    public static EnsembleUnderTest of(Product product, int size, Path directory)
            throws IOException {
        return new EnsembleUnderTest(
                directory, Collections.nCopies(size, product), Set.of(), (id, spec) -> spec);
    }

    /** The same that grant the sessions of a load their time. */
    static EnsembleUnderTest forLoads(Product product, int size, Path directory)
            throws IOException {
        return new EnsembleUnderTest(
                directory,
                Collections.nCopies(size, product),
                Set.of(),
                (id, spec) -> LoadRun.withLongSessions(spec));
    }

    private ServerSpec specification(long id) throws IOException {
        Path own = Files.createDirectories(directory.resolve(Long.toString(id)));
        ServerSpec spec = ServerSpec.in(own).with("initLimit", 10).with("syncLimit", 5);
        for (int at = 0; at < lines.size(); at++) {
            spec = spec.with("server." + (at + 1), lines.get(at));
        }
        if (lines.get((int) id - 1).endsWith(":observer")) {
            spec = spec.with("peerType", "observer");
        }
        spec = change.apply(id, spec);
        Files.createDirectories(spec.dataDir());
        Files.writeString(spec.dataDir().resolve("myid"), id + "\n");
        return spec;
    }

    public int size() {
        return servers.size();
    }

    /** The server with this id, from 1 on. */
    public ServerUnderTest server(long id) {
        return servers.get((int) id - 1);
    }

    /** What the server with this id is started with. */
    public ServerSpec spec(long id) {
        return specs.get((int) id - 1);
    }

    public List<ServerUnderTest> servers() {
        return servers;
    }

    /** Value of a server's member line: addresses, ports, role. */
    public String member(long id) {
        return lines.get((int) id - 1);
    }

    /**
     * The server of this id becomes one of another product, with the same data; it must be down.
     */
    public void replace(long id, Product product) {
        if (server(id).alive()) {
            throw new IllegalStateException("server " + id + " runs");
        }
        servers.set((int) id - 1, product.server(spec(id)));
    }

    /** Connect string of all client ports. */
    public String addresses() {
        StringBuilder text = new StringBuilder();
        for (ServerUnderTest server : servers) {
            text.append(text.isEmpty() ? "" : ",").append("127.0.0.1:").append(server.port());
        }
        return text.toString();
    }

    /** Launches all that are down and waits until every server serves clients. */
    public void start() throws IOException {
        for (ServerUnderTest server : servers) {
            if (!server.alive()) {
                server.launch();
            }
        }
        for (ServerUnderTest server : servers) {
            server.awaitAnswer();
        }
    }

    /**
     * What {@code srvr} says of a server: leader, follower, observer, looking …; empty when it does
     * not answer.
     */
    public String mode(long id) {
        if (!server(id).alive()) {
            return "";
        }
        try {
            for (String line : FourLetterClient.ask(server(id).port(), "srvr").split("\n")) {
                if (line.startsWith("Mode: ")) {
                    return line.substring("Mode: ".length()).strip();
                }
            }
        } catch (IOException e) {
            // not listening now
        }
        return "";
    }

    /** Id of the server that leads now; 0 if none says so. */
    public long leader() {
        for (long id = 1; id <= size(); id++) {
            if (mode(id).equals("leader")) {
                return id;
            }
        }
        return 0;
    }

    /** Waits until a server leads. */
    public long awaitLeader() throws IOException {
        long end = System.nanoTime() + BOUND_NANOS;
        for (long leader = leader(); ; leader = leader()) {
            if (leader != 0) {
                return leader;
            }
            if (System.nanoTime() > end) {
                throw new IOException("no leader; logs in " + directory);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Kills every process. Files stay. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (ServerUnderTest server : servers) {
            try {
                server.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
