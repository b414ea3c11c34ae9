package io.quorate.gate.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkEvent.DownReason;
import io.quorate.peer.LinkId;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Slices;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Links that bring more than can be handled at once: a turn of the loop has its end, whoever says
 * little is heard, and nothing is lost or changes its place. Each message takes a while on the
 * clock of the test.
 */
@Timeout(60)
final class FloodTest {

    private static final long MESSAGE_NANOS = 100_000;

    /** In slices, and the same again where it is read. */
    private static final long TURN_MESSAGES_MAX =
            2 * (Slices.TURN_NANOS / MESSAGE_NANOS + ReadTurn.STEP_MESSAGES);

    private static final int FLOOD = 6_000;
    private static final int LINKS =
            2; // more of one address are not accepted before they have spoken

    private final AtomicLong now = new AtomicLong();
    private final GateOnATable gate =
            new GateOnATable(
                    GateOnATable.settings(),
                    new Clock() {
                        @Override
                        public long nowNanos() {
                            return now.get();
                        }

                        @Override
                        public long wallMillis() {
                            return now.get() / 1_000_000;
                        }
                    });
    private final ConcurrentLinkedQueue<Integer> turns = new ConcurrentLinkedQueue<>();
    private int inTurn;

    @BeforeEach
    void count() {
        gate.reaction =
                event -> {
                    if (!(event instanceof LinkEvent.Received)) {
                        return;
                    }
                    now.addAndGet(MESSAGE_NANOS);
                    if (inTurn++ == 0) {
                        gate.afterTurn(
                                () -> {
                                    turns.add(inTurn);
                                    inTurn = 0;
                                });
                    }
                };
    }

    @AfterEach
    void close() {
        gate.close();
    }

    private static byte[] messages(String text, int count) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer all = ByteBuffer.allocate(count * (Integer.BYTES + bytes.length));
        for (int n = 0; n < count; n++) {
            all.putInt(bytes.length).put(bytes);
        }
        return all.array();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private Socket connect(int port) throws IOException {
        return new Socket("127.0.0.1", port);
    }

    @Test
    void aTurnHasItsEndHoweverMuchLinksBring() throws Exception {
        int port = gate.listen(GateOnATable.PLAIN).port();
        List<Socket> flooding = new ArrayList<>();
        for (int n = 0; n < LINKS; n++) {
            flooding.add(connect(port));
            gate.next(LinkEvent.LinkUp.class);
        }
        for (Socket socket : flooding) {
            socket.getOutputStream().write(messages("", FLOOD));
        }
        for (int n = 0; n < LINKS * FLOOD; n++) {
            gate.next(LinkEvent.Received.class);
        }
        for (Socket socket : flooding) {
            socket.close();
            assertThat(gate.next(LinkEvent.LinkDown.class).reason()).isEqualTo(DownReason.CLOSED);
        }
        assertThat(turns)
                .allSatisfy(
                        messages ->
                                assertThat((long) messages)
                                        .isLessThanOrEqualTo(
                                                TURN_MESSAGES_MAX
                                                        + LINKS * ReadTurn.UNTIMED_MESSAGES));
    }

    @Test
    void whoSaysLittleIsHeardInTheMiddleOfAFlood() throws Exception {
        int port = gate.listen(GateOnATable.PLAIN).port();
        try (Socket flooding = connect(port);
                Socket other = connect(port)) {
            gate.next(LinkEvent.LinkUp.class);
            gate.next(LinkEvent.LinkUp.class);
            CountDownLatch written = new CountDownLatch(1);
            var counting = gate.reaction;
            gate.reaction =
                    event -> {
                        await(written);
                        counting.accept(event);
                    };
            flooding.getOutputStream().write(messages("", FLOOD));
            other.getOutputStream().write(messages("here", 1));
            written.countDown();
            int before = 0;
            while (!gate.nextText().equals("here")) {
                before++;
            }
            assertThat(before).isLessThan(FLOOD / 2);
            for (int rest = before; rest < FLOOD; rest++) {
                assertThat(gate.nextText()).isEmpty();
            }
        }
    }

    /** It is told of behind the last message, as if it had been handled at once. */
    @Test
    void theEndOfALinkIsBehindWhatItBrought() throws Exception {
        int port = gate.listen(GateOnATable.PLAIN).port();
        try (Socket flooding = connect(port)) {
            gate.next(LinkEvent.LinkUp.class);
            flooding.getOutputStream().write(messages("", FLOOD));
            flooding.getOutputStream().write(messages("last", 1));
        }
        for (int n = 0; n < FLOOD; n++) {
            assertThat(gate.nextText()).isEmpty();
        }
        assertThat(gate.nextText()).isEqualTo("last");
        assertThat(gate.next(LinkEvent.LinkDown.class).reason()).isEqualTo(DownReason.CLOSED);
    }

    @Test
    void aFaultIsFoundBehindWhatWasRight() throws Exception {
        int port = gate.listen(GateOnATable.PLAIN).port();
        try (Socket flooding = connect(port)) {
            gate.next(LinkEvent.LinkUp.class);
            byte[] right = messages("", FLOOD);
            flooding.getOutputStream()
                    .write(
                            ByteBuffer.allocate(right.length + Integer.BYTES)
                                    .put(right)
                                    .putInt(TextCodec.REFUSED_WITH_A_WORD)
                                    .array());
            assertThat(flooding.getInputStream().readAllBytes())
                    .isEqualTo("bye".getBytes(StandardCharsets.UTF_8));
        }
        for (int n = 0; n < FLOOD; n++) {
            assertThat(gate.nextText()).isEmpty();
        }
        assertThat(gate.next(LinkEvent.LinkDown.class).reason()).isEqualTo(DownReason.PROTOCOL);
    }

    /** Closed, or failed at, in the middle: nothing more of it comes, and others go on. */
    @Test
    void whatWaitsOfALinkThatEndsIsForgotten() throws Exception {
        int port = gate.listen(GateOnATable.PLAIN).port();
        try (Socket flooding = connect(port)) {
            LinkId link = gate.next(LinkEvent.LinkUp.class).link();
            CountDownLatch closed = new CountDownLatch(1);
            var counting = gate.reaction;
            AtomicLong seen = new AtomicLong();
            gate.reaction =
                    event -> {
                        counting.accept(event);
                        if (event instanceof LinkEvent.Received
                                && seen.incrementAndGet() == FLOOD / 2) {
                            gate.executeOnLoop(new LinkAction.Close(link));
                            closed.countDown();
                        }
                    };
            flooding.getOutputStream().write(messages("", FLOOD));
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            for (int n = 0; n < FLOOD / 2; n++) {
                assertThat(gate.nextText()).isEmpty();
            }
            assertThat(gate.next(LinkEvent.LinkDown.class).reason()).isEqualTo(DownReason.LOCAL);
        }
        try (Socket failing = connect(port)) {
            gate.next(LinkEvent.LinkUp.class);
            AtomicLong seen = new AtomicLong();
            gate.reaction =
                    event -> {
                        now.addAndGet(MESSAGE_NANOS);
                        if (event instanceof LinkEvent.Received
                                && seen.incrementAndGet() == FLOOD / 2) {
                            throw new IllegalStateException("what a core may fail with");
                        }
                    };
            failing.getOutputStream().write(messages("", FLOOD));
            for (int n = 1; n < FLOOD / 2; n++) {
                assertThat(gate.nextText()).isEmpty();
            }
            assertThat(gate.next(LinkEvent.LinkDown.class).reason()).isEqualTo(DownReason.RESET);
        }
    }
}
