package io.quorate.launcher;

import io.quorate.config.ConfigurationException;
import io.quorate.config.ServerConfiguration;
import io.quorate.model.ServerId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The two ways out for a server whose history differs from the one the ensemble goes on with:
 * {@code HistoryTool discard|adopt zoo.cfg}. Used by the scripts.
 *
 * <p>{@code discard} puts the history of a stopped server aside, where it stays as a copy; started
 * again, the server takes what the ensemble has. {@code adopt} lets the running server lead, so
 * that the ensemble takes what it has; it refuses while a server does not answer, since that one
 * would come back with the other history.
 */
public final class HistoryTool {

    private static final int EXIT_FAILED = 1;
    private static final String HISTORY = "version-2";
    private static final String LOCK = ".quorate.lock";
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private HistoryTool() {}

    public static void main(String... arguments) {
        try {
            Path file = Path.of(arguments[1]);
            ServerConfiguration server = ServerConfiguration.read(file, Map.of(), List.of());
            if (server.membership().members().isEmpty()) {
                throw new IOException("There are no other servers in " + file + ".");
            }
            if (arguments[0].equals("discard")) {
                discard(server);
            } else {
                adopt(server.self(), EnsembleTool.clientEndpoints(file));
            }
        } catch (IOException | ConfigurationException e) {
            System.err.println(e.getMessage());
            System.exit(EXIT_FAILED);
        }
    }

    @SuppressWarnings("NullAway") // a history lies in a folder
    private static void discard(ServerConfiguration server) throws IOException {
        Set<Path> places = new LinkedHashSet<>();
        places.add(server.dataDir().resolve(HISTORY));
        places.add(server.dataLogDir().resolve(HISTORY));
        places.removeIf(place -> !Files.isDirectory(place));
        if (places.isEmpty()) {
            throw new IOException("There is no history in " + server.dataDir() + ".");
        }
        for (Path place : places) {
            demandStopped(place);
        }
        String suffix = ".discarded-" + LocalDateTime.now(ZoneId.systemDefault()).format(WHEN);
        for (Path place : places) {
            Path copy = place.resolveSibling(HISTORY + suffix);
            Files.move(place, copy, StandardCopyOption.ATOMIC_MOVE);
            sync(place.getParent());
            System.out.println("The history is in " + copy + " now.");
        }
        System.out.println("Started again, the server takes what the ensemble has.");
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void demandStopped(Path place) throws IOException {
        Path lock = place.resolve(LOCK);
        if (!Files.exists(lock)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            if (held == null) {
                throw new IOException("The server is running; stop it first.");
            }
        }
    }

    @SuppressWarnings("NullAway") // a member has a line of its own
    private static void adopt(
            ServerId self, Map<ServerId, EnsembleTool.ClientEndpoint> clientEndpoints)
            throws IOException {
        for (Map.Entry<ServerId, EnsembleTool.ClientEndpoint> other : clientEndpoints.entrySet()) {
            demandAnswer(other.getKey(), other.getValue());
        }
        String own = EnsembleTool.hand(clientEndpoints.get(self), self.value());
        if (!own.contains("stands for election")) {
            throw refused(self, own);
        }
        EnsembleTool.Leader leader = EnsembleTool.leader(clientEndpoints);
        if (leader == null) {
            throw new IOException("No server says that it leads.");
        }
        String answer = EnsembleTool.hand(leader.clientEndpoint(), self.value());
        if (!answer.equals("Server " + self + " leads.")) {
            throw refused(leader.server(), answer);
        }
        System.out.println(answer + " The ensemble has its history now.");
    }

    private static void demandAnswer(ServerId server, EnsembleTool.ClientEndpoint clientEndpoint)
            throws IOException {
        try {
            FourLetterClient.ask(clientEndpoint.host(), clientEndpoint.port(), "srvr");
        } catch (IOException e) {
            throw new IOException(
                    "Server "
                            + server
                            + " at "
                            + clientEndpoint
                            + " does not answer. It would come back with the other history: start it, or discard its history first.",
                    e);
        }
    }

    private static IOException refused(ServerId server, String answer) {
        if (answer.contains("whitelist")) {
            return new IOException(
                    "Server "
                            + server
                            + " does not allow that; add hand to its 4lw.commands.whitelist.");
        }
        return new IOException(
                answer.isEmpty()
                        ? "Server " + server + " did not answer."
                        : "Server " + server + ": " + answer);
    }
}
