package io.quorate.shell;

import io.quorate.model.OpCode;
import io.quorate.shell.client.FakeServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes every session and refuses a request on a path like {@code /E101} with error -101, any other
 * with UNIMPLEMENTED.
 */
final class RefusingServer implements AutoCloseable {

    private static final Pattern ERROR = Pattern.compile("/E(\\d{3})");

    private final FakeServer server = new FakeServer();
    private final Thread thread = new Thread(this::serve, "refusing-server");

    RefusingServer() throws IOException {
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return server.address();
    }

    private void serve() {
        try {
            while (true) {
                FakeServer.Peer peer = server.accept();
                peer.welcome(0x1234, 30_000);
                answerAll(peer);
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static void answerAll(FakeServer.Peer peer) {
        try {
            while (true) {
                FakeServer.Request request = peer.request();
                Matcher path =
                        ERROR.matcher(new String(request.body(), StandardCharsets.ISO_8859_1));
                boolean control =
                        request.opCode() == OpCode.PING || request.opCode() == OpCode.CLOSE_SESSION;
                peer.reply(
                        request.xid(),
                        5,
                        control ? 0 : path.find() ? -Integer.parseInt(path.group(1)) : -6);
            }
        } catch (IOException e) {
            // The client has gone.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
