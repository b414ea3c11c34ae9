package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.ErrorCode;
import io.quorate.model.Identity;
import io.quorate.model.OpCode;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.WatchKinds;
import io.quorate.model.Znode;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.RequestCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients of one replica see, in order. */
final class ReplicaTest {

    private static final int MULTI_HEADER_BYTES = 9;

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
    void readsBehindAWriteWaitForAClientThatDoesNotTakeItsReplies() {
        client.writable = false;
        table.create(client, 1, "/a", "one", CreateFlags.PERSISTENT);
        table.get(client, 2, "/a", false);
        table.set(client, 3, "/a", "two");
        table.get(client, 4, "/a", false);
        table.loop.settle();
        assertThat(client.take()).as("what has happened is told").containsExactly("1 created /a");
        client.writable = true;
        table.handler.writable(client);
        assertThat(client.take())
                .as("a read sees nothing of a write behind it, however late it is answered")
                .containsExactly("2 data one v0", "3 stat v1", "4 data two v1");
    }

    @Test
    void aReadOfAClientThatDoesNotTakeItsRepliesWaits() {
        client.writable = false;
        table.get(client, 1, "/a", false);
        table.loop.settle();
        assertThat(client.take()).isEmpty();
        client.writable = true;
        table.handler.writable(client);
        assertThat(client.take()).containsExactly("1 error " + ErrorCode.NO_NODE);
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
        table.handler.read(other, 1, new Request.Exists(Znode.of("/e"), true));
        client.take();
        other.take();
        for (int second = 0; second < 13; second++) {
            table.loop.advanceMillis(1000, 10);
            table.handler.read(other, -2, new Request.Ping());
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
        table.handler.connect(again, 0, 10_000, client.sessionId, client.password, false);
        table.loop.settle();
        assertThat(client.take()).containsExactly("closed");
        assertThat(again.take()).containsExactly("established 10000");
        table.get(again, 1, "/e", false);
        assertThat(again.take()).containsExactly("1 data  v0");
    }

    @Test
    void aWrongPasswordOrAnUnknownSessionIsRejected() {
        RecordedConnection thief = new RecordedConnection();
        table.handler.connect(thief, 0, 10_000, client.sessionId, new byte[16], false);
        RecordedConnection late = new RecordedConnection();
        table.handler.connect(late, 0, 10_000, 77, io.quorate.wire.SessionPassword.of(77), false);
        table.loop.settle();
        assertThat(thief.take()).containsExactly("rejected");
        assertThat(late.take()).containsExactly("rejected");
    }

    @Test
    void aClosedSessionAnswersThenCloses() {
        table.create(client, 1, "/e", "", CreateFlags.EPHEMERAL);
        table.handler.write(client, 2, OpCode.CLOSE_SESSION, new byte[0]);
        table.get(client, 3, "/e", false);
        table.loop.settle();
        assertThat(client.take()).containsExactly("1 created /e", "2 ok", "closed");
    }

    @Test
    void aBodyThatCannotBeDecodedIsAnsweredInItsTurn() {
        table.create(client, 1, "/a", "", CreateFlags.PERSISTENT);
        table.handler.write(client, 2, OpCode.CREATE, new byte[] {1, 2, 3});
        table.handler.malformed(client, 3, OpCode.GET_DATA);
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
        table.handler.malformed(client, 3, OpCode.GET_DATA);
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
        table.handler.read(other, 1, new Request.Sync(Znode.of("/a")));
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
        table.handler.read(
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
    void aReadBehindALongListingSeesNothingOfAWriteBehindIt() {
        createMany("/p", 1500);
        table.background.hold();
        table.handler.read(
                client, 3, new Request.GetChildren(OpCode.GET_CHILDREN, Znode.of("/p"), false));
        table.get(client, 4, "/p", false);
        table.set(client, 5, "/p", "later");
        table.get(client, 6, "/p", false);
        table.loop.settle();
        assertThat(client.take()).isEmpty();
        table.background.release();
        table.loop.settle();
        assertThat(client.take())
                .containsExactly("3 children 1500", "4 data  v0", "5 stat v1", "6 data later v1");
        assertThat(client.zxids).isSorted();
    }

    @Test
    void aLongListingLeavesItsWatchAndTellsOfNothingBeforeItsReply() {
        createMany("/p", 1500);
        RecordedConnection other = table.connect();
        other.take();
        table.background.hold();
        table.handler.read(
                client, 3, new Request.GetChildren(OpCode.GET_CHILDREN, Znode.of("/p"), true));
        table.create(other, 1, "/p/new", "", CreateFlags.PERSISTENT);
        table.loop.settle();
        assertThat(other.take()).as("others do not wait").containsExactly("1 created /p/new");
        assertThat(client.take()).isEmpty();
        table.background.release();
        table.loop.settle();
        assertThat(client.take())
                .containsExactly(
                        "3 children 1500", "event " + WatchKinds.NODE_CHILDREN_CHANGED + " /p");
    }

    @Test
    void aLongListingThatIsRefusedLeavesNoWatch() {
        createMany("/p", 1500);
        RecordedConnection other = table.connect();
        other.take();
        table.write(
                client,
                3,
                new Request.SetAcl(
                        Znode.of("/p"),
                        List.of(new AclEntry(Permission.CREATE, Identity.ANYONE)),
                        -1));
        table.loop.settle();
        client.take();
        table.handler.read(
                client, 4, new Request.GetChildren(OpCode.GET_CHILDREN, Znode.of("/p"), true));
        table.loop.settle();
        table.create(other, 1, "/p/new", "", CreateFlags.PERSISTENT);
        table.loop.settle();
        assertThat(client.take()).containsExactly("4 error " + ErrorCode.NO_AUTH);
    }

    @Test
    void aWatchOfAReadThatWaitsForRoomFiresBehindItsReply() {
        RecordedConnection other = table.connect();
        table.create(client, 1, "/a", "one", CreateFlags.PERSISTENT);
        table.loop.settle();
        client.take();
        client.writable = false;
        table.get(client, 2, "/a", true);
        table.create(client, 3, "/own", "", CreateFlags.PERSISTENT);
        table.loop.settle();
        table.set(other, 1, "/a", "two");
        table.loop.settle();
        assertThat(client.take()).isEmpty();
        client.writable = true;
        table.handler.writable(client);
        assertThat(client.take())
                .containsExactly(
                        "2 data one v0",
                        "event " + WatchKinds.NODE_DATA_CHANGED + " /a",
                        "3 created /own");
    }

    @Test
    void whoLetsEventsPileUpBehindAReplyIsSentAway() {
        RecordedConnection other = table.connect();
        String path = "/" + "p".repeat(100_000);
        table.create(client, 1, path, "", CreateFlags.PERSISTENT);
        table.handler.read(
                client, 2, new Request.AddWatch(Znode.of(path), WatchKinds.MODE_PERSISTENT));
        table.loop.settle();
        client.take();
        client.writable = false;
        table.get(client, 3, path, false);
        table.create(client, 4, "/own", "", CreateFlags.PERSISTENT);
        table.loop.settle();
        for (int xid = 1; xid <= 40; xid++) {
            table.set(other, xid, path, "x");
        }
        table.loop.settle();
        assertThat(client.take()).isEmpty();
        for (int xid = 41; xid <= 60; xid++) {
            table.set(other, xid, path, "x");
        }
        table.loop.settle();
        assertThat(client.take()).containsExactly("closed");
        assertThat(table.handler.outstanding()).isZero();
        table.loop.settle();
        assertThat(table.handler.report().watches()).isZero();
    }

    @Test
    void zxidsRiseOverHeldReadsToo() {
        RecordedConnection other = table.connect();
        table.create(client, 1, "/a", "", CreateFlags.PERSISTENT);
        table.loop.settle();
        client.zxids.clear();
        client.writable = false;
        table.get(client, 2, "/a", false);
        table.handler.malformed(client, 3, OpCode.GET_DATA);
        table.get(client, 4, "/a", false);
        table.set(client, 5, "/a", "x");
        table.loop.settle();
        table.set(other, 1, "/a", "y");
        table.loop.settle();
        client.take();
        client.writable = true;
        table.handler.writable(client);
        assertThat(client.take())
                .containsExactly("2 data  v0", "3 error -5", "4 data  v0", "5 stat v1");
        assertThat(client.zxids).isSorted();
    }

    @Test
    void theReadsOfOneConnectionGiveWayToOthers() {
        int reads = 500;
        RecordedConnection other = table.connect();
        other.take();
        table.log.hold();
        table.create(client, 1, "/a", "one", CreateFlags.PERSISTENT);
        for (int xid = 2; xid < 2 + reads; xid++) {
            table.get(client, xid, "/a", false);
        }
        table.set(client, 2 + reads, "/a", "two");
        table.loop.settle();
        client.zxids.clear();
        client.take();
        table.clock.eachLookTakesNanos(300_000);
        table.log.release();
        List<Integer> heardBefore = new ArrayList<>();
        table.loop.execute(
                () -> {
                    table.get(other, 1, "/a", false);
                    heardBefore.add(client.heard.size());
                });
        table.loop.settle();
        assertThat(other.take()).hasSize(1);
        assertThat(heardBefore.get(0)).isLessThan(reads / 2);
        List<String> heard = client.take();
        assertThat(heard).hasSize(reads + 2);
        assertThat(heard.subList(1, reads + 1)).allMatch(reply -> reply.endsWith(" data one v0"));
        assertThat(heard.get(reads + 1)).isEqualTo((2 + reads) + " stat v1");
        assertThat(client.zxids).isSorted();
    }

    @Test
    void veryManyWatchesAreSetAgainAndForgottenInSlices() {
        int watches = 5_000;
        table.create(client, 1, "/a", "one", CreateFlags.PERSISTENT);
        table.loop.settle();
        List<Znode> paths = new ArrayList<>();
        for (int at = 0; at < watches; at++) {
            paths.add(Znode.of("/absent" + at));
        }
        client.take();
        RecordedConnection other = table.connect();
        other.take();
        table.clock.eachLookTakesNanos(1_000_000);
        table.handler.read(
                client,
                2,
                new Request.SetWatches(
                        OpCode.SET_WATCHES,
                        Long.MAX_VALUE,
                        List.of(),
                        paths,
                        List.of(),
                        List.of(),
                        List.of()));
        table.get(client, 3, "/a", false);
        table.get(other, 1, "/a", false);
        assertThat(other.take()).as("while that goes on").containsExactly("1 data one v0");
        assertThat(client.take()).isEmpty();
        table.loop.settle();
        assertThat(client.take()).containsExactly("2 ok", "3 data one v0");
        assertThat(table.handler.report().watches()).isEqualTo(watches);
        table.create(other, 2, "/absent7", "", CreateFlags.PERSISTENT);
        table.loop.settle();
        assertThat(client.take()).containsExactly("event " + WatchKinds.NODE_CREATED + " /absent7");
        table.handler.closed(client);
        assertThat(table.handler.report().watches()).isBetween(1L, (long) watches);
        table.create(other, 3, "/absent8", "", CreateFlags.PERSISTENT);
        table.loop.settle();
        assertThat(client.take()).as("the dead hear nothing").isEmpty();
        assertThat(table.handler.report().watches()).isZero();
    }

    @Test
    void aLongTransactionIsSeenWholeOrNotAtAll() {
        int parts = 2_000;
        RecordedConnection other = table.connect();
        other.take();
        long nodesBefore = table.handler.report().nodes();
        table.log.hold();
        table.write(client, 1, new Request.Multi(creates("/m", parts, CreateFlags.PERSISTENT)));
        table.set(client, 2, "/m0", "later");
        table.get(client, 3, "/m0", false);
        table.clock.eachLookTakesNanos(2_000_000);
        List<Long> halves = new ArrayList<>();
        eachTurn(
                () -> {
                    long nodes = table.handler.report().nodes() - nodesBefore;
                    if (nodes > 0 && nodes < parts) {
                        halves.add(nodes);
                        table.handler.read(other, 7, new Request.Exists(Znode.of("/m0"), false));
                        table.handler.read(
                                other, 8, new Request.Exists(Znode.of("/m" + (parts - 1)), true));
                        table.handler.read(other, 9, new Request.Sync(Znode.of("/m0")));
                        table.handler.read(other, 10, new Request.Exists(Znode.of("/m0"), false));
                    }
                });
        assertThat(halves).as("looks at a half applied tree").hasSizeGreaterThan(1);
        List<String> heard = other.take();
        int events = heard.indexOf("event 1 /m" + (parts - 1));
        assertThat(heard.subList(0, events))
                .as("before the transaction is told")
                .isNotEmpty()
                .allMatch(reply -> reply.equals("7 error -101") || reply.equals("8 error -101"));
        assertThat(heard.subList(events + 1, heard.size()))
                .as("after it")
                .contains("9 synced")
                .noneMatch(reply -> reply.contains("error"));
        assertThat(other.zxids).isSorted();
        List<String> own = client.take();
        assertThat(own.get(0)).startsWith("1 [ok");
        assertThat(own.subList(1, 3)).containsExactly("2 stat v1", "3 data later v1");
    }

    @Test
    void aSessionWithVeryManyEphemeralsEndsInSlices() {
        int owned = 2_000;
        RecordedConnection other = table.connect();
        table.write(client, 1, new Request.Multi(creates("/e", owned, CreateFlags.EPHEMERAL)));
        table.loop.settle();
        client.take();
        table.handler.read(other, 1, new Request.Exists(Znode.of("/e5"), true));
        other.take();
        table.log.hold();
        table.handler.write(client, 2, OpCode.CLOSE_SESSION, new byte[0]);
        table.clock.eachLookTakesNanos(2_000_000);
        List<Long> halves = new ArrayList<>();
        eachTurn(
                () -> {
                    long left = table.handler.report().ephemerals();
                    if (left > 0 && left < owned) {
                        halves.add(left);
                        table.get(other, 2, "/e0", false);
                    }
                });
        assertThat(halves).hasSizeGreaterThan(1);
        List<String> heard = other.take();
        assertThat(heard.getLast()).isEqualTo("event " + WatchKinds.NODE_DELETED + " /e5");
        assertThat(heard.subList(0, heard.size() - 1)).isNotEmpty().allMatch("2 data  v0"::equals);
        assertThat(client.take()).containsExactly("2 ok", "closed");
        assertThat(table.handler.report().ephemerals()).isZero();
    }

    @Test
    void othersReadWhileALongRequestIsPreparedAndNothingPassesIt() {
        RecordedConnection other = table.connect();
        RecordedConnection reader = table.connect();
        other.take();
        reader.take();
        table.clock.eachLookTakesNanos(2_000_000);
        table.write(client, 1, new Request.Multi(creates("/m", 2_000, CreateFlags.PERSISTENT)));
        table.set(client, 2, "/m7", "later");
        table.handler.read(client, 3, new Request.Sync(Znode.of("/m7")));
        table.get(client, 4, "/m7", false);
        table.set(other, 1, "/m8", "of another");
        List<String> meanwhile = new ArrayList<>();
        settle(
                () -> {
                    if (table.handler.report().nodes() < 1_000) {
                        table.get(reader, 5, "/m7", false);
                        meanwhile.addAll(reader.take());
                    }
                });
        assertThat(meanwhile)
                .as("answers while it was prepared")
                .hasSizeGreaterThan(4)
                .containsOnly("5 error " + ErrorCode.NO_NODE);
        List<String> own = client.take();
        assertThat(own.get(0)).startsWith("1 [ok");
        assertThat(own.subList(1, 4)).containsExactly("2 stat v1", "3 synced", "4 data later v1");
        assertThat(other.take()).as("asked behind it").containsExactly("1 stat v1");
    }

    @Test
    void aLongMultiWithAFaultAtItsEndIsRefusedLikeAShortOne() throws Exception {
        for (String fault : List.of("cut", "operation", "acl")) {
            assertThat(refusedMulti(2_000, fault))
                    .as(fault)
                    .isEqualTo(refusedMulti(2, fault))
                    .startsWith("1 error " + ErrorCode.MARSHALLING_ERROR, "2 created /a");
        }
    }

    /** What is answered to such a multi and to a write behind it, and their zxids. */
    private static List<String> refusedMulti(int parts, String fault) throws Exception {
        ReplicaOnATable fresh = new ReplicaOnATable();
        RecordedConnection asking = fresh.connect();
        asking.take();
        List<Request.Write> all = creates("/m", parts, CreateFlags.PERSISTENT);
        if (fault.equals("acl")) {
            all.add(new Request.Create(OpCode.CREATE, Znode.of("/z"), new byte[0], null, 0, -1));
        }
        JuteWriter body = new JuteWriter();
        RequestCodec.encode(new Request.Multi(all), body);
        byte[] bytes = body.toByteArray();
        int end = bytes.length - MULTI_HEADER_BYTES;
        if (fault.equals("operation")) {
            // Not the end, but a part of an unknown operation.
            Arrays.fill(bytes, end, end + 4, (byte) 7);
            bytes[end + 4] = 0;
        }
        fresh.handler.write(
                asking, 1, OpCode.MULTI, fault.equals("cut") ? Arrays.copyOf(bytes, end) : bytes);
        fresh.create(asking, 2, "/a", "", CreateFlags.PERSISTENT);
        fresh.loop.settle();
        List<String> heard = new ArrayList<>(asking.take());
        asking.zxids.forEach(zxid -> heard.add("zxid " + zxid));
        return heard;
    }

    @Test
    void watchesSetAgainWhileALongTransactionIsAppliedMissNothing() {
        RecordedConnection other = table.connect();
        other.take();
        table.log.hold();
        table.write(client, 1, new Request.Multi(creates("/m", 2_000, CreateFlags.PERSISTENT)));
        table.clock.eachLookTakesNanos(2_000_000);
        List<Long> halves = new ArrayList<>();
        eachTurn(
                () -> {
                    if (halves.isEmpty() && table.handler.report().nodes() > 300) {
                        halves.add(table.handler.report().nodes());
                        table.handler.read(
                                other,
                                5,
                                new Request.SetWatches(
                                        OpCode.SET_WATCHES,
                                        0,
                                        List.of(),
                                        List.of(Znode.of("/m0"), Znode.of("/m1999")),
                                        List.of(),
                                        List.of(),
                                        List.of()));
                        table.get(other, 6, "/m0", false);
                    }
                });
        assertThat(halves).singleElement().isNotEqualTo(table.handler.report().nodes());
        assertThat(other.take())
                .containsExactly("event 1 /m0", "event 1 /m1999", "5 ok", "6 data  v0");
    }

    private static List<Request.Write> creates(String prefix, int count, int flags) {
        List<Request.Write> creates = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            creates.add(
                    new Request.Create(
                            OpCode.CREATE,
                            Znode.of(prefix + at),
                            new byte[0],
                            AclEntry.OPEN,
                            flags,
                            -1));
        }
        return creates;
    }

    /** Lets the log go on and the loop come to rest, and has a look every turn. */
    private void eachTurn(Runnable look) {
        table.loop.settle();
        table.log.release();
        settle(look);
    }

    /** Lets the loop come to rest, and has a look every turn. */
    private void settle(Runnable look) {
        int[] turns = {200};
        table.loop.execute(
                new Runnable() {
                    @Override
                    public void run() {
                        look.run();
                        if (turns[0]-- > 0) {
                            table.loop.execute(this);
                        }
                    }
                });
        table.loop.settle();
    }

    private void createMany(String parent, int children) {
        table.create(client, 1, parent, "", CreateFlags.PERSISTENT);
        for (int child = 0; child < children; child++) {
            table.create(client, 2, parent + "/c" + child, "", CreateFlags.PERSISTENT);
        }
        table.loop.settle();
        client.take();
        client.zxids.clear();
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
            table.handler.read(client, -2, new Request.Ping());
        }
        client.take();
        table.get(client, 4, "/c", false);
        assertThat(client.take()).containsExactly("4 error " + ErrorCode.NO_NODE);
    }
}
