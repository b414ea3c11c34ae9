package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.SystemPaths;
import io.quorate.model.WatchKinds;
import io.quorate.model.Znode;
import io.quorate.service.Inspection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A storage that ends views while they are read: one read, one learner, one sweep has to begin
 * again, and nothing halts. Source: docs/adr/0086.
 */
final class EndedViewsTest {

    private static final int CHILDREN = 1_500;
    private static final String TIMED_OUT = "error " + ErrorCode.OPERATION_TIMEOUT;

    private StrainedStorage storage;
    private ReplicaOnATable table;
    private RecordedConnection client;
    private RecordedConnection other;

    @BeforeEach
    void start() throws Exception {
        table =
                new ReplicaOnATable(
                        real -> {
                            storage = new StrainedStorage(real);
                            return storage.engine;
                        });
        client = table.connect();
        other = table.connect();
        table.create(other, 1, "/wide", "", CreateFlags.PERSISTENT);
        for (int child = 0; child < CHILDREN; child++) {
            table.create(other, 2, "/wide/c" + child, "", CreateFlags.PERSISTENT);
        }
        table.loop.settle();
        client.take();
        other.take();
    }

    private void list(RecordedConnection who, int xid, boolean watch) {
        table.handler.read(
                who, xid, new Request.GetChildren(OpCode.GET_CHILDREN, Znode.of("/wide"), watch));
    }

    private void release() {
        table.background.release();
        table.loop.settle();
        table.background.hold();
    }

    @Test
    void aReadIsRepeatedInTheSameStateWhereNothingHasChanged() {
        table.background.hold();
        list(client, 1, true);
        list(other, 1, false); // shares the view
        storage.endViews();
        release();
        assertThat(client.take()).containsExactly("1 children " + CHILDREN);
        assertThat(other.take()).containsExactly("1 children " + CHILDREN);
        table.create(other, 2, "/wide/new", "", CreateFlags.PERSISTENT);
        table.loop.settle();
        assertThat(client.take())
                .containsExactly("event " + WatchKinds.NODE_CHILDREN_CHANGED + " /wide");
        assertThat(storage.open).isZero();
    }

    @Test
    void aReadIsRepeatedInALaterStateWhereItsClientCannotTell() {
        table.background.hold();
        list(client, 1, false);
        table.get(client, 2, "/wide", false);
        table.create(other, 3, "/wide/new", "", CreateFlags.PERSISTENT);
        table.loop.settle();
        storage.endViews();
        release();
        assertThat(client.take()).containsExactly("1 children " + (CHILDREN + 1), "2 data  v0");
        assertThat(client.zxids).isSorted();
        assertThat(client.zxids.getLast()).isEqualTo(other.lastZxid);
        assertThat(storage.open).isZero();
    }

    @Test
    void aReadMustNotSeeWhatItsConnectionWroteBehindIt() {
        table.background.hold();
        list(client, 1, false);
        table.create(client, 2, "/wide/own", "", CreateFlags.PERSISTENT);
        table.get(client, 3, "/wide/own", false);
        table.loop.settle();
        storage.endViews();
        release();
        assertThat(client.take())
                .containsExactly("1 " + TIMED_OUT, "2 created /wide/own", "3 data  v0");
        list(client, 4, false);
        release();
        assertThat(client.take()).containsExactly("4 children " + (CHILDREN + 1));
        assertThat(storage.open).isZero();
    }

    @Test
    void aReadMustNotShowAChangeBeforeItsEvent() {
        table.background.hold();
        list(client, 1, true);
        table.create(other, 2, "/wide/new", "", CreateFlags.PERSISTENT);
        table.loop.settle();
        storage.endViews();
        release();
        assertThat(client.take())
                .containsExactly(
                        "1 " + TIMED_OUT, "event " + WatchKinds.NODE_CHILDREN_CHANGED + " /wide");
    }

    @Test
    void aReadWhoseEveryViewEndsIsAnsweredInItsPlace() {
        storage.endViewsToCome();
        list(client, 1, false);
        table.get(client, 2, "/wide", false);
        table.loop.settle();
        assertThat(client.take()).containsExactly("1 " + TIMED_OUT, "2 data  v0");
        storage.lastAgain();
        list(client, 3, false);
        table.loop.settle();
        assertThat(client.take()).containsExactly("3 children " + CHILDREN);
        assertThat(storage.open).isZero();
    }

    @Test
    void aReadThatIsRefusedForItLeavesNoWatch() {
        storage.endViewsToCome();
        list(client, 1, true);
        table.loop.settle();
        assertThat(client.take()).containsExactly("1 " + TIMED_OUT);
        table.create(other, 2, "/wide/new", "", CreateFlags.PERSISTENT);
        table.loop.settle();
        assertThat(client.take()).isEmpty();
    }

    @Test
    void readsHeldForAClientThatDoesNotTakeItsRepliesAreOrdinaryReads() {
        table.create(client, 1, "/a", "one", CreateFlags.PERSISTENT);
        table.loop.settle();
        client.writable = false;
        table.get(client, 2, "/a", false);
        table.set(client, 3, "/a", "two");
        table.get(client, 4, "/a", false);
        table.loop.settle();
        storage.endViews();
        client.take();
        client.writable = true;
        table.handler.writable(client);
        assertThat(client.take()).containsExactly("2 " + TIMED_OUT, "3 stat v1", "4 data two v1");
        assertThat(storage.open).isZero();
    }

    @Test
    void quotasAreCountedAgain() {
        table.background.hold();
        table.create(client, 1, "/zookeeper/quota/wide", "", CreateFlags.PERSISTENT);
        table.create(
                client,
                2,
                "/zookeeper/quota/wide/" + SystemPaths.QUOTA_LIMITS,
                "count=5000,bytes=-1",
                CreateFlags.PERSISTENT);
        String stats = "/zookeeper/quota/wide/" + SystemPaths.QUOTA_STATS;
        table.create(client, 3, stats, "", CreateFlags.PERSISTENT);
        table.loop.settle();
        storage.endViews();
        table.create(other, 4, "/wide/new", "", CreateFlags.PERSISTENT);
        table.loop.settle();
        client.take();
        table.background.release();
        table.loop.settle();
        table.get(client, 5, stats, false);
        assertThat(client.take()).containsExactly("5 data count=" + (CHILDREN + 2) + ",bytes=0 v0");
        assertThat(storage.open).isZero();
    }

    @Test
    void containersAreLookedForTheNextTime() {
        table.write(
                client,
                1,
                new Request.Create(
                        OpCode.CREATE_CONTAINER,
                        Znode.of("/c"),
                        null,
                        AclEntry.OPEN,
                        CreateFlags.CONTAINER,
                        -1));
        table.create(client, 2, "/c/x", "", CreateFlags.PERSISTENT);
        table.write(client, 3, new Request.Delete(Znode.of("/c/x"), -1));
        table.loop.settle();
        storage.endViewsToCome();
        pass(61);
        client.take();
        table.handler.read(client, 4, new Request.Exists(Znode.of("/c"), false));
        assertThat(client.take()).containsExactly("4 stat v0");
        storage.lastAgain();
        pass(61);
        client.take();
        table.handler.read(client, 5, new Request.Exists(Znode.of("/c"), false));
        assertThat(client.take()).containsExactly("5 error " + ErrorCode.NO_NODE);
        assertThat(storage.open).isZero();
    }

    /** So many seconds, in which the client says that it is there. */
    private void pass(int seconds) {
        for (int second = 0; second < seconds; second++) {
            table.loop.advanceMillis(1_000, 10);
            table.handler.read(client, -2, new Request.Ping());
        }
    }

    @Test
    void aWalkOverEphemeralsGoesOnInALaterView() {
        for (int node = 0; node < 5; node++) {
            table.create(client, 1, "/e" + node, "", CreateFlags.EPHEMERAL);
            table.create(other, 1, "/o" + node, "", CreateFlags.EPHEMERAL);
        }
        table.loop.settle();
        List<String> paths = new ArrayList<>();
        try (Inspection.Walk<Inspection.SessionPaths> walk =
                table.handler.inspection().ephemeralsBySession()) {
            storage.endViews();
            while (walk.hasNext()) {
                walk.next().paths().forEachRemaining(path -> paths.add(path.toString()));
                storage.endViews();
            }
        }
        assertThat(paths)
                .containsExactlyInAnyOrder(
                        "/e0", "/e1", "/e2", "/e3", "/e4", "/o0", "/o1", "/o2", "/o3", "/o4");
        assertThat(storage.open).isZero();
    }

    @Test
    void aLearnerThatIsBeingSentATreeBeginsAgain() throws Exception {
        EnsembleOnATable ensemble = new EnsembleOnATable(3, 3, false);
        EnsembleOnATable.Server late = ensemble.servers.getFirst();
        for (EnsembleOnATable.Server server : ensemble.servers) {
            if (server != late) {
                server.start();
            }
        }
        EnsembleOnATable.Server leader = ensemble.untilServing(2);
        RecordedConnection writer = leader.connect();
        String data = "x".repeat(1_000);
        for (int node = 0; node < 1_000; node++) {
            leader.create(writer, 1, "/n" + node, data);
            ensemble.loop.advanceMillis(10, 10);
        }
        for (EnsembleOnATable.Server server : ensemble.servers) {
            if (server != late) {
                server.engine.journal().trimBefore(server.engine.journal().span().last());
            }
        }
        int pinned = leader.storage.pinned();
        leader.storage.endViewsToCome(3);
        late.start();
        ensemble.untilServing(3);
        assertThat(leader.storage.pinned()).as("it came back three times").isEqualTo(pinned + 4);
        assertThat(late.digest()).isEqualTo(leader.digest());
        assertThat(ensemble.faults).isEmpty();
        assertThat(leader.storage.open).isZero();
    }
}
