package io.quorate.shell.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.AclEntry;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.WatchKinds;
import io.quorate.wire.JuteWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The session byte by byte, against a server played by the test. */
@Timeout(20)
class SessionTest {

    private static final long SESSION_ID = 0x100000ca1110000L;
    private static final String PASSWORD = "aa".repeat(16);
    private static final String NO_PASSWORD = "00".repeat(16);
    private static final byte[] STAT = new byte[68];

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private FakeServer server;
    private Session session;

    @BeforeEach
    void listen() throws IOException {
        server = new FakeServer();
    }

    @AfterEach
    void close() throws IOException {
        if (session != null) {
            session.abandon();
        }
        server.close();
    }

    private Keeper open(String where, int timeoutMillis, boolean readOnly) throws PathFault {
        SessionSettings settings = SessionSettings.plain(timeoutMillis, readOnly);
        session =
                Session.open(
                        ConnectString.parse(where),
                        settings,
                        event -> events.add(event.toString()));
        return new Keeper(session);
    }

    private FakeServer.Peer connected(int timeoutMillis) throws IOException {
        FakeServer.Peer peer = server.accept();
        peer.welcome(SESSION_ID, timeoutMillis);
        return peer;
    }

    private String event() throws InterruptedException {
        String event = events.poll(10, TimeUnit.SECONDS);
        return event == null ? "no event" : event.replace("WatchedEvent state:", "");
    }

    private static <T> CompletableFuture<T> async(Callable<T> action) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return action.call();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                Thread::startVirtualThread); // the common pool may have one thread only
    }

    @Test
    void asksForANewSession() throws Exception {
        open(server.address(), 30_000, false);
        try (FakeServer.Peer peer = server.accept()) {
            assertThat(peer.welcome(SESSION_ID, 20_000))
                    .isEqualTo(
                            "00000000"
                                    + "0000000000000000"
                                    + "00007530"
                                    + "0000000000000000"
                                    + "00000010"
                                    + NO_PASSWORD
                                    + "00");
            assertThat(event()).isEqualTo("SyncConnected type:None path:null zxid: -1");
            assertThat(session.awaitConnected(10_000)).isTrue();
            assertThat(session.status()).isEqualTo(Status.CONNECTED);
        }
    }

    @Test
    void sendsRequestsAsTheGoldenFrames() throws Exception {
        Keeper keeper = open(server.address(), 30_000, false);
        try (FakeServer.Peer peer = connected(30_000)) {
            CompletableFuture<String> created =
                    async(
                            () ->
                                    keeper.create(
                                            "/foo",
                                            "bar".getBytes(StandardCharsets.UTF_8),
                                            AclEntry.OPEN,
                                            0,
                                            0));
            FakeServer.Request create = peer.request();
            assertThat(create.xid()).isEqualTo(1);
            assertThat(create.opCode()).isEqualTo(OpCode.CREATE);
            assertThat(create.hex())
                    .isEqualTo(
                            "000000042f666f6f"
                                    + "00000003626172"
                                    + "00000001"
                                    + "0000001f"
                                    + "00000005776f726c64"
                                    + "00000006616e796f6e65"
                                    + "00000000");
            peer.reply(1, 9, 0, new JuteWriter().ustring("/foo").toByteArray());
            assertThat(created.get()).isEqualTo("/foo");

            CompletableFuture<Keeper.NodeData> got = async(() -> keeper.get("/foo", true));
            FakeServer.Request get = peer.request();
            assertThat(get.opCode()).isEqualTo(OpCode.GET_DATA);
            assertThat(get.hex()).isEqualTo("000000042f666f6f" + "01");
            peer.reply(
                    2, 9, 0, new JuteWriter().buffer(null).raw(STAT, 0, STAT.length).toByteArray());
            assertThat(got.get().bytes()).isNull();
        }
    }

    @Test
    void renewsTheSessionWithCredentialsAndWatches() throws Exception {
        Keeper keeper = open(server.address(), 30_000, false);
        FakeServer.Peer peer = connected(30_000);
        session.authenticate("digest", "u:p".getBytes(StandardCharsets.UTF_8));
        assertThat(peer.request().xid()).isEqualTo(-4);
        peer.reply(-4, 0, 0);
        CompletableFuture<Keeper.NodeData> got = async(() -> keeper.get("/d", true));
        peer.request();
        peer.reply(1, 7, 0, new JuteWriter().buffer(null).raw(STAT, 0, STAT.length).toByteArray());
        got.get();
        assertThat(event()).startsWith("SyncConnected");
        peer.close();
        assertThat(event()).isEqualTo("Disconnected type:None path:null zxid: -1");

        try (FakeServer.Peer second = server.accept()) {
            assertThat(second.welcome(SESSION_ID, 30_000))
                    .isEqualTo(
                            "00000000"
                                    + "0000000000000007"
                                    + "00007530"
                                    + "0100000ca1110000"
                                    + "00000010"
                                    + PASSWORD
                                    + "00");
            FakeServer.Request auth = second.request();
            assertThat(auth.opCode()).isEqualTo(OpCode.AUTH);
            assertThat(auth.hex())
                    .isEqualTo("00000000" + "00000006646967657374" + "00000003753a70");
            FakeServer.Request watches = second.request();
            assertThat(watches.xid()).isEqualTo(-8);
            assertThat(watches.opCode()).isEqualTo(OpCode.SET_WATCHES);
            assertThat(watches.hex())
                    .isEqualTo(
                            "0000000000000007" + "00000001000000022f64" + "00000000" + "00000000");
            assertThat(event()).startsWith("SyncConnected");
            second.event(WatchKinds.NODE_DATA_CHANGED, "/d", -1);
            assertThat(event()).isEqualTo("SyncConnected type:NodeDataChanged path:/d zxid: -1");
        }
    }

    @Test
    void registersPersistentWatchesAgainWithTheNewerRequest() throws Exception {
        Keeper keeper = open(server.address(), 30_000, false);
        FakeServer.Peer peer = connected(30_000);
        for (boolean recursive : List.of(false, true)) {
            CompletableFuture<Void> added =
                    async(
                            () -> {
                                keeper.addWatch(recursive ? "/pr" : "/p", recursive);
                                return null;
                            });
            peer.reply(peer.request().xid(), 5, 0, new byte[4]);
            added.get();
        }
        peer.close();
        try (FakeServer.Peer second = connected(30_000)) {
            FakeServer.Request watches = second.request();
            assertThat(watches.opCode()).isEqualTo(OpCode.SET_WATCHES2);
            assertThat(watches.hex())
                    .isEqualTo(
                            "0000000000000005"
                                    + "00000000"
                                    + "00000000"
                                    + "00000000"
                                    + "00000001000000022f70"
                                    + "00000001000000032f7072");
        }
    }

    @Test
    void sendsManyWatchesInBatches() throws Exception {
        Keeper keeper = open(server.address(), 30_000, false);
        FakeServer.Peer peer = connected(30_000);
        String name = "/" + "n".repeat(40_000);
        for (int number = 0; number < 5; number++) {
            int at = number;
            CompletableFuture<Keeper.NodeData> got = async(() -> keeper.get(name + at, true));
            peer.reply(
                    peer.request().xid(),
                    5,
                    0,
                    new JuteWriter().buffer(null).raw(STAT, 0, STAT.length).toByteArray());
            got.get();
        }
        peer.close();
        try (FakeServer.Peer second = connected(30_000)) {
            assertThat(second.request().body().length).isBetween(128 << 10, 170_000);
            assertThat(second.request().body().length).isBetween(40_000, 128 << 10);
        }
    }

    @Test
    void aLostReplyIsConnectionLossAndTheNextCallWaits() throws Exception {
        Keeper keeper = open(server.address(), 30_000, false);
        FakeServer.Peer peer = connected(30_000);
        CompletableFuture<Integer> lost = async(() -> keeper.sync("/a"));
        peer.request();
        peer.close();
        assertThat(lost.get()).isEqualTo(ErrorCode.CONNECTION_LOSS);
        CompletableFuture<Integer> next = async(() -> keeper.sync("/b"));
        try (FakeServer.Peer second = connected(30_000)) {
            FakeServer.Request sync = second.request();
            assertThat(sync.xid()).isEqualTo(2);
            second.reply(2, 1, 0, new byte[4]);
            assertThat(next.get()).isEqualTo(ErrorCode.OK);
        }
    }

    @Test
    void pingsAndReconnectsAfterSilence() throws Exception {
        open(server.address(), 300, false);
        try (FakeServer.Peer silent = connected(300)) {
            FakeServer.Request ping = silent.request();
            assertThat(ping.xid()).isEqualTo(-2);
            assertThat(ping.opCode()).isEqualTo(OpCode.PING);
            assertThat(event()).startsWith("SyncConnected");
            try (FakeServer.Peer second = connected(30_000)) {
                assertThat(event()).startsWith("Disconnected");
                assertThat(event()).startsWith("SyncConnected");
            }
        }
    }

    @Test
    void pingsKeepAnIdleSession() throws Exception {
        open(server.address(), 1_500, false);
        try (FakeServer.Peer peer = connected(1_500)) {
            for (int number = 0; number < 2; number++) {
                assertThat(peer.request().opCode()).isEqualTo(OpCode.PING);
                peer.reply(-2, 1, 0);
            }
            assertThat(session.status()).isEqualTo(Status.CONNECTED);
        }
    }

    @Test
    void anExpiredSessionIsOver() throws Exception {
        Keeper keeper = open(server.address(), 30_000, false);
        connected(30_000).close();
        assertThat(event()).startsWith("SyncConnected");
        assertThat(event()).startsWith("Disconnected");
        try (FakeServer.Peer peer = server.accept()) {
            peer.welcome(0, 0);
            assertThat(event()).isEqualTo("Expired type:None path:null zxid: -1");
            assertThat(session.status()).isEqualTo(Status.CLOSED);
            assertThatThrownBy(() -> keeper.get("/a", false))
                    .hasMessage("KeeperErrorCode = Session expired for /a");
        }
    }

    @Test
    void refusedCredentialsEndTheSession() throws Exception {
        Keeper keeper = open(server.address(), 30_000, false);
        try (FakeServer.Peer peer = connected(30_000)) {
            session.authenticate("nope", null);
            assertThat(peer.request().hex())
                    .isEqualTo("00000000" + "000000046e6f7065" + "ffffffff");
            peer.reply(-4, 0, ErrorCode.AUTH_FAILED);
            assertThat(event()).startsWith("SyncConnected");
            assertThat(event()).isEqualTo("AuthFailed type:None path:null zxid: -1");
            assertThatThrownBy(() -> keeper.get("/a", false))
                    .hasMessage("KeeperErrorCode = AuthFailed for /a");
        }
    }

    @Test
    void findsTheServerThatListensAmongSeveral() throws Exception {
        int unused;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = free.getLocalPort();
        }
        Keeper keeper =
                open(
                        "127.0.0.1:" + unused + "," + server.address() + ",127.0.0.1:" + unused,
                        30_000,
                        false);
        CompletableFuture<Integer> synced = async(() -> keeper.sync("/"));
        try (FakeServer.Peer peer = connected(30_000)) {
            peer.reply(peer.request().xid(), 1, 0, new byte[4]);
            assertThat(synced.get()).isEqualTo(ErrorCode.OK);
        }
    }

    @Test
    void givesUpWhenNoServerListens() throws Exception {
        server.close();
        Keeper keeper = open(server.address() + "," + server.address(), 30_000, false);
        assertThatThrownBy(() -> keeper.get("/a", false))
                .hasMessage("KeeperErrorCode = ConnectionLoss for /a");
        assertThat(session.awaitConnected(1)).isFalse();
        assertThat(session.status()).isEqualTo(Status.CONNECTING);
    }

    @Test
    void aSessionOfAReadOnlyServerIsNotPresentedToOthers() throws Exception {
        open(server.address(), 30_000, true);
        FakeServer.Peer readOnly = server.accept();
        assertThat(readOnly.welcome(SESSION_ID, 30_000, true)).endsWith("01");
        assertThat(event()).isEqualTo("ConnectedReadOnly type:None path:null zxid: -1");
        assertThat(session.awaitConnected(10_000)).isTrue();
        assertThat(session.status()).isEqualTo(Status.CONNECTEDREADONLY);
        readOnly.close();
        try (FakeServer.Peer peer = server.accept()) {
            assertThat(peer.welcome(SESSION_ID + 1, 30_000))
                    .contains("0000000000000000" + "00000010" + NO_PASSWORD);
        }
    }

    @Test
    void leavesAReadOnlyServerWhenAnotherHasAQuorum() throws Exception {
        try (FakeServer other = new FakeServer()) {
            open(server.address() + "," + other.address(), 30_000, true);
            // The order of the servers is random: whoever is asked first plays the one without
            // quorum.
            CompletableFuture<FakeServer.Peer> here = async(server::accept);
            CompletableFuture<FakeServer.Peer> there = async(other::accept);
            CompletableFuture.anyOf(here, there).get();
            FakeServer.Peer readOnly = (here.isDone() ? here : there).get();
            readOnly.welcome(SESSION_ID, 300, true);
            try (FakeServer.Peer asked = (readOnly == here.getNow(null) ? there : here).get()) {
                assertThat(asked.bytes(4)).isEqualTo("isro".getBytes(StandardCharsets.US_ASCII));
                asked.raw("rw".getBytes(StandardCharsets.US_ASCII));
            }
            try (FakeServer.Peer peer = (readOnly == here.getNow(null) ? other : server).accept()) {
                assertThat(peer.welcome(SESSION_ID + 1, 30_000)).contains(NO_PASSWORD);
                assertThat(event()).startsWith("ConnectedReadOnly");
                assertThat(event()).startsWith("Disconnected");
                assertThat(event()).startsWith("SyncConnected");
            }
        }
    }

    @Test
    void pathsAreBelowTheChroot() throws Exception {
        Keeper keeper = open(server.address() + "/home/me", 30_000, false);
        try (FakeServer.Peer peer = connected(30_000)) {
            CompletableFuture<Keeper.Children> listed = async(() -> keeper.children("/", true));
            assertThat(new String(peer.request().body(), StandardCharsets.UTF_8))
                    .contains("/home/me")
                    .doesNotContain("/home/me/");
            peer.reply(
                    1,
                    1,
                    ErrorCode.OK,
                    new JuteWriter().int32(0).raw(STAT, 0, STAT.length).toByteArray());
            listed.get();
            assertThat(event()).startsWith("SyncConnected");
            peer.event(WatchKinds.NODE_CHILDREN_CHANGED, "/home/me", 8);
            assertThat(event()).isEqualTo("SyncConnected type:NodeChildrenChanged path:/ zxid: 8");
        }
    }

    @Test
    void anEventNobodyWaitsForIsNotTold() throws Exception {
        open(server.address(), 30_000, false);
        try (FakeServer.Peer peer = connected(30_000)) {
            assertThat(event()).startsWith("SyncConnected");
            peer.event(WatchKinds.NODE_DELETED, "/other", 8);
            session.close();
            assertThat(event()).startsWith("Closed");
        }
    }

    @Test
    void closingWaitsForTheAnswerAndIsNoLoss() throws Exception {
        open(server.address(), 30_000, false);
        try (FakeServer.Peer peer = connected(30_000)) {
            assertThat(event()).startsWith("SyncConnected");
            CompletableFuture<Void> closed =
                    async(
                            () -> {
                                session.close();
                                return null;
                            });
            FakeServer.Request bye = peer.request();
            assertThat(bye.opCode()).isEqualTo(OpCode.CLOSE_SESSION);
            peer.reply(bye.xid(), 1, 0);
            peer.close();
            closed.get();
            assertThat(event()).isEqualTo("Closed type:None path:null zxid: -1");
            assertThat(events).isEmpty();
        }
    }

    @Test
    void nonsenseFromTheServerBreaksTheConnectionOnly() throws Exception {
        open(server.address(), 30_000, false);
        byte[][] nonsense = {
            {-1, -1, -1, -1}, // negative length
            {0x7f, 0, 0, 0}, // longer than any reply may be
            {0, 0, 0, 2, 1, 1}, // no header
            new JuteWriter()
                    .int32(16)
                    .int32(77)
                    .int64(1)
                    .int32(0)
                    .toByteArray(), // answer to nothing
            "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
        };
        for (byte[] bytes : nonsense) {
            try (FakeServer.Peer peer = connected(30_000)) {
                assertThat(event()).startsWith("SyncConnected");
                peer.raw(bytes);
                assertThat(peer.isClosedByClient()).isTrue();
                assertThat(event()).startsWith("Disconnected");
            }
        }
    }

    @Test
    void aReplyMayArriveByteByByte() throws Exception {
        Keeper keeper = open(server.address(), 30_000, false);
        try (FakeServer.Peer peer = connected(30_000)) {
            CompletableFuture<Integer> synced = async(() -> keeper.sync("/"));
            peer.request();
            for (byte octet :
                    new JuteWriter().int32(20).int32(1).int64(1).int32(0).int32(0).toByteArray()) {
                peer.raw(new byte[] {octet});
            }
            assertThat(synced.get()).isEqualTo(ErrorCode.OK);
        }
    }
}
