package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.auth.AuthCapability;
import io.quorate.auth.AuthResult;
import io.quorate.model.Identity;
import io.quorate.replica.auth.AuthProvider;
import io.quorate.replica.auth.AuthSettings;
import io.quorate.replica.client.ClientConnectionState;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/** Schemes that are told of new connections: what they may grant, and when it counts. */
final class NewConnectionTest {

    private static final Identity ADDRESS = new Identity("ip", "127.0.0.1");

    private final ScriptedScheme first = new ScriptedScheme("a", AuthCapability.CONNECTIONS);
    private final ScriptedScheme second = new ScriptedScheme("b", AuthCapability.CONNECTIONS);
    private final ScriptedScheme silent = new ScriptedScheme("c");
    private ReplicaOnATable table;

    @BeforeEach
    void start() throws Exception {
        table = new ReplicaOnATable();
        long services = 0;
        for (ScriptedScheme scheme : List.of(second, silent, first)) {
            table.schemes.present(
                    new AuthProvider(
                            scheme.scheme(), "plugin", Version.emptyVersion, 0, services++),
                    () -> scheme);
        }
    }

    private void settle() {
        table.loop.settle();
    }

    private RecordedConnection connect() {
        RecordedConnection connection = table.connect();
        settle();
        return connection;
    }

    private static List<Identity> identities(RecordedConnection connection) {
        return ((ClientConnectionState) connection.attachment()).identities;
    }

    @Test
    void theirIdentitiesFollowTheAddressByNameOfScheme() {
        first.onConnection =
                (none, completion) -> completion.complete(AuthResult.accepted(first.identity("x")));
        second.onConnection =
                (none, completion) ->
                        completion.complete(AuthResult.accepted(second.identity("y")));
        RecordedConnection client = connect();
        assertThat(identities(client))
                .containsExactly(ADDRESS, first.identity("x"), second.identity("y"));
        assertThat(first.seen.getFirst().remoteAddress()).isEqualTo(client.remote());
        assertThat(first.seen.getFirst().certificates()).isEmpty();
        assertThat(silent.take()).isEmpty();
    }

    @Test
    void whoIsWaitedForGetsASessionAndIsServedOnceAllHaveAnswered() {
        RecordedConnection client = connect();
        assertThat(client.take()).containsExactly("established 10000");
        assertThat(client.paused).isTrue();
        table.create(client, 1, "/mine", "", 0);
        settle();
        first.accept("x");
        settle();
        assertThat(client.take()).isEmpty();
        assertThat(second.take()).containsExactly("connected");
        second.accept("y");
        settle();
        assertThat(client.take()).containsExactly("1 created /mine");
        assertThat(client.paused).isFalse();
        assertThat(identities(client))
                .containsExactly(ADDRESS, first.identity("x"), second.identity("y"));
    }

    @Test
    void aRefusalWithinTheCallOpensNoSession() {
        first.onConnection = (none, completion) -> completion.complete(AuthResult.refused("no"));
        assertThat(connect().take()).containsExactly("closed");
        assertThat(second.take()).isEmpty();
    }

    @Test
    void whatIsThrownOrNoAnswerIsARefusal() {
        first.onConnection =
                (none, completion) -> {
                    throw new AssertionError("planted");
                };
        assertThat(connect().take()).containsExactly("closed");
        first.onConnection =
                (none, completion) -> completion.complete(new AuthResult.Challenge(null));
        assertThat(connect().take()).containsExactly("closed");
    }

    @Test
    void aRefusalThatComesLaterClosesTheConnection() {
        RecordedConnection client = connect();
        client.take();
        table.create(client, 1, "/mine", "", 0);
        first.next().complete(AuthResult.refused("no"));
        settle();
        assertThat(client.take()).containsExactly("closed");
        assertThat(table.handler.outstanding()).isZero();
    }

    @Test
    void nobodyWaitsForEver() {
        RecordedConnection client = connect();
        client.take();
        table.loop.advanceMillis(AuthSettings.DEFAULT.timeoutMillis() + 100, 100);
        assertThat(client.take()).containsExactly("closed");
        first.accept("x");
        settle();
        assertThat(second.take()).isEmpty();
    }
}
