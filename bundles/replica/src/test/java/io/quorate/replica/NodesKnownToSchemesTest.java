package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.auth.AuthCapability;
import io.quorate.auth.AuthResult;
import io.quorate.model.AclEntry;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.replica.auth.AuthProvider;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/** A scheme that asks for it sees which node is meant, and for what. */
final class NodesKnownToSchemesTest {

    private final ScriptedScheme scheme = new ScriptedScheme("own", AuthCapability.NODES);
    private ReplicaOnATable table;
    private RecordedConnection client;
    private int xid;

    @BeforeEach
    void start() throws Exception {
        table = new ReplicaOnATable();
        table.schemes.present(
                new AuthProvider("own", "plugin", Version.emptyVersion, 0, 1), () -> scheme);
        scheme.onPacket =
                (packet, completion) ->
                        completion.complete(AuthResult.accepted(scheme.identity(packet)));
        client = table.connect();
        table.handler.authenticate(
                client, -4, new Request.Auth("own", "ann".getBytes(StandardCharsets.UTF_8)));
        create("/a");
        assertThat(client.take()).endsWith("1 created /a");
        scheme.take();
    }

    private void create(String path) {
        write(
                new Request.Create(
                        OpCode.CREATE,
                        Znode.of(path),
                        new byte[0],
                        List.of(new AclEntry(Permission.ALL, scheme.identity("rule"))),
                        0,
                        -1));
    }

    private void write(Request.Write request) {
        table.write(client, ++xid, request);
        table.loop.settle();
    }

    @Test
    void itIsAskedWithThePathTheRequestNames() {
        table.get(client, ++xid, "/a", true);
        table.set(client, ++xid, "/a", "x");
        table.loop.settle();
        create("/a/b");
        write(new Request.Delete(Znode.of("/a/b"), -1));
        assertThat(scheme.take())
                .containsExactly(
                        "ann rule /a " + Permission.READ,
                        "ann rule /a " + Permission.WRITE,
                        "ann rule /a " + Permission.READ, // the watch
                        "ann rule /a/b " + Permission.CREATE,
                        "ann rule /a/b " + Permission.DELETE);
        assertThat(client.take())
                .containsExactly("2 data  v0", "event 3 /a", "3 stat v1", "4 created /a/b", "5 ok");
    }

    @Test
    void itsAnswerCountsForThatNodeOnly() {
        create("/a/b");
        client.take();
        scheme.allowed = path -> !path.equals("/a");
        table.get(client, ++xid, "/a", false);
        table.get(client, ++xid, "/a/b", false);
        assertThat(client.take()).containsExactly("3 error " + ErrorCode.NO_AUTH, "4 data  v0");
    }

    @Test
    void whatItThrowsDeniesOneRequest() {
        scheme.allowed =
                path -> {
                    throw new AssertionError("planted");
                };
        table.get(client, ++xid, "/a", false);
        assertThat(client.take()).containsExactly("2 error " + ErrorCode.NO_AUTH);
        scheme.allowed = path -> true;
        table.get(client, ++xid, "/a", false);
        assertThat(client.take()).containsExactly("3 data  v0");
    }
}
