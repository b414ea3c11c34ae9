package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.CreateFlags;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.WatchKinds;
import io.quorate.model.Znode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients of one replica see, in order. */
final class ReplicaTest {

    private ReplicaOnATable table;
    private RecordedConnection client;

    @BeforeEach
    void connect() throws Exception {
        table = new ReplicaOnATable();
        client = table.connect();
        assertThat(client.take()).containsExactly("established 10000");
    }

    @Test
    void aWriteIsAnsweredOnceItIsDurable() {
        table.log.hold();
        table.create(client, 1, "/a", "x", CreateFlags.PERSISTENT);
        table.loop.settle();
        assertThat(client.take()).isEmpty();
        table.log.release();
        table.loop.settle();
        assertThat(client.take()).containsExactly("1 created /a");
    }

    @Test
    void readsBehindWritesSeeExactlyWhatCameBefore() {
        table.create(client, 1, "/a", "one", CreateFlags.PERSISTENT);
        table.get(client, 2, "/a", false);
        table.set(client, 3, "/a", "two");
        table.get(client, 4, "/a", false);
        table.loop.settle();
        assertThat(client.take())
                .containsExactly("1 created /a", "2 data one v0", "3 stat v1", "4 data two v1");
    }

    @Test
    void readsOfOtherConnectionsDoNotWaitForTheDisk() {
        RecordedConnection other = table.connect();
        other.take();
        table.log.hold();
        table.create(client, 1, "/a", "x", CreateFlags.PERSISTENT);
        table.get(other, 1, "/a", false);
        assertThat(other.take()).containsExactly("1 error " + ErrorCode.NO_NODE);
        table.log.release();
    }

    @Test
    void theEventOfAWriteComesBeforeItsReply() {
        table.create(client, 1, "/a", "x", CreateFlags.PERSISTENT);
        table.loop.settle();
        table.get(client, 2, "/a", true);
        table.set(client, 3, "/a", "y");
        table.set(client, 4, "/a", "z");
        table.loop.settle();
        assertThat(client.take())
                .containsExactly(
                        "1 created /a",
                        "2 data x v0",
                        "event " + WatchKinds.NODE_DATA_CHANGED + " /a",
                        "3 stat v1",
                        "4 stat v2");
    }

    @Test
    void aSilentSessionExpiresAndItsEphemeralsGo() {
        RecordedConnection other = table.connect();
        table.create(client, 1, "/e", "", CreateFlags.EPHEMERAL);
        table.loop.settle();
        table.hatch.read(other, 1, new Request.Exists(Znode.of("/e"), true));
        client.take();
        other.take();
        for (int second = 0; second < 13; second++) {
            table.loop.advanceMillis(1000, 10);
            table.hatch.read(other, -2, new Request.Ping());
        }
        assertThat(client.take()).containsExactly("closed");
        assertThat(other.take()).contains("event " + WatchKinds.NODE_DELETED + " /e");
        table.get(other, 2, "/e", false);
        assertThat(other.take()).containsExactly("2 error " + ErrorCode.NO_NODE);
    }

    @Test
    void aSessionIsRenewedOnANewConnectionAndTheOldOneCloses() {
        table.create(client, 1, "/e", "", CreateFlags.EPHEMERAL);
        table.loop.settle();
        client.take();
        RecordedConnection again = new RecordedConnection();
        table.hatch.connect(again, 0, 10_000, client.sessionId, client.password, false);
        table.loop.settle();
        assertThat(client.take()).containsExactly("closed");
        assertThat(again.take()).containsExactly("established 10000");
        table.get(again, 1, "/e", false);
        assertThat(again.take()).containsExactly("1 data  v0");
    }

    @Test
    void aWrongPasswordOrAnUnknownSessionIsRejected() {
        RecordedConnection thief = new RecordedConnection();
        table.hatch.connect(thief, 0, 10_000, client.sessionId, new byte[16], false);
        RecordedConnection late = new RecordedConnection();
        table.hatch.connect(late, 0, 10_000, 77, io.quorate.wire.SessionPassword.of(77), false);
        table.loop.settle();
        assertThat(thief.take()).containsExactly("rejected");
        assertThat(late.take()).containsExactly("rejected");
    }

    @Test
    void aClosedSessionAnswersThenCloses() {
        table.create(client, 1, "/e", "", CreateFlags.EPHEMERAL);
        table.hatch.write(client, 2, OpCode.CLOSE_SESSION, new byte[0]);
        table.get(client, 3, "/e", false);
        table.loop.settle();
        assertThat(client.take()).containsExactly("1 created /e", "2 ok", "closed");
    }

    @Test
    void aBodyThatCannotBeDecodedIsAnsweredInItsTurn() {
        table.create(client, 1, "/a", "", CreateFlags.PERSISTENT);
        table.hatch.write(client, 2, OpCode.CREATE, new byte[] {1, 2, 3});
        table.hatch.malformed(client, 3, OpCode.GET_DATA);
        table.loop.settle();
        assertThat(client.take()).containsExactly("1 created /a", "2 error -5", "3 error -5");
    }

    @Test
    void zxidsInRepliesNeverGoBack() {
        table.create(client, 1, "/a", "", CreateFlags.PERSISTENT);
        table.loop.settle();
        long before = client.lastZxid;
        table.log.hold();
        table.create(client, 2, "/b", "", CreateFlags.PERSISTENT);
        table.hatch.malformed(client, 3, OpCode.GET_DATA);
        table.loop.settle();
        table.log.release();
        table.loop.settle();
        assertThat(client.take()).containsExactly("1 created /a", "2 created /b", "3 error -5");
        assertThat(client.lastZxid).as("of the refused read behind a write").isEqualTo(before + 1);
    }

    @Test
    void aSyncWaitsForTheWritesBeforeIt() {
        RecordedConnection other = table.connect();
        other.take();
        table.log.hold();
        table.create(client, 1, "/a", "x", CreateFlags.PERSISTENT);
        table.loop.settle();
        table.hatch.read(other, 1, new Request.Sync(Znode.of("/a")));
        table.get(other, 2, "/a", false);
        table.loop.settle();
        assertThat(other.take()).isEmpty();
        table.log.release();
        table.loop.settle();
        assertThat(other.take()).containsExactly("1 synced", "2 data x v0");
    }

    @Test
    void aLongListingDoesNotHoldUpOthers() {
        table.create(client, 1, "/p", "", CreateFlags.PERSISTENT);
        for (int child = 0; child < 1500; child++) {
            table.create(client, 2, "/p/c" + child, "", CreateFlags.PERSISTENT);
        }
        table.loop.settle();
        client.take();
        table.background.hold();
        table.hatch.read(
                client, 3, new Request.GetChildren(OpCode.GET_CHILDREN, Znode.of("/p"), false));
        table.get(client, 4, "/p", false);
        RecordedConnection other = table.connect();
        other.take();
        table.get(other, 1, "/p", false);
        assertThat(other.take()).containsExactly("1 data  v0");
        table.loop.settle();
        assertThat(client.take()).isEmpty();
        table.background.release();
        table.loop.settle();
        assertThat(client.take()).containsExactly("3 children 1500", "4 data  v0");
    }

    @Test
    void anEmptyContainerIsSweptOnceItHasHadAChild() {
        table.write(
                client,
                1,
                new Request.Create(
                        OpCode.CREATE_CONTAINER,
                        Znode.of("/c"),
                        null,
                        io.quorate.model.AclEntry.OPEN,
                        4,
                        -1));
        table.create(client, 2, "/c/x", "", CreateFlags.PERSISTENT);
        table.write(client, 3, new Request.Delete(Znode.of("/c/x"), -1));
        table.loop.settle();
        for (int second = 0; second < 65; second++) {
            table.loop.advanceMillis(1000, 10);
            table.hatch.read(client, -2, new Request.Ping());
        }
        client.take();
        table.get(client, 4, "/c", false);
        assertThat(client.take()).containsExactly("4 error " + ErrorCode.NO_NODE);
    }
}
