package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.CreateFlags;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.WatchKinds;
import io.quorate.model.Znode;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads that would wait for the disk do so beside the loop. Source: docs/adr/0086. */
final class ColdReadsTest {

    private StrainedStorage storage;
    private ReplicaOnATable table;
    private RecordedConnection client;
    private RecordedConnection other;

    @BeforeEach
    void start() throws Exception {
        start(true);
    }

    private void start(boolean mayBlock) throws Exception {
        table =
                new ReplicaOnATable(
                        real -> {
                            storage = new StrainedStorage(real);
                            storage.readsMayBlock = mayBlock;
                            return storage.engine;
                        });
        client = table.connect();
        other = table.connect();
        table.create(other, 1, "/a", "one", CreateFlags.PERSISTENT);
        table.create(other, 2, "/b", "b", CreateFlags.PERSISTENT);
        table.loop.settle();
        client.take();
        other.take();
        table.background.hold();
    }

    private void cold(String path) {
        storage.cold.add(Znode.of(path));
    }

    private void release() {
        table.background.release();
        table.loop.settle();
        table.background.hold();
    }

    @Test
    void aReadWaitsForTheDiskAndTheOthersDoNot() {
        cold("/a");
        table.get(client, 1, "/a", false);
        table.get(client, 2, "/b", false);
        table.get(other, 1, "/b", false);
        table.loop.settle();
        assertThat(other.take()).containsExactly("1 data b v0");
        assertThat(client.take()).isEmpty();
        release();
        assertThat(client.take()).containsExactly("1 data one v0", "2 data b v0");
        assertThat(storage.loaded).containsExactly("/a");
        table.get(client, 3, "/a", false);
        assertThat(client.take()).as("it is warm now").containsExactly("3 data one v0");
    }

    @Test
    void whatAConnectionWritesBehindItComesBehindIt() {
        cold("/a");
        table.get(client, 1, "/a", true);
        table.set(client, 2, "/a", "two");
        table.get(client, 3, "/a", false);
        table.loop.settle();
        assertThat(client.take()).isEmpty();
        release();
        assertThat(client.take())
                .containsExactly(
                        "1 data one v0",
                        "event " + WatchKinds.NODE_DATA_CHANGED + " /a",
                        "2 stat v1",
                        "3 data two v1");
    }

    /** What is loaded sees what has come meanwhile, so what is behind it may not see less. */
    @Test
    void whatAConnectionReadsDoesNotGoBackBehindAReadThatIsLoaded() {
        cold("/a");
        table.get(client, 1, "/a", false);
        table.get(client, 2, "/b", false);
        table.create(client, 3, "/own", "x", CreateFlags.PERSISTENT);
        table.set(other, 3, "/b", "b2");
        table.set(other, 4, "/a", "two");
        table.loop.settle();
        assertThat(other.take()).containsExactly("3 stat v1", "4 stat v1");
        release();
        assertThat(client.take())
                .containsExactly("1 data two v1", "2 data b2 v1", "3 created /own");
    }

    @Test
    void aReadDoesNotSeeAWriteBehindItThatWasUnderWayAlready() {
        cold("/a");
        table.log.hold();
        table.set(client, 1, "/b", "x");
        table.get(client, 2, "/a", true);
        table.set(client, 3, "/a", "two");
        table.get(client, 4, "/a", false);
        table.log.release();
        table.loop.settle();
        assertThat(client.take()).containsExactly("1 stat v1");
        release();
        assertThat(client.take())
                .containsExactly(
                        "2 data one v0",
                        "event " + WatchKinds.NODE_DATA_CHANGED + " /a",
                        "3 stat v1",
                        "4 data two v1");
        assertThat(storage.open).isZero();
    }

    @Test
    void aWatchThatTurnsOutNotToBeAllowedIsTakenBack() {
        cold("/later");
        table.log.hold();
        table.set(client, 1, "/b", "x");
        table.get(client, 2, "/later", true);
        table.set(client, 3, "/b", "y");
        table.log.release();
        table.loop.settle();
        release();
        assertThat(client.take())
                .containsExactly("1 stat v1", "2 error " + ErrorCode.NO_NODE, "3 stat v2");
        table.create(other, 4, "/later", "x", CreateFlags.PERSISTENT);
        table.loop.settle();
        assertThat(client.take()).isEmpty();
    }

    @Test
    void whatIsForgottenAtOnceIsReadAllTheSame() {
        storage.forgetful = true;
        cold("/a");
        table.get(client, 1, "/a", false);
        assertThat(client.take()).isEmpty();
        release();
        assertThat(client.take()).containsExactly("1 data one v0");
        assertThat(storage.loaded).hasSize(3);
    }

    @Test
    void everyNodeOfARequestIsLoaded() {
        cold("/a");
        cold("/b");
        table.handler.read(
                client,
                1,
                new Request.MultiRead(
                        List.of(
                                new Request.GetData(Znode.of("/a"), false),
                                new Request.GetChildren(
                                        OpCode.GET_CHILDREN, Znode.of("/b"), false))));
        release();
        assertThat(client.take()).containsExactly("1 [ok, ok]");
        assertThat(storage.loaded).containsExactly("/a", "/b");
        cold("/a");
        cold("/c");
        table.handler.read(
                client,
                2,
                new Request.SetWatches(
                        OpCode.SET_WATCHES,
                        1_000,
                        List.of(Znode.of("/a")),
                        List.of(),
                        List.of(Znode.of("/c")),
                        List.of(),
                        List.of()));
        assertThat(client.take()).isEmpty();
        release();
        assertThat(storage.loaded).containsExactly("/a", "/b", "/a", "/c");
        assertThat(client.take())
                .containsExactly("event " + WatchKinds.NODE_DELETED + " /c", "2 ok");
    }

    @Test
    void whatWalksOverManyNodesRunsBesideTheLoop() {
        table.handler.read(client, 1, new Request.GetAllChildrenNumber(Znode.of("/a")));
        table.handler.read(client, 2, new Request.GetEphemerals(null));
        table.loop.settle();
        assertThat(client.take()).isEmpty();
        release();
        release();
        assertThat(client.take()).containsExactly("1 Number", "2 Paths");
        assertThat(storage.open).isZero();
    }

    @Test
    void aClientThatLeavesMeanwhileIsForgotten() {
        cold("/a");
        table.get(client, 1, "/a", false);
        table.set(client, 2, "/a", "two");
        table.handler.closed(client);
        release();
        assertThat(client.take()).isEmpty();
        assertThat(table.handler.outstanding()).isZero();
        table.get(other, 1, "/a", false);
        assertThat(other.take()).containsExactly("1 data one v0");
    }

    @Test
    void aTreeThatNeverWaitsIsAskedNothing() throws Exception {
        start(false);
        cold("/a");
        table.get(client, 1, "/a", false);
        assertThat(client.take()).containsExactly("1 data one v0");
        assertThat(storage.loaded).isEmpty();
    }
}
