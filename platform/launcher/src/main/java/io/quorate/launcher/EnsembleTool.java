package io.quorate.launcher;

import io.quorate.config.ConfigurationException;
import io.quorate.config.EnsembleConfiguration;
import io.quorate.model.Member;
import io.quorate.model.ServerId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks the servers of a configuration file which of them leads, and the leader to let another one
 * lead: {@code EnsembleTool leader|transfer zoo.cfg [id]}. Used by the scripts.
 *
 * <p>A server is asked on the client port of its server line; where the line has none, on the
 * client port of the file. Where two servers would be asked at the same place, none is.
 */
public final class EnsembleTool {

    private static final int EXIT_FAILED = 1;
    private static final int USUAL_PORT = 2181;
    private static final String MODE = "Mode: ";

    /** Where a server's clients go. */
    record ClientEndpoint(String host, int port) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    record Leader(ServerId server, ClientEndpoint clientEndpoint) {}

    private EnsembleTool() {}

    public static void main(String... arguments) {
        try {
            boolean transfer = arguments[0].equals("transfer");
            Map<ServerId, ClientEndpoint> clientEndpoints = clientEndpoints(Path.of(arguments[1]));
            if (transfer && clientEndpoints.size() < 2) {
                fail(
                        arguments[1]
                                + " names no other server: a server that is alone has nobody to hand over to.");
            }
            if (clientEndpoints.isEmpty()) {
                return; // a standalone server
            }
            Leader leader = leader(clientEndpoints);
            if (leader == null) {
                fail("No server of " + clientEndpoints.values() + " says that it leads.");
            } else if (transfer) {
                transfer(leader, arguments.length > 2 ? Long.parseLong(arguments[2]) : -1);
            } else {
                System.out.println(
                        "Leader: server " + leader.server + " at " + leader.clientEndpoint);
            }
        } catch (NumberFormatException e) {
            fail(arguments[2] + " is not the number of a server.");
        } catch (IOException | ConfigurationException e) {
            fail(e.getMessage());
        }
    }

    private static void fail(@Nullable String sentence) {
        System.err.println(sentence);
        System.exit(EXIT_FAILED);
    }

    /**
     * Where each server is asked.
     *
     * @throws IOException where the lines of two servers mean the same place
     */
    @SuppressWarnings("NullAway") // one with a client address has its host
    static Map<ServerId, ClientEndpoint> clientEndpoints(Path file)
            throws ConfigurationException, IOException {
        EnsembleConfiguration ensemble = EnsembleConfiguration.read(file);
        int port = ensemble.clientPort() == 0 ? USUAL_PORT : ensemble.clientPort();
        Map<ServerId, ClientEndpoint> clientEndpoints = new TreeMap<>();
        for (Member member : ensemble.membership().members().values()) {
            String host = member.addresses().getFirst().host();
            boolean own = member.hasClientAddress();
            boolean everywhere =
                    !own
                            || member.clientHost().isEmpty()
                            || member.clientHost().equals("0.0.0.0")
                            || member.clientHost().equals("::");
            clientEndpoints.put(
                    member.id(),
                    new ClientEndpoint(
                            everywhere ? host : member.clientHost(),
                            own ? member.clientPort() : port));
        }
        demandApart(clientEndpoints, file);
        return clientEndpoints;
    }

    private static void demandApart(Map<ServerId, ClientEndpoint> clientEndpoints, Path file)
            throws IOException {
        Map<ClientEndpoint, ServerId> servers = new HashMap<>();
        for (Map.Entry<ServerId, ClientEndpoint> entry : clientEndpoints.entrySet()) {
            ServerId other = servers.put(entry.getValue(), entry.getKey());
            if (other != null) {
                throw new IOException(
                        "The lines server."
                                + other
                                + " and server."
                                + entry.getKey()
                                + " in "
                                + file
                                + " both mean "
                                + entry.getValue()
                                + " for clients: end each with ; and its own client port, so that these servers can be told apart.");
            }
        }
    }

    /** Null if nobody says so. */
    static @Nullable Leader leader(Map<ServerId, ClientEndpoint> clientEndpoints) {
        for (Map.Entry<ServerId, ClientEndpoint> entry : clientEndpoints.entrySet()) {
            ClientEndpoint clientEndpoint = entry.getValue();
            try {
                for (String line :
                        FourLetterClient.ask(clientEndpoint.host, clientEndpoint.port, "srvr")
                                .split("\n")) {
                    if (line.startsWith(MODE) && line.substring(MODE.length()).equals("leader")) {
                        return new Leader(entry.getKey(), clientEndpoint);
                    }
                }
            } catch (IOException e) {
                // down: another one may lead
            }
        }
        return null;
    }

    private static void transfer(Leader leader, long successor) throws IOException {
        String answer = hand(leader.clientEndpoint, successor);
        boolean moved = answer.endsWith(" leads.");
        if (moved && (successor < 0 || answer.equals("Server " + successor + " leads."))) {
            System.out.println(answer);
        } else if (moved) {
            fail(answer + " The election did not choose server " + successor + ".");
        } else if (answer.contains("whitelist")) {
            fail(
                    "Server "
                            + leader.server
                            + " does not allow that; add hand to its 4lw.commands.whitelist.");
        } else {
            fail(answer.isEmpty() ? "Server " + leader.server + " did not answer." : answer);
        }
    }

    /** Asks a server to hand over. */
    static String hand(ClientEndpoint clientEndpoint, long successor) throws IOException {
        byte[] command = "hand".getBytes(StandardCharsets.US_ASCII);
        byte[] request =
                ByteBuffer.allocate(command.length + Long.BYTES)
                        .put(command)
                        .putLong(successor)
                        .array();
        return FourLetterClient.ask(clientEndpoint.host, clientEndpoint.port, request).strip();
    }
}
