package io.quorate.gate.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.peer.DialId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkEvent.DialReason;
import io.quorate.peer.LinkEvent.DownReason;
import io.quorate.peer.LinkId;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a core sees of links over real sockets. */
@Timeout(60)
final class PeerGateTest {

    private final GateOnATable one = new GateOnATable(GateOnATable.settings());
    private final GateOnATable two = new GateOnATable(GateOnATable.settings());

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private record Pair(LinkId left, LinkId right) {}

    /** {@code one} dials {@code two}. */
    private Pair connect() throws Exception {
        one.dial(1, GateOnATable.PLAIN, null, 5_000, two.listen(GateOnATable.PLAIN));
        LinkEvent.LinkUp left = one.next(LinkEvent.LinkUp.class);
        LinkEvent.LinkUp right = two.next(LinkEvent.LinkUp.class);
        assertThat(left.dial()).isEqualTo(new DialId(1));
        assertThat(right.dial()).isNull();
        assertThat(right.remote().host()).isEqualTo("127.0.0.1");
        return new Pair(left.link(), right.link());
    }

    @Test
    void messagesArriveInOrderAndBothEndsHearOfTheEnd() throws Exception {
        Pair pair = connect();
        for (int n = 0; n < 1000; n++) {
            one.send(pair.left, "m" + n);
        }
        two.send(pair.right, "back");
        for (int n = 0; n < 1000; n++) {
            assertThat(two.nextText()).isEqualTo("m" + n);
        }
        assertThat(one.nextText()).isEqualTo("back");
        one.execute(
                new LinkAction.Send(pair.left, new TextCodec.Text("last"), 0),
                new LinkAction.Close(pair.left));
        assertThat(two.nextText()).isEqualTo("last");
        assertThat(one.next(LinkEvent.LinkDown.class).reason()).isEqualTo(DownReason.LOCAL);
        assertThat(two.next(LinkEvent.LinkDown.class).reason()).isEqualTo(DownReason.CLOSED);
        one.send(pair.left, "to nobody");
        one.execute(new LinkAction.Close(pair.left));
        assertThat(one.isQuietFor(50)).isTrue();
    }

    @Test
    void thePreambleLeavesInOneWriteAndComesWithTheLink() throws Exception {
        Endpoint there = two.listen(GateOnATable.GREETED);
        one.dial(7, GateOnATable.GREETED, new TextCodec.Text("it is me"), 5_000, there);
        assertThat(one.next(LinkEvent.LinkUp.class).preamble()).isNull();
        LinkEvent.LinkUp up = two.next(LinkEvent.LinkUp.class);
        assertThat(up.preamble()).isEqualTo(new TextCodec.Text("it is me"));
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            one.dial(
                    8,
                    GateOnATable.GREETED,
                    new TextCodec.Text("hello"),
                    5_000,
                    new Endpoint("127.0.0.1", server.getLocalPort()));
            try (Socket socket = server.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                assertThat(in.readInt()).isEqualTo(5);
                assertThat(in.readNBytes(5)).asString(StandardCharsets.UTF_8).isEqualTo("hello");
            }
        }
        one.next(LinkEvent.LinkUp.class);
        one.next(LinkEvent.LinkDown.class);
    }

    @Test
    void whoSendsNoPreambleIsNeverHeardOfAndThereAreFewOfThem() throws Exception {
        Endpoint there = two.listen(GateOnATable.GREETED);
        List<Socket> silent = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            silent.add(new Socket("127.0.0.1", there.port()));
        }
        for (Socket socket : silent) {
            // Two are refused at once, three when their time is over.
            assertThat(readOrReset(socket)).isEqualTo(-1);
            socket.close();
        }
        assertThat(two.isQuietFor(20)).isTrue();
        one.dial(1, GateOnATable.GREETED, new TextCodec.Text("x"), 5_000, there);
        two.next(LinkEvent.LinkUp.class);
    }

    /** On a port with a preamble, before that came, and on one without. */
    @Test
    void whoIsSentAwayMayBeToldWhy() throws Exception {
        for (String port : List.of(GateOnATable.GREETED, GateOnATable.PLAIN)) {
            Endpoint there = two.listen(port);
            try (Socket hostile = new Socket("127.0.0.1", there.port())) {
                hostile.getOutputStream()
                        .write(
                                ByteBuffer.allocate(4)
                                        .putInt(TextCodec.REFUSED_WITH_A_WORD)
                                        .array());
                assertThat(hostile.getInputStream().readAllBytes())
                        .isEqualTo("bye".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void garbageClosesItsLinkAndNothingElse() throws Exception {
        Pair pair = connect();
        Endpoint there = two.listen(GateOnATable.PLAIN);
        try (Socket hostile = new Socket("127.0.0.1", there.port())) {
            LinkId link = two.next(LinkEvent.LinkUp.class).link();
            OutputStream out = hostile.getOutputStream();
            out.write(
                    ByteBuffer.allocate(14)
                            .putInt(2)
                            .put("ok".getBytes(StandardCharsets.US_ASCII))
                            .putInt(0x7fff_ffff)
                            .putInt(0)
                            .array());
            assertThat(two.nextText()).isEqualTo("ok");
            LinkEvent.LinkDown down = two.next(LinkEvent.LinkDown.class);
            assertThat(down.link()).isEqualTo(link);
            assertThat(down.reason()).isEqualTo(DownReason.PROTOCOL);
            assertThat(readOrReset(hostile)).isEqualTo(-1);
        }
        one.send(pair.left, "still here");
        assertThat(two.nextText()).isEqualTo("still here");
    }

    @Test
    void aMessageInPiecesIsOneMessage() throws Exception {
        Endpoint there = two.listen(GateOnATable.PLAIN);
        try (Socket socket = new Socket("127.0.0.1", there.port())) {
            socket.setTcpNoDelay(true);
            two.next(LinkEvent.LinkUp.class);
            String text = "x".repeat(200_000);
            byte[] bytes =
                    ByteBuffer.allocate(4 + text.length())
                            .putInt(text.length())
                            .put(text.getBytes(StandardCharsets.US_ASCII))
                            .array();
            OutputStream out = socket.getOutputStream();
            for (int at = 0; at < bytes.length; at += 9_001) {
                out.write(bytes, at, Math.min(9_001, bytes.length - at));
                out.flush();
            }
            assertThat(two.nextText()).isEqualTo(text);
        }
        assertThat(two.next(LinkEvent.LinkDown.class).reason())
                .isIn(DownReason.CLOSED, DownReason.RESET);
    }

    @Test
    void aDialEndsInExactlyOneWay() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        one.dial(1, GateOnATable.PLAIN, null, 5_000, new Endpoint("127.0.0.1", free));
        LinkEvent.DialFailed refused = one.next(LinkEvent.DialFailed.class);
        assertThat(refused).isEqualTo(new LinkEvent.DialFailed(new DialId(1), DialReason.REFUSED));
        one.dial(2, GateOnATable.PLAIN, null, 5_000, new Endpoint("no-such-host.invalid", 1));
        assertThat(one.next(LinkEvent.DialFailed.class).reason())
                .isIn(DialReason.UNKNOWN_HOST, DialReason.TIMED_OUT);
        Endpoint there = two.listen(GateOnATable.PLAIN);
        one.dial(
                3,
                GateOnATable.PLAIN,
                null,
                5_000,
                new Endpoint("127.0.0.1", free),
                new Endpoint("localhost", there.port()));
        assertThat(one.next(LinkEvent.LinkUp.class).dial()).isEqualTo(new DialId(3));
        assertThat(one.isQuietFor(50)).isTrue();
    }

    @Test
    void aSlowReceiverIsToldOfAndAVeryFullLinkGoesDown() throws Exception {
        Pair pair = connect();
        two.execute(new LinkAction.Pause(pair.right, true));
        String text = "x".repeat(100_000);
        int sent = 40;
        for (int n = 0; n < sent; n++) {
            one.send(pair.left, text);
        }
        LinkEvent.LinkPressure pressure = one.next(LinkEvent.LinkPressure.class);
        assertThat(pressure.blocked()).isTrue();
        two.execute(new LinkAction.Pause(pair.right, false));
        for (int n = 0; n < sent; n++) {
            assertThat(two.nextText()).isEqualTo(text);
        }
        LinkEvent last = one.next(LinkEvent.LinkPressure.class);
        while (((LinkEvent.LinkPressure) last).blocked()) {
            last = one.next(LinkEvent.LinkPressure.class);
        }
        two.hold(pair.right, true);
        CountDownLatch down = new CountDownLatch(1);
        AtomicInteger reason = new AtomicInteger(-1);
        one.reaction =
                event -> {
                    if (event instanceof LinkEvent.LinkDown end) {
                        reason.set(end.reason().ordinal());
                        down.countDown();
                    }
                };
        for (int n = 0; n < 400 && down.getCount() > 0; n++) {
            one.send(pair.left, text);
        }
        assertThat(down.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(reason.get()).isEqualTo(DownReason.OVERFLOW.ordinal());
    }

    @Test
    void listenReplacesTheSetAndExistingLinksStay() throws Exception {
        Pair pair = connect();
        Endpoint there = two.listen(GateOnATable.PLAIN);
        two.execute(new LinkAction.Listen(GateOnATable.PLAIN, List.of()));
        one.dial(2, GateOnATable.PLAIN, null, 5_000, there);
        assertThat(one.next(LinkEvent.DialFailed.class).reason()).isEqualTo(DialReason.REFUSED);
        one.send(pair.left, "still here");
        assertThat(two.nextText()).isEqualTo("still here");
    }

    @Test
    void aPortThatCannotBeBoundIsToldOfAfterSomeTries() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            one.execute(
                    new LinkAction.Listen(
                            GateOnATable.PLAIN,
                            List.of(new Endpoint("127.0.0.1", taken.getLocalPort()))));
            LinkEvent.ListenFailed failed = one.next(LinkEvent.ListenFailed.class);
            assertThat(failed.port()).isEqualTo(GateOnATable.PLAIN);
            assertThat(failed.reason()).contains("127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void aNameThatStaysUnknownIsAPortThatCannotBeBound() throws Exception {
        one.execute(
                new LinkAction.Listen(
                        GateOnATable.GREETED, List.of(new Endpoint("no-such-host.invalid", 0))));
        assertThat(one.next(LinkEvent.ListenFailed.class).reason())
                .isEqualTo(
                        "port greeted cannot listen on no-such-host.invalid:0: the name is unknown");
    }

    @Test
    void oneOfSeveralAddressesIsEnough() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Endpoint free = two.listen(GateOnATable.PLAIN);
            two.execute(
                    new LinkAction.Listen(
                            GateOnATable.PLAIN,
                            List.of(free, new Endpoint("127.0.0.1", taken.getLocalPort()))));
            assertThat(two.isQuietFor(200)).isTrue();
            one.dial(1, GateOnATable.PLAIN, null, 5_000, free);
            one.next(LinkEvent.LinkUp.class);
        }
    }

    private static int readOrReset(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        try {
            return socket.getInputStream().read();
        } catch (java.net.SocketException reset) {
            return -1;
        }
    }
}
