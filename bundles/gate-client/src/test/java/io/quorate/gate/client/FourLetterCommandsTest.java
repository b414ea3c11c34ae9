package io.quorate.gate.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
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

    @Test
    void aClientThatReadsAtOnceDoesNotKeepTheLoop() throws Exception {
        try (RawClient client = gate.client()) {
            client.send("wchp".getBytes(StandardCharsets.UTF_8));
            CompletableFuture<Integer> read = new CompletableFuture<>();
            Thread reader =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            read.complete(client.rest().length);
                                        } catch (IOException failure) {
                                            read.completeExceptionally(failure);
                                        }
                                    });
            int before = gate.onLoop(gate.commands.made::get);
            int most = 0;
            while (!read.isDone()) {
                int made = gate.onLoop(gate.commands.made::get);
                most = Math.max(most, made - before);
                before = made;
            }
            assertThat(read.get()).isEqualTo(16 << 20);
            assertThat(most).as("pieces made between two tasks of the loop").isLessThan(256);
            reader.join();
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
