package io.quorate.launcher;

import io.quorate.kernel.Kernel;
import io.quorate.kernel.StartFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts servers with directories of their own and talks to them for a moment, so that the archive
 * of preloaded classes made from this run holds what serving clients needs, alone and in an
 * ensemble, changes of leader included, and the JIT finds profiles of it. Run by {@code quorate
 * prepare}.
 */
public final class AotTrainingRun {

    private static final int ROUNDS_ALONE = 2000;
    private static final int ROUNDS_PER_LEADER = 250;
    private static final int ROUNDS_WITH_ONE_AWAY = 25;
    private static final int MEMBERS = 3;
    private static final int LEADERS = 4;
    private static final int ASKED_AT_MOST = 500;
    private static final int PAUSE_MILLIS = 10;
    private static final String COMMON =
            "clientPortAddress=127.0.0.1\nadmin.enableServer=false\n4lw.commands.whitelist=srvr\n";

    private final Path folder;

    private AotTrainingRun(Path folder) {
        this.folder = folder;
    }

    /**
     * Runs the servers and ends.
     *
     * @param arguments an empty folder for the data
     */
    public static void main(String... arguments) throws IOException, StartFailure {
        AotTrainingRun rehearsal = new AotTrainingRun(Path.of(arguments[0]));
        rehearsal.together("paxos", "quorate.consensus=multi-paxos\nquorate.election=basic\n");
        rehearsal.together("zab", "quorate.consensus=zab\nquorate.election=fast\n");
        rehearsal.alone();
    }

    private void alone() throws IOException, StartFailure {
        int port = freePorts(1).getFirst();
        Path file =
                configuration(
                        "alone",
                        "quorate.consensus=solo\nclientPort="
                                + port
                                + "\ndataDir="
                                + folder.resolve("data"));
        try (Kernel _ = Main.start(file)) {
            FourLetterClient.ask("localhost", port, "srvr");
            talk(port, ROUNDS_ALONE);
        }
    }

    /**
     * Three members in this process; each leader hands over to another and comes back. Meanwhile
     * one session stays where it is and another one changes its server, as those of clients do.
     */
    private void together(String name, String plugins) throws IOException, StartFailure {
        List<Integer> ports = freePorts(3 * MEMBERS);
        StringBuilder servers =
                new StringBuilder(plugins + "tickTime=2000\ninitLimit=10\nsyncLimit=5\n");
        for (int id = 1; id <= MEMBERS; id++) {
            servers.append(
                    "server.%d=127.0.0.1:%d:%d\n"
                            .formatted(
                                    id,
                                    ports.get(MEMBERS + id - 1),
                                    ports.get(2 * MEMBERS + id - 1)));
        }
        List<Path> files = new ArrayList<>();
        for (int id = 1; id <= MEMBERS; id++) {
            Path data = Files.createDirectories(folder.resolve(name + id));
            Files.writeString(data.resolve("myid"), String.valueOf(id));
            files.add(
                    configuration(
                            name + id,
                            servers + "clientPort=" + ports.get(id - 1) + "\ndataDir=" + data));
        }
        Kernel[] kernels = new Kernel[MEMBERS];
        try {
            for (int at = 0; at < MEMBERS; at++) {
                kernels[at] = Main.start(files.get(at));
            }
            for (int leaders = 0; leaders < LEADERS; leaders++) {
                int leader = awaitLeader(ports);
                for (int at = 0; at < MEMBERS; at++) {
                    talk(ports.get(at), ROUNDS_PER_LEADER);
                }
                try (AotTrainingSession stays = open(ports, leader, 1);
                        AotTrainingSession moves = open(ports, leader, 2)) {
                    kernels[leader].close();
                    moves.moveTo(ports.get((leader + 1) % MEMBERS));
                    // Only now, as a server without a leader may close what waits for an answer.
                    moves.sync();
                    for (int round = 0; round < ROUNDS_WITH_ONE_AWAY; round++) {
                        stays.sync();
                        stays.round();
                        moves.sync();
                    }
                    kernels[leader] = Main.start(files.get(leader));
                }
            }
        } finally {
            for (Kernel kernel : kernels) {
                if (kernel != null) {
                    kernel.close();
                }
            }
        }
    }

    /** A session at a follower of the leader. */
    private static AotTrainingSession open(List<Integer> ports, int leader, int steps)
            throws IOException {
        return new AotTrainingSession(ports.get((leader + steps) % MEMBERS));
    }

    /** Waits until one leads and all others follow; returns where the leader is. */
    private static int awaitLeader(List<Integer> ports) throws IOException {
        for (int asked = 0; asked < ASKED_AT_MOST; asked++) {
            int leader = -1;
            int followers = 0;
            for (int at = 0; at < MEMBERS; at++) {
                String answer = FourLetterClient.ask("localhost", ports.get(at), "srvr");
                leader = answer.contains("Mode: leader") ? at : leader;
                followers += answer.contains("Mode: follower") ? 1 : 0;
            }
            if (leader >= 0 && followers == MEMBERS - 1) {
                return leader;
            }
            pause();
        }
        throw new IOException("the members found no leader");
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void talk(int port, int rounds) throws IOException {
        try (AotTrainingSession session = new AotTrainingSession(port)) {
            for (int round = 0; round < rounds; round++) {
                session.round();
            }
        }
    }

    private Path configuration(String name, String lines) throws IOException {
        return Files.writeString(folder.resolve(name + ".cfg"), COMMON + lines + "\n");
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            while (ports.size() < count) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports.add(socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
        return ports;
    }
}
