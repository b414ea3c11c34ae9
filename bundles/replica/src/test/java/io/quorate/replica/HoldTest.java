package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.auth.AuthResult;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.replica.session.FailoverConnectionKeeper;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which clients stay over a change of leader, and what becomes of what they ask meanwhile. */
@ForEveryAssembly
@Requires(Requirement.PEERS)
final class HoldTest {

    private EnsembleOnATable table;
    private EnsembleOnATable.Server leader;
    private EnsembleOnATable.Server follower;

    @BeforeEach
    void start() throws Exception {
        table = new EnsembleOnATable(3, 3, false);
        table.startAll();
        leader = table.untilServing(3);
        follower = table.servers.stream().filter(s -> s != leader).findFirst().orElseThrow();
    }

    private RecordedConnection client() {
        RecordedConnection client = follower.connect();
        assertThat(client.take()).containsExactly("established 10000");
        return client;
    }

    /** The leader is gone, the next one not found yet. */
    private void loseTheLeader() {
        leader.kill();
        for (int step = 0; follower.isServing(); step++) {
            assertThat(step).isLessThan(1000);
            table.loop.advanceMillis(1, 1);
        }
    }

    @Test
    void aQuietClientStaysAndWhatItAskedMeanwhileIsDoneInOrder() throws Exception {
        RecordedConnection client = client();
        follower.handler().read(client, 1, new Request.Exists(Znode.of("/a"), true));
        table.loop.settle();
        client.take();
        loseTheLeader();
        follower.create(client, 2, "/a", "v");
        follower.get(client, 3, "/a");
        assertThat(follower.handler().outstanding()).isEqualTo(2);
        assertThat(client.take()).isEmpty();
        table.untilServing(2);
        table.loop.advanceMillis(100, 10);
        assertThat(client.take()).containsExactly("event 1 /a", "2 created /a", "3 data v v0");
        assertThat(follower.handler().outstanding()).isZero();
    }

    /** An answer about a client may come while nobody leads, or be asked for by what waited. */
    @Test
    void whoIsWaitedForStaysAndItsRequestsKeepTheirOrder() throws Exception {
        ScriptedScheme scheme = new ScriptedScheme("own");
        table.offer(scheme);
        RecordedConnection client = client();
        follower.ping(client);
        table.loop.settle();
        client.take();
        send(client, "one");
        follower.create(client, 1, "/a", "v");
        send(client, "two");
        follower.get(client, 2, "/a");
        loseTheLeader();
        assertThat(client.take()).isEmpty();
        assertThat(follower.handler().outstanding()).isEqualTo(3);
        scheme.next().complete(new AuthResult.Challenge(null));
        table.untilServing(2);
        table.until(() -> client.heard.contains("1 created /a"));
        table.loop.advanceMillis(100, 10);
        assertThat(client.take()).containsExactly("-4 ok", "1 created /a");
        assertThat(scheme.take()).containsExactly("1 one", "1 two");
        scheme.accept("ann");
        table.loop.settle();
        assertThat(client.take()).containsExactly("-4 ok", "2 data v v0");
        assertThat(follower.handler().outstanding()).isZero();
    }

    private void send(RecordedConnection client, String packet) {
        follower.handler()
                .authenticate(
                        client,
                        -4,
                        new Request.Auth("own", packet.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aClientWithAnUnansweredWriteIsSentAway() throws Exception {
        RecordedConnection client = client();
        follower.create(client, 1, "/unknown", "");
        leader.links.cut(true);
        table.untilServing(2);
        assertThat(client.take()).containsExactly("closed");
    }

    @Test
    void aClientThatComesWhileNobodyLeadsIsLetInWhenSomebodyDoes() throws Exception {
        RecordedConnection known = client();
        loseTheLeader();
        RecordedConnection again = new RecordedConnection();
        follower.handler()
                .connect(again, known.lastZxid, 10_000, known.sessionId, known.password, false);
        assertThat(again.take()).isEmpty();
        table.untilServing(2);
        table.loop.advanceMillis(100, 10);
        assertThat(again.take()).containsExactly("established 10000");
        assertThat(known.take()).containsExactly("closed");
    }

    @Test
    void withoutALeaderNobodyIsKeptForLong() throws Exception {
        RecordedConnection client = client();
        table.servers.stream().filter(s -> s != follower).forEach(EnsembleOnATable.Server::kill);
        for (int step = 0; follower.isServing(); step++) {
            assertThat(step).isLessThan(1000);
            table.loop.advanceMillis(1, 1);
        }
        RecordedConnection late = new RecordedConnection();
        follower.handler().connect(late, 0, 10_000, 0, new byte[16], false);
        follower.create(client, 1, "/a", "");
        table.loop.advanceMillis(FailoverConnectionKeeper.LONGEST_MILLIS - 100, 10);
        assertThat(client.take()).isEmpty();
        table.loop.advanceMillis(200, 10);
        assertThat(client.take()).containsExactly("closed");
        assertThat(late.take()).containsExactly("closed");
        assertThat(follower.handler().welcomes()).isFalse();
        assertThat(follower.handler().outstanding()).isZero();
    }
}
