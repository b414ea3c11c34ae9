package io.quorate.gate.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Request;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class FourLetterCommandsTest {

    private final GateFixture gate = new GateFixture();

    @AfterEach
    void close() {
        gate.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ruok", "ruok\n", "ruok and more"})
    void aWordIsAnsweredAndTheConnectionEnds(String command) throws Exception {
        try (RawClient client = gate.client()) {
            client.send(command.getBytes(StandardCharsets.UTF_8));
            assertThat(client.rest()).asString().isEqualTo("imok");
        }
        assertThat(gate.report().packetsReceived()).isEqualTo(1);
        assertThat(gate.report().packetsSent()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ruok", "dump"})
    void aClientThatShutsItsSideStillGetsTheAnswer(String command) throws Exception {
        for (int i = 0; i < 20; i++) {
            try (RawClient client = gate.client()) {
                client.send(command.getBytes(StandardCharsets.UTF_8));
                client.socket.shutdownOutput();
                assertThat(client.rest()).hasSize(command.equals("dump") ? 1 << 20 : 4);
            }
        }
    }

    @Test
    void aLongAnswerIsMadeAsFastAsItIsRead() throws Exception {
        try (RawClient client = new RawClient(gate.port.address(), 8 * 1024);
                RawClient other = gate.client()) {
            other.join();
            client.send("wchp".getBytes(StandardCharsets.UTF_8));
            gate.await(() -> gate.commands.made.get() > 0);
            other.send(-2, new Request.Ping());
            assertThat(other.header().xid()).isEqualTo(-2);
            assertThat(gate.commands.made.get())
                    .as("pieces made when another client is answered")
                    .isLessThan(1024);
            assertThat(client.rest()).hasSize(16 << 20);
        }
        assertThat(gate.commands.closed.get()).isEqualTo(1);
        assertThat(gate.report().packetsSent()).as("the ping, the session, the word").isEqualTo(3);
    }

    /** Counted on the loop: a thread of the test has its turns from the machine alone. */
    @Test
    void aClientThatReadsAtOnceDoesNotKeepTheLoop() throws Exception {
        PiecesBetweenTasks pieces = new PiecesBetweenTasks();
        gate.commands.onPiece = pieces;
        try (RawClient client = gate.client()) {
            client.send("wchp".getBytes(StandardCharsets.UTF_8));
            assertThat(client.rest()).hasSize(16 << 20);
        }
        int most = gate.onLoop(() -> pieces.most);
        assertThat(most).as("pieces made between two tasks of the loop").isBetween(1, 255);
    }

    /** A task of the loop waits whenever a piece is made, and sees how many are before it runs. */
    private final class PiecesBetweenTasks implements Runnable {
        private int made;
        private int most;

        @Override
        public void run() {
            if (made++ == 0) {
                gate.loop.execute(
                        () -> {
                            most = Math.max(most, made);
                            made = 0;
                        });
            }
        }
    }

    @Test
    void aLongAnswerThatNobodyReadsEndsWithItsConnection() throws Exception {
        try (RawClient client = new RawClient(gate.port.address(), 8 * 1024)) {
            client.send("wchp".getBytes(StandardCharsets.UTF_8));
            gate.await(() -> gate.port.unsentBytes() >= Backlog.PRESSING_BYTES);
        }
        gate.await(() -> gate.commands.closed.get() == 1);
        assertThat(gate.commands.made.get()).isLessThan(1024);
        gate.await(() -> gate.port.unsentBytes() == 0);
    }

    @Test
    void anArgumentMayComeLater() throws Exception {
        try (RawClient client = gate.client()) {
            client.send("stmk".getBytes(StandardCharsets.UTF_8)).send("0000").send("000000000132");
            assertThat(client.rest()).asString().isEqualTo("mask of 8");
        }
    }

    @Test
    void aClosingTelnetGetsNothing() throws Exception {
        try (RawClient client = gate.client()) {
            assertThat(client.send("fff4fffd06").rest()).isEmpty();
        }
    }

    @Test
    void wordsAreAnsweredWhileTheServerDoesNotServe() throws Exception {
        gate.handler.serving = false;
        try (RawClient client = gate.client()) {
            assertThat(client.send("72756f6b").rest()).asString().isEqualTo("imok");
        }
    }
}
